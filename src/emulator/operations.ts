/** One of the 16 operations of the API document, as this server names it. */
export type OperationName = keyof typeof SERVED_OPERATIONS

/** What the document says of one operation: where it is, how often it may be called, how long a user is shut out after. */
export interface OperationRule {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below the API's base; `{id}`, `{name}` and `{record}` stand for one path segment each. */
  readonly path: string
  readonly class: 'schema-write' | 'schema-read' | 'record' | 'export'
  /** Calls a user may make in a minute ("Threshold limit"). */
  readonly limit: number
  /** "Lock period" in ms. */
  readonly lockOutMs: number
  /** The OAuth scope without its `ZohoCliq.` in front. */
  readonly scope: string
}

const schemaWrite = { class: 'schema-write', limit: 10, lockOutMs: 300_000 } as const
const schemaRead = { class: 'schema-read', limit: 30, lockOutMs: 300_000 } as const
const onRecords = { class: 'record', limit: 30, lockOutMs: 300_000 } as const
const STORES = '/datastores'
const STORE = '/datastores/{id}'
const FIELDS = '/datastores/{id}/fields'
const RECORDS = '/datastores/{name}/records'
const RECORD = '/datastores/{name}/records/{record}'

/** The operations of the API document, read off its paths; field changes all need the scope UPDATE. */
export const SERVED_OPERATIONS = {
  'datastores.create': { ...schemaWrite, method: 'POST', path: STORES, scope: 'Datastores.CREATE' },
  'datastores.list': { ...schemaRead, method: 'GET', path: STORES, scope: 'Datastores.READ' },
  'datastores.get': { ...schemaRead, method: 'GET', path: STORE, scope: 'Datastores.READ' },
  'datastores.edit': { ...schemaWrite, method: 'PATCH', path: STORE, scope: 'Datastores.UPDATE' },
  'datastores.delete': { ...schemaWrite, method: 'DELETE', path: STORE, scope: 'Datastores.DELETE' },
  'fields.add': { ...schemaWrite, method: 'POST', path: FIELDS, scope: 'Datastores.UPDATE' },
  'fields.edit': { ...schemaWrite, method: 'PATCH', path: FIELDS, scope: 'Datastores.UPDATE' },
  'fields.delete': { ...schemaWrite, method: 'DELETE', path: FIELDS, scope: 'Datastores.UPDATE' },
  'records.insert': { ...onRecords, method: 'POST', path: RECORDS, scope: 'DatastoreRecords.CREATE' },
  'records.list': { ...onRecords, method: 'GET', path: RECORDS, scope: 'DatastoreRecords.READ' },
  'records.get': { ...onRecords, method: 'GET', path: RECORD, scope: 'DatastoreRecords.READ' },
  'records.update': { ...onRecords, method: 'PATCH', path: RECORD, scope: 'DatastoreRecords.UPDATE' },
  'records.bulkUpdate': { ...onRecords, method: 'PATCH', path: RECORDS, scope: 'DatastoreRecords.UPDATE' },
  'records.delete': { ...onRecords, method: 'DELETE', path: RECORD, scope: 'DatastoreRecords.DELETE' },
  'records.bulkDelete': { ...onRecords, method: 'DELETE', path: RECORDS, scope: 'DatastoreRecords.DELETE' },
  'export.start': {
    class: 'export',
    limit: 5,
    lockOutMs: 600_000,
    method: 'POST',
    path: '/datastores/{id}/export',
    scope: 'Datastores.READ',
  },
} as const satisfies Readonly<Record<string, OperationRule>>

/** All operations, in the order of the table. */
export const SERVED_NAMES = Object.keys(SERVED_OPERATIONS).filter(isOperation)

/** Whether a text names an operation. */
export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(SERVED_OPERATIONS, name)
}
