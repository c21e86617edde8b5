import type { Transport } from '../cliq/transport.ts'

/** The last look before a write leaves this machine: `check` throws when it must not. */
export interface Fence {
  check: () => void
}

/**
 * The same transport behind a fence: between the look and the send nothing waits, neither for a budget nor for a
 * lock-out. Reads pass, and so do calls to other hosts.
 */
export function fenced(transport: Transport, apiUrl: string, fence: Fence): Transport {
  return {
    exchange(request) {
      if (request.method !== 'GET' && request.url.href.startsWith(apiUrl)) fence.check()
      return transport.exchange(request)
    },
  }
}
