import type { ContractOperation } from './facts.ts'

/** A JSON Schema, draft-07. */
export type Schema = Readonly<Record<string, unknown>>

/** The schemas of one operation's request. No body schema: a body is not allowed. */
export interface RequestSchemas {
  readonly query: Schema
  readonly body?: Schema
}

/** An object that holds only the keys named. */
export function closed(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: 'object', additionalProperties: false, required, properties }
}

const text = (maxLength: number): Schema => ({ type: 'string', maxLength })
const uniqueName: Schema = { type: 'string', pattern: '^[a-z][a-z0-9_]{0,19}$' }
const displayName: Schema = { type: 'string', pattern: '^[A-Za-z0-9 ]{1,20}$' }
const description = text(250)
const flag: Schema = { type: 'boolean' }
/** Base64 that a former answer gave. */
const token: Schema = { type: 'string', pattern: '^[A-Za-z0-9+/]+={0,2}$' }
const hundred: Schema = { type: 'string', pattern: '^([1-9][0-9]?|100)$' }
const extension_key: Schema = { type: 'string', minLength: 1 }
const criteria: Schema = { type: 'string', minLength: 1, maxLength: 500 }
const order_by: Schema = {
  type: 'string',
  pattern: '^[a-z][a-z0-9_]*( (asc|desc))?(, *[a-z][a-z0-9_]*( (asc|desc))?)*$',
}

const fieldAttributes = { name: displayName, mandatory: flag, masked: flag, default_value: text(100) }
const fieldType: Schema = {
  type: 'string',
  enum: ['boolean', 'number', 'limited-text', 'encrypted-text', 'large-text'],
}
const newField = closed({ ...fieldAttributes, unique_name: uniqueName, type: fieldType }, [
  'unique_name',
  'name',
  'type',
])
/** Neither type nor unique_name: both are fixed once the field is there. */
const fieldEdit = closed({ ...fieldAttributes, id: { type: 'string', pattern: '^[0-9]{26}$' } }, ['id'])

const fieldList = (items: Schema, maxItems: number): Schema => ({ type: 'array', minItems: 1, maxItems, items })
const uniqueKeys: Schema = {
  type: 'array',
  maxItems: 4,
  items: { type: 'array', minItems: 1, uniqueItems: true, items: uniqueName },
}

const value: Schema = { type: ['string', 'number', 'boolean', 'null'], maxLength: 1000 }
const values: Schema = { type: 'object', maxProperties: 20, additionalProperties: value, propertyNames: uniqueName }
const withKey = closed({ extension_key })
const nothing = closed({})

/** What the document lets a client send, operation by operation. */
export const REQUESTS: Readonly<Record<ContractOperation, RequestSchemas>> = {
  'datastores.create': {
    query: nothing,
    body: closed(
      {
        unique_name: uniqueName,
        name: displayName,
        description,
        fields: fieldList(newField, 19),
        unique_keys: uniqueKeys,
      },
      ['unique_name', 'name', 'description', 'fields'],
    ),
  },
  'datastores.list': { query: closed({ limit: hundred, next_token: token, sync_token: token }) },
  'datastores.get': { query: nothing },
  'datastores.edit': {
    query: nothing,
    body: closed({ unique_name: uniqueName, name: displayName, description, unique_keys: uniqueKeys }),
  },
  'datastores.delete': { query: nothing },
  'fields.add': { query: nothing, body: closed({ fields: fieldList(newField, 10) }, ['fields']) },
  'fields.edit': { query: nothing, body: closed({ fields: fieldList(fieldEdit, 10) }, ['fields']) },
  'fields.delete': { query: closed({ ids: { type: 'string', pattern: '^[0-9]{26}(,[0-9]{26}){0,9}$' } }, ['ids']) },
  'records.insert': { query: withKey, body: closed({ values }, ['values']) },
  'records.list': {
    query: closed({ criteria, limit: hundred, order_by, sync_token: token, next_token: token, extension_key }),
  },
  'records.get': { query: withKey },
  'records.update': { query: withKey, body: closed({ values }, ['values']) },
  'records.bulkUpdate': { query: withKey, body: closed({ values, criteria }, ['values', 'criteria']) },
  'records.delete': { query: withKey },
  // Neither selector is marked as required, and what a call without any would do is not said: it is never sent.
  'records.bulkDelete': {
    query: {
      ...closed({ criteria, ids: { type: 'string', pattern: '^[0-9]+(,[0-9]+)*$' }, extension_key }),
      anyOf: [{ required: ['criteria'] }, { required: ['ids'] }],
    },
  },
  'export.start': {
    query: nothing,
    body: {
      ...closed(
        {
          file_type: { type: 'string', enum: ['csv', 'xlsx', 'pdf'] },
          password_protected: flag,
          password: { type: 'string', minLength: 8, maxLength: 20 },
        },
        ['file_type'],
      ),
      anyOf: [{ properties: { password_protected: { const: false } } }, { required: ['password'] }],
    },
  },
}
