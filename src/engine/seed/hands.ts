import type { Datastore } from '../../core/catalog.ts'
import type { LiveRecord, LiveRecords } from '../../core/live.ts'
import type { Operation } from '../../core/operations.ts'
import type { Problem } from '../../core/problem.ts'
import type { RecordCliq } from '../../core/records.ts'
import type { RowChange, Seed } from '../../core/seed.ts'
import { WRITES_A_RENEWAL } from '../../core/seed/plan.ts'
import type { Look } from '../../core/seed/steps.ts'
import type { Holding } from '../guard.ts'
import type { Waits } from '../loop.ts'
import type { Lanes } from '../lanes.ts'

/** What writing rows takes. */
export interface RowHands extends Omit<Waits, 'guard'> {
  readonly cliq: RecordCliq
  readonly lease: Holding
  /** Unix ms after which no row is begun; absent for no end. */
  readonly deadline?: number
}

/** One seed at work. */
export interface Work {
  readonly seed: Seed
  readonly datastore: Datastore
  readonly hands: RowHands
  /** Stands before every write: keeps the lease and tells other runs. */
  readonly before: () => Promise<void>
  /** Takes each row as it ends, so that nothing that was done is lost when a call throws. */
  readonly ended: RowEnd[]
}

/** How the rows of a step ended. */
export type RowEnd =
  /** `id` is that of a row that was inserted. */
  | { readonly change: RowChange; readonly kind: 'done' | 'skipped'; readonly id?: string }
  | { readonly change: RowChange; readonly kind: 'moved' | 'failed' | 'unknown'; readonly problem: Problem }

/** What stands before each write of rows: a renewal, and a word to other runs, once for twenty rows. */
export function keeping(lease: Holding, datastore: string): () => Promise<void> {
  let rows = 0
  let renewing = Promise.resolve()
  return async () => {
    rows += 1
    if ((rows - 1) % WRITES_A_RENEWAL === 0)
      renewing = lease.renew().then(() => lease.intend(`rows of ${datastore} from ${rows}`))
    await renewing
  }
}

/** The records that looks find, by id. */
export async function lookAll(looks: readonly Look[], { datastore, hands }: Work): Promise<Map<string, LiveRecord>> {
  const found = new Map<string, LiveRecord>()
  const name = datastore.unique_name
  for (const look of looks) {
    const records =
      'criteria' in look
        ? (await hands.cliq.fetchSelected(name, look.criteria)).records
        : await Promise.all(look.ids.map(id => hands.cliq.fetchRecord(name, id)))
    for (const record of records) if (record !== undefined) found.set(record.id, record)
  }
  return found
}

/** What the one loop waits with: rows have no guard of their own, `before` stands before each. */
export function waitsOf({ hands }: Work): Waits {
  const nothing = async () => undefined
  const through = (ms: number, signal: Parameters<typeof hands.lease.through>[1]) => hands.lease.through(ms, signal)
  return { ...hands, guard: { before: nothing, after: nothing, through } }
}

/** Somebody else changed the row since it was compared; it stays as it is. */
export function moved(change: RowChange, what: string): RowEnd {
  const hint = 'look at it, then run the same command again: it compares anew'
  const message = `${change.name} ${what} since it was compared, and was left as it is`
  return { change, kind: 'moved', problem: { code: 'SD117', severity: 'error', message, hint } }
}

/** Nobody knows whether the row was written. */
export function inDoubt(change: RowChange): RowEnd {
  const hint = 'run the same command again: it reads first and sends only what is missing'
  const message = `whether ${change.name} was written is not known`
  return { change, kind: 'unknown', problem: { code: 'SD118', severity: 'error', message, hint } }
}

/** The same calls, taking turns with those of other chains; `ranks` are those of its calls, in their order. */
export function recordsInLanes(cliq: RecordCliq, lanes: Lanes, ranks: readonly number[]): RecordCliq {
  let calls = 0
  const turn = <T>(operation: Operation, call: () => Promise<T>) =>
    lanes.run(operation, ranks[calls++] ?? ranks.at(-1) ?? 0, call)
  return {
    fetchRecords: (...args) => turn('records.list', () => cliq.fetchRecords(...args)),
    fetchSelected: (...args) => turn('records.list', () => cliq.fetchSelected(...args)),
    fetchRecord: (...args) => turn('records.get', () => cliq.fetchRecord(...args)),
    insertRecord: (...args) => turn('records.insert', () => cliq.insertRecord(...args)),
    updateRecord: (...args) => turn('records.update', () => cliq.updateRecord(...args)),
    updateRecords: (...args) => turn('records.bulkUpdate', () => cliq.updateRecords(...args)),
    deleteRecords: (...args) => turn('records.bulkDelete', () => cliq.deleteRecords(...args)),
  }
}

/** The same calls, each counted. */
export function countingRecords(cliq: RecordCliq, spent: Map<Operation, number>): RecordCliq {
  const count = (operation: Operation, calls = 1) => spent.set(operation, (spent.get(operation) ?? 0) + calls)
  const counted =
    <A extends readonly unknown[], T>(operation: Operation, call: (...args: A) => Promise<T>) =>
    (...args: A) => {
      count(operation)
      return call(...args)
    }
  const listed =
    <A extends readonly unknown[]>(call: (...args: A) => Promise<LiveRecords>) =>
    async (...args: A) => {
      const found = await call(...args)
      count('records.list', found.calls)
      return found
    }
  return {
    fetchRecords: listed((...args) => cliq.fetchRecords(...args)),
    fetchSelected: listed((...args) => cliq.fetchSelected(...args)),
    fetchRecord: counted('records.get', (...args) => cliq.fetchRecord(...args)),
    insertRecord: counted('records.insert', (...args) => cliq.insertRecord(...args)),
    updateRecord: counted('records.update', (...args) => cliq.updateRecord(...args)),
    updateRecords: counted('records.bulkUpdate', (...args) => cliq.updateRecords(...args)),
    deleteRecords: counted('records.bulkDelete', (...args) => cliq.deleteRecords(...args)),
  }
}
