import { refusal, refusalByStatus } from './refusal.ts'
import type { RefusedCall } from './refusal.ts'
import { isNumeral } from './numerals.ts'
import { keptText } from './texts.ts'
import type { Switches } from './options.ts'
import { isDisplayName, isShape, isUniqueName, characterCount, onlyKeys } from './shapes.ts'
import type { PlainObject } from './shapes.ts'
import { STORED_TYPES, typeDefault } from './stored.ts'
import type { StoredType, StoredField } from './stored.ts'

/** What a request says of a new field; its id comes when it is made. */
export type FieldDraft = Omit<StoredField, 'id'>

/** Fields a datastore may have, beside its record id. */
export const MOST_FIELDS = 19
const MOST_KEYS = 4
const KEYS = ['unique_name', 'name', 'type', 'mandatory', 'masked', 'default_value']
const CAPS: Readonly<Record<StoredType, number>> = {
  boolean: 5,
  number: 5,
  'limited-text': 5,
  'encrypted-text': 3,
  'large-text': 1,
}

/** The new fields of a request, in a datastore that has `present` ones already. Throws the refusal that fits first. */
export function draftFields(value: unknown, present: readonly FieldDraft[], switches: Switches): readonly FieldDraft[] {
  if (!Array.isArray(value)) throw refusal('datastore_fields_invalid_value', 'fields is not an array.')
  const drafts = value.map(each => draftField(each, switches))
  const names = drafts.map(draft => draft.unique_name)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw refusal('datastore_fields_duplicate_column', repeated)
  const known = names.find(name => present.some(field => field.unique_name === name))
  if (known !== undefined) throw refusal('datastore_field_name_already_exists', known)
  const all = [...present, ...drafts]
  if (all.length > MOST_FIELDS || (switches.typeCaps === 'enforced' && exceedsCaps(all)))
    throw refusal('datastore_fields_limit_exceeded')
  return drafts
}

function exceedsCaps(fields: readonly FieldDraft[]): boolean {
  return STORED_TYPES.some(type => fields.filter(field => field.type === type).length > CAPS[type])
}

function draftField(value: unknown, switches: Switches): FieldDraft {
  const no = (why: string): RefusedCall => refusal('datastore_fields_invalid_value', why)
  if (!isShape(value)) throw no('A field is not an object.')
  onlyKeys(value, KEYS, switches)
  const { unique_name, name, mandatory = false, masked = false } = value
  if (!isUniqueName(unique_name)) throw no('A unique_name is wrong.')
  if (switches.reservedNames.includes(unique_name)) throw refusal('datastore_field_name_reserved', unique_name)
  const type = STORED_TYPES.find(each => each === value['type'])
  if (type === undefined) throw no(`The type of ${unique_name} is wrong.`)
  if (!isDisplayName(name)) throw no(`The name of ${unique_name} is wrong.`)
  if (typeof mandatory !== 'boolean' || typeof masked !== 'boolean')
    throw no(`A switch of ${unique_name} is not a boolean.`)
  if (masked && !isMaskable(type)) throw refusal('datastore_field_mask_not_supported', unique_name)
  const default_value = value['default_value'] ?? typeDefault(type)
  if (!isDefault(default_value, type, switches)) throw no(`The default of ${unique_name} is wrong.`)
  const kept = type === 'number' || type === 'boolean' ? default_value : keptText(default_value, switches)
  return { unique_name, name: keptText(name, switches), type, mandatory, masked, default_value: kept }
}

function isMaskable(type: StoredType): boolean {
  return type === 'limited-text' || type === 'number'
}

// "Must be a string representation of a value compatible with the field's data type", 100 characters at most.
function isDefault(value: unknown, type: StoredType, switches: Switches): value is string {
  if (typeof value !== 'string' || characterCount(value) > 100) return false
  if (type === 'boolean') return value === 'true' || value === 'false'
  return type !== 'number' || isNumeral(value, switches.decimals === 'accepted')
}

/** The field after an edit; undefined when the edit asks for something that cannot be. */
export function editedField(field: StoredField, edit: PlainObject, switches: Switches): StoredField | undefined {
  const { unique_name = field.unique_name, name = field.name, mandatory = field.mandatory } = edit
  const { masked = field.masked, default_value = field.default_value } = edit
  // The schema takes a unique_name, the text says that it never changes: only the same one passes.
  if (unique_name !== field.unique_name || !isDisplayName(name)) return undefined
  if (typeof mandatory !== 'boolean' || typeof masked !== 'boolean' || (masked && !isMaskable(field.type)))
    return undefined
  if (!isDefault(default_value, field.type, switches)) return undefined
  const isText = field.type !== 'number' && field.type !== 'boolean'
  const kept = isText ? keptText(default_value, switches) : default_value
  return { ...field, name: keptText(name, switches), mandatory, masked, default_value: kept }
}

/** The unique keys of a request, checked against the fields. `malformed` is the refusal for what is no list of keys. */
export function draftKeys(
  value: unknown,
  fields: readonly FieldDraft[],
  malformed: () => RefusedCall,
): readonly (readonly string[])[] {
  if (!Array.isArray(value) || value.length > MOST_KEYS) throw malformed()
  const keys = value.map((key: unknown): readonly string[] => {
    if (!Array.isArray(key) || !key.every(name => typeof name === 'string')) throw malformed()
    return key
  })
  for (const name of keys.flat()) {
    const field = fields.find(each => each.unique_name === name)
    if (field === undefined) throw refusal('datastore_unique_key_column_not_found', name)
    if (field.type === 'encrypted-text' || field.type === 'large-text')
      throw refusal('datastore_field_unique_key_not_supported', name)
  }
  const isOdd = (key: readonly string[]): boolean => key.length === 0 || new Set(key).size < key.length
  const distinct = new Set(keys.map(key => [...key].sort().join(' ')))
  if (keys.some(isOdd) || distinct.size < keys.length)
    throw refusal('datastore_invalid', 'A unique key is empty or repeated.')
  return keys
}

/** The 1 to 10 entries of a call on fields; `what` names them in the refusal. */
export function tenAtMost<T>(entries: readonly T[], what: string): readonly T[] {
  if (entries.length < 1 || entries.length > 10) throw refusalByStatus(400, `${what} takes 1 to 10.`)
  return entries
}
