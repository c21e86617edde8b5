import { callsOnly, pressing } from '../pace/links.ts'
import type { CallChain } from '../pace/links.ts'
import { OPERATIONS } from '../model/operations.ts'
import type { Operation } from '../model/operations.ts'
import { rowLinks } from './seedSteps.ts'
import type { RowStep } from './seedSteps.ts'

/** The steps of a plan, in chains that go side by side, in phases. */
interface Phased {
  readonly phases: readonly (readonly (readonly RowStep[])[])[]
}

/** The calls of a plan, in chains that go side by side, in phases. */
export function phaseCalls({ phases }: Phased): readonly (readonly CallChain[])[] {
  return phases.map(phase => phase.map(chain => chain.flatMap(rowLinks)))
}

/** A lease in the org, as far as its costs depend on it. */
export interface LeaseOfRows {
  /** Rows of intents that lie in it. */
  readonly intents: number
  /** Between the two reads that prove it, ms. */
  readonly settleMs: number
}

/** Writes of rows, of one operation, under one renewal of the lease: their unique key protects them meanwhile. */
const WRITES_A_RENEWAL = 20
// No step of a schedule places it, so it goes before all that wait.
const RENEWAL = pressing(['records.update', 'records.insert', 'records.list'])

/** How often the lease in the org is renewed while the rows of a plan are written. */
export function renewalsOf(plan: Phased): number {
  const told = renewals()
  return callsOnly(phaseCalls(plan).flat(2)).filter(each => !isRead(each) && told(each) > 0).length
}

/**
 * How many calls the lease tells of before each write of a stream, or before several at once: of each operation twenty at a
 * time, and none while there are some left of those. The lease is renewed where it tells of any; whoever takes it next books
 * them.
 */
export function renewals(): (operation: Operation, more?: number) => number {
  const writes = new Map<Operation, number>()
  return (operation, more = 1) => {
    const before = writes.get(operation) ?? 0
    writes.set(operation, before + more)
    const begun = Math.ceil((before + more) / WRITES_A_RENEWAL) - Math.ceil(before / WRITES_A_RENEWAL)
    return begun * WRITES_A_RENEWAL
  }
}

/** The calls of a plan with those that renew the lease, and before the room that it needs. */
export function leasedCalls(plan: Phased): readonly (readonly CallChain[])[] {
  const told = renewals()
  const renewed = (operation: Operation, more: number): CallChain => (told(operation, more) > 0 ? RENEWAL : [])
  return phaseCalls(plan).map(phase =>
    phase.map(chain => {
      let kept = 0
      return chain.flatMap((link): CallChain => {
        if (typeof link === 'object') {
          if ('presses' in link) return [link]
          if (isRead(link.room)) return [link]
          kept += link.calls
          return [...renewed(link.room, link.calls), link]
        }
        if (typeof link === 'number' || isRead(link)) return [link]
        if (kept === 0) return [...renewed(link, 1), link]
        kept -= 1
        return [link]
      })
    }),
  )
}

/** Whether the operation changes nothing. */
export function isRead(operation: Operation): boolean {
  return !OPERATIONS[operation].writes
}
