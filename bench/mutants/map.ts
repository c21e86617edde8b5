import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Mutant } from './mistakes.ts'

/** What one file of tests calls, and how long it takes. */
export interface Covered {
  readonly test: string
  readonly took: number
  readonly starts: boolean
  readonly calls: Readonly<Record<string, readonly string[]>>
}

// They take minutes, or look at the words of the sources.
const LEFT_OUT = ['test/kills/**', 'test/package.test.ts', 'test/seed/big.test.ts', 'test/house.test.ts']

/** What each file of tests calls, as a run of all of them tells; a map that is there already is believed. */
export function mapOf(copy: string, path: string): readonly Covered[] {
  if (!existsSync(path)) {
    const { stdout } = spawnSync(
      join(copy, 'node_modules/.bin/vitest'),
      ['run', '--config', 'bench/mutants/vitest.config.ts', ...LEFT_OUT.flatMap(each => ['--exclude', each])],
      { cwd: copy, encoding: 'utf8', env: { ...process.env, MUTANTS_MAP: path } },
    )
    if (!existsSync(path)) throw new Error(`no test ends well:\n${stdout.slice(-4_000)}`)
  }
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return lines.map(line => JSON.parse(line) as Covered)
}

/**
 * The files of tests that may notice a mistake: those that call the function it stands in, the quick ones that call little
 * else first, then those that start the command. What stands in no function is noticed by whoever loads it.
 */
export function testsFor({ file, at }: Mutant, text: string, map: readonly Covered[]): readonly Covered[] {
  const name = functionAt(text, at)
  const loading = map.filter(each => each.calls[file] !== undefined)
  const calling = loading.filter(each => name !== undefined && each.calls[file]?.includes(name) === true)
  const seen = calling.length > 0 ? calling : loading
  const rest = map.filter(each => each.starts && !seen.includes(each))
  return [...seen.toSorted((one, other) => cost(one, file) - cost(other, file)), ...rest]
}

// A test that calls few files but this one is about it.
function cost({ took, calls }: Covered, file: string): number {
  return took * (Object.values(calls).flat().length / Math.max(1, calls[file]?.length ?? 0))
}

function functionAt(text: string, at: number): string | undefined {
  const heads = text.slice(0, at).matchAll(/^(?:export )?(?:async )?(?:function\*?|const|class) (\w+)/gmu)
  return [...heads].at(-1)?.[1]
}
