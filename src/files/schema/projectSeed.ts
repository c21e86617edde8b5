import type { Datastore, Field, UniqueKey } from '../../core/model/catalog.ts'
import { isHidden } from '../../core/model/secrecy.ts'
import { seedSchema } from './seed.ts'
import { words } from './words.ts'
import type { JsonSchema } from './words.ts'

/**
 * The JSON Schema of a seed that knows the datastores of a project: editors then complete datastores, keys, columns and
 * fields, and say what a field is. It is made of the definitions, so it is made anew when they change.
 */
export function projectSeedSchema(datastores: readonly Datastore[]): JsonSchema {
  const names = datastores.map(each => each.unique_name)
  const known = {
    ...words('A datastore of this project.'),
    enum: names,
    enumDescriptions: datastores.map(each => each.description),
    markdownEnumDescriptions: datastores.map(each => each.description),
    errorMessage: names.length === 0 ? 'this project defines no datastore' : `this project defines ${names.join(', ')}`,
  }
  return { ...seedSchema(), $id: undefined, allOf: [{ properties: { datastore: known } }, ...datastores.map(seedOf)] }
}

// What a seed of one datastore can say.
function seedOf({ unique_name, fields, unique_keys }: Datastore): JsonSchema {
  const names = [...fields.keys()]
  const says = `${unique_name} has the fields ${names.join(', ')}`
  const column = { enum: names, errorMessage: says }
  const properties = {
    key: { enum: unique_keys.flatMap(keyForms), errorMessage: keyWords(unique_name, unique_keys) },
    rows: {
      items: {
        propertyNames: column,
        properties: Object.fromEntries(Array.from(fields, ([name, field]) => [name, words(fieldWords(field))])),
      },
    },
    // A column may also be left out, or name what its cells refer to.
    columns: {
      additionalProperties: {
        anyOf: [column, { const: false }, { type: 'object', properties: { field: column } }],
      },
    },
  }
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  return { if: { required: ['datastore'], properties: { datastore: { const: unique_name } } }, then: { properties } }
}

// A key of one field is written alone or as a list; the order of several means nothing.
function keyForms(key: UniqueKey): readonly (string | readonly string[])[] {
  const [only, ...others] = key
  return others.length === 0 && only !== undefined ? [only, key] : ordersOf(key)
}

function ordersOf(names: UniqueKey): readonly UniqueKey[] {
  // Beyond this a list of all orders is longer than the rest of the schema.
  if (names.length < 2 || names.length > 4) return [names]
  return names.flatMap((first, at) => ordersOf(names.toSpliced(at, 1)).map(rest => [first, ...rest]))
}

function keyWords(name: string, keys: readonly UniqueKey[]): string {
  if (keys.length === 0) return `${name} has no unique key`
  return `${name} has the unique keys ${keys.map(key => `[${key.join(', ')}]`).join(', ')}`
}

function fieldWords(field: Field): string {
  const { name, type, mandatory, masked, default_value } = field
  const preset = default_value === undefined ? '' : `, default ${isHidden(field) ? '(hidden)' : `"${default_value}"`}`
  return `${name}: ${type}, ${mandatory ? 'mandatory' : 'optional'}${masked ? ', masked' : ''}${preset}.`
}
