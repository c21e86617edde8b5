import { lostHintProblems } from '../core/migrations/early.ts'
import { Failure, failure } from '../core/model/failure.ts'
import type { Lock } from '../core/model/lock.ts'
import { hasErrors, sortedProblems } from '../core/model/problem.ts'
import type { Definitions } from '../core/model/definition.ts'
import { lockedIn } from './locked.ts'
import type { World } from './world.ts'

// As many as a person may mean.
const MOST_NAMED = 4

/**
 * The definitions of a plan. Throws a Failure for those that are not valid, and DF001 where there is none: an empty folder
 * never means that everything goes, unless each datastore that the lock file knows was named by a consent. So is LV124 for
 * a hint that went while an environment of the lock file needs it.
 */
export async function readValid(
  { project, environment }: Pick<World, 'project' | 'environment'>,
  allow: readonly string[],
  readLock: () => Promise<Lock>,
): Promise<Definitions> {
  const read = await project.readDefinitions()
  const isEmpty = read.definitions.length + read.rowsOnly.length === 0
  const known = isEmpty ? lockedIn(await readLock(), environment).datastores.keys() : []
  const gone = [...known].map(name => `datastore-removed:${name}`)
  const isMeant = gone.length > 0 && gone.every(each => allow.includes(each))
  const kept = isMeant ? read.problems.filter(each => each.code !== 'DF001') : read.problems
  // Hints are judged by definitions that are right; a lock file that cannot be read is told by who reads it next.
  const early = hasErrors(kept)
    ? []
    : await readLock().then(
        lock => lostHintProblems(read.definitions, lock),
        () => [],
      )
  const problems = sortedProblems([...kept, ...early])
  const [first, ...rest] = problems.filter(each => each.severity === 'error')
  const consents = gone.length > 0 && gone.length < MOST_NAMED ? ` --allow ${gone.join(' --allow ')}` : ''
  const hint =
    consents === ''
      ? 'an empty folder is never read as "delete every datastore"'
      : `to delete all of ${environment.name}: cliq-ds plan --env ${environment.name}${consents}`
  if (first?.code === 'DF001' && consents !== '')
    throw new Failure([{ ...first, hint }, ...rest], { sources: read.sources })
  if (first !== undefined && hasErrors(problems)) throw new Failure([first, ...rest], { sources: read.sources })
  if (!isEmpty || isMeant) return { ...read, problems }
  throw failure('DF001', `${project.schemas} contains no definition`, { hint })
}
