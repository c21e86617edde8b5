import type { World } from './world.ts'

/** A lease that was freed by hand. */
export interface Unlocked {
  readonly environment: string
  /** Who held it; '' when that cannot be read, undefined when nobody did. */
  readonly who: string | undefined
}

/**
 * Frees the environment's lease. Throws a Failure LE104 unless the id is exactly that of its holder, LE111 where there is
 * none. Without an id it is that of a run of this machine that has died: LE101 for any other, and LE110 where a call of
 * that run is still undecided.
 */
export async function performUnlock(world: World, id: string | undefined): Promise<Unlocked> {
  const environment = world.environment.name
  if (id !== undefined) return { environment, who: await world.breakLease(id) }
  const journal = await world.openJournal()
  const isUndecided = journal.inDoubt.length > 0
  await journal.close()
  return { environment, who: await world.freeLease(isUndecided) }
}
