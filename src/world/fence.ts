import type { ReachedOrg } from '../cliq/connect.ts'
import { OPERATIONS } from '../core/model/operations.ts'

/** The last look before a write leaves this machine: `check` throws when it must not. */
export interface Fence {
  check: () => void
  /** Unix ms at which that will be so; undefined without a lease in the org. */
  ends: () => number | undefined
  /** Hears what Cliq refuses, and for how long, ms. */
  lockedOut: (buckets: readonly string[], ms: number) => void
}

/** A fence that holds nothing back. */
export function openFence(): Fence {
  return { check: () => undefined, ends: () => undefined, lockedOut: () => undefined }
}

/**
 * The same org behind a fence: between the look and the send nothing waits, neither for a budget nor for a lock-out, and
 * nothing waits longer than the lease lasts. Reads pass.
 */
export function fenced<T extends ReachedOrg>(org: T, fence: Fence): T {
  const wire = org.wire.going({
    leaseEnds: () => fence.ends(),
    leaving(operation) {
      if (OPERATIONS[operation].writes) fence.check()
    },
  })
  return { ...org, wire }
}
