import { typeCounts, typeOver } from '../model/caps.ts'
import type { TypeCaps } from '../model/caps.ts'
import { canonicalKeys, LIMITS, serverDefault, TYPE_CAPS } from '../model/catalog.ts'
import type { Catalog, Datastore, Field, UniqueKey } from '../model/catalog.ts'
import { debtBroken, debtsAfter } from './debts.ts'
import type { Debt } from './debts.ts'
import type { DatastoreEdit, FieldEdit, Step } from '../model/step.ts'

/** Cliq would say no, and the code it would say it with. */
export interface Refusal {
  readonly kind: 'refusal'
  /** An error code of the API document; where it names none for a case, the one of its family. */
  readonly code: string
  readonly because: string
}

/** What a step leads to: the catalog after it, or Cliq's refusal. */
export type Advanced = { readonly kind: 'catalog'; readonly catalog: Catalog } | Refusal

/**
 * Plays a step on a catalog as Cliq would, which allows so many fields of each type. The planner proves its own plan with
 * this before any call is made.
 */
export function advance(catalog: Catalog, step: Step, caps: TypeCaps = TYPE_CAPS): Advanced {
  if (step.call === 'create-datastore') return created(catalog, step.definition, caps)
  const datastore = catalog.get(step.datastore)
  if (datastore === undefined) return refusal('datastore_not_found', `there is no datastore ${step.datastore}`)
  switch (step.call) {
    case 'edit-datastore':
      return edited(catalog, datastore, step.set)
    case 'add-fields':
      return withFields(catalog, datastore, fieldsAdded(datastore, step.fields, caps))
    case 'edit-fields':
      return withFields(catalog, datastore, fieldsEdited(datastore, step.fields))
    case 'delete-fields':
      return withFields(catalog, datastore, fieldsDeleted(datastore, step.fields))
    case 'delete-datastore':
      return { kind: 'catalog', catalog: new Map([...catalog].filter(([name]) => name !== step.datastore)) }
    // Values move, and no schema does.
    case 'row-work':
      return { kind: 'catalog', catalog }
  }
}

/**
 * Plays steps one after another, each under the caps of its datastore; stops at the first refusal. While a debt is open
 * nothing may go whose values it names, and at the end none may be.
 */
export function advanceAll(
  catalog: Catalog,
  steps: readonly Step[],
  capsOf: (datastore: string) => TypeCaps = () => TYPE_CAPS,
  debts: readonly Debt[] = [],
): Advanced {
  const now = new Map(catalog)
  let open = debts
  for (const step of steps) {
    const broken = debtBroken(step, open, now)
    if (broken !== undefined) return refusal('datastore_invalid', broken)
    open = debtsAfter(step, open)
    const refused = advanceWithin(now, step, capsOf(step.datastore))
    if (refused !== undefined) return refused
  }
  const [left] = open
  if (left !== undefined)
    return refusal('datastore_invalid', `the values of ${left.old} are never carried to ${left.heir}`)
  return { kind: 'catalog', catalog: now }
}

/**
 * The same for a catalog of our own, which is changed in its place: a step knows two datastores at most, and one of a
 * thousand need not be copied for each. After a refusal it is as it was.
 */
export function advanceWithin(catalog: Map<string, Datastore>, step: Step, caps: TypeCaps): Refusal | undefined {
  const names = namesIn(step)
  const played = advance(new Map(names.flatMap(name => entryOf(catalog, name))), step, caps)
  if (played.kind === 'refusal') return played
  for (const name of names) catalog.delete(name)
  for (const [name, datastore] of played.catalog) catalog.set(name, datastore)
  return undefined
}

function namesIn(step: Step): readonly string[] {
  if (step.call === 'create-datastore') return [step.definition.unique_name]
  const later = step.call === 'edit-datastore' ? step.set.unique_name : undefined
  return later === undefined || later === step.datastore ? [step.datastore] : [step.datastore, later]
}

function entryOf(catalog: Catalog, name: string): readonly (readonly [string, Datastore])[] {
  const datastore = catalog.get(name)
  return datastore === undefined ? [] : [[name, datastore]]
}

function created(catalog: Catalog, definition: Datastore, caps: TypeCaps): Advanced {
  if (catalog.has(definition.unique_name))
    return refusal('datastore_name_already_exists', `${definition.unique_name} already exists`)
  const fields = definition.fields
  if (fields.size === 0) return refusal('datastore_fields_required', `${definition.unique_name} has no field`)
  if (fields.size > LIMITS.fields) return tooMany(definition.unique_name, fields.size)
  const no =
    capsRefusal(definition.unique_name, fields, caps) ??
    maskRefusal(fields) ??
    keysRefusal(fields, definition.unique_keys)
  return no ?? put(catalog, { ...definition, fields: filled(fields) })
}

function edited(catalog: Catalog, datastore: Datastore, set: DatastoreEdit): Advanced {
  const { unique_name = datastore.unique_name, unique_keys = datastore.unique_keys } = set
  if (unique_name !== datastore.unique_name && catalog.has(unique_name))
    return refusal('datastore_name_already_exists', `${unique_name} already exists`)
  const no = keysRefusal(datastore.fields, unique_keys)
  if (no !== undefined) return no
  const others = new Map([...catalog].filter(([name]) => name !== datastore.unique_name))
  return put(others, { ...datastore, ...set, unique_name, unique_keys })
}

function withFields(catalog: Catalog, datastore: Datastore, fields: ReadonlyMap<string, Field> | Refusal): Advanced {
  return 'kind' in fields ? fields : put(catalog, { ...datastore, fields })
}

function fieldsAdded(
  datastore: Datastore,
  added: ReadonlyMap<string, Field>,
  caps: TypeCaps,
): ReadonlyMap<string, Field> | Refusal {
  const known = [...added.keys()].find(name => datastore.fields.has(name))
  if (known !== undefined) return refusal('datastore_field_name_already_exists', `${known} already exists`)
  const size = datastore.fields.size + added.size
  if (size > LIMITS.fields) return tooMany(datastore.unique_name, size)
  const all = new Map([...datastore.fields, ...filled(added)])
  return capsRefusal(datastore.unique_name, all, caps) ?? batchRefusal(added.size) ?? maskRefusal(added) ?? all
}

function fieldsEdited(
  datastore: Datastore,
  edits: ReadonlyMap<string, FieldEdit>,
): ReadonlyMap<string, Field> | Refusal {
  const unknown = [...edits.keys()].find(name => !datastore.fields.has(name))
  if (unknown !== undefined) return refusal('datastore_field_not_found', `there is no field ${unknown}`)
  const fields = new Map(
    [...datastore.fields].map(([name, field]) => [name, { ...field, ...edits.get(name) }] as const),
  )
  return batchRefusal(edits.size) ?? maskRefusal(fields) ?? fields
}

// The document does not say what becomes of a keyed field or of the last one (C42, C43): we never ask.
function fieldsDeleted(datastore: Datastore, names: readonly string[]): ReadonlyMap<string, Field> | Refusal {
  const unknown = names.find(name => !datastore.fields.has(name))
  if (unknown !== undefined) return refusal('datastore_column_not_found', `there is no field ${unknown}`)
  const keyed = names.find(name => datastore.unique_keys.some(key => key.includes(name)))
  if (keyed !== undefined) return refusal('datastore_invalid', `a unique key still names ${keyed}`)
  const fields = new Map([...datastore.fields].filter(([name]) => !names.includes(name)))
  if (fields.size === 0) return refusal('datastore_fields_required', `${datastore.unique_name} would have no field`)
  return batchRefusal(names.length) ?? fields
}

// "Fields of type encrypted-text or large-text cannot be included", at most 4 (createplatformdatabase_v2.unique_keys).
function keysRefusal(fields: ReadonlyMap<string, Field>, keys: readonly UniqueKey[]): Refusal | undefined {
  if (canonicalKeys(keys).length > LIMITS.uniqueKeys)
    return refusal('datastore_invalid', `${keys.length} unique keys; Cliq allows ${LIMITS.uniqueKeys}`)
  for (const name of keys.flat()) {
    const type = fields.get(name)?.type
    if (type === undefined) return refusal('datastore_unique_key_column_not_found', `a unique key names ${name}`)
    if (type === 'encrypted-text' || type === 'large-text')
      return refusal('datastore_field_unique_key_not_supported', `a unique key names ${name}, which is ${type}`)
  }
  return undefined
}

function maskRefusal(fields: ReadonlyMap<string, Field>): Refusal | undefined {
  const wrong = [...fields].find(([, { masked, type }]) => masked && type !== 'number' && type !== 'limited-text')
  if (wrong === undefined) return undefined
  return refusal('datastore_field_mask_not_supported', `${wrong[0]} is ${wrong[1].type} and cannot be masked`)
}

function batchRefusal(size: number): Refusal | undefined {
  if (size >= 1 && size <= LIMITS.fieldsPerCall) return undefined
  return refusal(
    'datastore_fields_invalid_value',
    `${size} fields in one call; Cliq takes 1 to ${LIMITS.fieldsPerCall}`,
  )
}

function filled(fields: ReadonlyMap<string, Field>): ReadonlyMap<string, Field> {
  const all = new Map(fields)
  for (const [name, field] of fields)
    if (field.default_value === undefined) all.set(name, { ...field, default_value: serverDefault(field.type) })
  return all
}

function put(catalog: Catalog, datastore: Datastore): Advanced {
  return { kind: 'catalog', catalog: new Map(catalog).set(datastore.unique_name, datastore) }
}

function tooMany(datastore: string, size: number): Refusal {
  return refusal(
    'datastore_fields_limit_exceeded',
    `${datastore} would have ${size} fields; Cliq allows ${LIMITS.fields}`,
  )
}

function capsRefusal(datastore: string, fields: ReadonlyMap<string, Field>, caps: TypeCaps): Refusal | undefined {
  const type = typeOver(fields.values(), caps)
  if (type === undefined) return undefined
  return refusal(
    'datastore_fields_limit_exceeded',
    `${datastore} would have ${typeCounts(fields.values())[type]} fields of type ${type}; Cliq allows ${caps[type]}`,
  )
}

function refusal(code: string, because: string): Refusal {
  return { kind: 'refusal', code, because }
}
