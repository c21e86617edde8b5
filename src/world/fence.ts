import type { Deps } from '../cliq/connect.ts'
import type { Transport } from '../cliq/transport.ts'

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
 * The same client's needs behind a fence: between the look and the send nothing waits, neither for a budget nor for a
 * lock-out, and nothing waits longer than the lease lasts. Reads pass, and so do calls to other hosts.
 */
export function fenced<T extends Deps & { readonly transport: Transport }>(deps: T, apiUrl: string, fence: Fence): T {
  return {
    ...deps,
    leaseEnds: () => fence.ends(),
    lockedOut: (buckets, ms) => fence.lockedOut(buckets, ms),
    transport: {
      exchange(request) {
        if (request.method !== 'GET' && request.url.href.startsWith(apiUrl)) fence.check()
        return deps.transport.exchange(request)
      },
    },
  }
}
