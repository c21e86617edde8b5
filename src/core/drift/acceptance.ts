import { withChanges } from './attribution.ts'
import type { Drifted } from './attribution.ts'
import { byCodeUnit } from '../model/catalog.ts'
import type { Datastore } from '../model/catalog.ts'
import type { Change } from '../model/change.ts'
import type { Definition } from '../model/definition.ts'
import type { Live } from '../model/live.ts'
import type { LockedDatastore, LockedEnvironment } from '../model/lock.ts'
import { formerOfSame } from '../model/former.ts'
import { renamedById } from '../plan/ownership.ts'

/** The accepted drift of one datastore. */
export interface AcceptedOne {
  /** As the lock file knows it. */
  readonly name: string
  readonly changes: readonly Change[]
  /** Undefined where nothing defines it: then only the lock file follows. */
  readonly definition: Definition | undefined
  /** What the definition shall say: what was moved outside alone is as in the org, its own edits stay. */
  readonly wanted: Datastore | undefined
  /** The definition is of a datastore that is gone: its file goes, and that takes a hand. */
  readonly isGone: boolean
}

/** What accepting drift would do to the definitions, a datastore each, by name. */
export function acceptance(
  drift: readonly Drifted[],
  definitions: readonly Definition[],
  live: Live,
  locked: LockedEnvironment,
): readonly AcceptedOne[] {
  const names = renamedById(live, locked)
  const defined = new Map(definitions.map(each => [each.datastore.unique_name, each] as const))
  const groups = new Map<string, Drifted[]>()
  for (const each of drift) {
    const name = names.get(each.change.datastore) ?? each.change.datastore
    groups.set(name, [...(groups.get(name) ?? []), each])
  }
  return [...groups]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, own]) => {
      const now = [...names].find(([, left]) => left === name)?.[0] ?? name
      const definition = defined.get(name) ?? defined.get(now)
      const outside = own.filter(each => each.by === 'outside').map(each => each.change)
      return {
        name,
        changes: own.map(each => each.change),
        definition,
        wanted: definition && withChanges(definition.datastore, outside),
        isGone: definition !== undefined && own.some(each => each.change.kind === 'datastore-removed'),
      }
    })
}

/** The lock file's part once these changes count as what we left. Fields are ours as before, and as the definition names them. */
export function lockedAccepting(
  before: LockedEnvironment,
  live: Live,
  accepted: readonly AcceptedOne[],
): LockedEnvironment {
  const datastores = new Map(before.datastores)
  for (const { name, changes, definition, wanted } of accepted) {
    const left = before.datastores.get(name)
    if (left === undefined) continue
    datastores.delete(name)
    if (changes.some(each => each.kind === 'datastore-removed')) continue
    const now = withChanges(left.definition, changes)
    const isAnother = changes.some(each => each.kind === 'datastore-recreated')
    // A namesake that nothing defines is not ours.
    if (isAnother && definition === undefined) continue
    const id = isAnother ? (live.identities.get(name)?.id ?? left.id) : left.id
    datastores.set(now.unique_name, lockedOne({ ...left, id }, now, live, { definition, wanted }))
  }
  return { ...before, datastores: new Map([...datastores].sort(([a], [b]) => byCodeUnit(a, b))) }
}

function lockedOne(
  left: LockedDatastore,
  now: Datastore,
  live: Live,
  { definition, wanted }: Pick<AcceptedOne, 'definition' | 'wanted'>,
): LockedDatastore {
  const ids = [...live.identities.values()].find(each => each.id === left.id)?.fields ?? new Map<string, string>()
  const fields = [...now.fields.keys()].sort(byCodeUnit).flatMap(name => {
    const id = ids.get(name)
    const ours = wanted?.fields.has(name) === true || left.fields.get(name) === id
    return id !== undefined && ours ? [[name, id] as const] : []
  })
  const kept = { definition: now, fields: new Map(fields), past: formerOfSame(left, ids) }
  return { ...left, ...kept, protect: definition?.protect ?? left.protect }
}
