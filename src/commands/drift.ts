import type { Change } from '../core/change.ts'
import { driftOf } from '../core/plan.ts'
import { renamedById } from '../core/ownership.ts'
import { readLocked } from './plan.ts'
import type { World } from './world.ts'

/** What was changed outside since the last apply or pull. */
export interface Drift {
  readonly environment: string
  readonly where: string
  readonly changes: readonly Change[]
  /** Datastores that the lock file knows; none when the environment was never applied or pulled. */
  readonly known: number
  /** Calls that it took. */
  readonly calls: number
}

/** Compares the org with the lock file. Pending edits of definitions are not drift. Sends reads only. */
export async function performDrift(world: World): Promise<Drift> {
  const { environment } = world
  const locked = await readLocked(world)
  const about = { environment: environment.name, where: environment.where, known: locked.datastores.size }
  if (about.known === 0) return { ...about, changes: [], calls: 0 }
  const cliq = await environment.connectReadOnly()
  const live = await cliq.fetchLive(locked.datastores.keys())
  const changes = driftOf(live, locked, renamedById(live, locked), environment.ignore)
  return { ...about, changes, calls: live.calls }
}
