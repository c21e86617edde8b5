import { heritageOf } from '../migrations/heirs.ts'
import type { Succession } from '../migrations/heirs.ts'
import { capsOnTheWay } from '../migrations/room.ts'
import { besideHeirs, noRoomToWait, renamedByHint, waitingNote } from '../migrations/scope.ts'
import type { TypeCaps } from '../model/caps.ts'
import { byCodeUnit, isTemporary, STAND_IN_FIELD } from '../model/catalog.ts'
import type { Catalog, Datastore, Field } from '../model/catalog.ts'
import type { Change } from '../model/change.ts'
import { desiredCatalog } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import { isMeta } from '../pace/leaseRows.ts'
import type { Live } from '../model/live.ts'
import type { LockedDatastore, LockedEnvironment } from '../model/lock.ts'
import { firstMatching } from '../model/patterns.ts'
import type { Problem } from '../model/problem.ts'
import { claims } from './claims.ts'
import { unreadableIn, unreadableProblem } from './unreadable.ts'

/** What is live, not ours, and kept. */
export interface Unmanaged {
  readonly datastores: readonly string[]
  /** Full names of those whose names do not begin with the prefix. */
  readonly outside: readonly string[]
  /** Field unique_names by datastore, only where there are any. */
  readonly fields: ReadonlyMap<string, readonly string[]>
}

/** What a plan is about: the part of live that concerns it, and what that part shall be. */
export interface Scope {
  readonly base: Catalog
  readonly target: Catalog
  /** Live names of datastores that the lock file, by id, or a hint knows under another name, with the name they shall have. */
  readonly renamed: ReadonlyMap<string, string>
  /** The names in `renamed` that a definition gives: nobody has to consent to those. */
  readonly declared: ReadonlySet<string>
  /** Values on their way from field to field, by the name that their datastore shall have. */
  readonly successions: ReadonlyMap<string, readonly Succession[]>
  /** How many fields of each type the org takes, by the name that their datastore shall have. */
  readonly caps: ReadonlyMap<string, TypeCaps>
  readonly kept: Unmanaged
  /** Defined, live, and not in the lock file by its id; sorted. */
  readonly adopts: readonly string[]
  /** What stands against the plan. */
  readonly problems: readonly Problem[]
  /** What people should know of it. */
  readonly notes: readonly Problem[]
}

/** Patterns of datastores to leave alone; `*` stands for any text. */
export function ignores(patterns: readonly string[]): (name: string) => boolean {
  return name => firstMatching(patterns, name) !== undefined
}

/**
 * Decides what a plan may touch. Only what the lock file owns, by id, can be removed or replaced; every other
 * datastore and field of the org is kept as it is, and said to be.
 */
export function scopeOf(
  definitions: readonly Definition[],
  live: Live,
  locked: LockedEnvironment,
  ignored: (name: string) => boolean,
): Scope {
  const problems: Problem[] = []
  const notes: Problem[] = []
  const desired = desiredCatalog(definitions)
  const written = new Map(definitions.map(each => [each.datastore.unique_name, each] as const))
  const hinted = renamedByHint(definitions, live, ignored, problems)
  const byHand = [...renamedByHand(desired, live, locked, problems)].filter(([now]) => !hinted.renamed.has(now))
  const renamed = new Map([...byHand, ...hinted.renamed])
  const earlier = new Map([...renamed].map(([now, name]) => [name, now] as const))
  const base = new Map<string, Datastore>()
  const target = new Map<string, Datastore>()
  const keptFields = new Map<string, readonly string[]>()
  const successions = new Map<string, readonly Succession[]>()
  const caps = new Map<string, TypeCaps>()
  const adopts: string[] = []
  const unread = new Map([...unreadableIn(live, locked)].filter(([name]) => !ignored(name)))
  const isOurs = (name: string) => desired.has(name) || locked.datastores.has(name)
  for (const [name, why] of unread) if (isOurs(name)) problems.push(unreadableProblem(name, why))
  for (const [name, wanted] of desired) {
    if (ignored(name) || unread.has(name)) continue
    const now = live.catalog.get(earlier.get(name) ?? name)
    if (now !== undefined) base.set(now.unique_name, now)
    const owner = ownerOf(name, now, live, locked)
    if (now !== undefined && live.identities.get(now.unique_name)?.id !== owner?.id) adopts.push(name)
    const foreign = now === undefined ? new Map<string, Field>() : foreignIn(now, wanted, live, owner)
    if (foreign.size > 0) keptFields.set(name, [...foreign.keys()].sort(byCodeUnit))
    const definition = written.get(name)
    const heritage = now && definition && heritageOf(definition, now, field => ownsField(live, now, owner, field))
    problems.push(...(heritage?.problems ?? []).filter(each => each.severity === 'error'))
    notes.push(...(heritage?.problems ?? []).filter(each => each.severity === 'warning'))
    notes.push(...(heritage?.waiting ?? []).map(each => waitingNote(definition, each)))
    if (heritage !== undefined && heritage.successions.length > 0) successions.set(name, heritage.successions)
    const beside = besideHeirs(wanted, now, foreign, heritage)
    target.set(name, beside)
    const own = capsOnTheWay(now, wanted, owner?.definition)
    caps.set(name, own)
    problems.push(...noRoomToWait(beside, own, heritage))
    if (now !== undefined)
      problems.push(...claims(now, wanted, foreign, own, field => ownsField(live, now, owner, field)))
  }
  for (const [name, now] of live.catalog) {
    const isOver = !desired.has(name) && ownsDatastore(locked, live, name)
    if (isOver && !ignored(name) && !hinted.claimed.has(name)) base.set(name, now)
  }
  const kept = { ...keptIn(live, name => base.has(name) || (unread.has(name) && isOurs(name))), fields: keptFields }
  const catalogs = { base: sorted(base), target: sorted(target), renamed, declared: new Set(hinted.renamed.values()) }
  return { ...catalogs, successions, caps, kept, adopts: adopts.sort(byCodeUnit), problems, notes }
}

// The lease's own datastore is no stranger.
function keptIn({ catalog, bystanders }: Live, isPlanned: (name: string) => boolean): Omit<Unmanaged, 'fields'> {
  const all = [...catalog.keys(), ...bystanders.flatMap(({ name }) => name ?? [])]
  const outside = bystanders.flatMap(({ name, unique_name }) => (name === undefined ? [unique_name] : []))
  return {
    datastores: all.filter(name => !isPlanned(name) && !isMeta(name)).sort(byCodeUnit),
    outside: outside.sort(byCodeUnit),
  }
}

// What the lock file knows of a datastore: by its name, or by its id under another. A run that was stopped after it gave
// the new name, and a person who did, leave a lock file of before; its fields are ours all the same.
function ownerOf(
  name: string,
  now: Datastore | undefined,
  live: Live,
  locked: LockedEnvironment,
): LockedDatastore | undefined {
  const known = locked.datastores.get(name)
  if (known !== undefined || now === undefined) return known
  const id = live.identities.get(now.unique_name)?.id
  return [...locked.datastores.values()].find(each => each.id === id)
}

/** Whether the datastore of this name, in the lock file and live, is the same by id. */
export function ownsDatastore(locked: LockedEnvironment, live: Live, name: string): boolean {
  const entry = locked.datastores.get(name)
  return entry !== undefined && live.identities.get(name)?.id === entry.id
}

// A stand-in and a temporary field are always ours: an apply that stopped half-way left them.
function ownsField(live: Live, now: Datastore, owner: LockedDatastore | undefined, field: string): boolean {
  const id = live.identities.get(now.unique_name)?.fields.get(field)
  return field === STAND_IN_FIELD || isTemporary(field) || (id !== undefined && owner?.fields.get(field) === id)
}

/** The fields of a live datastore that no definition names and the lock file does not own. */
export function foreignFields(
  now: Datastore,
  wanted: Datastore | undefined,
  live: Live,
  locked: LockedEnvironment,
): ReadonlyMap<string, Field> {
  return foreignIn(now, wanted, live, ownerOf(wanted?.unique_name ?? now.unique_name, now, live, locked))
}

function foreignIn(
  now: Datastore,
  wanted: Datastore | undefined,
  live: Live,
  owner: LockedDatastore | undefined,
): ReadonlyMap<string, Field> {
  return new Map(
    [...now.fields].filter(([field]) => wanted?.fields.has(field) !== true && !ownsField(live, now, owner, field)),
  )
}

/** Live names of datastores that the lock file knows, by id, under another name that is free in the org, with that name. */
export function renamedById(live: Live, locked: LockedEnvironment): ReadonlyMap<string, string> {
  const byId = new Map([...live.identities].map(([name, { id }]) => [id, name] as const))
  return new Map(
    [...locked.datastores].flatMap(([name, { id }]) => {
      const now = byId.get(id)
      return now === undefined || live.catalog.has(name) || locked.datastores.has(now) ? [] : [[now, name] as const]
    }),
  )
}

/** What the lock file knows and the org has under the same name with another id: a diff of names cannot see it. */
export function recreated(live: Live, locked: LockedEnvironment): readonly Change[] {
  return [...locked.datastores].flatMap(([datastore, left]): readonly Change[] => {
    const now = live.identities.get(datastore)
    if (now === undefined) return []
    if (now.id !== left.id) return [{ kind: 'datastore-recreated', datastore }]
    const there = live.catalog.get(datastore)?.fields
    return [...left.fields].flatMap(([field, id]): readonly Change[] => {
      const isAnother =
        now.fields.get(field) !== id && there?.get(field)?.type === left.definition.fields.get(field)?.type
      return isAnother && there?.has(field) === true ? [{ kind: 'field-recreated', datastore, field }] : []
    })
  })
}

const OUT_OF_REACH = 'rename it in Cliq: its name does not start with the prefix'

function renamedByHand(
  desired: Catalog,
  live: Live,
  locked: LockedEnvironment,
  problems: Problem[],
): ReadonlyMap<string, string> {
  const moved = [...renamedById(live, locked)].filter(([, name]) => desired.has(name))
  const names = new Map<string | undefined, string>([...locked.datastores].map(([name, { id }]) => [id, name]))
  const lost = live.bystanders.flatMap(({ id, unique_name, why }) => {
    const name = why === 'other-prefix' ? names.get(id) : undefined
    if (name === undefined || !desired.has(name) || live.catalog.has(name)) return []
    return [[unique_name, name, OUT_OF_REACH] as const]
  })
  const taken = moved.flatMap(([now, name]) =>
    desired.has(now) ? [[now, name, `rename it in Cliq, or forget it: cliq-ds lock forget ${name}`] as const] : [],
  )
  for (const [now, name, hint] of [...lost, ...taken])
    problems.push({
      code: 'LV103',
      severity: 'error',
      message: `${name} is named ${now} in the org now, and cannot be renamed back`,
      hint,
    })
  return new Map(moved.filter(([now]) => !desired.has(now)))
}

function sorted(catalog: ReadonlyMap<string, Datastore>): Catalog {
  return new Map([...catalog].sort(([a], [b]) => byCodeUnit(a, b)))
}
