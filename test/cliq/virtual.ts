import { memoryLedger, memoryTokens } from '../../src/cliq/inMemory.ts'
import type { Deps, Target } from '../../src/cliq/connect.ts'
import type { HttpReply, HttpRequest, Transport } from '../../src/cliq/transport.ts'
import type { Clock, Event } from '../../src/core/model/ports.ts'

/** Time that passes only when everybody sleeps, and a wall clock that can be set. */
export function virtualClock(start = 1_800_000_000_000): Clock & { set(byMs: number): void } {
  let now = start
  let setBy = 0
  let isTicking = false
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const tick = () => {
    sleepers.sort((a, b) => a.at - b.at)
    const next = sleepers.shift()
    isTicking = sleepers.length > 0
    if (isTicking) setImmediate(tick)
    if (next === undefined) return
    now = Math.max(now, next.at)
    next.wake()
  }
  return {
    set(byMs) {
      setBy += byMs
    },
    now: () => now + setBy,
    monotonic: () => now - start,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason)
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
        sleepers.push({ at: now + ms, wake: resolve })
        if (!isTicking) setImmediate(tick)
        isTicking = true
      }),
  }
}

/** Deps for a client in virtual time; `events` is what it tells. */
export function depsOf(more: Partial<Deps> = {}): Deps & { readonly events: Event[]; readonly lines: string[] } {
  const events: Event[] = []
  const lines: string[] = []
  return {
    clock: virtualClock(),
    notify: event => events.push(event),
    ledger: memoryLedger(),
    tokens: memoryTokens(),
    random: () => 0.5,
    debug: line => lines.push(line),
    ...more,
    events,
    lines,
  }
}

/** Secrets that no output may ever hold. */
export const CANARY = {
  token: 'canary-token-1000.aaaa',
  secret: 'canary-client-secret',
  refresh: 'canary-refresh-token',
}

export function targetOf(more: Partial<Target> = {}): Target {
  return {
    apiUrl: 'https://cliq.zoho.eu/api/v3',
    accountsUrl: 'https://accounts.zoho.eu',
    authScheme: 'Zoho-oauthtoken',
    credentials: { accessToken: CANARY.token },
    prefix: '',
    rateLimits: {},
    userAgent: 'cliq-ds/test',
    ...more,
  }
}

/** An answer as JSON. */
export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  return { kind: 'answer', status, headers, body: Buffer.from(text) }
}

/** A transport that answers by a function, and keeps what it was asked. */
export function transportOf(
  reply: (request: HttpRequest, index: number) => HttpReply | Promise<HttpReply>,
): Transport & { readonly requests: HttpRequest[] } {
  const requests: HttpRequest[] = []
  return {
    requests,
    async exchange(request) {
      requests.push(request)
      return reply(request, requests.length - 1)
    },
  }
}

/** So many datastores, with names and ids in one order. */
export function wireDatastores(count: number): readonly object[] {
  return Array.from({ length: count }, (_, at) =>
    wireDatastore(`d${String(at).padStart(4, '0')}`, String(227828000000132000n + BigInt(at))),
  )
}

/** A datastore as Cliq answers with it. */
export function wireDatastore(unique_name: string, id = '227828000000132001', more: object = {}): object {
  return {
    id,
    unique_name,
    name: 'Employee Directory',
    description: 'Tracks employees',
    status: 'enabled',
    type: 'custom',
    scope: 'personal',
    creator: { id: '119440882', name: 'Jo' },
    unique_keys: [['empid']],
    fields: [
      {
        id: '17202020414617773604009001',
        unique_name: 'notes',
        name: 'Notes',
        type: 'large-text',
        mandatory: false,
        masked: false,
        default_value: '',
      },
      {
        id: '17202020414617773604009000',
        unique_name: 'empid',
        name: 'Employee ID',
        type: 'number',
        mandatory: true,
        masked: false,
        default_value: '0',
      },
    ],
    ...more,
  }
}

/** The problems of whatever `run` throws, with its error. */
export async function thrownBy(run: () => Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await run()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('it did not fail')
}
