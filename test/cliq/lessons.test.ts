import { expect, test } from 'vitest'

import { openOrg } from '../../src/cliq/connect.ts'
import type { Deps, Target } from '../../src/cliq/connect.ts'
import { memoryLedger } from '../../src/cliq/inMemory.ts'
import { readSpent } from '../../src/cliq/spent.ts'
import { budgetsOf, learnedBudgets, WINDOW_MS } from '../../src/core/pace/pace.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import type { Event } from '../../src/core/model/ports.ts'
import { REQUESTS } from './documented.ts'
import { limiter, seeded } from './limiter.ts'
import { depsOf, targetOf, virtualClock } from './virtual.ts'

/** Sends so many calls one after another; how long that took, ms. */
async function sent(operation: Operation, count: number, deps: Deps, target: Partial<Target> = {}): Promise<number> {
  const wire = openOrg(targetOf(target), deps).wire
  const start = deps.clock.monotonic()
  for (let call = 0; call < count; call += 1) await wire.send(REQUESTS[operation])
  return deps.clock.monotonic() - start
}

const notes = (events: readonly Event[]) => events.flatMap(each => (each.type === 'note' ? [each.problem] : []))

test('a class that Cliq counts together is learned from one lock-out, remembered, and shared from then on', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const transport = limiter(clock, { window: 'sliding', limit: 10 })
  const both = async () => {
    const deps = depsOf({ clock, ledger, transport, random: seeded(clock.now()) })
    await Promise.all([sent('datastores.create', 20, deps), sent('datastores.edit', 20, deps)])
    return deps.events
  }
  expect(notes(await both()).map(each => each.message)).toContain(
    'Cliq seems to count all schema writes together, so they now share one budget',
  )
  const count = transport.throttled.length
  expect(count).toBeLessThanOrEqual(2)
  expect(notes(await both())).toEqual([])
  expect(transport.throttled.length).toBe(count)
})

test('a limit that is lower than documented is learned from the second lock-out within a day', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const transport = limiter(clock, { window: 'sliding', limit: 6 })
  await sent('datastores.create', 60, depsOf({ clock, ledger, transport }))
  expect(transport.throttled.length).toBe(2)
})

test('F4: a lock-out that is longer than said, and starts anew with each call, is waited for twice as long, and known to the next run', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const transport = limiter(clock, { window: 'sliding', limit: 10, lockMs: 100_000, progressive: true })
  const foreign = async () => {
    for (let call = 0; call < 2; call += 1)
      await transport.exchange({ method: 'POST', url: new URL('https://x.example/'), headers: {} })
  }
  const rateLimits = { lockOutMs: 75_000 }
  const run = async () => {
    const deps = depsOf({ clock, ledger, transport, random: seeded(4) })
    await sent('datastores.create', 8, deps, { rateLimits })
    await foreign()
    await Promise.all([
      sent('datastores.create', 2, deps, { rateLimits }),
      sent('datastores.create', 2, deps, { rateLimits }),
    ])
    return notes(deps.events).map(each => each.message)
  }
  const said = await run()
  // The call over the limit, one test that came too soon, and nobody beside it.
  expect(transport.throttled.length).toBe(2)
  expect(said.at(-1)).toBe('the lock-out of datastores.create lasts longer than Cliq says: from now on it waits 160 s')
  await clock.sleep(3_600_000)
  await run()
  expect(transport.throttled.length).toBe(3)
})

test('F4: of two processes one tests a lock-out, and the other waits for its answer', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const transport = limiter(clock, { window: 'sliding', limit: 4, lockMs: 400_000 })
  const process = (seed: number) =>
    sent('datastores.create', 4, depsOf({ clock, ledger, transport, random: seeded(seed) }))
  await Promise.all([process(1), process(2)])
  // One at the limit and, sent meanwhile, its neighbour; then one test into the lock-out that 305 s do not outlast.
  expect(transport.throttled.length).toBeLessThanOrEqual(3)
})

test('F9: lock-outs by the calls of others lower nothing while our own are few', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const transport = limiter(clock, { window: 'sliding', limit: 10 })
  const foreign = async () => {
    for (let call = 0; call < 8; call += 1)
      await transport.exchange({ method: 'POST', url: new URL('https://x.example/'), headers: {} })
  }
  for (let lockOut = 0; lockOut < 2; lockOut += 1) {
    await foreign()
    await sent('datastores.create', 3, depsOf({ clock, ledger, transport }))
    await clock.sleep(600_000)
  }
  expect(transport.throttled.length).toBe(2)
  const deps = depsOf({ clock, ledger, transport })
  expect((await readSpent(targetOf(), deps)).learned).toBe(undefined)
  expect(await sent('datastores.create', 9, deps)).toBeLessThan(5_000)
})

test('F9: a limit that was lowered is told to the plan, and grows again while it is quiet', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const transport = limiter(clock, { window: 'sliding', limit: 10 })
  const foreign = async () => {
    for (let call = 0; call < 4; call += 1)
      await transport.exchange({ method: 'POST', url: new URL('https://x.example/'), headers: {} })
  }
  for (let lockOut = 0; lockOut < 2; lockOut += 1) {
    await foreign()
    await sent('datastores.create', 7, depsOf({ clock, ledger, transport }))
    await clock.sleep(60_000)
  }
  const deps = depsOf({ clock, ledger, transport })
  const learned = async () => (await readSpent(targetOf(), deps)).learned?.limits.get('datastores.create')
  const limit = await learned()
  expect(limit).toBeLessThan(9)
  expect(learnedBudgets(budgetsOf(), await readSpent(targetOf(), deps)).limits.get('datastores.create')).toBe(limit)
  await clock.sleep(4 * WINDOW_MS)
  expect(await learned()).toBe(undefined)
})

test('a second class that is counted together is learned beside the first', async () => {
  const clock = virtualClock()
  const ledger = memoryLedger()
  const bucketOf = ({ method, url }: { readonly method: string; readonly url: URL }) =>
    url.pathname.includes('records') ? 'records' : method === 'GET' ? 'reads' : 'schema'
  const run = async (operations: readonly Operation[], limit: number, calls: number) => {
    const transport = limiter(clock, { window: 'sliding', limit, bucketOf })
    const deps = depsOf({ clock, ledger, transport, random: seeded(clock.now()) })
    await Promise.all(operations.map(each => sent(each, calls, deps)))
    await clock.sleep(600_000)
    return (await readSpent(targetOf(), deps)).learned?.shared
  }
  await run(['datastores.create', 'datastores.edit'], 10, 9)
  const both = await run(['records.insert', 'records.update'], 30, 29)
  expect([...(both ?? [])].sort()).toEqual(['record calls', 'schema writes'])
})
