import { LIMITS } from '../model/catalog.ts'
import type { Catalog } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Operation } from '../model/operations.ts'
import type { Step } from '../model/step.ts'
import type { CallChain } from '../pace/links.ts'
import { carryOrders, operationOfOrder } from '../rows/carryOrders.ts'
import { isRenewalDue } from '../rows/leased.ts'
import { afterCarry } from '../rows/needs.ts'
import { nameAfter } from './chains.ts'

/** What is known of the records whose values are carried. */
export interface Carried {
  /** By live unique_name, where they were read to their end. */
  readonly records: ReadonlyMap<string, readonly LiveRecord[]>
  /** Between the last write and the look at every record, ms. */
  readonly settleMs: number
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
 * the plan has read, since what one carry writes the next one reads.
 */
export function workOf(
  steps: readonly Step[],
  base: Catalog,
  { records, settleMs }: Carried,
  around: readonly Operation[],
): ReadonlyMap<number, WorkCosts> {
  const origin = new Map<string, string>()
  const now = new Map(records)
  const copied = new Set<string>()
  const costs = new Map<number, WorkCosts>()
  steps.forEach((step, index) => {
    const name = origin.get(step.datastore) ?? step.datastore
    origin.set(nameAfter(step), name)
    if (step.call !== 'row-work') return
    const own = now.get(name)
    const fields = base.get(name)?.fields ?? new Map()
    const orders = own === undefined ? [] : carryOrders(own, step.carries, fields)
    const writes = orders.flatMap((order, at): CallChain => [
      ...(isRenewalDue(at, 1) ? around : []),
      operationOfOrder(order),
    ])
    const pages = Math.max(1, Math.ceil((own?.length ?? 0) / LIMITS.recordsPerPage))
    const looks = Array.from({ length: pages }, (): Operation => 'records.list')
    const isFirst = !copied.has(name)
    copied.add(name)
    costs.set(index, {
      // Its own word to other runs comes before the first write.
      calls: [...around, ...writes, ...(orders.length > 0 ? [settleMs] : []), ...looks],
      copies: own === undefined && isFirst ? 1 : 0,
      looks: pages,
      renewals: orders.filter((_, at) => isRenewalDue(at, 1)).length,
      complete: own !== undefined,
    })
    if (own !== undefined) now.set(name, afterCarry(own, step.carries, fields))
  })
  return costs
}
