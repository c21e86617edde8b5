import { byCodeUnit, withoutTemporary } from './catalog.ts'
import type { Catalog, Datastore } from './catalog.ts'
import type { Definition } from './definition.ts'
import type { Identity, Live } from './live.ts'
import { formerOf } from './former.ts'
import type { LeftOne, Former } from './former.ts'

/** What we last left of one datastore in one org. */
export interface LockedDatastore {
  readonly id: string
  /** The whole datastore as we left it, kept foreign fields and the server's defaults included. */
  readonly definition: Datastore
  /** Ids of the fields we own, by field unique_name. Only these can ever be removed. */
  readonly fields: ReadonlyMap<string, string>
  readonly protect: boolean
  /** Where its values came from, as long as another environment has them there; absent for nowhere else. */
  readonly past?: Former | undefined
}

/** One environment's part of the lock file. */
export interface LockedEnvironment {
  /** What the environment was bound to when it was first applied or pulled: data centre or host, with the prefix. */
  readonly target: string
  readonly datastores: ReadonlyMap<string, LockedDatastore>
  /** What became of each migration here, by id; absent for none. */
  readonly migrations?: ReadonlyMap<string, LockedMigration> | undefined
}

/** What became of a migration in one environment. */
export interface LockedMigration {
  /** Of its meaning, as it was then. */
  readonly digest: string
  readonly how: 'ran' | 'skipped' | 'not-needed'
}

/** The lock file: environments by name. */
export type Lock = ReadonlyMap<string, LockedEnvironment>

/** The mark of a run that began to apply and has not written its result, where the lock file is shared by machines. */
export interface Pending {
  /** Its page, or its process. */
  readonly run: string
  /** Of the plan; empty for what has none. */
  readonly digest: string
}

/** An environment that was never applied or pulled owns nothing. */
export function emptyEnvironment(target: string): LockedEnvironment {
  return { target, datastores: new Map() }
}

export function lockedCatalog(environment: LockedEnvironment): Catalog {
  return new Map([...environment.datastores].map(([name, locked]) => [name, locked.definition] as const))
}

/** What an apply, or a pull of all, leaves to remember. */
export interface Aftermath {
  readonly definitions: readonly Definition[]
  /** The org as it was last seen. */
  readonly live: Live
  readonly ignored: (name: string) => boolean
  /** The other environments of the lock file, as they were last read. */
  readonly elsewhere: readonly LockedEnvironment[]
}

/**
 * The lock file's part after an apply, also after one that stopped half-way: each defined datastore that is there is
 * ours, with its defined fields; what we owned and is still there stays ours; what is gone is forgotten.
 */
export function lockedAfter(before: LockedEnvironment, about: Aftermath): LockedEnvironment {
  const { definitions, live, ignored, elsewhere } = about
  const defined = new Map(definitions.map(each => [each.datastore.unique_name, each] as const))
  const ids = new Map([...before.datastores.values()].map(each => [each.id, each] as const))
  const takesOver = (name: string) => defined.has(name) && !ignored(name)
  const names = [...new Set([...before.datastores.keys(), ...defined.keys()])].sort(byCodeUnit)
  const datastores = names.flatMap((name): readonly (readonly [string, LockedDatastore])[] => {
    const earlier = before.datastores.get(name)
    const definition = defined.get(name)
    if (ignored(name)) return earlier === undefined ? [] : [[name, earlier]]
    const now = live.catalog.get(name)
    const identity = live.identities.get(name)
    if (now === undefined || identity === undefined) return movedAway(name, earlier, live, takesOver)
    // A definition that follows a rename by hand finds what we left under the name before.
    const same = ids.get(identity.id)
    if (definition === undefined && same === undefined) return []
    return [[name, lockedOne(now, identity, { definition, earlier: same, elsewhere })]]
  })
  return { ...before, datastores: new Map(datastores) }
}

type Earlier = { readonly earlier: LockedDatastore | undefined }

function lockedOne(
  now: Datastore,
  identity: Identity,
  { definition, earlier, elsewhere }: Pick<LeftOne, 'definition' | 'elsewhere'> & Earlier,
): LockedDatastore {
  const fields = [...identity.fields].filter(
    ([name, id]) => definition?.datastore.fields.has(name) === true || earlier?.fields.get(name) === id,
  )
  const protect = definition?.protect ?? earlier?.protect ?? false
  const kept = withoutTemporary(now)
  const past = formerOf({ now: kept, ids: identity.fields, definition, earlier, elsewhere })
  return {
    id: identity.id,
    definition: kept,
    fields: new Map(fields.sort(([a], [b]) => byCodeUnit(a, b))),
    protect,
    ...(past && { past }),
  }
}

/** The parts of all environments but one. */
export function elsewhereIn(lock: Lock, environment: string): readonly LockedEnvironment[] {
  return [...lock].flatMap(([name, each]) => (name === environment ? [] : [each]))
}

/** The ids that the lock file knows, by name. */
export function knownIds({ datastores }: LockedEnvironment): ReadonlyMap<string, string> {
  return new Map([...datastores].map(([name, { id }]) => [name, id] as const))
}

// Still there by id under another name: it stays ours until a person says otherwise.
function movedAway(
  name: string,
  earlier: LockedDatastore | undefined,
  live: Live,
  takesOver: (name: string) => boolean,
): readonly (readonly [string, LockedDatastore])[] {
  if (earlier === undefined) return []
  if ([...live.identities].some(([now, { id }]) => id === earlier.id && takesOver(now))) return []
  const ids = [...[...live.identities.values()].map(each => each.id), ...live.bystanders.map(each => each.id)]
  const isThere = ids.includes(earlier.id) || live.bystanders.some(each => each.name === name)
  return isThere ? [[name, earlier]] : []
}
