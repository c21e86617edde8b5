import type { Datastore } from '../../core/model/catalog.ts'
import { Failure } from '../../core/model/failure.ts'
import type { LiveRecord, LiveRecords } from '../../core/model/live.ts'
import type { Operation } from '../../core/model/operations.ts'
import type { Clock, Outcome, Place, ReadCliq } from '../../core/model/ports.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { RecordCliq } from '../../core/model/records.ts'
import type { RowChange, Seed } from '../../core/rows/seed.ts'
import { isRenewalDue } from '../../core/rows/leased.ts'
import { listsTogether } from '../../core/rows/looks.ts'
import type { Look } from '../../core/rows/looks.ts'
import { longestSince, stampOf } from '../lease/elapsed.ts'
import type { Holding } from '../guard.ts'
import type { Waits } from '../loop.ts'
import type { Lanes } from '../client/lanes.ts'

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
  readonly before: (rows?: number) => Promise<void>
  /** Takes each row as it ends, so that nothing that was done is lost when a call throws. */
  readonly ended: RowEnd[]
}

/** How the rows of a step ended. */
export type RowEnd =
  /** `id` is that of a row that was inserted. */
  | { readonly change: RowChange; readonly kind: 'done' | 'skipped'; readonly id?: string }
  | { readonly change: RowChange; readonly kind: 'moved' | 'failed' | 'unknown'; readonly problem: Problem }

/** What stands before each write of rows, or before several at once: a renewal, and a word to other runs, once for twenty. */
export function keeping(lease: Holding, datastore: string): (rows?: number) => Promise<void> {
  let rows = 0
  let renewing = Promise.resolve()
  return async (more = 1) => {
    const isDue = isRenewalDue(rows, more)
    rows += more
    if (isDue) renewing = lease.renew().then(() => lease.intend(`rows of ${datastore} from ${rows}`))
    await renewing
  }
}

/** What looking takes. */
interface Looking {
  readonly datastore: Pick<Datastore, 'unique_name'>
  readonly hands: {
    readonly cliq: Pick<RecordCliq, 'fetchRecord' | 'fetchSelected'>
    readonly clock: Clock
  }
}

/** What is seen is acted on within this time, ms, or looked at again. */
export const FRESH_MS = 15_000
const LOOKS = 3

/**
 * The records that looks find, by id. A row of these that criteria do not show is looked for by its id: what Cliq makes
 * of criteria is not proven.
 */
export async function lookAll(
  looks: readonly Look[],
  rows: readonly { readonly id: string }[],
  work: Looking,
  place?: Place,
): Promise<Map<string, LiveRecord>> {
  const { clock } = work.hands
  for (let tries = 1; ; tries += 1) {
    const begun = stampOf(clock)
    const found = await lookOnce(looks, rows, work, place)
    // A wait for the budget of reads cut it in two, and its first part is old.
    if (longestSince(begun, clock) < FRESH_MS || tries === LOOKS) return found
  }
}

async function lookOnce(
  looks: readonly Look[],
  rows: readonly { readonly id: string }[],
  { datastore, hands }: Looking,
  place: Place | undefined,
): Promise<Map<string, LiveRecord>> {
  const found = new Map<string, LiveRecord>()
  const name = datastore.unique_name
  const take = async (ids: readonly string[]) => {
    const records = await Promise.all(ids.map(id => hands.cliq.fetchRecord(name, id)))
    for (const record of records) if (record !== undefined) found.set(record.id, record)
  }
  for (const look of looks)
    if ('ids' in look) await take(look.ids)
    else
      for (const record of (await selectedBy(look.criteria, name, hands.cliq, place))?.records ?? [])
        found.set(record.id, record)
  const asked = new Set(looks.flatMap(look => ('ids' in look ? look.ids : [])))
  await take(rows.map(each => each.id).filter(id => !found.has(id) && !asked.has(id)))
  return found
}

/** What criteria select; undefined where Cliq refuses them, or shows more than they name. */
export async function selectedBy(
  criteria: string,
  datastore: string,
  cliq: Pick<ReadCliq, 'fetchSelected'>,
  place?: Place,
): Promise<LiveRecords | undefined> {
  try {
    return await cliq.fetchSelected(datastore, criteria, place)
  } catch (error) {
    if (error instanceof Failure && (error.code === 'NT108' || error.code.startsWith('RF'))) return undefined
    throw error
  }
}

/** Room for so many writes, after all that may take long: what is looked at from here on is written at once. */
export async function placeFor(operation: Operation, writes: number, { hands, before }: Work): Promise<Place> {
  await before(writes)
  return hands.cliq.reserve(operation, writes)
}

/** Room for looks of which none may grow old while another waits; undefined where one is all. */
export async function placeForLooks(looks: readonly Look[], { hands }: Work): Promise<Place | undefined> {
  const lists = listsTogether(looks)
  return lists === 0 ? undefined : hands.cliq.reserve('records.list', lists)
}

/** What the one loop waits with: rows have no guard of their own, `before` stands before each. */
export function waitsOf({ hands }: Work): Waits {
  const nothing = async () => undefined
  const through = (ms: number, signal: Parameters<typeof hands.lease.through>[1]) => hands.lease.through(ms, signal)
  return { ...hands, guard: { before: nothing, sending: () => undefined, after: nothing, through } }
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
    // It takes the place of the call that comes next.
    reserve: (operation, count) =>
      lanes.run(`place for ${operation}`, ranks[calls] ?? ranks.at(-1) ?? 0, () => cliq.reserve(operation, count)),
  }
}

/** The same calls, each counted. */
export function countingRecords(cliq: RecordCliq, spent: Map<Operation, number>): RecordCliq {
  const count = (operation: Operation, calls = 1) => spent.set(operation, (spent.get(operation) ?? 0) + calls)
  const written =
    <A extends readonly unknown[], T>(operation: Operation, call: (...args: A) => Promise<Outcome<T>>) =>
    async (...args: A) => {
      count(operation)
      const outcome = await call(...args)
      if (outcome.kind === 'postponed') count(operation, -1)
      return outcome
    }
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
    insertRecord: written('records.insert', (...args) => cliq.insertRecord(...args)),
    updateRecord: written('records.update', (...args) => cliq.updateRecord(...args)),
    updateRecords: written('records.bulkUpdate', (...args) => cliq.updateRecords(...args)),
    deleteRecords: written('records.bulkDelete', (...args) => cliq.deleteRecords(...args)),
    reserve: (...args) => cliq.reserve(...args),
  }
}
