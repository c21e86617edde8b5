import { LIMITS } from '../model/catalog.ts'
import { NO_TYPE_CAPS } from '../model/caps.ts'
import type { Catalog, Datastore } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Operation } from '../model/operations.ts'
import type { RowWork, Step } from '../model/step.ts'
import { callsOnly, pressing } from '../pace/links.ts'
import type { CallChain } from '../pace/links.ts'
import { carryOrders, operationOfOrder } from '../rows/carryOrders.ts'
import type { CarryOrder } from '../rows/carryOrders.ts'
import type { Partners } from '../rows/moves.ts'
import { rowPlay } from '../rows/rowPlay.ts'
import { deletionSteps, leavingRecords } from '../rows/deletions.ts'
import { rowLinks } from '../rows/seedSteps.ts'
import { renewals } from '../rows/leased.ts'
import { advanceWithin } from './advance.ts'
import { nameAfter } from './chains.ts'
import { partnersOf } from './workFields.ts'

/** What is known of the records whose values are carried. */
export interface Carried {
  /** By the unique_name before the plan, where they were read to their end. */
  readonly records: ReadonlyMap<string, readonly LiveRecord[]>
  /** Between the last write and the look at every record, ms. */
  readonly settleMs: number
}

/** What a lease in the org asks of row-work. */
interface AroundWork {
  /** Before a write. */
  readonly around: CallChain
  /** How many migrations are remembered there after a step, by its index. */
  readonly recorded: ReadonlyMap<number, number>
}

/** The calls of one row-work. */
export interface WorkCosts {
  readonly calls: CallChain
  /** Calls that copy the records before anything is sent; none where the plan itself has read them all. */
  readonly copies: number
  /** Calls that look at every record after its write. */
  readonly looks: number
  /** How often it renews a lease in the org; these calls are in `calls`. */
  readonly renewals: number
  /** False where nobody has read all records: then these are the least. */
  readonly complete: boolean
}

/**
 * The calls of the row-work among steps, by index: the writes, and a look at every record. Played on the records that
 * the plan has read and on the fields as the steps leave them, since what one work writes the next one reads.
 */
export function workOf(
  steps: readonly Step[],
  base: Catalog,
  { records, settleMs }: Carried,
  { around, recorded }: AroundWork,
): ReadonlyMap<number, WorkCosts> {
  const origin = new Map<string, string>()
  const now = new Map(records)
  const copied = new Set<string>()
  const costs = new Map<number, WorkCosts>()
  const catalog = new Map(base)
  steps.forEach((step, index) => {
    const name = origin.get(step.datastore) ?? step.datastore
    origin.set(nameAfter(step), name)
    // What Cliq would refuse leaves all as it was; plans that hold it are never carried out.
    advanceWithin(catalog, step, NO_TYPE_CAPS)
    if (step.call !== 'row-work') return
    const partners = [...new Set(partnersOf(step).map(each => each.datastore))]
    const fresh = [name, ...partners].filter(each => !copied.has(each) && !now.has(each))
    for (const each of [name, ...partners]) copied.add(each)
    const own = now.get(name)
    const known: Partners = new Map(partners.map(each => [each, now.get(each) ?? []] as const))
    const pages = [name, ...partners].reduce((sum, each) => sum + pagesOf(now.get(each)), 0)
    const looks = Array.from({ length: pages }, (): Operation => 'records.list')
    const datastore = catalog.get(step.datastore)
    const worked =
      own === undefined || datastore === undefined ? NOTHING_WORKED : workCalls(step, own, datastore, known, around)
    const isDeletion = step.source === 'deletion'
    const remembered = Array.from({ length: recorded.get(index) ?? 0 }, (): Operation => 'records.insert')
    costs.set(index, {
      // Its own word to other runs comes before the first write.
      calls: isDeletion
        ? [...around, ...looks, ...worked.calls, ...remembered]
        : [...around, ...worked.calls, ...(worked.writes > 0 ? [settleMs] : []), ...looks, ...remembered],
      copies: fresh.length,
      looks: pages,
      renewals: worked.renewals,
      complete: own !== undefined && partners.every(each => now.has(each)),
    })
    if (worked.after !== undefined) now.set(name, worked.after)
  })
  return costs
}

interface Worked {
  readonly calls: CallChain
  readonly writes: number
  readonly renewals: number
  readonly after: readonly LiveRecord[] | undefined
}

const NOTHING_WORKED: Worked = { calls: [], writes: 0, renewals: 0, after: undefined }

function workCalls(
  work: RowWork,
  records: readonly LiveRecord[],
  datastore: Datastore,
  partners: Partners,
  around: CallChain,
): Worked {
  const { fields } = datastore
  // Between writes of rows no step places it.
  const renewal = pressing(callsOnly(around))
  if (work.source === 'deletion') {
    const leaving = leavingRecords(work.deletion, records, fields)
    const steps = deletionSteps(leaving, datastore)
    const told = renewals()
    const due = steps.map(() => told('records.delete') > 0)
    const calls = steps.flatMap((step, at): CallChain => [...(due[at] === true ? renewal : []), ...rowLinks(step)])
    const renewed = due.filter(Boolean).length
    return { calls, writes: steps.length, renewals: renewed, after: records.filter(each => !leaving.includes(each)) }
  }
  const play = rowPlay(work, fields, partners)
  const orders = carryOrders(records, play, fields)
  const told = renewals()
  const due = orders.map(order => told(operationOfOrder(order)) > 0)
  const calls = orders.flatMap((order, at): CallChain => [...(due[at] === true ? renewal : []), ...callsOf(order)])
  return { calls, writes: orders.length, renewals: due.filter(Boolean).length, after: play.after(records) }
}

// What is looked at first is written without a wait between.
function callsOf(order: CarryOrder): CallChain {
  const operation = operationOfOrder(order)
  if (!order.isShown) return [operation]
  const ids = order.call === 'update-records' ? order.ids.length : 0
  const pages = Array.from(
    { length: Math.max(1, Math.ceil(ids / LIMITS.recordsPerPage)) },
    (): Operation => 'records.list',
  )
  return [
    { room: operation, calls: 1 },
    ...(order.call === 'update-records' ? pages : (['records.get'] as const)),
    operation,
  ]
}

function pagesOf(records: readonly LiveRecord[] | undefined): number {
  return Math.max(1, Math.ceil((records?.length ?? 0) / LIMITS.recordsPerPage))
}
