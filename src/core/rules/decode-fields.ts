import { FIELD_TYPES } from '../model/catalog.ts'
import { isHidden } from '../model/secrecy.ts'
import type { Field, FieldType } from '../model/catalog.ts'
import { HINT_KEYS } from './decode-hints.ts'
import { didYouMean } from './nearest.ts'
import { childPath, isMapping, kindOf, part, switchHint, tell, tellKey } from './shape.ts'
import { strangeWords } from './strange.ts'
import type { Mapping, Reader } from './shape.ts'

const KEYS = ['name', 'type', 'mandatory', 'masked', 'default_value', ...HINT_KEYS]

const ONE_FIELD = 'write `empid: { name: Employee ID, type: number }` under `fields:`'

// Words that people bring from elsewhere, where no typing error is near.
const OTHER_WORDS: Readonly<Record<string, FieldType>> = {
  text: 'limited-text',
  string: 'limited-text',
  varchar: 'limited-text',
  int: 'number',
  integer: 'number',
  float: 'number',
  decimal: 'number',
  bool: 'boolean',
  password: 'encrypted-text',
  secret: 'encrypted-text',
  longtext: 'large-text',
  textarea: 'large-text',
}

/** The fields of a definition by unique_name; parts that are wrong are reported and replaced by the most permissive one. */
export function decodeFields(value: unknown, reader: Reader): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>()
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) {
    tell(reader, 'LM101', 'fields', 'at least one field is required', ONE_FIELD)
    return fields
  }
  if (!isMapping(value)) {
    tell(reader, 'DF205', 'fields', `\`fields\` must be a mapping by unique_name, found ${kindOf(value)}`, ONE_FIELD)
    return fields
  }
  for (const [name, each] of Object.entries(value)) fields.set(name, fieldOf(name, each, reader))
  if (fields.size === 0) tell(reader, 'LM101', 'fields', 'at least one field is required', ONE_FIELD)
  return fields
}

function fieldOf(unique_name: string, value: unknown, reader: Reader): Field {
  const path = childPath('fields', unique_name)
  if (!isMapping(value)) {
    const hint = 'write `{ name: …, type: … }`'
    tell(reader, 'DF208', path, `the field \`${unique_name}\` must be a mapping, found ${kindOf(value)}`, hint)
    return EMPTY
  }
  refuseUnknown(unique_name, value, path, reader)
  const known = typeOf(value, path, reader)
  const field: Field = {
    name: nameOf(value, path, reader),
    type: known ?? EMPTY.type,
    mandatory: switchOf('mandatory', value, path, reader),
    masked: switchOf('masked', value, path, reader),
  }
  const default_value = defaultOf(part(value, 'default_value'), field, path, reader)
  return default_value === undefined ? field : { ...field, default_value }
}

// Limited text takes every mask, key and default, so an unknown type breaks no further law.
const EMPTY: Field = { name: '', type: 'limited-text', mandatory: false, masked: false }

function refuseUnknown(field: string, value: Mapping, path: string, reader: Reader): void {
  for (const key of Object.keys(value)) {
    if (KEYS.includes(key)) continue
    const at = childPath(path, key)
    if (key === 'id') tellKey(reader, 'DF204', at, '`id` is set by the server', 'remove it')
    else if (key === 'unique_name')
      tellKey(reader, 'DF203', at, `the key \`${field}\` is already the field's unique_name`, 'remove the line')
    else tellKey(reader, 'DF203', at, `\`${key}\` is not a known key here${strangeWords(key)}`, didYouMean(key, KEYS))
  }
}

function typeOf(value: Mapping, path: string, reader: Reader): FieldType | undefined {
  const type = part(value, 'type')
  const known = FIELD_TYPES.find(each => each === type)
  if (known !== undefined) return known
  const at = childPath(path, 'type')
  const all = `one of ${FIELD_TYPES.join(', ')}`
  if (type === undefined || type === null) tell(reader, 'DF202', at, '`type` is required', all)
  else if (typeof type !== 'string') tell(reader, 'DF205', at, `\`type\` must be text, found ${kindOf(type)}`, all)
  else tell(reader, 'FT101', at, `unknown type \`${type}\`${strangeWords(type)}`, typeHint(type))
  return undefined
}

function typeHint(type: string): string {
  const word = type.toLowerCase()
  const meant = Object.hasOwn(OTHER_WORDS, word) ? OTHER_WORDS[word] : undefined
  return meant === undefined ? didYouMean(type, FIELD_TYPES) : `did you mean \`${meant}\`?`
}

function nameOf(value: Mapping, path: string, reader: Reader): string {
  const name = part(value, 'name')
  if (typeof name === 'string' && name.trim() !== '') return name
  const at = childPath(path, 'name')
  if (typeof name === 'string' || name === undefined || name === null)
    tell(reader, 'DF202', at, '`name` is required', 'write it, such as `name: Employee ID`')
  else tell(reader, 'DF205', at, `\`name\` must be text, found ${kindOf(name)}`, quoted(at, name, reader))
  return ''
}

function switchOf(key: 'mandatory' | 'masked', value: Mapping, path: string, reader: Reader): boolean {
  const flag = part(value, key)
  if (typeof flag === 'boolean' || flag === undefined) return flag ?? false
  tell(
    reader,
    'DF205',
    childPath(path, key),
    `\`${key}\` must be true or false, found ${kindOf(flag)}`,
    switchHint(flag),
  )
  return false
}

function defaultOf(value: unknown, field: Field, below: string, reader: Reader): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  const path = childPath(below, 'default_value')
  const hint =
    value === null ? 'write "" for an empty text, or remove it' : quoted(path, value, reader, isHidden(field))
  tell(reader, 'DF206', path, `\`default_value\` must be text, found ${kindOf(value)}`, hint)
  // Stands for what was meant, so that one mistake is told once.
  if (field.type === 'boolean') return value === false ? 'false' : 'true'
  return field.type === 'number' ? '0' : ''
}

// A hidden value is never repeated in a sentence.
function quoted(path: string, value: unknown, reader: Reader, hidden = false): string {
  if (typeof value !== 'number' && typeof value !== 'boolean') return 'write text'
  if (hidden) return 'put it in quotes'
  // What code gives was rounded when it was read.
  if (typeof value === 'number' && reader.origin.sources?.get(path) === undefined && !Number.isSafeInteger(value))
    return 'put it in quotes, digit for digit'
  return `put it in quotes: "${reader.origin.sources?.get(path) ?? String(value)}"`
}
