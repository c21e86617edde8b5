import { callsOnly } from '../pace/links.ts'
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

/** Writes of rows under one renewal of the lease: their unique key protects them meanwhile. */
export const WRITES_A_RENEWAL = 20
const RENEWAL: readonly Operation[] = ['records.update', 'records.insert', 'records.list']

/** How often the lease in the org is renewed while the rows of a plan are written. */
export function renewalsOf(plan: Phased): number {
  const writes = callsOnly(phaseCalls(plan).flat(2)).filter(each => !isRead(each))
  return Math.ceil(writes.length / WRITES_A_RENEWAL)
}

/** The calls of a plan with those that renew the lease before every twentieth write, and before the room that it needs. */
export function leasedCalls(plan: Phased): readonly (readonly CallChain[])[] {
  let writes = 0
  const renewed = (more: number): CallChain => {
    const isDue = isRenewalDue(writes, more)
    writes += more
    return isDue ? RENEWAL : []
  }
  return phaseCalls(plan).map(phase =>
    phase.map(chain => {
      let kept = 0
      return chain.flatMap((link): CallChain => {
        if (typeof link === 'object') {
          if (isRead(link.room)) return [link]
          kept += link.calls
          return [...renewed(link.calls), link]
        }
        if (typeof link === 'number' || isRead(link)) return [link]
        if (kept === 0) return [...renewed(1), link]
        kept -= 1
        return [link]
      })
    }),
  )
}

/** Whether one of so many more writes is the first of the next twenty. */
export function isRenewalDue(writes: number, more: number): boolean {
  return Math.ceil(writes / WRITES_A_RENEWAL) < Math.ceil((writes + more) / WRITES_A_RENEWAL)
}

/** Whether the operation changes nothing. */
export function isRead(operation: Operation): boolean {
  return !OPERATIONS[operation].writes
}
