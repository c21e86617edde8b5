import { acceptance, lockedAccepting } from '../core/drift/acceptance.ts'
import type { AcceptedOne } from '../core/drift/acceptance.ts'
import type { Drifted } from '../core/drift/attribution.ts'
import type { Change } from '../core/model/change.ts'
import type { Definition } from '../core/model/definition.ts'
import { Failure } from '../core/model/failure.ts'
import { sortedDrift } from '../core/drift/ignored.ts'
import { checkDefinitions } from '../core/rules/rules.ts'
import { driftBetween, lockedNames, readIgnoredHere, refuseMistyped, today } from './drift.ts'
import { readLocked } from './locked.ts'
import type { World } from './world.ts'
import type { Accepted, LeftByHand } from '../core/results/accept.ts'

/**
 * Takes over what was moved outside: into the definitions, comments kept, and into the lock file. Pending edits of the
 * definitions stay. Sends reads only. Throws a Failure for definitions that have errors and for names that are not ours.
 */
export async function performAccept(world: World, names: readonly string[]): Promise<Accepted> {
  const { project, environment } = world
  const existing = await project.readDefinitions()
  const [broken, ...more] = existing.problems.filter(each => each.severity === 'error' && each.code !== 'DF001')
  if (broken !== undefined) throw new Failure([broken, ...more], existing)
  const locked = await readLocked(world)
  refuseMistyped(names, { locked, definitions: existing.definitions, environment: environment.name })
  const { live, drift } = await driftBetween(world, locked, existing.definitions)
  const asked = lockedNames(names, { live, locked, environment: environment.name })
  const { counted } = sortedDrift(drift, await readIgnoredHere(world), today(world))
  const all = acceptance(counted, existing.definitions, live, locked)
  const chosen = asked.length === 0 ? all : all.filter(each => asked.includes(each.name))
  await project.tryLockFile()
  const written = new Map<string, string>()
  const settled: AcceptedOne[] = []
  const byHand: LeftByHand[] = []
  for (const one of chosen) {
    const ended = await performOne(world, one, existing.definitions)
    if (typeof ended === 'object') byHand.push(ended)
    else settled.push(one)
    if (typeof ended === 'string') written.set(one.name, ended)
  }
  await project.writeLocked(environment.name, locked, lockedAccepting(locked, live, settled))
  return {
    environment: environment.name,
    where: environment.where,
    written,
    settled: settled.map(each => each.name),
    conflicts: conflictsOf(counted, settled),
    byHand,
    calls: live.calls,
  }
}

// The file that was written, nothing where none had to be, or what a person has to do.
async function performOne(
  { project }: World,
  { name, changes, definition, wanted, isGone }: AcceptedOne,
  definitions: readonly Definition[],
): Promise<string | undefined | LeftByHand> {
  if (definition === undefined || wanted === undefined) return undefined
  const byHand = (because: string): LeftByHand => ({ datastore: name, file: definition.file, because, changes })
  if (isGone) return byHand('the datastore is gone: delete its definition, or put it back with drift --revert')
  const now = definitions.map(each => (each === definition ? { ...each, datastore: wanted } : each))
  const before = new Set(checkDefinitions(definitions).map(each => each.message))
  const wrong = checkDefinitions(now).find(each => each.severity === 'error' && !before.has(each.message))
  if (wrong !== undefined) return byHand(`with its own edits it would be invalid, ${wrong.code}: ${wrong.message}`)
  try {
    return await project.writeDefinition(wanted, definition)
  } catch (error) {
    if (error instanceof Failure && error.code === 'DF110') return byHand('it is code: edit it to match what is live')
    throw error
  }
}

function conflictsOf(drift: readonly Drifted[], settled: readonly AcceptedOne[]): readonly Change[] {
  const own = new Set(settled.flatMap(each => each.changes))
  return drift.filter(each => each.conflict && own.has(each.change)).map(each => each.change)
}
