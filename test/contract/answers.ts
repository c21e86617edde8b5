import { OPERATIONS, OUTSIDE_CODES } from './facts.ts'
import type { ContractOperation } from './facts.ts'
import type { Schema } from './requests.ts'

const open = (properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema => ({
  type: 'object',
  required,
  properties,
})
const text: Schema = { type: 'string' }
const token: Schema = { type: 'string', pattern: '^[A-Za-z0-9+/]+={0,2}$' }
const id: Schema = { type: 'string', pattern: '^[0-9]{18}$' }
const time: Schema = { type: 'string', pattern: '^[0-9]{13}$' }

const field = open(
  {
    id: { type: 'string', pattern: '^[0-9]{26}$' },
    unique_name: text,
    name: text,
    type: { type: 'string', enum: ['boolean', 'number', 'limited-text', 'encrypted-text', 'large-text'] },
    mandatory: { type: 'boolean' },
    masked: { type: 'boolean' },
    default_value: text,
  },
  ['id', 'unique_name', 'name', 'type', 'mandatory', 'masked', 'default_value'],
)

const datastore = open(
  {
    id,
    unique_name: text,
    name: text,
    description: text,
    fields: { type: 'array', maxItems: 19, items: field },
    unique_keys: { type: 'array', maxItems: 4, items: { type: 'array', items: text } },
    creator: open({ id: text, name: text }, ['id', 'name']),
    status: text,
    type: text,
    scope: text,
  },
  ['id', 'unique_name', 'name', 'description', 'fields', 'unique_keys', 'creator', 'status', 'type', 'scope'],
)

/** Values by unique_name; numbers are text, so that no digit is lost. */
const record: Schema = {
  ...open({ id, added_time: time, modified_time: time }, ['id', 'added_time', 'modified_time']),
  additionalProperties: { type: ['string', 'boolean', 'null'] },
}

const envelope = (type: string, content: Readonly<Record<string, Schema>>, required: readonly string[]): Schema =>
  open({ url: text, type: { const: type }, ...content }, ['url', 'type', ...required])

const oneDatastore = envelope('datastore', { data: datastore }, ['data'])
const oneRecord = envelope('datastore_record', { data: record }, ['data'])

// The document has `data` for datastores and `list` for records, its pagination page `data` for both.
const listing = (type: string, items: Schema): Schema => {
  const list: Schema = { type: 'array', items }
  const keys = ['data', 'list', 'records']
  const lists = Object.fromEntries(keys.map(key => [key, list] as const))
  return {
    ...envelope(type, { ...lists, sync_token: token, next_token: token }, ['sync_token']),
    oneOf: keys.map(key => ({ required: [key] })),
  }
}

const codes = [...new Set([...Object.values(OPERATIONS).flatMap(({ codes }) => [...codes]), ...OUTSIDE_CODES])]
const code: Schema = { type: 'string', enum: codes }

/** Every form in which a refusal has been described or seen. */
export const REFUSAL: Schema = {
  anyOf: [
    { ...open({ message: text, code }, ['message']), not: { required: ['error'] } },
    open({ error: open({ code, message: text }, ['code', 'message']) }, ['error']),
    open({ error: open({ title: text, details: open({ message: text }, ['message']) }, ['title', 'details']) }, [
      'error',
    ]),
  ],
}

/** What stands for "no content" where a 204 became a 200. */
export const NO_CONTENT: Schema = open({ 'Response Code': text }, ['Response Code'])

/** The schema of a success with content; absent where there is none. */
export const ANSWERS: Partial<Readonly<Record<ContractOperation, Schema>>> = {
  'datastores.create': oneDatastore,
  'datastores.list': listing('datastore', datastore),
  'datastores.get': oneDatastore,
  'datastores.edit': oneDatastore,
  'fields.add': oneDatastore,
  'fields.edit': oneDatastore,
  'records.insert': oneRecord,
  'records.list': listing('datastore_record', record),
  'records.get': oneRecord,
  'records.update': oneRecord,
}
