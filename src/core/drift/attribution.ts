import { canonicalKeys } from '../model/catalog.ts'
import type { Catalog, Datastore, Field, UniqueKey } from '../model/catalog.ts'
import type { Change } from '../model/change.ts'
import { desiredCatalog } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import { diff } from '../model/diff.ts'
import type { Live } from '../model/live.ts'
import { lockedCatalog } from '../model/lock.ts'
import type { LockedDatastore, LockedEnvironment } from '../model/lock.ts'
import { ignores, renamedById } from '../plan/ownership.ts'
import { driftOf } from '../plan/plan.ts'

/** A change of the org since we left it, with who moved that part. */
export interface Drifted {
  readonly change: Change
  /** `both`: its definition moved as well. `unknown`: the definitions cannot be read. */
  readonly by: 'outside' | 'both' | 'unknown'
  /** Both moved it, and not to the same value. */
  readonly conflict: boolean
}

/** Every part that moved since we left it, once: in the org, or in the definitions alone. */
export interface Attribution {
  /** From the lock file to live, sorted by datastore. */
  readonly drift: readonly Drifted[]
  /** From the lock file to the definitions, where the org did not move: edits that wait for an apply, never drift. */
  readonly pending: readonly Change[]
}

/** The three sides: what we left, what is live, and what is defined. */
export interface Sides {
  readonly locked: LockedEnvironment
  readonly live: Live
  /** Undefined when they cannot be read. */
  readonly definitions: readonly Definition[] | undefined
  /** Patterns of datastores to leave alone. */
  readonly ignore: readonly string[]
}

/**
 * Tells for each part that moved who moved it, by one three-way comparison: parts are datastores, their attributes,
 * fields, and attributes of fields; a whole and its part are moved together.
 */
export function attribution({ locked, live, definitions, ignore }: Sides): Attribution {
  const renamed = renamedById(live, locked)
  const theirs = driftOf(live, locked, renamed, ignore)
  if (definitions === undefined)
    return { drift: theirs.map(change => ({ change, by: 'unknown', conflict: false })), pending: [] }
  const ignored = ignores(ignore)
  const wanted = wantedCatalog(desiredCatalog(definitions), locked, renamed)
  const visible = (catalog: Catalog) => new Map([...catalog].filter(([name]) => !ignored(name)))
  const nowBy = [...renamed].map(([now, name]) => [name, now] as const)
  const followed = new Map(nowBy.filter(([name, now]) => !wanted.has(name) && wanted.has(now)))
  const mine = diff(visible(lockedCatalog(locked)), visible(wanted), followed)
  const behind = new Map(nowBy.filter(([name]) => wanted.has(name)))
  const apart = diff(visible(wanted), visible(live.catalog), behind)
  const pathOf = (change: Change) => partOf(change, renamed)
  const [mineAt, apartAt, theirsAt] = [mine, apart, theirs].map(each => touching(each.map(pathOf)))
  const drift = theirs.map((change): Drifted => {
    const isBoth = mineAt?.(pathOf(change)) === true
    const wantedNow = wanted.get(change.datastore) ?? wanted.get(renamed.get(change.datastore) ?? '')
    const isApart = apartAt?.(pathOf(change)) === true && !isAsked(change, wantedNow)
    return { change, by: isBoth ? 'both' : 'outside', conflict: isBoth && isApart }
  })
  return { drift, pending: mine.filter(change => theirsAt?.(pathOf(change)) !== true) }
}

// Unique keys are a set: where the org has moved only such as the definition moves alike, it is on the way there. An apply
// loosens a key before it puts another one in its place.
function isAsked(change: Change, wanted: Datastore | undefined): boolean {
  if (change.kind !== 'datastore-changed' || change.attribute !== 'unique_keys' || wanted === undefined) return false
  const textsOf = (keys: readonly UniqueKey[]) => new Set(canonicalKeys(keys).map(key => key.join(' ')))
  const [then, now, aim] = [change.from, change.to, wanted.unique_keys].map(textsOf)
  return [...(then ?? []), ...(now ?? [])].every(
    key => then?.has(key) === now?.has(key) || now?.has(key) === aim?.has(key),
  )
}

/** The datastore after changes of its own; a removal has no datastore after it and changes nothing here. */
export function withChanges(datastore: Datastore, changes: Iterable<Change>): Datastore {
  let now = datastore
  for (const change of changes) now = withChange(now, change)
  return now
}

function withChange(datastore: Datastore, change: Change): Datastore {
  const withField = (name: string, field: Field | undefined): Datastore => {
    const fields = new Map(datastore.fields)
    if (field === undefined) fields.delete(name)
    else fields.set(name, field)
    return { ...datastore, fields }
  }
  switch (change.kind) {
    case 'datastore-added':
      return change.to
    case 'datastore-removed':
    case 'datastore-recreated':
    case 'field-recreated':
      return datastore
    case 'datastore-renamed':
      return { ...datastore, unique_name: change.to }
    case 'datastore-changed':
      return { ...datastore, [change.attribute]: change.to }
    case 'field-added':
      return withField(change.field, change.to)
    case 'field-removed':
      return withField(change.field, undefined)
    case 'field-renamed':
      return {
        ...datastore,
        fields: new Map([...datastore.fields].filter(([name]) => name !== change.from)).set(change.field, change.to),
      }
    case 'field-retyped':
      return datastore.fields.has(change.field) ? withField(change.field, change.to) : datastore
    case 'field-changed': {
      const field = datastore.fields.get(change.field)
      return field === undefined ? datastore : withField(change.field, withAttribute(field, change))
    }
  }
}

function withAttribute(field: Field, { attribute, to }: Extract<Change, { kind: 'field-changed' }>): Field {
  const { [attribute]: _, ...rest } = field
  // The diff took the value from a field's own attribute.
  return (to === undefined ? rest : { ...rest, [attribute]: to }) as Field
}

// What the definitions want of each datastore we left, kept foreign fields included: no definition names those, and
// none has moved them. Definitions of what was never applied or pulled come as they are.
function wantedCatalog(desired: Catalog, locked: LockedEnvironment, renamed: ReadonlyMap<string, string>): Catalog {
  return new Map(
    [...desired].map(([name, wanted]) => {
      const left = locked.datastores.get(name) ?? locked.datastores.get(renamed.get(name) ?? '')
      return [name, left === undefined ? wanted : withForeign(wanted, left)] as const
    }),
  )
}

function withForeign(wanted: Datastore, { definition, fields }: LockedDatastore): Datastore {
  const foreign = [...definition.fields].filter(([name]) => !fields.has(name) && !wanted.fields.has(name))
  return foreign.length === 0 ? wanted : { ...wanted, fields: new Map([...wanted.fields, ...foreign]) }
}

type Path = readonly string[]

// Of a renamed datastore all sides speak by the name that we left.
function partOf(change: Change, renamed: ReadonlyMap<string, string>): Path {
  const datastore = renamed.get(change.datastore) ?? change.datastore
  switch (change.kind) {
    case 'datastore-added':
    case 'datastore-removed':
      return [datastore]
    case 'datastore-renamed':
      return [datastore, 'unique_name']
    // An id is a part of its own, which no definition moves.
    case 'datastore-recreated':
      return [datastore, 'id']
    case 'datastore-changed':
      return [datastore, change.attribute]
    case 'field-added':
    case 'field-removed':
    case 'field-renamed':
    case 'field-retyped':
      return [datastore, 'fields', change.field]
    case 'field-recreated':
      return [datastore, 'fields', change.field, 'id']
    case 'field-changed':
      return [datastore, 'fields', change.field, change.attribute]
  }
}

// Whether a part is one of these, holds one of them, or lies within one.
function touching(paths: readonly Path[]): (path: Path) => boolean {
  const key = (path: Path) => path.join(' ')
  const own = new Set(paths.map(key))
  const above = new Set(paths.flatMap(path => path.map((_, index) => key(path.slice(0, index + 1)))))
  return path => above.has(key(path)) || path.some((_, index) => own.has(key(path.slice(0, index + 1))))
}
