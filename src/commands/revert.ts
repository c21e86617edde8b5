import type { PlanDocument } from '../core/plan/document.ts'
import { sortedDrift } from '../core/drift/ignored.ts'
import { attribution } from '../core/drift/attribution.ts'
import type { Drifted } from '../core/drift/attribution.ts'
import { elsewhereIn, knownIds } from '../core/model/lock.ts'
import { renamedById } from '../core/plan/ownership.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { reversal } from '../core/drift/reversal.ts'
import { lockedNames, readableDefinitions, readIgnoredHere, refuseMistyped, today } from './drift.ts'
import { lockedIn } from './locked.ts'
import { plannedFrom, refuseOtherOrg } from './plan.ts'
import type { Asked, Planned } from './plan.ts'
import type { World } from './world.ts'

/** Plans to put drift back, of these datastores or of all, and leaves every edit of the definitions out. Sends reads only. */
export async function performRevert(world: World, names: readonly string[], asked: Asked): Promise<PlanDocument> {
  return (await plannedRevert(world, await world.environment.connectReadOnly(), names, asked)).document
}

/**
 * Plans with a given client to put back what was moved outside since we left it. What the definitions want already, what
 * is ignored, and what is not ours stays. Throws a Failure LV106 for names that the lock file does not know.
 */
export async function plannedRevert(
  world: World,
  cliq: ReadCliq,
  names: readonly string[],
  options: Asked,
): Promise<Planned> {
  const { environment } = world
  const lock = await world.project.readLock()
  const locked = lockedIn(lock, environment)
  const { definitions } = await readableDefinitions(world)
  refuseMistyped(names, { locked, definitions, environment: environment.name })
  const live = await cliq.fetchLive(locked.datastores.keys(), knownIds(locked))
  refuseOtherOrg(live, locked, environment)
  const asked = lockedNames(names, { live, locked, environment: environment.name })
  const { drift } = attribution({ locked, live, definitions, ignore: environment.ignore })
  const { counted } = sortedDrift(drift, await readIgnoredHere(world), today(world))
  const nameOf = renamedById(live, locked)
  const isChosen = ({ change, by, conflict }: Drifted) =>
    (asked.length === 0 || asked.includes(nameOf.get(change.datastore) ?? change.datastore)) &&
    // Both moved it the same way: the definitions want it so.
    (by !== 'both' || conflict)
  const aim = reversal(counted.filter(isChosen), drift, live, locked)
  const made = await plannedFrom(world, cliq, options, {
    definitions: { definitions: aim, rowsOnly: [], problems: [], files: [], sources: new Map() },
    live,
    locked,
    elsewhere: elsewhereIn(lock, environment.name),
  })
  return { ...made, document: { ...made.document, reverts: asked } }
}
