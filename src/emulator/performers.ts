import type { Perform } from './call.ts'
import { createDatastore, deleteDatastore, editDatastore, getDatastore, listDatastores } from './datastore-calls.ts'
import { startExport } from './export-call.ts'
import { addFields, deleteFields, editFields } from './field-calls.ts'
import type { OperationName } from './operations.ts'
import { deleteRecord, deleteRecords, getRecord, insertRecord, updateRecord, updateRecords } from './record-calls.ts'
import { listRecords } from './record-listing.ts'

/** What carries out each operation. */
export const PERFORMERS: Readonly<Record<OperationName, Perform>> = {
  'datastores.create': createDatastore,
  'datastores.list': listDatastores,
  'datastores.get': getDatastore,
  'datastores.edit': editDatastore,
  'datastores.delete': deleteDatastore,
  'fields.add': addFields,
  'fields.edit': editFields,
  'fields.delete': deleteFields,
  'records.insert': insertRecord,
  'records.list': listRecords,
  'records.get': getRecord,
  'records.update': updateRecord,
  'records.bulkUpdate': updateRecords,
  'records.delete': deleteRecord,
  'records.bulkDelete': deleteRecords,
  'export.start': startExport,
}
