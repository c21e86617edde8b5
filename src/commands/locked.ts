import { failure } from '../core/model/failure.ts'
import { emptyEnvironment } from '../core/model/lock.ts'
import type { Lock, LockedEnvironment } from '../core/model/lock.ts'
import type { Environment, World } from './world.ts'

/** The environment's part of the lock file; empty when it was never applied. Throws ST101 when the lock file knows another org. */
export async function readLocked(world: Pick<World, 'project' | 'environment'>): Promise<LockedEnvironment> {
  return lockedIn(await world.project.readLock(), world.environment)
}

/** The same of a lock file that was read. */
export function lockedIn(lock: Lock, environment: Pick<Environment, 'name' | 'target'>): LockedEnvironment {
  const locked = lock.get(environment.name)
  if (locked === undefined) return emptyEnvironment(environment.target)
  if (locked.target === environment.target) return locked
  throw failure(
    'ST101',
    `the lock file says ${environment.name} is ${locked.target}, the config says ${environment.target}`,
    { hint: `restore the config, or start over with cliq-ds lock repair --env ${environment.name}` },
  )
}
