import { expect, test } from 'vitest'

import { openOrg } from '../../src/cliq/connect.ts'
import { memoryLedger, memoryTokens } from '../../src/cliq/inMemory.ts'
import { readSpent } from '../../src/cliq/spent.ts'
import type { Uptime } from '../../src/core/model/ports.ts'
import { REQUESTS } from './documented.ts'
import { limiter, seeded } from './limiter.ts'
import { answer, depsOf, targetOf, thrownBy, transportOf, virtualClock } from './virtual.ts'

const create = REQUESTS['datastores.create']
const HOUR_MS = 3_600_000

/** A world whose org keeps its own time, while the wall clock of this machine is set before some of the calls. */
async function sentWhile(sets: Readonly<Record<number, number>>, count: number) {
  const clock = virtualClock()
  const steady = { ...clock, now: clock.monotonic }
  const transport = limiter(steady, { window: 'sliding', limit: 10 })
  const wire = openOrg(targetOf(), depsOf({ clock, transport })).wire
  for (let call = 0; call < count; call += 1) {
    clock.set(sets[call] ?? 0)
    await wire.send(create)
  }
  return { throttled: transport.throttled, seconds: clock.monotonic() / 1_000 }
}

test.each([
  ['forwards by two minutes', { 5: 120_000 }],
  ['forwards by half a second, again and again', Object.fromEntries(Array.from({ length: 28 }, (_, at) => [at, 500]))],
  ['back by an hour', { 5: -HOUR_MS }],
  ['to and fro', { 4: HOUR_MS, 8: -2 * HOUR_MS, 9: HOUR_MS, 20: 90_000 }],
])('a clock that is set %s neither trips a limit nor makes anybody wait', async (_, sets) => {
  const { throttled, seconds } = await sentWhile(sets, 28)
  expect(throttled).toEqual([])
  expect(seconds).toBeLessThanOrEqual(3 * 60.3 + 1)
})

test('a clock that is set between two processes of one machine changes neither budgets nor lock-outs', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const uptime = (): Uptime => ({ run: 'this one', ms: clock.monotonic() })
  const replies = transportOf((_, index) => (index === 9 ? answer(429, {}) : answer(200, { data: [] })))
  const random = seeded(1)
  const process = () => depsOf({ clock: { ...clock, uptime }, ledger, random, transport: replies })
  for (let call = 0; call < 9; call += 1) await openOrg(targetOf(), process()).wire.send(create)
  clock.set(HOUR_MS)
  const spent = await readSpent(targetOf(), process())
  expect(spent.agoMs.get('datastores.create')).toEqual(Array.from({ length: 9 }, () => 0))
  const end = clock.now() + 120_000
  const locked = await thrownBy(() => openOrg(targetOf({ maxWaitUntil: end }), process()).wire.send(create))
  expect(locked.code).toBe('RL101')
  clock.set(HOUR_MS)
  const { lockedMs } = await readSpent(targetOf(), process())
  expect(lockedMs.get('datastores.create')).toBe(305_000)
})

test('after another run of the machine the wall clock is all there is, and a time ahead of it counts as now', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const process = (run: string) =>
    depsOf({
      clock: { ...clock, uptime: () => ({ run, ms: clock.monotonic() }) },
      ledger,
      transport: transportOf(() => answer(200, { data: [] })),
    })
  await openOrg(targetOf(), process('the first')).wire.send(create)
  clock.set(-HOUR_MS)
  expect((await readSpent(targetOf(), process('the second'))).agoMs.get('datastores.create')).toEqual([0])
})

test.each([1_000_000_000, -1_000_000_000])(
  'a running time that is %i ms off moves neither calls nor lock-outs',
  async off => {
    const clock = virtualClock()
    const ledger = memoryLedger()
    const replies = transportOf((_, index) => (index === 1 ? answer(429, {}) : answer(200, { data: [] })))
    const random = seeded(1)
    const process = (by: number) => {
      const uptime = (): Uptime => ({ run: 'shared by two containers', ms: 2_000_000_000 + by + clock.monotonic() })
      return depsOf({ clock: { ...clock, uptime }, ledger, random, transport: replies })
    }
    await openOrg(targetOf(), process(0)).wire.send(create)
    await clock.sleep(1_000)
    const end = clock.now() + 10_000
    await thrownBy(() => openOrg(targetOf({ maxWaitUntil: end }), process(0)).wire.send(create))
    const { agoMs, lockedMs } = await readSpent(targetOf(), process(off))
    expect(agoMs.get('datastores.create')).toEqual([1_000, 0])
    expect(lockedMs.get('datastores.create')).toBe(305_000)
  },
)

test('a token mint that lies ahead of a clock set back is no reason to wait for that clock', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const credentials = { clientId: 'client', clientSecret: 's', refreshToken: 'r' }
  const process = (run: string) =>
    depsOf({
      clock: { ...clock, uptime: () => ({ run, ms: clock.monotonic() }) },
      ledger,
      tokens: memoryTokens(),
      transport: transportOf(() => answer(200, { access_token: 't', expires_in: 3600, data: [] })),
    })
  const fresh = (run: string) => openOrg(targetOf({ credentials }), process(run)).wire.send(REQUESTS['datastores.list'])
  for (let mints = 0; mints < 9; mints += 1) await fresh('the first')
  clock.set(-24 * HOUR_MS)
  expect((await thrownBy(() => fresh('the second'))).code).toBe('AU105')
  await clock.sleep(601_000)
  await fresh('the second')
})
