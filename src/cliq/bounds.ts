import type { Operation } from '../core/model/operations.ts'
import { LockedOut } from '../core/pace/pace.ts'
import type { Admission } from './admission.ts'

/** What no wait goes past. */
export interface Bounds {
  /** Unix ms at which the lease that calls are made under expires; undefined without one. */
  readonly leaseEnds?: (() => number | undefined) | undefined
  /** Unix ms after which no call may go. */
  readonly until?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** Throws a LockedOut where what is looked at next, at a Unix time in ms, lies past a bound: then waiting is in vain. */
export function refusePast(operation: Operation, wait: Waiting, lookAt: number, { until, leaseEnds }: Bounds): void {
  if (until !== undefined && lookAt > until) throw pastBudget(operation, wait)
  const ends = leaseEnds?.()
  if (ends !== undefined && lookAt > ends) throw pastLease(operation, wait)
}

type Waiting = Admission & { readonly kind: 'wait' }

function pastBudget(operation: Operation, wait: Waiting): LockedOut {
  const until = new Date(wait.until).toISOString()
  if (wait.why === 'lock-out')
    return new LockedOut('RL101', `Cliq refuses ${operation} until ${until}, past --max-duration`, wait.until)
  return new LockedOut('RL102', `no ${operation} calls left until ${until}, past --max-duration`, wait.until)
}

function pastLease(operation: Operation, { until }: Waiting): LockedOut {
  const at = new Date(until).toISOString()
  return new LockedOut(
    'RL107',
    `${operation} can be sent from ${at} on, and the lease of the org expires before`,
    until,
  )
}
