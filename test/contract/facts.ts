/** What the API document fixes for one operation, as data: where it is and which codes it names. */
export interface OperationFacts {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly success: 200 | 204
  readonly codes: readonly string[]
  readonly limit: number
  readonly lockOutMinutes: number
  readonly scope: string
}

const inStore = ['datastore_not_found', 'datastore_access_denied']
const criteria = [
  'datastore_invalid_criteria',
  'datastore_criteria_invalid_operator',
  'datastore_criteria_limit_exceeded',
]
const keys = ['datastore_unique_key_column_not_found', 'datastore_field_unique_key_not_supported', 'datastore_invalid']
const newFields = [
  'datastore_fields_invalid_value',
  'datastore_fields_limit_exceeded',
  'datastore_fields_duplicate_column',
  'datastore_field_name_reserved',
  'datastore_field_mask_not_supported',
]
const schemaWrite = { limit: 10, lockOutMinutes: 5 } as const
const others = { limit: 30, lockOutMinutes: 5 } as const
const STORES = '/datastores'
const STORE = '/datastores/{id}'
const FIELDS = '/datastores/{id}/fields'
const RECORDS = '/datastores/{name}/records'
const RECORD = '/datastores/{name}/records/{record}'

/** The 16 operations. Codes that the document has pasted from elsewhere are kept, because a client may meet them. */
export const OPERATIONS = {
  'datastores.create': {
    ...schemaWrite,
    method: 'POST',
    path: STORES,
    success: 200,
    scope: 'Datastores.CREATE',
    codes: [
      'datastore_creation_limit_exceeded',
      'datastore_name_already_exists',
      'datastore_invalid_creation_data',
      'datastore_fields_required',
      'datastore_access_denied',
      ...newFields,
      ...keys,
    ],
  },
  'datastores.list': {
    ...others,
    method: 'GET',
    path: STORES,
    success: 200,
    scope: 'Datastores.READ',
    codes: ['bulk_record_update_failed', 'invalid_record_criteria', 'datastore_not_found'],
  },
  'datastores.get': {
    ...others,
    method: 'GET',
    path: STORE,
    success: 200,
    scope: 'Datastores.READ',
    codes: ['record_not_found', 'datastore_not_found'],
  },
  'datastores.edit': {
    ...schemaWrite,
    method: 'PATCH',
    path: STORE,
    success: 200,
    scope: 'Datastores.UPDATE',
    codes: ['datastore_name_already_exists', ...inStore, ...keys],
  },
  'datastores.delete': {
    ...schemaWrite,
    method: 'DELETE',
    path: STORE,
    success: 204,
    scope: 'Datastores.DELETE',
    codes: inStore,
  },
  'fields.add': {
    ...schemaWrite,
    method: 'POST',
    path: FIELDS,
    success: 200,
    scope: 'Datastores.UPDATE',
    codes: ['datastore_field_name_already_exists', ...inStore, ...newFields],
  },
  'fields.edit': {
    ...schemaWrite,
    method: 'PATCH',
    path: FIELDS,
    success: 200,
    scope: 'Datastores.UPDATE',
    codes: ['datastore_field_update_failed', 'datastore_field_not_found', ...inStore],
  },
  'fields.delete': {
    ...schemaWrite,
    method: 'DELETE',
    path: FIELDS,
    success: 204,
    scope: 'Datastores.UPDATE',
    codes: ['datastore_column_not_found', ...inStore],
  },
  'records.insert': {
    ...others,
    method: 'POST',
    path: RECORDS,
    success: 200,
    scope: 'DatastoreRecords.CREATE',
    codes: [
      'datastore_data_limit_exceeded',
      'datastore_column_not_found',
      'datastore_invalid_number_value',
      'datastore_unique_key_violation',
      'datastore_required_field_missing',
      ...inStore,
    ],
  },
  'records.list': {
    ...others,
    method: 'GET',
    path: RECORDS,
    success: 200,
    scope: 'DatastoreRecords.READ',
    codes: [
      'datastore_column_not_found',
      'datastore_invalid_next_token',
      'datastore_invalid_number_value',
      'datastore_in_query_limit_exceeded',
      'datastore_duplicate_sort_field',
      ...inStore,
      ...criteria,
    ],
  },
  'records.get': {
    ...others,
    method: 'GET',
    path: RECORD,
    success: 200,
    scope: 'DatastoreRecords.READ',
    codes: ['datastore_record_not_found', ...inStore],
  },
  'records.update': {
    ...others,
    method: 'PATCH',
    path: RECORD,
    success: 200,
    scope: 'DatastoreRecords.UPDATE',
    codes: [
      'datastore_record_not_found',
      'datastore_column_not_found',
      'datastore_update_violates_unique_key',
      'datastore_invalid_number_value',
      ...inStore,
    ],
  },
  'records.bulkUpdate': {
    ...others,
    method: 'PATCH',
    path: RECORDS,
    success: 204,
    scope: 'DatastoreRecords.UPDATE',
    codes: ['datastore_column_not_found', 'datastore_update_violates_unique_key', ...inStore, ...criteria],
  },
  'records.delete': {
    ...others,
    method: 'DELETE',
    path: RECORD,
    success: 204,
    scope: 'DatastoreRecords.DELETE',
    codes: ['datastore_record_not_found', ...inStore],
  },
  'records.bulkDelete': {
    ...others,
    method: 'DELETE',
    path: RECORDS,
    success: 204,
    scope: 'DatastoreRecords.DELETE',
    codes: [],
  },
  'export.start': {
    method: 'POST',
    path: '/datastores/{id}/export',
    success: 204,
    scope: 'Datastores.READ',
    limit: 5,
    lockOutMinutes: 10,
    codes: ['datastore_export_password_missing', ...inStore],
  },
} as const satisfies Readonly<Record<string, OperationFacts>>

/** An operation of the contract. */
export type ContractOperation = keyof typeof OPERATIONS

/** Codes seen beside the document, on its sibling modules or on Zoho's shared filter. */
export const OUTSIDE_CODES: readonly string[] = [
  'request_limit_exceeded',
  'rate_limit_exceeded',
  'extra_key_found',
  'param_missing',
  'oauthtoken_invalid',
  'oauthtoken_scope_invalid',
]

/** Statuses that the document gives to every operation's refusals. */
export const ERROR_STATUSES: readonly number[] = [400, 401, 403, 404, 405, 406, 429, 500]
