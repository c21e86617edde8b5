import { earlyProblems } from '../core/migrations/early.ts'
import { spentHints, spentProblems } from '../core/migrations/spent.ts'
import type { Lock } from '../core/model/lock.ts'
import { capped } from '../core/model/fold.ts'
import { hasErrors } from '../core/model/problem.ts'
import { seedProblems } from './seedCheck.ts'
import type { Seeds } from './seedWorld.ts'
import type { Project } from './world.ts'
import type { Definitions } from '../core/model/definition.ts'

/** What is checked besides definitions. */
export interface Checkable extends Pick<Project, 'readDefinitions'> {
  readSeeds(): Promise<Seeds>
  /** The lock file, where it is on this disk and can be read. */
  readLockHere(): Promise<Lock | undefined>
}

/** Checks every definition and every seed offline; all problems at once, sorted, errors and warnings alike. */
export async function performValidate(project: Checkable): Promise<Definitions> {
  const [read, seeds] = [await project.readDefinitions(), await project.readSeeds()]
  const lock = await project.readLockHere()
  const spent = lock === undefined ? [] : spentProblems(spentHints(read.definitions, lock))
  const early = lock === undefined ? [] : earlyProblems(read.definitions, lock)
  // Rows are judged by definitions that are right.
  const rows = hasErrors(read.problems) ? [] : seedProblems(seeds.seeds, [...read.definitions, ...read.rowsOnly])
  return {
    ...read,
    problems: capped([...read.problems, ...spent, ...early, ...seeds.problems, ...rows]),
    sources: new Map([...read.sources, ...seeds.sources]),
  }
}
