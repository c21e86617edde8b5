import { operationOf } from '../../core/model/step.ts'
import type { Operation } from '../../core/model/operations.ts'
import type { WriteCliq } from '../../core/model/ports.ts'

/** The same client; `spent` counts the calls that Cliq got through it: what a budget or an interrupt held back throws. */
export function counting(cliq: WriteCliq, spent: Map<Operation, number>): WriteCliq {
  const count = (operation: Operation, calls: number) => spent.set(operation, (spent.get(operation) ?? 0) + calls)
  return {
    async fetchLive(...args) {
      const live = await cliq.fetchLive(...args)
      count('datastores.list', live.calls)
      return live
    },
    async fetchDatastore(id) {
      const found = await cliq.fetchDatastore(id)
      count('datastores.get', 1)
      return found
    },
    async fetchRecords(...args) {
      const records = await cliq.fetchRecords(...args)
      count('records.list', records.calls)
      return records
    },
    async walkRecords(...args) {
      const walked = await cliq.walkRecords(...args)
      count('records.list', walked.calls)
      return walked
    },
    async fetchSelected(...args) {
      const records = await cliq.fetchSelected(...args)
      count('records.list', records.calls)
      return records
    },
    async fetchRecord(...args) {
      const found = await cliq.fetchRecord(...args)
      count('records.get', 1)
      return found
    },
    async insertRecord(datastore, values) {
      const outcome = await cliq.insertRecord(datastore, values)
      count('records.insert', 1)
      return outcome
    },
    async updateRecord(...args) {
      const outcome = await cliq.updateRecord(...args)
      if (outcome.kind !== 'postponed') count('records.update', 1)
      return outcome
    },
    async send(step, identity, place) {
      const outcome = await cliq.send(step, identity, place)
      if (outcome.kind !== 'postponed') count(operationOf(step), 1)
      return outcome
    },
    reserve: (...args) => cliq.reserve(...args),
  }
}
