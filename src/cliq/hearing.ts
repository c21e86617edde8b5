import type { Transport } from './transport.ts'
import type { Clock } from '../core/model/ports.ts'

/** What answers told besides their content. */
export interface Heard {
  /** How far this machine's clock was ahead of the server's at the last answer with a date, ms. */
  readonly aheadMs: number | undefined
  /** Names of headers about limits, in lower case. */
  readonly limitHeaders: readonly string[]
  readonly calls: number
}

const LIMIT = /rate|limit|throttle|retry-after/u

/** The same transport, and what its answers told. Header values are not kept. */
export function hearing(transport: Transport, clock: Clock): { readonly transport: Transport; heard(): Heard } {
  const limitHeaders = new Set<string>()
  let aheadMs: number | undefined
  let calls = 0
  return {
    heard: () => ({ aheadMs, limitHeaders: [...limitHeaders].sort(), calls }),
    transport: {
      async exchange(request) {
        const sent = clock.now()
        const reply = await transport.exchange(request)
        calls += 1
        if (reply.kind !== 'answer') return reply
        const { date } = reply.headers
        const told = typeof date === 'string' ? Date.parse(date) : Number.NaN
        // The header counts whole seconds, and was written somewhere on the way: half a second and half the way, on average.
        if (!Number.isNaN(told)) aheadMs = Math.round((sent + clock.now()) / 2 - told - 500)
        for (const name of Object.keys(reply.headers))
          if (LIMIT.test(name.toLowerCase())) limitHeaders.add(name.toLowerCase())
        return reply
      },
    },
  }
}

/** The same transport, with a line for each exchange: method, path, status, duration. Without a listener nothing changes. */
export function told(transport: Transport, clock: Clock, line: ((text: string) => void) | undefined): Transport {
  if (line === undefined) return transport
  return {
    async exchange(request) {
      const start = clock.monotonic()
      const reply = await transport.exchange(request)
      const ended = reply.kind === 'answer' ? String(reply.status) : `${reply.kind} (${reply.why})`
      // Neither query nor headers nor body: each can hold secrets.
      line(`${request.method} ${request.url.pathname} ${ended} ${Math.round(clock.monotonic() - start)} ms`)
      return reply
    },
  }
}
