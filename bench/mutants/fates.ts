import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Covered } from './map.ts'
import type { Mutant } from './mistakes.ts'

/** Makes a mistake in the copy while something is done, and takes it back. */
async function withMistakes<Out>(
  copy: string,
  mutants: readonly Mutant[],
  done: () => Out | Promise<Out>,
): Promise<Out> {
  const texts = mutants.map(({ file }) => readFileSync(join(copy, file), 'utf8'))
  for (const [index, { file, at, from, to }] of mutants.entries()) {
    const text = texts[index] ?? ''
    writeFileSync(join(copy, file), text.slice(0, at) + to + text.slice(at + from.length))
  }
  try {
    return await done()
  } finally {
    for (const [index, { file }] of mutants.entries()) writeFileSync(join(copy, file), texts[index] ?? '')
  }
}

/**
 * Those that types or lint refuse. They look at many at once, of a file each, and again at what is left until nothing is
 * refused any more.
 */
export async function refused(copy: string, mutants: readonly Mutant[]): Promise<ReadonlySet<Mutant>> {
  const out = new Set<Mutant>()
  const look = async (left: readonly Mutant[]): Promise<void> => {
    const complaints = await withMistakes(copy, left, () => complaintsOf(copy, left))
    if (complaints === '') return
    const own = left.filter(({ file }) => complaints.includes(`${file}(`) || complaints.includes(`${file}:`))
    // One alone that only others complain of is refused as well.
    const found = left.length === 1 ? left : own
    for (const each of found) out.add(each)
    const rest = left.filter(each => !found.includes(each))
    const parts = own.length > 0 ? [rest] : [rest.slice(0, rest.length / 2), rest.slice(rest.length / 2)]
    for (const part of parts) if (part.length > 0) await look(part)
  }
  for (let waiting = mutants; waiting.length > 0;) {
    const files = new Set<string>()
    const batch = waiting.filter(({ file }) => !files.has(file) && files.add(file))
    await look(batch)
    waiting = waiting.filter(each => !batch.includes(each))
  }
  return out
}

function complaintsOf(copy: string, mutants: readonly Mutant[]): string {
  const bin = (name: string) => join(copy, 'node_modules/.bin', name)
  const types = ['-p', 'tsconfig.json', '--pretty', 'false', '--incremental', '--tsBuildInfoFile', '.types']
  const lint = ['--type-aware', '--deny-warnings', '-f', 'unix', ...mutants.map(each => each.file)]
  const runs = [spawnSync(bin('tsc'), types, { cwd: copy, encoding: 'utf8' })]
  runs.push(spawnSync(bin('oxlint'), lint, { cwd: copy, encoding: 'utf8' }))
  return runs.map(each => (each.status === 0 ? '' : `${each.stdout}${each.stderr}`)).join('')
}

/** Stands for the tests that a mistake keeps busy. */
export const TOO_SLOW = 'too slow'

/** Plays tests on mistakes, one mistake at a time. */
export interface Player {
  /** The files of tests that notice a mistake, none where nobody does. One that keeps them busy for much longer than usual is noticed as well. */
  readonly noticing: (mutant: Mutant, tests: readonly Covered[]) => Promise<readonly string[]>
  /** Those of these files that fail without any mistake, so that what they noticed counts for nothing. */
  readonly failing: (tests: readonly Covered[]) => Promise<readonly string[]>
  readonly stop: () => void
}

/** A player whose looks at one mistake end after as many seconds of tests as usually take so long. */
export function player(copy: string, seconds: number): Player {
  let child: ChildProcess | undefined
  const stop = () => {
    if (child?.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    child = undefined
  }
  const plays = async (changed: string, tests: readonly Covered[]): Promise<readonly string[]> => {
    child ??= fork(fileURLToPath(new URL('runner.ts', import.meta.url)), [copy], {
      cwd: copy,
      detached: true,
      silent: true,
    })
    child.send({ changed, tests: tests.map(each => each.test) })
    const usual = tests.reduce((sum, { took }) => sum + took, 0)
    try {
      const [red] = (await once(child, 'message', { signal: AbortSignal.timeout(60_000 + 8 * Math.ceil(usual)) })) as [
        string[],
      ]
      return red
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'AbortError') throw error
      stop()
      return [TOO_SLOW]
    }
  }
  const playsAll = async (changed: string, all: readonly (readonly Covered[])[]): Promise<readonly string[]> => {
    for (const tests of all) {
      const red = await plays(changed, tests)
      if (red.length > 0) return red
    }
    return []
  }
  return {
    noticing: (mutant, tests) => withMistakes(copy, [mutant], () => playsAll(mutant.file, turns(tests, seconds))),
    failing: async tests => {
      const all = []
      for (const each of tests) all.push(...(await plays('src/index.ts', [each])))
      return all
    },
    stop,
  }
}

// The first few alone, since most mistakes are noticed by one of them; then the rest, as far as the time goes.
function turns(tests: readonly Covered[], seconds: number): readonly (readonly Covered[])[] {
  let spent = 0
  const within = tests.filter(({ took }) => (spent += took) <= seconds * 1_000 || spent === took)
  return [within.slice(0, 4), within.slice(4, 16), within.slice(16)].filter(each => each.length > 0)
}
