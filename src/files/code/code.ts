import { realpath } from 'node:fs/promises'
import { getCompileCacheDir } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

import { Failure } from '../../core/model/failure.ts'
import type { Problem } from '../../core/model/problem.ts'
import { problemOf, tsProblem } from './explain.ts'
import type { Loaded } from './explain.ts'
import { notPlain } from './plainValue.ts'
import type { Answer, LoadTask } from './worker.ts'
import { MOST_TYPED_BYTES, readText, shownPath, startOf } from '../disk/readText.ts'

export interface CodeOptions {
  /** The project; the file and what it imports by path must lie in it. */
  readonly root: string
  /** A load that takes longer is ended. Default 10,000. */
  readonly timeoutMs?: number
  /** A definition may not import what reads files, connects or starts programs (default); a config may. */
  readonly kind?: 'definition' | 'config'
  /** The variables that the file sees; none by default, so that no secret is within its reach. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Gets what the file printed, not yet escaped. */
  readonly onOutput?: (text: string) => void
}

export type LoadedCode = { readonly value: unknown } | { readonly problem: Problem }
const MOST_RESULT = 5_000_000
const MOST_OUTPUT = 64 * 1024

/**
 * The default export of a TypeScript or JavaScript file, as plain JSON values: loaded in a thread of its own by Node's
 * type stripping. Never throws: whatever goes wrong is one problem, TS1xx or FS1xx.
 */
export async function loadCode(absolutePath: string, options: CodeOptions): Promise<LoadedCode> {
  try {
    const root = await realpath(options.root)
    const text = await readText(absolutePath, options.root, { maxBytes: MOST_TYPED_BYTES })
    const loaded = { root, file: shownPath(absolutePath, options.root), text }
    const task = taskOf(await realpath(absolutePath), loaded, options.kind !== 'config')
    return checked(await inTurn(() => run(task, loaded, options)), loaded)
  } catch (error) {
    const [problem] = error instanceof Failure ? error.problems : []
    if (problem === undefined) throw error
    return { problem }
  }
}

// From source the modules are .ts, built they are .js.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

function taskOf(path: string, { root, text }: Loaded, confined: boolean): LoadTask {
  const imports = {
    root: pathToFileURL(root + sep).href,
    packageFolder: new URL('../../', import.meta.url).href,
    frontDoor: new URL(`../../index.${extension}`, import.meta.url).href,
    confined,
  }
  // The folder of this process lies in the one that was chosen for it, by the version of Node. Without one there is none
  // here either: the default lies in a folder that everybody may write to, and what lies there is run.
  const own = getCompileCacheDir()
  return { file: pathToFileURL(path).href, text, imports, cache: own === undefined ? own : dirname(own) }
}

function run(task: LoadTask, loaded: Loaded, options: CodeOptions): Promise<Answer | { readonly problem: Problem }> {
  const { timeoutMs = 10_000, env = {}, onOutput } = options
  const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), {
    workerData: task,
    env: { ...env },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  const output = captured(worker)
  return new Promise<Answer | { readonly problem: Problem }>(resolve => {
    const timer = setTimeout(() => resolve({ kind: 'never-finished' }), timeoutMs)
    worker.on('message', (answer: Answer) => resolve(answer))
    worker.on('error', error => resolve({ kind: 'thrown', thrown: thrownOutside(error) }))
    worker.on('exit', code => resolve(ended(code, loaded)))
    worker.on('exit', () => clearTimeout(timer))
  }).finally(async () => {
    await worker.terminate()
    const text = output()
    if (text !== '') onOutput?.(text)
  })
}

function ended(code: number, { file }: Loaded): { readonly problem: Problem } {
  const message = `the file exited (code ${code}) before giving a result`
  return { problem: tsProblem('TS107', message, startOf(file), 'remove process.exit from it') }
}

function thrownOutside(error: unknown): Extract<Answer, { kind: 'thrown' }>['thrown'] {
  const { message = String(error), stack = '' } = error instanceof Error ? error : {}
  return { code: '', isSyntax: false, message, stack }
}

function captured(worker: Worker): () => string {
  let text = ''
  const take = (chunk: unknown) => {
    if (text.length < MOST_OUTPUT) text += String(chunk).slice(0, MOST_OUTPUT)
  }
  worker.stdout.on('data', take)
  worker.stderr.on('data', take)
  return () => text
}

// The file may have bent what its thread believes in, so the result is judged again here.
function checked(answer: Answer | { readonly problem: Problem }, loaded: Loaded): LoadedCode {
  if ('problem' in answer) return answer
  if (answer.kind !== 'value') return { problem: problemOf(answer, loaded) }
  const found = notPlain(answer.value)
  if (found !== undefined) return { problem: problemOf({ kind: 'not-plain', found }, loaded) }
  const size = JSON.stringify(answer.value).length
  if (size <= MOST_RESULT) return { value: answer.value }
  const message = `the result is ${(size / 1_000_000).toFixed(1)} MB, limit ${MOST_RESULT / 1_000_000} MB`
  return { problem: tsProblem('TS111', message, startOf(loaded.file), 'split it into more files') }
}

let running = 0
const waiting: (() => void)[] = []

// A folder of a hundred files must not start a hundred threads.
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= availableParallelism()) await new Promise<void>(resolve => waiting.push(resolve))
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}
