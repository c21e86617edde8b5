import { operationOf } from '../core/step.ts'
import type { Operation } from '../core/operations.ts'
import type { WriteCliq } from '../core/ports.ts'

/** The same client; `spent` counts the calls that go through it. */
export function counting(cliq: WriteCliq, spent: Map<Operation, number>): WriteCliq {
  const count = (operation: Operation, calls: number) => spent.set(operation, (spent.get(operation) ?? 0) + calls)
  return {
    async fetchLive(expected) {
      const live = await cliq.fetchLive(expected)
      count('datastores.list', live.calls)
      return live
    },
    fetchDatastore(id) {
      count('datastores.get', 1)
      return cliq.fetchDatastore(id)
    },
    async fetchRecords(datastore, most) {
      const records = await cliq.fetchRecords(datastore, most)
      count('records.list', records.calls)
      return records
    },
    insertRecord(datastore, values) {
      count('records.insert', 1)
      return cliq.insertRecord(datastore, values)
    },
    updateRecord(datastore, id, values) {
      count('records.update', 1)
      return cliq.updateRecord(datastore, id, values)
    },
    send(step, identity) {
      count(operationOf(step), 1)
      return cliq.send(step, identity)
    },
  }
}
