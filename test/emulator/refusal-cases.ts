import type { Switches } from '../../src/emulator/options.ts'
import type { ContractOperation } from '../contract/facts.ts'
import { empdir, query } from './org.ts'

/** What is there before each case: the Employee Directory with two records, numbers 1 and 2, and its like under the name `taken`. */
export interface Present {
  readonly id: string
  /** The id of record number 1. */
  readonly record: string
  readonly field: (name: string) => string
}

/** A request that brings one documented code about. */
export interface RefusalCase {
  readonly operation: ContractOperation
  readonly code: string
  readonly request: (present: Present) => readonly [method: string, path: string, body?: unknown]
  readonly switches?: Partial<Switches>
  readonly token?: string
}

type Change = Readonly<Record<string, unknown>>
const NOWHERE = '227828000000999999'
const NO_FIELD = '17202020414600000000000000'
const RECORDS = '/datastores/empdir/records'
const field = (changes: Change = {}): Change => ({
  unique_name: 'more',
  name: 'More',
  type: 'limited-text',
  ...changes,
})
const many = (count: number): readonly Change[] =>
  Array.from({ length: count }, (_, n) => field({ unique_name: `f${n}` }))
const mixed = (count: number): readonly Change[] =>
  many(count).map((each, n) => ({ ...each, type: ['limited-text', 'number', 'boolean'][n % 3] }))
const text = (length: number): string => 'x'.repeat(length)

const creating = (code: string, changes: Change, switches: Partial<Switches> = {}): RefusalCase => ({
  operation: 'datastores.create',
  code,
  switches,
  request: () => ['POST', '/datastores', empdir({ unique_name: 'other', ...changes })],
})
const editing = (code: string, body: unknown): RefusalCase => ({
  operation: 'datastores.edit',
  code,
  request: ({ id }) => ['PATCH', `/datastores/${id}`, body],
})
const adding = (code: string, ...fields: readonly Change[]): RefusalCase => ({
  operation: 'fields.add',
  code,
  request: ({ id }) => ['POST', `/datastores/${id}/fields`, { fields }],
})
const editingField = (code: string, edit: (present: Present) => Change): RefusalCase => ({
  operation: 'fields.edit',
  code,
  request: present => ['PATCH', `/datastores/${present.id}/fields`, { fields: [edit(present)] }],
})
const deletingFields = (code: string, names: readonly string[]): RefusalCase => ({
  operation: 'fields.delete',
  code,
  request: ({ id, field }) => [
    'DELETE',
    `/datastores/${id}/fields${query({ ids: names.map(name => field(name) || NO_FIELD).join(',') })}`,
  ],
})
const inserting = (code: string, values: Change): RefusalCase => ({
  operation: 'records.insert',
  code,
  request: () => ['POST', RECORDS, { values: { empid: 7, ...values } }],
})
const updating = (code: string, values: Change): RefusalCase => ({
  operation: 'records.update',
  code,
  request: ({ record }) => ['PATCH', `${RECORDS}/${record}`, { values }],
})
const listing = (code: string, parts: Readonly<Record<string, string>>): RefusalCase => ({
  operation: 'records.list',
  code,
  request: () => ['GET', `${RECORDS}${query(parts)}`],
})
const bulkUpdating = (code: string, criteria: string, values: Change = { empname: 'x' }): RefusalCase => ({
  operation: 'records.bulkUpdate',
  code,
  request: () => ['PATCH', RECORDS, { criteria, values }],
})
const bulkDeleting = (code: string, parts: Readonly<Record<string, string>>): RefusalCase => ({
  operation: 'records.bulkDelete',
  code,
  request: () => ['DELETE', `${RECORDS}${query(parts)}`],
})

/** Each operation's call on something, which may not be there or may be another user's. */
const calls: readonly [
  ContractOperation,
  (place: { id: string; name: string; record: string }) => readonly [string, string, unknown?],
][] = [
  ['datastores.get', ({ id }) => ['GET', `/datastores/${id}`]],
  ['datastores.edit', ({ id }) => ['PATCH', `/datastores/${id}`, { name: 'New' }]],
  ['datastores.delete', ({ id }) => ['DELETE', `/datastores/${id}`]],
  ['fields.add', ({ id }) => ['POST', `/datastores/${id}/fields`, { fields: [field()] }]],
  ['fields.edit', ({ id }) => ['PATCH', `/datastores/${id}/fields`, { fields: [{ id: NO_FIELD }] }]],
  ['fields.delete', ({ id }) => ['DELETE', `/datastores/${id}/fields?ids=${NO_FIELD}`]],
  ['records.insert', ({ name }) => ['POST', `/datastores/${name}/records`, { values: { empid: 9 } }]],
  ['records.list', ({ name }) => ['GET', `/datastores/${name}/records`]],
  ['records.get', ({ name, record }) => ['GET', `/datastores/${name}/records/${record}`]],
  ['records.update', ({ name, record }) => ['PATCH', `/datastores/${name}/records/${record}`, { values: {} }]],
  ['records.bulkUpdate', ({ name }) => ['PATCH', `/datastores/${name}/records`, { criteria: 'empid=1', values: {} }]],
  ['records.delete', ({ name, record }) => ['DELETE', `/datastores/${name}/records/${record}`]],
  ['records.bulkDelete', ({ name, record }) => ['DELETE', `/datastores/${name}/records?ids=${record}`]],
  ['export.start', ({ id }) => ['POST', `/datastores/${id}/export`, { file_type: 'csv' }]],
]
const absent = calls.map(([operation, request]): RefusalCase => ({
  operation,
  code: 'datastore_not_found',
  request: ({ record }) => request({ id: NOWHERE, name: 'nowhere', record }),
}))
const denied = calls.map(([operation, request]): RefusalCase => ({
  operation,
  code: 'datastore_access_denied',
  switches: { ownership: 'creator-only' },
  token: 'user-eve.t',
  request: ({ id, record }) => request({ id, name: 'empdir', record }),
}))
const noRecord = (['GET', 'PATCH', 'DELETE'] as const).map((method): RefusalCase => {
  const operation = ({ GET: 'records.get', PATCH: 'records.update', DELETE: 'records.delete' } as const)[method]
  const body = method === 'PATCH' ? { values: {} } : undefined
  return { operation, code: 'datastore_record_not_found', request: () => [method, `${RECORDS}/${NOWHERE}`, body] }
})

const eleven = (sign: string): string => Array.from({ length: 11 }, (_, n) => `(empid=${n})`).join(sign)
const elevenValues = `empid in ${Array.from({ length: 11 }, (_, n) => n).join(',')}`

/** Every documented code of every operation that a request can bring about, and what else is refused with a code. */
export const cases: readonly RefusalCase[] = [
  ...absent,
  ...denied,
  ...noRecord,
  creating('datastore_creation_limit_exceeded', {}, { maxDatastores: 2 }),
  creating('datastore_name_already_exists', { unique_name: 'empdir' }),
  creating('datastore_invalid_creation_data', { unique_name: 'Other' }),
  creating('datastore_invalid_creation_data', { unique_name: text(21) }),
  creating('datastore_invalid_creation_data', { name: 'a<b' }),
  creating('datastore_invalid_creation_data', { description: undefined }),
  creating('datastore_invalid_creation_data', { description: text(251) }),
  creating('datastore_invalid_creation_data', { unique_keys: [['empid'], ['empid'], ['empid'], ['empid'], ['empid']] }),
  creating('datastore_fields_required', { fields: [] }),
  creating('datastore_fields_required', { fields: undefined }),
  creating('datastore_fields_invalid_value', { fields: [field({ type: 'date' })], unique_keys: [] }),
  creating('datastore_fields_limit_exceeded', { fields: many(20), unique_keys: [] }),
  creating('datastore_fields_limit_exceeded', { fields: many(6), unique_keys: [] }),
  creating('datastore_fields_duplicate_column', { fields: [field(), field()], unique_keys: [] }),
  creating('datastore_unique_key_column_not_found', { unique_keys: [['nothing']] }),
  creating('datastore_field_name_reserved', { fields: [field({ unique_name: 'id' })], unique_keys: [] }),
  creating('datastore_field_unique_key_not_supported', { unique_keys: [['notes']] }),
  creating('datastore_field_unique_key_not_supported', { unique_keys: [['empid', 'secret']] }),
  creating('datastore_field_mask_not_supported', {
    fields: [field({ type: 'boolean', masked: true })],
    unique_keys: [],
  }),
  creating('datastore_invalid', { unique_keys: [[]] }),
  creating('extra_key_found', { color: 'red' }),
  {
    operation: 'datastores.edit',
    code: 'datastore_name_already_exists',
    request: ({ id }) => ['PATCH', `/datastores/${id}`, { unique_name: 'taken' }],
  },
  editing('datastore_unique_key_column_not_found', { unique_keys: [['nothing']] }),
  editing('datastore_field_unique_key_not_supported', { unique_keys: [['secret']] }),
  editing('datastore_invalid', { unique_keys: [['empname']] }),
  editing('datastore_invalid', { name: '' }),
  editing('extra_key_found', { fields: [] }),
  adding('datastore_fields_invalid_value', field({ type: 'number', default_value: 'seven' })),
  adding('datastore_fields_invalid_value', field({ type: 'boolean', default_value: 'yes' })),
  adding('datastore_fields_invalid_value', field({ default_value: text(101) })),
  adding('datastore_fields_invalid_value', ...mixed(11)),
  adding('datastore_fields_limit_exceeded', ...many(15)),
  adding('datastore_fields_duplicate_column', field(), field()),
  adding('datastore_field_name_already_exists', field({ unique_name: 'empid' })),
  adding('datastore_field_name_reserved', field({ unique_name: 'added_time' })),
  adding('datastore_field_mask_not_supported', field({ type: 'encrypted-text', masked: true })),
  editingField('datastore_field_not_found', () => ({ id: NO_FIELD, name: 'New' })),
  editingField('datastore_field_update_failed', ({ field }) => ({ id: field('isactive'), default_value: 'maybe' })),
  editingField('datastore_field_update_failed', ({ field }) => ({ id: field('notes'), masked: true })),
  editingField('datastore_field_update_failed', ({ field }) => ({ id: field('notes'), unique_name: 'remarks' })),
  editingField('extra_key_found', ({ field }) => ({ id: field('notes'), type: 'number' })),
  deletingFields('datastore_column_not_found', ['notes', 'nothing']),
  deletingFields('datastore_invalid', ['empid']),
  inserting('datastore_data_limit_exceeded', { notes: text(1001) }),
  inserting('datastore_data_limit_exceeded', { empname: text(251) }),
  inserting('datastore_data_limit_exceeded', { notes: '€'.repeat(900) }),
  inserting('datastore_column_not_found', { nothing: 1 }),
  inserting('datastore_invalid_number_value', { empid: 'seven' }),
  inserting('datastore_invalid_number_value', { empid: '12345678901234567890' }),
  inserting('datastore_unique_key_violation', { empid: '001' }),
  inserting('datastore_required_field_missing', { empid: null }),
  listing('datastore_invalid_criteria', { criteria: '(empid=1' }),
  listing('datastore_invalid_criteria', { criteria: 'empid=' }),
  listing('datastore_criteria_invalid_operator', { criteria: 'empid ~ 1' }),
  listing('datastore_criteria_invalid_operator', { criteria: 'isactive>true' }),
  listing('datastore_criteria_limit_exceeded', { criteria: eleven('||') }),
  listing('datastore_column_not_found', { criteria: 'nothing=1' }),
  listing('datastore_column_not_found', { order_by: 'nothing' }),
  listing('datastore_invalid_next_token', { next_token: 'abc' }),
  listing('datastore_invalid_number_value', { criteria: 'empid>many' }),
  listing('datastore_in_query_limit_exceeded', { criteria: elevenValues }),
  listing('datastore_duplicate_sort_field', { order_by: 'empid asc, empid desc' }),
  updating('datastore_column_not_found', { nothing: 1 }),
  updating('datastore_update_violates_unique_key', { empid: 2 }),
  updating('datastore_invalid_number_value', { empid: '' }),
  updating('datastore_data_limit_exceeded', { notes: text(1001) }),
  updating('datastore_required_field_missing', { empid: null }),
  bulkUpdating('datastore_invalid_criteria', 'empid=1)'),
  bulkUpdating('datastore_invalid_criteria', `empname=${text(500)}`),
  bulkUpdating('datastore_criteria_invalid_operator', 'empid like 1'),
  bulkUpdating('datastore_criteria_limit_exceeded', eleven('||')),
  bulkUpdating('datastore_column_not_found', 'nothing=1'),
  bulkUpdating('datastore_column_not_found', 'empid=1', { nothing: 1 }),
  bulkUpdating('datastore_update_violates_unique_key', 'empid>0', { empid: 5 }),
  bulkDeleting('param_missing', {}),
  bulkDeleting('datastore_invalid_criteria', { criteria: '&&' }),
  {
    operation: 'export.start',
    code: 'datastore_export_password_missing',
    request: ({ id }) => ['POST', `/datastores/${id}/export`, { file_type: 'csv', password_protected: true }],
  },
]
