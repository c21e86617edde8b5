import { attribution } from '../core/drift/attribution.ts'
import type { Attribution } from '../core/drift/attribution.ts'
import type { Definition } from '../core/model/definition.ts'
import { underWayProblems, unfinishedProblems } from '../core/drift/unfinished.ts'
import { expiredProblems, sortedDrift } from '../core/drift/ignored.ts'
import type { Ignored } from '../core/drift/ignored.ts'
import type { Live } from '../core/model/live.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { knownIds } from '../core/model/lock.ts'
import type { LockedEnvironment } from '../core/model/lock.ts'
import { ignores, renamedById } from '../core/plan/ownership.ts'
import { unreadableIn, unreadableProblem } from '../core/plan/unreadable.ts'
import { nearest } from '../core/rules/nearest.ts'
import { sortedProblems } from '../core/model/problem.ts'
import type { Problem } from '../core/model/problem.ts'
import { byCodeUnit } from '../core/model/catalog.ts'
import type { ChosenNames } from '../core/plan/document.ts'
import type { Drift } from '../core/results/drift.ts'
import { notKnown, notLocked } from './absent.ts'
import { fetchAgreedLive } from './agreedLive.ts'
import { readLocked } from './locked.ts'
import { refuseOtherOrg } from './plan.ts'
import type { World } from './world.ts'

/** Compares the org with the lock file, and both with the definitions. Sends reads only, and writes nothing. */
export async function performDrift(world: World, names: readonly string[] = []): Promise<Drift> {
  const { environment } = world
  const entries = await readIgnoredHere(world)
  const problems = expiredProblems(entries, today(world))
  const locked = await readLocked(world)
  const { name, where } = environment
  const about = { environment: name, where, known: locked.datastores.size, problems }
  if (about.known === 0) return { ...about, changes: [], ignored: [], pending: [], calls: 0 }
  const { definitions, unknown } = await readableDefinitions(world)
  refuseUnread(names, { locked, definitions, environment: name })
  const live = await fetchKnown(world, locked)
  const chosen = names.length === 0 ? undefined : chosenOf(names, { live, locked, environment: name })
  const leftOut = [...(chosen?.leftOut ?? []), ...notChosen(definitions, chosen)]
  const ignore = [...environment.ignore, ...leftOut]
  const { drift, pending } = attribution({ locked, live, definitions, ignore })
  const { counted, ignored } = sortedDrift(drift, entries, today(world))
  const isLeft = ignores(ignore)
  const unread = [...unreadableIn(live, locked)].filter(([name]) => locked.datastores.has(name) && !isLeft(name))
  const told = [
    ...problems,
    ...unfinishedProblems(counted),
    ...underWayProblems(live, locked, isLeft),
    ...unread.map(each => unreadableProblem(...each)),
  ]
  return {
    ...about,
    ...(chosen && { chosen, known: chosen.names.length }),
    problems: told,
    changes: counted,
    ignored,
    pending,
    ...(unknown && { unknown }),
    calls: live.calls + (live.asked ?? 0),
  }
}

/**
 * Reads the org until two listings agree, since what is accepted stays in files, and tells who moved what. Throws ST102
 * when it is another org than the lock file's.
 */
export async function driftBetween(
  { environment }: World,
  locked: LockedEnvironment,
  definitions: readonly Definition[] | undefined,
): Promise<Attribution & { readonly live: Live }> {
  const live = await fetchKnown({ environment }, locked, fetchAgreedLive)
  return { live, ...attribution({ locked, live, definitions, ignore: environment.ignore }) }
}

async function fetchKnown(
  { environment }: Pick<World, 'environment'>,
  locked: LockedEnvironment,
  fetch: (cliq: ReadCliq, ...how: Parameters<ReadCliq['fetchLive']>) => Promise<Live> = fetchOnce,
): Promise<Live> {
  const cliq = await environment.connectReadOnly()
  const live = await fetch(cliq, locked.datastores.keys(), knownIds(locked))
  refuseOtherOrg(live, locked, environment)
  return live
}

function fetchOnce(cliq: ReadCliq, ...how: Parameters<ReadCliq['fetchLive']>): Promise<Live> {
  return cliq.fetchLive(...how)
}

function chosenOf(names: readonly string[], known: Parameters<typeof lockedNames>[1]): ChosenNames {
  const found = [...new Set(lockedNames(names, known))].sort(byCodeUnit)
  const leftOut = [...known.locked.datastores.keys()].filter(each => !found.includes(each))
  return { names: found, leftOut: leftOut.sort(byCodeUnit) }
}

// Edits of definitions that nobody asked for wait for another look.
function notChosen(definitions: readonly Definition[] | undefined, chosen: ChosenNames | undefined): readonly string[] {
  if (chosen === undefined) return []
  return (definitions ?? []).map(each => each.datastore.unique_name).filter(each => !chosen.names.includes(each))
}

/** The definitions, or why they cannot be trusted to tell what people wanted. */
export async function readableDefinitions({ project }: World): Promise<{
  readonly definitions: readonly Definition[] | undefined
  readonly unknown?: Problem
}> {
  const { definitions, problems } = await project.readDefinitions()
  const [unknown] = sortedProblems(problems).filter(each => each.severity === 'error')
  return unknown === undefined ? { definitions } : { definitions: undefined, unknown }
}

/** The entries that are about this environment. */
export async function readIgnoredHere({ project, environment }: World): Promise<readonly Ignored[]> {
  return (await project.readIgnored()).filter(each => each.environment === environment.name)
}

interface KnownNames {
  readonly locked: LockedEnvironment
  readonly definitions: readonly Definition[] | undefined
  readonly environment: string
}

/** Throws before anything is read: CL122 for names that nobody knows, LV106 for those of definitions alone. */
function refuseUnread(names: readonly string[], { locked, definitions = [], environment }: KnownNames): void {
  const missing = names.filter(each => !locked.datastores.has(each))
  if (missing.length === 0) return
  const defined = new Set(definitions.map(each => each.datastore.unique_name))
  const unknown = missing.filter(each => !defined.has(each))
  if (unknown.length > 0) throw notKnown(unknown, [...defined, ...locked.datastores.keys()])
  throw notLocked(missing, locked, environment)
}

/**
 * The same for what undoes or takes over a change. There a datastore that was renamed in the org may go by its new name,
 * so only what is nearly the name of another is refused unread.
 */
export function refuseMistyped(names: readonly string[], known: KnownNames): void {
  const all = [...known.locked.datastores.keys()]
  refuseUnread(
    names.filter(each => nearest(each, all) !== undefined),
    known,
  )
}

/**
 * The names that the lock file has for these datastores; one that was renamed in the org may go by either. Throws a
 * Failure LV106 for names that it does not know.
 */
export function lockedNames(
  names: readonly string[],
  {
    live,
    locked,
    environment,
  }: { readonly live: Live; readonly locked: LockedEnvironment; readonly environment: string },
): readonly string[] {
  const renamed = renamedById(live, locked)
  const found = names.map(name => renamed.get(name) ?? name)
  const unknown = found.filter(name => !locked.datastores.has(name))
  if (unknown.length === 0) return found
  throw notLocked(unknown, locked, environment)
}

/** The day in UTC, `YYYY-MM-DD`. */
export function today({ clock }: World): string {
  return new Date(clock.now()).toISOString().slice(0, 10)
}
