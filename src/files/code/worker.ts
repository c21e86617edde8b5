import { enableCompileCache, registerHooks, stripTypeScriptTypes } from 'node:module'
import thread from 'node:process'
import { parentPort, workerData } from 'node:worker_threads'

import { confine } from './confine.ts'
import { notPlain } from './plainValue.ts'
import type { NotPlain } from './plainValue.ts'
import { importHooks } from './resolve.ts'
import type { FailedImport, Imports } from './resolve.ts'

/** What the worker is started with. */
export interface LoadTask {
  /** File URL of the file to load. */
  readonly file: string
  readonly text: string
  readonly imports: Imports
  /** Where compiled code may be kept: a folder of this user alone. */
  readonly cache: string | undefined
}

/** What a load came to. */
export type Answer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'never-finished' }
  | { readonly kind: 'no-default' }
  | { readonly kind: 'not-plain'; readonly found: NotPlain }
  | { readonly kind: 'thrown'; readonly thrown: Thrown; readonly failedImport?: FailedImport }

/** An error in words, since errors lose their code on the way between threads. */
export interface Thrown {
  readonly code: string
  readonly isSyntax: boolean
  readonly message: string
  readonly stack: string
}

let failedImport: FailedImport | undefined

// The parent sends what it made itself, so the type is earned there.
const task = workerData as LoadTask
const post = parentPort?.postMessage.bind(parentPort)
if (task.cache !== undefined) enableCompileCache(task.cache)
registerHooks(importHooks(task.imports, failed => (failedImport ??= failed)))
if (task.imports.confined) confine(thread, specifier => (failedImport ??= { why: 'reaches-out', specifier, from: '' }))
// An awaited promise that nothing will settle keeps no thread alive. Awaited here, Node would complain of it on stderr.
thread.once('beforeExit', () => post?.({ kind: 'never-finished' } satisfies Answer))
void answer().then(each => post?.(each))

async function answer(): Promise<Answer> {
  try {
    const loaded: object = await import(task.file)
    if (!('default' in loaded)) return { kind: 'no-default' }
    const found = notPlain(loaded.default)
    return found === undefined ? { kind: 'value', value: loaded.default } : { kind: 'not-plain', found }
  } catch (error) {
    const thrown = told(betterPlaced(error))
    return { kind: 'thrown', thrown, ...(failedImport !== undefined && { failedImport }) }
  }
}

// For JavaScript Node does not say where a syntax error stands; its TypeScript parser does.
function betterPlaced(error: unknown): unknown {
  if (!(error instanceof SyntaxError) || error.stack?.startsWith('file:') === true) return error
  try {
    stripTypeScriptTypes(task.text, { sourceUrl: task.file })
    return error
  } catch (placed) {
    return placed
  }
}

function told(error: unknown): Thrown {
  if (!(error instanceof Error)) return { code: '', isSyntax: false, message: String(error), stack: '' }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { code, isSyntax: error instanceof SyntaxError, message: error.message, stack: error.stack ?? '' }
}
