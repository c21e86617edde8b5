import type { World } from '../../src/commands/world.ts'
import type { Meddle, VirtualWorld } from './virtualWorld.ts'

const RUNS = 8
// After that nothing is in the way any more.
const TROUBLED = 3

/**
 * Runs a command on one new machine after the other until it ends well, the first ones in trouble; all that was on its way
 * has come by then. Returns how the runs ended where none ended well.
 */
export async function onNewMachines(
  org: VirtualWorld,
  meddle: Meddle,
  command: (world: World) => Promise<{ readonly kind: string }>,
): Promise<string | undefined> {
  const ends: unknown[] = []
  for (let runs = 0; runs < RUNS; runs += 1) {
    const ended = await command(org.another(runs < TROUBLED ? meddle : undefined)).then(
      each => each.kind,
      (error: unknown) => error,
    )
    ends.push(ended)
    await org.world.clock.sleep(600_000)
    if (ended === 'done' || ended === 'nothing-to-do') return undefined
  }
  return String(ends)
}
