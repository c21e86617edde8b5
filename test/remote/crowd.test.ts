import { expect, test } from 'vitest'

import { playCrowd } from '../../bench/runners.ts'
import { openOrg } from '../../src/cliq/connect.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import { sharedLedger } from '../../src/remote/sharedLedger.ts'
import { REQUESTS } from '../cliq/documented.ts'
import { limiter, seeded } from '../cliq/limiter.ts'
import { depsOf, targetOf, virtualClock } from '../cliq/virtual.ts'
import { boundMs } from '../laws/bounds.ts'
import { memoryServer } from './memoryStore.ts'

const HOURS = Number(process.env['CROWD_HOURS'] ?? 1)

test('A17: many runners of some users for hours, with one ledger: no lock-out, at no more than 1.05 of the bound', async () => {
  const { throttled, ratio } = await playCrowd('redis', { users: 1, runners: 6, hours: HOURS })
  expect(throttled).toBe(0)
  expect(ratio).toBeLessThanOrEqual(1.05)
})

test('A18: five plans at once beside an apply and a seed, with one ledger: no lock-out, at no more than 1.05 of the bound', async () => {
  const clock = virtualClock()
  const server = memoryServer(clock)
  const random = seeded(5)
  const bucketOf = ({ method, url }: { readonly method: string; readonly url: URL }) => `${method} ${url.pathname}`
  const servers = new Map<Operation, ReturnType<typeof limiter>>()
  const job = async (seed: number, calls: Readonly<Partial<Record<Operation, number>>>) => {
    for (const [name, count] of Object.entries(calls)) {
      const operation = name as Operation
      const limit = operation === 'datastores.create' ? 10 : 30
      const transport =
        servers.get(operation) ?? limiter(clock, { window: 'sliding', limit, jitterMs: 200, random, bucketOf })
      servers.set(operation, transport)
      const ledger = sharedLedger(server.connect(), { clock, notify: () => undefined, where: 'there', silentMs: 1e9 })
      const wire = openOrg(targetOf(), depsOf({ clock, ledger, transport, random: seeded(seed) })).wire
      for (let call = 0; call < count; call += 1) await wire.send(REQUESTS[operation])
      await ledger.close()
    }
    return clock.monotonic()
  }
  // A server that knows of nothing counts every budget as spent for a window.
  await job(0, { 'datastores.list': 1, 'records.list': 1, 'datastores.create': 1, 'records.insert': 1 })
  await clock.sleep(60_000)
  const start = clock.monotonic()
  const running = [
    job(10, { 'datastores.list': 7, 'datastores.create': 60 }),
    job(11, { 'datastores.list': 1, 'records.insert': 290 }),
  ]
  await clock.sleep(5_000)
  const plans = Array.from({ length: 5 }, (_, at) => job(at + 1, { 'datastores.list': 7, 'records.list': 24 }))
  const ends = await Promise.all([...running, ...plans])
  expect([...servers.values()].flatMap(each => each.throttled)).toEqual([])
  const bound = Math.max(boundMs('records.insert', 290), boundMs('datastores.create', 60))
  expect((Math.max(...ends) - start) / bound).toBeLessThanOrEqual(1.05)
})
