import type { Datastore } from '../../core/model/catalog.ts'
import { Failure } from '../../core/model/failure.ts'
import type { LiveRecord, LiveRecords } from '../../core/model/live.ts'
import type { Operation } from '../../core/model/operations.ts'
import type { Clock, CallPlace, ReadCliq, WriteCliq } from '../../core/model/ports.ts'
import type { RowEnd, RowLaw } from '../../core/rows/law.ts'
import { listsTogether } from '../../core/rows/looks.ts'
import type { Look } from '../../core/rows/looks.ts'
import type { RowChange } from '../../core/rows/seed.ts'
import { longestSince, stampOf } from '../elapsed.ts'
import type { Waits } from '../loop.ts'

/** What writing rows takes. */
export interface RowHands extends Waits {
  readonly cliq: WriteCliq
}

/** Rows of one datastore at work. */
export interface RowsAtWork {
  readonly datastore: Datastore
  readonly law: RowLaw
  readonly hands: RowHands
  /** Stands before every write: keeps the lease and tells other runs. */
  readonly before: (operation: Operation, writes?: number) => Promise<void>
  /** Takes each row as it ends, so that nothing that was done is lost when a call throws. */
  readonly ended: RowEnd[]
}

/** What looking takes. */
interface Looking {
  readonly datastore: Pick<Datastore, 'unique_name'>
  readonly hands: { readonly cliq: Pick<ReadCliq, 'fetchRecord' | 'fetchSelected'>; readonly clock: Clock }
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
  place?: CallPlace,
): Promise<Map<string, LiveRecord>> {
  const { clock } = work.hands
  for (let tries = 1; ; tries += 1) {
    const begun = stampOf(clock)
    const found = await lookOnce(looks, rows, work, place)
    // A wait for the budget of reads cut it in two, and its first part is old. One read is cut by nothing.
    if (isOne(looks) || longestSince(begun, clock) < FRESH_MS || tries === LOOKS) return found
  }
}

function isOne([look, ...others]: readonly Look[]): boolean {
  return look !== undefined && others.length === 0 && 'ids' in look && look.ids.length === 1
}

async function lookOnce(
  looks: readonly Look[],
  rows: readonly { readonly id: string }[],
  { datastore, hands }: Looking,
  place: CallPlace | undefined,
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
      for (const record of (await fetchSelectedBy(look.criteria, name, hands.cliq, place))?.records ?? [])
        found.set(record.id, record)
  const asked = new Set(looks.flatMap(look => ('ids' in look ? look.ids : [])))
  await take(rows.map(each => each.id).filter(id => !found.has(id) && !asked.has(id)))
  return found
}

/** What criteria select; undefined where Cliq refuses them, or shows more than they name. */
export async function fetchSelectedBy(
  criteria: string,
  datastore: string,
  cliq: Pick<ReadCliq, 'fetchSelected'>,
  place?: CallPlace,
): Promise<LiveRecords | undefined> {
  try {
    return await cliq.fetchSelected(datastore, criteria, place)
  } catch (error) {
    if (error instanceof Failure && (error.code === 'NT108' || error.code.startsWith('RF'))) return undefined
    throw error
  }
}

/** Room for so many writes, after all that may take long: what is looked at from here on is written at once. */
export async function reserveWrites(operation: Operation, writes: number, work: RowsAtWork): Promise<CallPlace> {
  await work.before(operation, writes)
  return work.hands.cliq.reserve(operation, writes)
}

/** Room for looks of which none may grow old while another waits; undefined where one is all. */
export async function reserveLooks(looks: readonly Look[], { hands }: RowsAtWork): Promise<CallPlace | undefined> {
  const lists = listsTogether(looks)
  return lists === 0 ? undefined : hands.cliq.reserve('records.list', lists)
}

/** Somebody else changed the row since it was compared; it stays as it is. */
export function movedEnd(change: RowChange, what: string): RowEnd {
  const hint = 'check it, then run the same command again: it compares again'
  const message = `${change.name} ${what} since it was compared, and was left as is`
  return { change, kind: 'moved', problem: { code: 'SD117', severity: 'error', message, hint } }
}

/** Nobody knows whether the row was written; `why` in the words of whoever said so. */
export function unknownEnd(change: RowChange, why: string | undefined): RowEnd {
  const hint = 'run the same command again: it reads first and sends only what is missing'
  const message = `it is unknown whether ${change.name} was written${why === undefined ? '' : `: ${why}`}`
  return { change, kind: 'unknown', problem: { code: 'SD118', severity: 'error', message, hint } }
}
