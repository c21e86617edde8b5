import type { Operation } from '../../core/model/operations.ts'
import { operationOf } from '../../core/model/step.ts'
import type { WriteCliq } from '../../core/model/ports.ts'

/** One request in flight per operation, and one that waits for a place; of those that wait, the lowest rank goes first. */
export interface Lanes {
  run<T>(operation: Lane, rank: number, call: () => Promise<T>): Promise<T>
}

type Lane = Operation | `place for ${Operation}`

interface Waiting {
  readonly rank: number
  readonly go: () => void
}

/** Lanes that are all free. */
export function openLanes(): Lanes {
  const busy = new Set<Lane>()
  const waiting = new Map<Lane, Waiting[]>()
  const turn = (operation: Lane, rank: number) =>
    new Promise<void>(go => {
      if (busy.has(operation)) waiting.set(operation, [...(waiting.get(operation) ?? []), { rank, go }])
      else {
        busy.add(operation)
        go()
      }
    })
  const leave = (operation: Lane) => {
    const [next, ...rest] = (waiting.get(operation) ?? []).toSorted((a, b) => a.rank - b.rank)
    waiting.set(operation, rest)
    if (next === undefined) busy.delete(operation)
    else next.go()
  }
  return {
    async run(operation, rank, call) {
      await turn(operation, rank)
      try {
        return await call()
      } finally {
        leave(operation)
      }
    },
  }
}

/**
 * The same client, its calls taking turns with those of other chains. `ranks` are those of its calls, in their order;
 * records that are copied go with the call that follows.
 */
export function inLanes(cliq: WriteCliq, lanes: Lanes, ranks: readonly number[]): WriteCliq {
  let calls = 0
  const upcoming = () => ranks[calls] ?? ranks.at(-1) ?? 0
  const next = () => ranks[calls++] ?? ranks.at(-1) ?? 0
  return {
    fetchLive: (...args) => lanes.run('datastores.list', next(), () => cliq.fetchLive(...args)),
    fetchDatastore: id => lanes.run('datastores.get', next(), () => cliq.fetchDatastore(id)),
    fetchRecords: (...args) => lanes.run('records.list', upcoming(), () => cliq.fetchRecords(...args)),
    walkRecords: (...args) => lanes.run('records.list', upcoming(), () => cliq.walkRecords(...args)),
    fetchSelected: (...args) => lanes.run('records.list', upcoming(), () => cliq.fetchSelected(...args)),
    fetchRecord: (...args) => lanes.run('records.get', upcoming(), () => cliq.fetchRecord(...args)),
    insertRecord: (datastore, values) =>
      lanes.run('records.insert', upcoming(), () => cliq.insertRecord(datastore, values)),
    updateRecord: (...args) => lanes.run('records.update', upcoming(), () => cliq.updateRecord(...args)),
    send: (step, ...args) => lanes.run(operationOf(step), next(), () => cliq.send(step, ...args)),
    reserve: (operation, calls) =>
      lanes.run(`place for ${operation}`, upcoming(), () => cliq.reserve(operation, calls)),
  }
}
