import { canonical, isNumeral } from './numerals.ts'
import { keptText } from './texts.ts'
import type { Switches } from './options.ts'
import { refusal } from './refusal.ts'
import { isShape, characterCount, onlyKeys, shapeOf } from './shapes.ts'
import type { PlainObject } from './shapes.ts'
import type { StoredDatastore, StoredField, StoredValue } from './stored.ts'

const MOST_KEYS = 20
const MOST_CHARACTERS = 1000
const MOST_BYTES = 2500
const TYPE_CHARACTERS = { 'limited-text': 250, 'encrypted-text': 1000, 'large-text': 65_535 } as const

/** The `values` of a body, and what else it has under `others`. Throws a Refusal when there are none. */
export function valuesIn(
  body: unknown,
  others: readonly string[],
  switches: Switches,
): { readonly values: PlainObject; readonly shape: PlainObject } {
  const shape = shapeOf(body)
  onlyKeys(shape, ['values', ...others], switches)
  const values = shape['values']
  if (!isShape(values)) throw refusal('param_missing', 'values')
  return { values, shape }
}

/** The values of a request by field id, in the form they are kept in. Throws the documented refusal for the first that is wrong. */
export function storedValues(
  values: PlainObject,
  datastore: StoredDatastore,
  switches: Switches,
): Readonly<Record<string, StoredValue>> {
  checkSize(values)
  const stored = Object.entries(values).map(([name, value]) => {
    const field = datastore.fields.find(({ unique_name }) => unique_name === name)
    if (field === undefined) throw refusal('datastore_column_not_found', name)
    return [field.id, storedValue(value, field, switches)] as const
  })
  return Object.fromEntries(stored)
}

// "Max 20 keys; each value max 1000 chars; total max 2500 bytes"; what the bytes count is not said: the JSON, here.
function checkSize(values: PlainObject): void {
  const isLong = (value: unknown): boolean =>
    characterCount(typeof value === 'string' ? value : JSON.stringify(value)) > MOST_CHARACTERS
  const isLarge = Buffer.byteLength(JSON.stringify(values)) > MOST_BYTES
  if (Object.keys(values).length > MOST_KEYS || isLarge || Object.values(values).some(isLong))
    throw refusal('datastore_data_limit_exceeded')
}

function storedValue(value: unknown, field: StoredField, switches: Switches): StoredValue {
  if (value === null) return null
  switch (field.type) {
    case 'boolean':
      if (typeof value !== 'boolean') throw refusal('datastore_invalid', `${field.unique_name} is a boolean.`)
      return value
    case 'number': {
      const text = typeof value === 'number' ? String(value) : value
      if (typeof text !== 'string' || !isNumeral(text, switches.decimals === 'accepted'))
        throw refusal('datastore_invalid_number_value', field.unique_name)
      return switches.numbers === 'canonical' ? canonical(text) : text
    }
    case 'limited-text':
    case 'encrypted-text':
    case 'large-text':
      if (typeof value !== 'string') throw refusal('datastore_invalid', `${field.unique_name} is text.`)
      if (characterCount(value) > TYPE_CHARACTERS[field.type])
        throw refusal('datastore_data_limit_exceeded', field.unique_name)
      return keptText(value, switches)
  }
}
