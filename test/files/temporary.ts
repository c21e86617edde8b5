import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { onTestFinished } from 'vitest'

import { Failure } from '../../src/core/model/failure.ts'
import type { Problem } from '../../src/core/model/problem.ts'

/** An empty folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'cliq-ds-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The problems of the Failure that `run` ends in. */
export async function refusal(run: () => unknown): Promise<readonly Problem[]> {
  try {
    await run()
  } catch (error) {
    if (error instanceof Failure) return error.problems
    throw error
  }
  throw new Error('it did not fail')
}

/** The problems of the Failure that `run` ends in; none when it ends well. */
export function problemsOf(run: () => unknown): readonly Problem[] {
  try {
    run()
    return []
  } catch (error) {
    if (error instanceof Failure) return error.problems
    throw error
  }
}

/** `CODE file:line:col` of each problem: what a table of bad inputs expects. */
export function outline(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ code, at }) => (at === undefined ? code : `${code} ${at.file}:${at.line}:${at.col}`))
}
