import { Failure } from '../core/model/failure.ts'
import { elsewhereIn, emptyEnvironment, knownIds, lockedAfter } from '../core/model/lock.ts'
import type { Lock, LockedEnvironment } from '../core/model/lock.ts'
import { ignores } from '../core/plan/ownership.ts'
import { notLocked } from './absent.ts'
import { fetchAgreedLive } from './agreedLive.ts'
import { readLocked } from './locked.ts'
import type { Project, World } from './world.ts'

/** The environment's part of the lock file. */
export async function performLockShow(world: World): Promise<LockedEnvironment> {
  return readLocked(world)
}

/** Lets go of a datastore: it stays in the org and is no longer ours. Throws LK when the lock file does not know it. */
export async function performLockForget(world: World, name: string): Promise<LockedEnvironment> {
  const { project, environment } = world
  const before = await readLocked(world)
  if (!before.datastores.has(name)) throw notLocked([name], before, environment.name)
  const after = { ...before, datastores: new Map([...before.datastores].filter(([each]) => each !== name)) }
  await project.writeLocked(environment.name, before, after)
  return after
}

/**
 * Rebuilds the environment's part from the org: each defined datastore that is there becomes ours, with its defined
 * fields. Of a damaged lock file, the environments that are whole by their own digests are kept.
 */
export async function performLockRepair(world: World): Promise<LockedEnvironment> {
  const { project, environment } = world
  const { definitions, problems, sources } = await project.readDefinitions()
  const [first, ...rest] = problems.filter(each => each.severity === 'error')
  if (first !== undefined) throw new Failure([first, ...rest], { sources })
  const lock = await readableLock(world)
  const cliq = await environment.connectReadOnly()
  const known = lock.get(environment.name)
  const before = known?.target === environment.target ? known : emptyEnvironment(environment.target)
  const names = definitions.map(each => each.datastore.unique_name)
  const live = await fetchAgreedLive(cliq, names, knownIds(before))
  const elsewhere = elsewhereIn(lock, environment.name)
  const after = lockedAfter(before, { definitions, live, ignored: ignores(environment.ignore), elsewhere })
  await project.writeLock(new Map(lock).set(environment.name, after))
  return after
}

/** Puts the lock file of the project where the config says that it lies by now; the environments that moved. */
export async function performLockMove(project: Pick<Project, 'moveLock'>): Promise<readonly string[]> {
  return project.moveLock()
}

async function readableLock({ project, environment }: World): Promise<Lock> {
  try {
    return await project.readLock()
  } catch (error) {
    if (error instanceof Failure && error.code.startsWith('LK')) return project.salvageLock(environment.name)
    throw error
  }
}
