import { byCodeUnit, canonicalKeys, FIELD_TYPES } from '../core/model/catalog.ts'
import type { Field, FieldType, UniqueKey } from '../core/model/catalog.ts'
import type { LiveDatastore, LiveRecord } from '../core/model/live.ts'
import type { CliqError } from './errorReply.ts'
import { isArray, isObject, keyOf, textAt } from './json.ts'
import type { WireJson, JsonObject } from './json.ts'

/** One item of an answer, or why it cannot be read. Names are as Cliq has them, prefix and all. */
export type ReadItem<T> =
  | { readonly ok: T }
  | { readonly why: string; readonly unique_name: string; readonly id?: string }

/**
 * The items of an answer, one or many, under any key that Cliq has been seen to use; null under such a key is an empty
 * list. Undefined where there is no such key, where more than one holds something, or where nothing but an empty object
 * does: then nobody can tell what was meant.
 */
export function itemsOf(answer: WireJson | undefined): readonly WireJson[] | undefined {
  const lists: (readonly WireJson[])[] = []
  const objects: JsonObject[] = []
  for (const key of ['data', 'list', 'records']) {
    const found = keyOf(answer, key)
    if (found === null) lists.push([])
    else if (isArray(found)) lists.push(found)
    else if (isObject(found)) objects.push(found)
  }
  const full = [...lists, ...objects.map(each => [each])].filter(each => each.some(isFull))
  if (full.length > 0) return full.length === 1 ? full[0] : undefined
  return lists.length > 0 ? (lists.find(each => each.length > 0) ?? []) : undefined
}

/** Whether an answer under 200 is an error and nothing else. */
export function saysNo({ status, body, error }: SaidAnswer): boolean {
  return status === 200 && error !== undefined && itemsOf(body) === undefined
}

/** An answer, as far as it tells of an error. */
export interface SaidAnswer {
  readonly status: number
  readonly body: WireJson | undefined
  readonly error: CliqError | undefined
}

function isFull(item: WireJson): boolean {
  return !isObject(item) || Object.keys(item).length > 0
}

/** A datastore as Cliq shows it. Fields and keys are sorted, since Cliq's order is not stable. */
export function readDatastore(item: WireJson): ReadItem<LiveDatastore> {
  const id = textAt(item, 'id')
  const unique_name = textAt(item, 'unique_name') ?? ''
  const unreadable = (why: string): ReadItem<LiveDatastore> => ({ why, unique_name, ...(isId(id) && { id }) })
  if (!isObject(item)) return unreadable('it is not an object')
  if (!isId(id)) return unreadable('it has no id that is exact')
  if (unique_name === '') return unreadable('it has no unique_name')
  const name = textAt(item, 'name')
  if (name === undefined) return unreadable('it has no name')
  const fields = readFields(keyOf(item, 'fields'))
  if (typeof fields === 'string') return unreadable(fields)
  const unique_keys = readKeys(keyOf(item, 'unique_keys'), fields)
  if (unique_keys === undefined) return unreadable('its unique keys are not lists of its fields')
  const datastore = {
    unique_name,
    name,
    description: textAt(item, 'description') ?? '',
    fields: new Map(fields.map(({ unique_name: field, id: _id, ...rest }) => [field, rest] as const)),
    unique_keys,
  }
  const identity = {
    id,
    fields: new Map(fields.map(each => [each.unique_name, each.id] as const)),
    status: textAt(item, 'status') ?? 'unknown',
    ...creatorOf(item),
    ...(textAt(item, 'scope') !== undefined && { scope: textAt(item, 'scope') ?? '' }),
  }
  return { ok: { datastore, identity } }
}

/** A record as Cliq shows it, without the times it keeps; undefined when it is none. */
export function readRecord(item: WireJson): LiveRecord | undefined {
  const id = textAt(item, 'id')
  if (!isObject(item) || !isId(id)) return undefined
  const values: Record<string, string | boolean | null> = {}
  for (const [key, value] of Object.entries(item)) {
    if (key === 'id' || key === 'added_time' || key === 'modified_time') continue
    if (typeof value === 'object' && value !== null) return undefined
    Object.defineProperty(values, key, { value, enumerable: true, configurable: true, writable: true })
  }
  return { id, values }
}

/** When a record was added, as Cliq shows it: Unix ms in digits, or a date. */
export function addedAtOf(item: WireJson): number | undefined {
  const text = textAt(item, 'added_time') ?? ''
  const at = /^\d{12,14}$/u.test(text) ? Number(text) : /^\d{4}-\d\d-\d\d/u.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

type ReadField = Field & { readonly id: string; readonly unique_name: string }

function readFields(found: WireJson | undefined): readonly ReadField[] | string {
  if (!isArray(found)) return 'it has no list of fields'
  const fields: ReadField[] = []
  for (const item of found) {
    const field = readField(item)
    if (typeof field === 'string') return field
    if (fields.some(each => each.unique_name === field.unique_name || each.id === field.id))
      return `field ${field.unique_name} is in it twice`
    fields.push(field)
  }
  return fields.sort((a, b) => byCodeUnit(a.unique_name, b.unique_name))
}

function readField(item: WireJson): ReadField | string {
  const id = textAt(item, 'id')
  const unique_name = textAt(item, 'unique_name')
  const name = textAt(item, 'name')
  if (!isId(id) || unique_name === undefined || unique_name === '' || name === undefined)
    return 'a field has no id, unique_name or name'
  const type = FIELD_TYPES.find(each => each === textAt(item, 'type')) satisfies FieldType | undefined
  if (type === undefined) return `field ${unique_name} has ${shown('type', keyOf(item, 'type'))}`
  const mandatory = readFlag(keyOf(item, 'mandatory'))
  const masked = readFlag(keyOf(item, 'masked'))
  const given = keyOf(item, 'default_value') ?? undefined
  if (mandatory === undefined) return `field ${unique_name} has ${shown('mandatory', keyOf(item, 'mandatory'))}`
  if (masked === undefined) return `field ${unique_name} has ${shown('masked', keyOf(item, 'masked'))}`
  if (typeof given === 'object') return `field ${unique_name} has a default_value that is not text`
  const default_value = given === undefined ? {} : { default_value: String(given) }
  return { id, unique_name, name, type, mandatory, masked, ...default_value }
}

// What Cliq says of a field, as far as a line holds it; a default is never shown, since it may be hidden.
function shown(attribute: string, found: WireJson | undefined): string {
  if (found === undefined || found === null) return `no ${attribute}`
  return typeof found === 'object' ? `a ${attribute} that is not text` : `${attribute} ${String(found).slice(0, 40)}`
}

function readFlag(found: WireJson | undefined): boolean | undefined {
  if (found === undefined || found === null || found === 'false') return false
  return found === 'true' ? true : typeof found === 'boolean' ? found : undefined
}

function readKeys(found: WireJson | undefined, fields: readonly ReadField[]): readonly UniqueKey[] | undefined {
  if (found === undefined || found === null) return []
  if (!isArray(found)) return undefined
  const names = new Set(fields.map(each => each.unique_name))
  const keys: UniqueKey[] = []
  for (const key of found) {
    if (!isArray(key)) return undefined
    const texts = key.filter(each => typeof each === 'string')
    if (texts.length !== key.length || texts.length === 0 || !texts.every(each => names.has(each))) return undefined
    keys.push(texts)
  }
  return canonicalKeys(keys)
}

function creatorOf(item: JsonObject): { readonly creator?: { readonly id: string; readonly name: string } } {
  const creator = keyOf(item, 'creator')
  const id = textAt(creator, 'id')
  return id === undefined ? {} : { creator: { id, name: textAt(creator, 'name') ?? '' } }
}

function isId(id: string | undefined): id is string {
  return id !== undefined && /^\d{1,40}$/u.test(id)
}
