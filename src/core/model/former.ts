import { byCodeUnit } from './catalog.ts'
import type { Datastore, FieldType } from './catalog.ts'
import type { Definition, FieldHints } from './definition.ts'

/** What a field was called, and of what types it was, before. */
export interface FieldFormer {
  readonly names: readonly string[]
  readonly types: readonly FieldType[]
}

/** What came of what in one environment: where the values of a datastore and of its fields lay before they were brought here. */
export interface Former {
  /** Earlier unique_names of the datastore; empty for none. */
  readonly names: readonly string[]
  /** Of fields that have any, by unique_name. */
  readonly fields: ReadonlyMap<string, FieldFormer>
}

/** What a lock file knows of a datastore, as far as its past takes it. */
interface Known {
  readonly definition: Datastore
  readonly fields: ReadonlyMap<string, string>
  readonly past?: Former | undefined
}

/** One datastore as a run left it, beside what was known of it and what other environments have. */
export interface LeftOne {
  readonly now: Datastore
  readonly ids: ReadonlyMap<string, string>
  readonly definition: Definition | undefined
  readonly earlier: Known | undefined
  readonly elsewhere: readonly { readonly datastores: ReadonlyMap<string, Pick<Known, 'definition'>> }[]
}

/**
 * What is to be remembered of where values came from: what the hints say and what was remembered before, as long as
 * another environment has the old name or type. A field that was made anew without a hint came from nowhere.
 */
export function formerOf({ now, ids, definition, earlier, elsewhere }: LeftOne): Former | undefined {
  const { unique_name } = now
  const hinted = definition?.hints?.renamed_from ?? []
  const known = unlike([...hinted, ...(earlier?.past?.names ?? [])], unique_name)
  const others = elsewhere.flatMap(({ datastores }) =>
    [unique_name, ...known].flatMap(name => datastores.get(name)?.definition.fields ?? []),
  )
  const fields = [...new Set([...now.fields.keys(), ...(definition?.datastore.fields.keys() ?? [])])]
    .sort(byCodeUnit)
    .flatMap((field): readonly (readonly [string, FieldFormer])[] => {
      const past = fieldPast(field, definition?.hints?.fields.get(field), { now, ids, definition, earlier })
      const names = past.names.filter(name => others.some(each => each.has(name)))
      const types = past.types.filter(type => others.some(each => each.get(field)?.type === type))
      return names.length + types.length === 0 ? [] : [[field, { names, types }]]
    })
  const names = known.filter(name => elsewhere.some(each => each.datastores.has(name)))
  return names.length + fields.length === 0 ? undefined : { names, fields: new Map(fields) }
}

function fieldPast(
  field: string,
  hints: FieldHints | undefined,
  { now, ids, definition, earlier }: Omit<LeftOne, 'elsewhere'>,
): FieldFormer {
  const there = now.fields.get(field)?.type
  const before = earlier?.past?.fields
  const known = earlier?.fields.get(field)
  const isSame = known === undefined || known === ids.get(field) || hints?.convert !== undefined
  const own = isSame ? before?.get(field) : undefined
  const isThere = there !== undefined && there === definition?.datastore.fields.get(field)?.type
  const gone = isThere ? (hints?.renamed_from ?? []).filter(name => !now.fields.has(name)) : []
  const names = [...gone, ...gone.flatMap(name => before?.get(name)?.names ?? []), ...(own?.names ?? [])]
  const was = earlier?.definition.fields.get(field)?.type
  const from = hints?.renamed_from.length === 0 ? (hints.convert?.from ?? was) : was
  const left = hints?.convert !== undefined && from !== undefined && from !== there ? [from] : []
  const types = [...new Set([...left, ...(own?.types ?? [])])].filter(type => type !== there)
  return { names: unlike(names, field), types }
}

function unlike(names: readonly string[], own: string): readonly string[] {
  return [...new Set(names)].filter(name => name !== own)
}

/** The same without fields that have another id by now: what was made anew has no past. */
export function formerOfSame(
  { past, fields }: Pick<Known, 'past' | 'fields'>,
  ids: ReadonlyMap<string, string>,
): Former | undefined {
  if (past === undefined) return undefined
  const kept = [...past.fields].filter(([field]) => ids.get(field) === fields.get(field))
  return past.names.length + kept.length === 0 ? undefined : { names: past.names, fields: new Map(kept) }
}
