import { failure } from '../core/model/failure.ts'
import type { LiveRecord } from '../core/model/live.ts'
import type { WriteCliq } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import type { RowOrder } from '../core/rows/restore.ts'
import { carryThrough } from './loop.ts'
import type { Task, Waits } from './loop.ts'

/** Rows to write into one datastore. */
export interface RowWork {
  readonly datastore: string
  readonly orders: readonly RowOrder[]
  /** What is left of an order by these records: all for an insert, its own for an update. Undefined for nothing. */
  left(order: RowOrder, records: readonly LiveRecord[]): RowOrder | undefined
}

/** What came of rows. */
export interface RowsPerformed {
  readonly inserted: number
  readonly updated: number
  /** Rows that were not sent: when their turn came they were gone, or somebody had filled them. */
  readonly skipped: number
  /** Rows that Cliq refused; nothing of them is in doubt. */
  readonly refused: readonly Problem[]
  /** Whether this row took effect is not known; it was the last one. */
  readonly unknown?: Problem
  /** What stopped the run as a whole. */
  readonly stoppedBy?: unknown
}

/** What writing rows takes. `before` stands before every 20 of them and throws when nothing may be sent. */
export type RowHands = Waits & { readonly cliq: WriteCliq; readonly before: () => Promise<void> }

/** Rows of a restore under one renewal of the lease. */
export const ROWS_PER_INTENT = 20
const ROWS_PER_WORD = 10

/** Writes rows one after another through the one loop. A refused row stops no other; one in doubt stops the rest. */
export async function performRows(work: RowWork, hands: RowHands): Promise<RowsPerformed> {
  const { datastore, orders } = work
  const count = { insert: 0, update: 0, skipped: 0 }
  const refused: Problem[] = []
  const performed = () => ({ inserted: count.insert, updated: count.update, skipped: count.skipped, refused })
  for (const [index, order] of orders.entries()) {
    if (hands.signal.aborted) return { ...performed(), stoppedBy: hands.signal.reason }
    try {
      if (index % ROWS_PER_INTENT === 0) await hands.before()
      const ended = await carryThrough(rowTask(order, work, hands), undefined, hands)
      if (ended.kind === 'done') count[order.kind] += 1
      else if (ended.kind === 'skipped') count.skipped += 1
      else if (ended.kind === 'failed') refused.push(ended.problem)
      else return { ...performed(), unknown: 'problem' in ended ? ended.problem : inDoubt(order, datastore) }
    } catch (error) {
      return { ...performed(), stoppedBy: error }
    }
    const done = index + 1
    if (done % ROWS_PER_WORD === 0 || done === orders.length)
      hands.notify({ type: 'rows', datastore, done, of: orders.length })
  }
  return performed()
}

/** The answer to a row, or where there was none what a look found: all records for an insert, its own for an update. */
type Seen = { readonly answered: LiveRecord } | { readonly records: readonly LiveRecord[] }

function rowTask(order: RowOrder, work: RowWork, { cliq }: RowHands): Task<Seen, RowOrder> {
  const { datastore } = work
  return {
    operation: order.kind === 'insert' ? 'records.insert' : 'records.update',
    title: titleOf(order, datastore),
    // What waited for its budget may have been edited meanwhile; what is new has nothing to look at.
    looksFirst: order.kind === 'update',
    ...(order.kind === 'update' && { reserve: () => cliq.reserve('records.update', 1) }),
    left(now) {
      // An answer bears the id that Cliq gave: the row is there, in whatever form Cliq keeps its values.
      if (now !== undefined && 'answered' in now) return { kind: 'done' }
      const left = now === undefined ? order : work.left(order, now.records)
      return left === undefined ? { kind: 'done' } : { kind: 'open', order: left }
    },
    async look() {
      if (order.kind === 'update') {
        const found = await cliq.fetchRecord(datastore, order.id)
        return { records: found === undefined ? [] : [found] }
      }
      const { records, complete } = await cliq.fetchRecords(datastore, Infinity)
      if (complete) return { records }
      throw failure('BK101', `Cliq did not show the records of ${datastore} to their end`)
    },
    async send(row, _seen, { place }) {
      const outcome = await (row.kind === 'insert'
        ? cliq.insertRecord(datastore, row.values)
        : cliq.updateRecord(datastore, row.id, row.values, place))
      if (outcome.kind !== 'done') return outcome
      return outcome.answer === undefined ? { kind: 'done' } : { kind: 'done', answer: { answered: outcome.answer } }
    },
    // A key that is taken may be taken by the row itself.
    isOwnEffect: problem => problem.code === 'RF111',
    moved: () => [],
  }
}

function titleOf({ kind, record }: RowOrder, datastore: string): string {
  return `${kind} ${datastore} (record ${record} of the backup)`
}

function inDoubt(order: RowOrder, datastore: string): Problem {
  const hint = 'run the same command again: it compares with the org and sends only what is missing'
  return {
    code: 'AP101',
    severity: 'error',
    message: `${titleOf(order, datastore)} is not there after it was sent`,
    hint,
  }
}
