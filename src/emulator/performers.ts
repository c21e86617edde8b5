import type { Perform } from './call.ts'
import {
  serveCreateDatastore,
  serveDeleteDatastore,
  serveEditDatastore,
  serveGetDatastore,
  serveListDatastores,
} from './datastore-calls.ts'
import { serveStartExport } from './export-call.ts'
import { serveAddFields, serveDeleteFields, serveEditFields } from './field-calls.ts'
import type { OperationName } from './operations.ts'
import {
  serveDeleteRecord,
  deleteRecords,
  serveGetRecord,
  serveInsertRecord,
  serveUpdateRecord,
  updateRecords,
} from './record-calls.ts'
import { serveListRecords } from './record-listing.ts'

/** What carries out each operation. */
export const PERFORMERS: Readonly<Record<OperationName, Perform>> = {
  'datastores.create': serveCreateDatastore,
  'datastores.list': serveListDatastores,
  'datastores.get': serveGetDatastore,
  'datastores.edit': serveEditDatastore,
  'datastores.delete': serveDeleteDatastore,
  'fields.add': serveAddFields,
  'fields.edit': serveEditFields,
  'fields.delete': serveDeleteFields,
  'records.insert': serveInsertRecord,
  'records.list': serveListRecords,
  'records.get': serveGetRecord,
  'records.update': serveUpdateRecord,
  'records.bulkUpdate': updateRecords,
  'records.delete': serveDeleteRecord,
  'records.bulkDelete': deleteRecords,
  'export.start': serveStartExport,
}
