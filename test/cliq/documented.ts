import * as requests from '../../src/cliq/requests.ts'
import type { WireRequest } from '../../src/cliq/requests.ts'
import { nothing, theDatastore, theRecord } from '../../src/cliq/writes.ts'
import type { Expected } from '../../src/cliq/writes.ts'
import type { Operation } from '../../src/core/model/operations.ts'

const of = { datastore: 'empdir' }
const field = { name: 'A', type: 'number', mandatory: false, masked: false } as const
const definition = {
  unique_name: 'empdir',
  name: 'A',
  description: 'B',
  fields: new Map([['x', field]]),
  unique_keys: [],
}

/** One call of each operation. */
export const REQUESTS: Readonly<Record<Operation, WireRequest>> = {
  'datastores.create': requests.createDatastore(definition),
  'datastores.list': requests.listDatastores({ limit: 100 }),
  'datastores.get': requests.getDatastore('7'),
  'datastores.edit': requests.editDatastore('7', { name: 'B' }),
  'datastores.delete': requests.deleteDatastore('7'),
  'fields.add': requests.addFields('7', definition.fields),
  'fields.edit': requests.editFields('7', new Map([['8', { name: 'B' }]])),
  'fields.delete': requests.deleteFields('7', ['8']),
  'records.insert': requests.insertRecord(of, { x: '1' }),
  'records.list': requests.listRecords(of, { limit: 100 }),
  'records.get': requests.getRecord(of, '9'),
  'records.update': requests.updateRecord(of, '9', { x: '1' }),
  'records.bulkUpdate': requests.bulkUpdateRecords(of, 'x=1', { x: '2' }),
  'records.delete': requests.deleteRecord(of, '9'),
  'records.bulkDelete': requests.bulkDeleteRecords(of, { ids: ['9'] }),
  'export.start': requests.startExport('7', { fileType: 'csv' }),
}

const NOTHING: ReadonlySet<Operation> = new Set([
  'datastores.delete',
  'fields.delete',
  'records.bulkUpdate',
  'records.delete',
  'records.bulkDelete',
  'export.start',
])

/** What a good answer to a write looks like. */
export function expectedOf(operation: Operation): Expected<unknown> {
  if (operation === 'records.insert' || operation === 'records.update') return theRecord()
  return NOTHING.has(operation) ? nothing : theDatastore(() => true)
}

const criteria = [
  'datastore_invalid_criteria',
  'datastore_criteria_invalid_operator',
  'datastore_criteria_limit_exceeded',
]
const list = [
  'datastore_not_found',
  ...criteria,
  'datastore_column_not_found',
  'datastore_invalid_next_token',
  'datastore_invalid_number_value',
  'datastore_in_query_limit_exceeded',
  'datastore_duplicate_sort_field',
  'datastore_access_denied',
]
const record = ['datastore_record_not_found', 'datastore_not_found', 'datastore_access_denied']
const drafts = [
  'datastore_fields_invalid_value',
  'datastore_fields_limit_exceeded',
  'datastore_fields_duplicate_column',
  'datastore_access_denied',
  'datastore_field_name_reserved',
  'datastore_field_mask_not_supported',
]
const keys = ['datastore_unique_key_column_not_found', 'datastore_field_unique_key_not_supported', 'datastore_invalid']

/** The error codes that the API document lists, by operation; bulk delete has none and is given those of the list (C24). */
export const DOCUMENTED: Readonly<Record<Operation, readonly string[]>> = {
  'datastores.create': [
    'datastore_creation_limit_exceeded',
    'datastore_name_already_exists',
    'datastore_invalid_creation_data',
    'datastore_fields_required',
    ...drafts,
    ...keys,
  ],
  'datastores.list': ['bulk_record_update_failed', 'invalid_record_criteria', 'datastore_not_found'],
  'datastores.get': ['record_not_found', 'datastore_not_found'],
  'datastores.edit': ['datastore_not_found', 'datastore_name_already_exists', 'datastore_access_denied', ...keys],
  'datastores.delete': ['datastore_not_found', 'datastore_access_denied'],
  'fields.add': ['datastore_not_found', 'datastore_field_name_already_exists', ...drafts],
  'fields.edit': [
    'datastore_not_found',
    'datastore_access_denied',
    'datastore_field_update_failed',
    'datastore_field_not_found',
  ],
  'fields.delete': ['datastore_not_found', 'datastore_column_not_found', 'datastore_access_denied'],
  'records.insert': [
    'datastore_not_found',
    'datastore_data_limit_exceeded',
    'datastore_column_not_found',
    'datastore_invalid_number_value',
    'datastore_access_denied',
    'datastore_unique_key_violation',
    'datastore_required_field_missing',
  ],
  'records.list': list,
  'records.get': record,
  'records.update': [
    ...record,
    'datastore_column_not_found',
    'datastore_update_violates_unique_key',
    'datastore_invalid_number_value',
  ],
  'records.bulkUpdate': [
    'datastore_not_found',
    ...criteria,
    'datastore_column_not_found',
    'datastore_update_violates_unique_key',
    'datastore_access_denied',
  ],
  'records.delete': record,
  'records.bulkDelete': list,
  'export.start': ['datastore_not_found', 'datastore_access_denied', 'datastore_export_password_missing'],
}
