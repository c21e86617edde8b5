import { byCodeUnit, canonicalKeys, FIELD_ATTRIBUTES, sameDefault } from './catalog.ts'
import type { Catalog, Datastore, Field, FieldAttribute, UniqueKey } from './catalog.ts'
import type { Change } from './change.ts'
import { isHidden } from './secrecy.ts'
import { sameWords } from './words.ts'

/** unique_names in `from` whose datastore, by id, has another unique_name in `to`. */
export type Renamed = ReadonlyMap<string, string>

/**
 * What differs between two catalogs, sorted by datastore. The one diff of the project: plan, drift, staleness,
 * offline preview and the check after apply all call it. Order of fields and keys never differs, and neither does
 * a default that one side leaves to the server, nor a text in the form that a server made of it.
 */
export function diff(from: Catalog, to: Catalog, renamed: Renamed = new Map()): readonly Change[] {
  const earlier = new Map([...renamed].map(([before, after]) => [after, before] as const))
  const names = new Set([...[...from.keys()].filter(name => !renamed.has(name)), ...to.keys()])
  return [...names].sort(byCodeUnit).flatMap(name => {
    const before = from.get(earlier.get(name) ?? name)
    const after = to.get(name)
    if (before === undefined)
      return after === undefined ? [] : [{ kind: 'datastore-added', datastore: name, to: after }]
    if (after === undefined) return [{ kind: 'datastore-removed', datastore: name, from: before }]
    return datastoreChanges(before, after)
  })
}

function datastoreChanges(from: Datastore, to: Datastore): readonly Change[] {
  const datastore = to.unique_name
  const changes: Change[] = []
  if (from.unique_name !== datastore)
    changes.push({ kind: 'datastore-renamed', datastore, from: from.unique_name, to: datastore })
  for (const attribute of ['name', 'description'] as const)
    if (!sameWords(from[attribute], to[attribute]))
      changes.push({ kind: 'datastore-changed', datastore, attribute, from: from[attribute], to: to[attribute] })
  if (!sameKeys(from.unique_keys, to.unique_keys))
    changes.push({
      kind: 'datastore-changed',
      datastore,
      attribute: 'unique_keys',
      from: canonicalKeys(from.unique_keys),
      to: canonicalKeys(to.unique_keys),
    })
  const fields = [...new Set([...from.fields.keys(), ...to.fields.keys()])].sort(byCodeUnit)
  return [
    ...changes,
    ...fields.flatMap(field => fieldChanges(datastore, field, from.fields.get(field), to.fields.get(field))),
  ]
}

function fieldChanges(
  datastore: string,
  field: string,
  from: Field | undefined,
  to: Field | undefined,
): readonly Change[] {
  if (from === undefined) return to === undefined ? [] : [{ kind: 'field-added', datastore, field, to }]
  if (to === undefined) return [{ kind: 'field-removed', datastore, field, from }]
  if (from.type !== to.type) return [{ kind: 'field-retyped', datastore, field, from, to }]
  const changed = FIELD_ATTRIBUTES.filter(attribute => !sameAttribute(attribute, from, to))
  const hidden = changed.length > 0 && [from, to].some(isHidden)
  return changed.map(attribute => ({
    kind: 'field-changed',
    datastore,
    field,
    attribute,
    from: from[attribute],
    to: to[attribute],
    hidden: hidden && attribute === 'default_value',
  }))
}

function sameAttribute(attribute: FieldAttribute, from: Field, to: Field): boolean {
  if (attribute === 'default_value') return sameDefault(to.type, from.default_value, to.default_value)
  return attribute === 'name' ? sameWords(from.name, to.name) : from[attribute] === to[attribute]
}

/** Whether two sets of unique keys demand the same of the records. */
export function sameKeys(a: readonly UniqueKey[], b: readonly UniqueKey[]): boolean {
  return JSON.stringify(canonicalKeys(a)) === JSON.stringify(canonicalKeys(b))
}
