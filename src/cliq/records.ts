import type { LiveRecord } from '../core/model/live.ts'
import type { Outcome, Place } from '../core/model/ports.ts'
import type { RecordCliq } from '../core/model/records.ts'
import type { RecordValues } from '../core/model/step.ts'
import { connectWire, readsOf } from './connect.ts'
import type { Deps, Target } from './connect.ts'
import { recordsOf } from './org.ts'
import { fetchRecord, fetchRecords, fetchSelected } from './recordReads.ts'
import * as requests from './requests.ts'
import type { WireRequest } from './requests.ts'
import { nothing, performWrite, theRecord } from './writes.ts'
import type { Expected } from './writes.ts'

/** The record calls of an org. Nothing is sent before a method is called. */
export function connectRecords(target: Target, deps: Deps): RecordCliq {
  const wire = connectWire(target, deps)
  const reads = readsOf(target, deps)
  const of = (datastore: string) => recordsOf(target, datastore)
  const write = async <T extends LiveRecord | undefined>(
    request: WireRequest,
    expected: Expected<T>,
    values: RecordValues = {},
    place?: Place,
  ): Promise<Outcome<LiveRecord>> => {
    // A client does not know which fields are masked, so no value is shown.
    const hidden = Object.values(values).filter(each => typeof each === 'string' && each !== '')
    const written = await performWrite(wire, request, expected, hidden.map(String), place)
    return written.kind === 'done' ? { kind: 'done', ...(written.told && { answer: written.told }) } : written
  }
  return {
    async fetchRecords(datastore, most, enough) {
      deps.notify({ type: 'reading', what: 'records', datastore })
      return fetchRecords(wire, of(datastore), most, reads, enough)
    },
    fetchSelected: (datastore, criteria, place) => fetchSelected(wire, of(datastore), criteria, { ...reads, place }),
    fetchRecord: (datastore, id) => fetchRecord(wire, of(datastore), id, reads),
    insertRecord: (datastore, values) => write(requests.insertRecord(of(datastore), values), theRecord(), values),
    updateRecord: (datastore, id, values, place) =>
      write(requests.updateRecord(of(datastore), id, values), theRecord(id), values, place),
    updateRecords: (datastore, criteria, values, place) =>
      write(requests.bulkUpdateRecords(of(datastore), criteria, values), nothing, values, place),
    deleteRecords: (datastore, ids, place) =>
      write(requests.bulkDeleteRecords(of(datastore), { ids }), nothing, {}, place),
    reserve: (operation, calls) => wire.reserve(operation, calls),
  }
}
