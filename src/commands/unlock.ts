import type { World } from './world.ts'

/** A lease that was freed by hand. */
export interface Unlocked {
  readonly environment: string
  /** Who held it; '' when that cannot be read. */
  readonly who: string
}

/** Frees the environment's lease. Throws a Failure LE104 unless the id is exactly that of its holder. */
export async function performUnlock(world: World, id: string): Promise<Unlocked> {
  return { environment: world.environment.name, who: await world.breakLease(id) }
}
