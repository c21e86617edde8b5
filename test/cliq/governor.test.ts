import { expect, test } from 'vitest'

import { openOrg } from '../../src/cliq/connect.ts'
import type { Deps, Target } from '../../src/cliq/connect.ts'
import { memoryLedger } from '../../src/cliq/inMemory.ts'
import type { Terms } from '../../src/cliq/wire.ts'
import { budgetOf, budgetsOf, CALL_MS, LockedOut, WINDOW_MS } from '../../src/core/pace/pace.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import type { Event } from '../../src/core/model/ports.ts'
import { boundMs } from '../laws/bounds.ts'
import { REQUESTS } from './documented.ts'
import { limiter, seeded } from './limiter.ts'
import { answer, depsOf, targetOf, thrownBy, transportOf, virtualClock } from './virtual.ts'

const HOUR_MS = 3_600_000

/** Sends so many calls one after another; how long that took, ms. */
async function sent(
  operation: Operation,
  count: number,
  deps: Deps,
  target: Partial<Target> = {},
  terms: Terms = {},
): Promise<number> {
  const wire = openOrg(targetOf(target), deps).wire.going(terms)
  const start = deps.clock.monotonic()
  for (let call = 0; call < count; call += 1) await wire.send(REQUESTS[operation])
  return deps.clock.monotonic() - start
}

const waits = (events: readonly Event[]) => events.flatMap(each => (each.type === 'waiting' ? [each.wait] : []))
const notes = (events: readonly Event[]) => events.flatMap(each => (each.type === 'note' ? [each.problem] : []))

for (const [operation, count] of [
  ['datastores.create', 10],
  ['datastores.create', 18],
  ['records.insert', 1_000],
  ['export.start', 50],
] as const)
  test(`A2: ${count} calls of ${operation} take at most 1.02 x the bound`, async () => {
    const clock = virtualClock()
    const transport = limiter(clock, { window: 'sliding', limit: budgetOf(budgetsOf({ headroom: 0 }), operation) })
    const ms = await sent(operation, count, depsOf({ clock, transport }))
    expect(transport.throttled).toEqual([])
    expect(ms / boundMs(operation, count)).toBeLessThanOrEqual(1.02)
  })

for (const window of ['sliding', 'fixed', 'token'] as const)
  for (const jitterMs of [0, 200, 1_000])
    test(`A4: no lock-out by a ${window} window with ${jitterMs} ms of jitter, even without headroom`, async () => {
      for (let seed = 0; seed < 200; seed += 1) {
        const clock = virtualClock(1_800_000_000_000 + seed * 3_001)
        const phaseMs = (seed % 20) * (WINDOW_MS / 20)
        const transport = limiter(clock, { window, limit: 10, jitterMs, random: seeded(seed), phaseMs })
        // Four windows: the first in a burst, the others as they get free.
        await sent('datastores.create', 31, depsOf({ clock, transport }), { rateLimits: { headroom: 0 } })
        expect(transport.throttled, `seed ${seed}`).toEqual([])
      }
    })

test('A9: one foreign call costs one refused call and one lock-out, and delays no other operation', async () => {
  const clock = virtualClock()
  const options = { window: 'sliding', limit: 10, bucketOf: (request: { method: string }) => request.method } as const
  const transport = limiter(clock, options)
  const deps = depsOf({ clock, transport, random: seeded(1) })
  const foreign = async () => {
    for (let call = 0; call < 2; call += 1)
      await transport.exchange({ method: 'POST', url: new URL('https://x.example/'), headers: {} })
  }
  const [, creates, edits] = await Promise.all([
    foreign(),
    sent('datastores.create', 30, deps),
    sent('datastores.edit', 30, deps),
  ])
  expect(transport.throttled.length).toBe(1)
  expect(creates).toBeLessThanOrEqual((boundMs('datastores.create', 30) + 300_000) * 1.01)
  expect(edits / boundMs('datastores.edit', 30)).toBeLessThanOrEqual(1.02)
  expect(notes(deps.events).map(each => each.code)).toEqual(['RL103'])
})

test('A11: two processes of one user with one ledger meet no lock-out and take at most 1.05 x the bound of both', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const transport = limiter(clock, { window: 'sliding', limit: 10 })
  const process = (seed: number) =>
    sent('datastores.create', 60, depsOf({ clock, ledger, transport, random: seeded(seed) }))
  const times = await Promise.all([process(1), process(2)])
  expect(transport.throttled).toEqual([])
  expect(Math.max(...times) / boundMs('datastores.create', 120)).toBeLessThanOrEqual(1.05)
})

test('A12: the pacing of 5,000 calls keeps the ledger small', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  await sent(
    'records.insert',
    5_000,
    depsOf({ clock, ledger, transport: limiter(clock, { window: 'sliding', limit: 30 }) }),
  )
  const sizes: number[] = []
  const { accountOf } = await import('../../src/cliq/tokens.ts')
  const { apiUrl, credentials } = targetOf()
  await ledger.change(accountOf(apiUrl, credentials), book => ({ book, found: sizes.push(book.calls.length) }))
  expect(sizes[0]).toBeLessThanOrEqual(30)
})

test('every wait is announced with its reason, its end and what was spent, and its end is told', async () => {
  const clock = virtualClock()
  const deps = depsOf({ clock, transport: limiter(clock, { window: 'sliding', limit: 10 }) })
  const start = clock.now()
  await sent('datastores.create', 10, deps)
  expect(waits(deps.events)).toEqual([
    { why: 'budget', operation: 'datastores.create', until: start + CALL_MS + WINDOW_MS, spent: 9, limit: 9 },
  ])
  expect(deps.events.at(-1)).toEqual({ type: 'resumed', operation: 'datastores.create' })
})

const stated = [
  { name: 'nothing', reply: answer(429, {}), ms: 305_000 },
  {
    name: '7 minutes',
    reply: answer(400, { code: 'request_limit_exceeded', message: 'Try again after 7 minutes' }),
    ms: 425_000,
  },
  {
    name: '22 minutes',
    reply: answer(400, { code: 'request_limit_exceeded', message: 'Try again after 22 minutes' }),
    ms: 1_325_000,
  },
  {
    name: '61 minutes, which nobody was ever told',
    reply: answer(429, { message: 'Try again after 61 min' }),
    ms: 905_000,
  },
  { name: '10 s of Retry-After', reply: answer(429, {}, { 'retry-after': '10' }), ms: 305_000 },
]
for (const { name, reply, ms } of stated)
  test(`a throttle that states ${name} stops its operation alone for ${ms / 1_000} s, then the call goes again`, async () => {
    const transport = transportOf((_, index) => (index === 0 ? reply : answer(200, { data: [] })))
    const deps = depsOf({ transport })
    const wire = openOrg(targetOf(), deps).wire
    const start = deps.clock.now()
    const first = wire.send(REQUESTS['datastores.create'])
    await wire.send(REQUESTS['datastores.edit'])
    expect(deps.clock.now()).toBe(start)
    expect((await first).kind).toBe('answer')
    expect(waits(deps.events)).toEqual([{ why: 'lock-out', operation: 'datastores.create', until: start + ms }])
    expect(transport.requests.length).toBe(3)
  })

test.each([
  ['says nothing', {}, undefined, 305_000],
  ['says 10 minutes', { 'retry-after': '600' }, undefined, 605_000],
  ['says what no calendar holds', { 'retry-after': '999999999' }, undefined, 905_000],
  ['is set to last 20 minutes', {}, 1_200_000, 1_205_000],
])(
  'after three throttles by a lock-out that %s the run ends, resumable at its end',
  async (_, headers, lockOutMs, ms) => {
    const transport = transportOf(() => answer(429, {}, headers))
    const deps = depsOf({ transport })
    const rateLimits = lockOutMs === undefined ? {} : { lockOutMs }
    const [start, wire] = [deps.clock.now(), openOrg(targetOf({ rateLimits }), deps).wire]
    const error = await thrownBy(() => wire.send(REQUESTS['datastores.create']))
    expect([error.code, transport.requests.length]).toEqual(['RL104', 3])
    // Each call that comes too soon after a wait doubles the next one, up to an hour.
    const waited = ms + Math.min(HOUR_MS, 2 * ms) + Math.min(HOUR_MS, 4 * ms)
    expect(error instanceof LockedOut && error.retryAt - start).toBe(waited)
  },
)

test('a wait that ends after the time budget is not begun: nothing is sent, and the time to come again is told', async () => {
  const clock = virtualClock()
  const transport = limiter(clock, { window: 'sliding', limit: 10 })
  const deps = depsOf({ clock, transport })
  const error = await thrownBy(() => sent('datastores.create', 10, deps, { maxWaitUntil: clock.now() + 30_000 }))
  expect([error.code, error instanceof LockedOut && error.retryAt > clock.now(), transport.at.length]).toEqual([
    'RL102',
    true,
    9,
  ])
  expect(waits(deps.events)).toEqual([])
})

test('a wait that ends after the lease in the org is not begun', async () => {
  const clock = virtualClock()
  const transport = limiter(clock, { window: 'sliding', limit: 10 })
  const leaseEnds = () => clock.now() + 30_000
  const deps = () => depsOf({ clock, transport })
  const error = await thrownBy(() => sent('datastores.create', 10, deps(), {}, { leaseEnds }))
  expect([error.code, error instanceof LockedOut, transport.at.length]).toEqual(['RL107', true, 9])
  const later = () => clock.now() + 90_000
  await sent('datastores.create', 1, deps(), {}, { leaseEnds: later })
  expect(transport.at.length).toBe(10)
})

test('an interrupted wait sends nothing', async () => {
  const clock = virtualClock()
  const ending = new AbortController()
  const transport = limiter(clock, { window: 'sliding', limit: 10 })
  const notify = (event: Event) => event.type === 'waiting' && ending.abort(new Error('interrupted'))
  const deps = depsOf({ clock, transport, signal: ending.signal, notify })
  expect((await thrownBy(() => sent('datastores.create', 10, deps))).message).toBe('interrupted')
  expect(transport.at.length).toBe(9)
})

test('a class that is set to be counted together never trips a Cliq that does so, and loses no time', async () => {
  const clock = virtualClock()
  const transport = limiter(clock, { window: 'sliding', limit: 10 })
  const rateLimits = { scope: 'class' } as const
  const deps = depsOf({ clock, transport, random: seeded(2) })
  const operations = ['datastores.create', 'datastores.edit', 'fields.add', 'fields.delete'] as const
  const times = await Promise.all(operations.map(each => sent(each, 9, deps, { rateLimits })))
  expect(transport.throttled).toEqual([])
  expect(waits(deps.events).every(each => each.spent === 9 && each.limit === 9)).toBe(true)
  // 36 calls of nine a window: the last window begins after three.
  expect(Math.max(...times)).toBeLessThanOrEqual(3 * (WINDOW_MS + CALL_MS * 3) * 1.02)
})
