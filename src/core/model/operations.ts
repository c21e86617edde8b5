/** The operations of the API document. Each has a rate limit and, on this many calls too many, a lock-out of its own. */
export type Operation =
  | 'datastores.create'
  | 'datastores.list'
  | 'datastores.get'
  | 'datastores.edit'
  | 'datastores.delete'
  | 'fields.add'
  | 'fields.edit'
  | 'fields.delete'
  | 'records.insert'
  | 'records.list'
  | 'records.get'
  | 'records.update'
  | 'records.bulkUpdate'
  | 'records.delete'
  | 'records.bulkDelete'
  | 'export.start'

/** Which calls the document gives one figure; whether Cliq counts them together is unknown (`rateLimits.scope`). */
export type OperationClass = 'schema writes' | 'schema reads' | 'record calls' | 'exports'

export interface OperationFacts {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Path below the API's base, with {id}, {name} and {record} to fill in. */
  readonly path: string
  readonly writes: boolean
  readonly class: OperationClass
  /** Calls a user may make in any 60 s ("Threshold limit" of each operation). */
  readonly limit: number
  /** How long Cliq refuses the user after one call too many, in ms ("Lock period"). */
  readonly lockOutMs: number
  readonly scope: string
}

const MINUTE_MS = 60_000
const RECORDS = '/datastores/{name}/records'

const schemaWrite = { writes: true, class: 'schema writes', limit: 10, lockOutMs: 5 * MINUTE_MS } as const
const schemaRead = { writes: false, class: 'schema reads', limit: 30, lockOutMs: 5 * MINUTE_MS } as const
const recordWrite = { writes: true, class: 'record calls', limit: 30, lockOutMs: 5 * MINUTE_MS } as const
const recordRead = { ...recordWrite, writes: false } as const
const dataScope = (verb: string) => `ZohoCliq.DatastoreRecords.${verb}`
const schemaScope = (verb: string) => `ZohoCliq.Datastores.${verb}`

/** The one table of the API: method, path, limit, lock-out and scope of all 16 operations. Deleting fields needs UPDATE, not DELETE. */
export const OPERATIONS: Readonly<Record<Operation, OperationFacts>> = {
  'datastores.create': { ...schemaWrite, method: 'POST', path: '/datastores', scope: schemaScope('CREATE') },
  'datastores.list': { ...schemaRead, method: 'GET', path: '/datastores', scope: schemaScope('READ') },
  'datastores.get': { ...schemaRead, method: 'GET', path: '/datastores/{id}', scope: schemaScope('READ') },
  'datastores.edit': { ...schemaWrite, method: 'PATCH', path: '/datastores/{id}', scope: schemaScope('UPDATE') },
  'datastores.delete': { ...schemaWrite, method: 'DELETE', path: '/datastores/{id}', scope: schemaScope('DELETE') },
  'fields.add': { ...schemaWrite, method: 'POST', path: '/datastores/{id}/fields', scope: schemaScope('UPDATE') },
  'fields.edit': { ...schemaWrite, method: 'PATCH', path: '/datastores/{id}/fields', scope: schemaScope('UPDATE') },
  'fields.delete': { ...schemaWrite, method: 'DELETE', path: '/datastores/{id}/fields', scope: schemaScope('UPDATE') },
  'records.insert': { ...recordWrite, method: 'POST', path: RECORDS, scope: dataScope('CREATE') },
  'records.list': { ...recordRead, method: 'GET', path: RECORDS, scope: dataScope('READ') },
  'records.get': { ...recordRead, method: 'GET', path: `${RECORDS}/{record}`, scope: dataScope('READ') },
  'records.update': { ...recordWrite, method: 'PATCH', path: `${RECORDS}/{record}`, scope: dataScope('UPDATE') },
  'records.bulkUpdate': { ...recordWrite, method: 'PATCH', path: RECORDS, scope: dataScope('UPDATE') },
  'records.delete': { ...recordWrite, method: 'DELETE', path: `${RECORDS}/{record}`, scope: dataScope('DELETE') },
  'records.bulkDelete': { ...recordWrite, method: 'DELETE', path: RECORDS, scope: dataScope('DELETE') },
  'export.start': {
    method: 'POST',
    path: '/datastores/{id}/export',
    writes: true,
    class: 'exports',
    limit: 5,
    lockOutMs: 10 * MINUTE_MS,
    scope: schemaScope('READ'),
  },
}
