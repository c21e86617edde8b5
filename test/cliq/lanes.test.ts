import { expect, test } from 'vitest'
import { connectCliq } from '../../src/cliq/connect.ts'
import { connectLeaseRows } from '../../src/cliq/leaseRows.ts'
import { openLanes } from '../../src/core/pace/lanes.ts'
import { answer, depsOf, targetOf, transportOf, virtualClock } from './virtual.ts'

/** Two calls of each operation a minute, each of which lasts 0.3 s; a client and the rows of the lease share the lanes. */
function stage() {
  const clock = virtualClock()
  const began = clock.monotonic()
  const sent: { readonly path: string; readonly atMs: number }[] = []
  let flying = 0
  let most = 0
  const transport = transportOf(async ({ url }) => {
    sent.push({ path: new URL(url).pathname.split('/datastores/')[1] ?? '', atMs: clock.monotonic() - began })
    flying += 1
    most = Math.max(most, flying)
    await clock.sleep(300)
    flying -= 1
    return answer(200, { data: { id: '7' } })
  })
  let chance = 0
  const random = () => (chance = (chance + 0.000_123) % 1)
  const deps = depsOf({ clock, transport, random, lanes: openLanes() })
  const target = targetOf({ rateLimits: { limits: { 'records.insert': 3, 'records.update': 3 } } })
  return { cliq: connectCliq(target, deps), lease: connectLeaseRows(target, deps), sent, most: () => most }
}

test('rows of the lease go before all rows that wait, and no operation has two requests in flight', async () => {
  const { cliq, lease, sent, most } = stage()
  const insert = () => cliq.write({ call: 'insert-record', datastore: 'rows', values: { a: '1' } })
  const rows = Array.from({ length: 12 }, insert)
  await Promise.all([...rows, lease.insert({ key: 'a' }), lease.insert({ key: 'b' })])
  // The first row was on its way already when the lease asked.
  expect(sent.slice(0, 3).map(each => each.path)).toEqual([
    'rows/records',
    'cliqds_meta/records',
    'cliqds_meta/records',
  ])
  expect(sent).toHaveLength(14)
  expect(most()).toBe(1)
})

test('who waits for room keeps nobody back who has some', async () => {
  const { cliq, lease, sent } = stage()
  const place = await cliq.reserve('records.update', 2)
  const renewal = lease.update('1', { key: 'a' })
  const write = () => cliq.write({ call: 'update-record', datastore: 'rows', id: '7', values: { a: '1' } }, place)
  await write()
  await write()
  await renewal
  expect(sent.map(each => each.path)).toEqual(['rows/records/7', 'rows/records/7', 'cliqds_meta/records/1'])
  expect(sent[1]?.atMs).toBeLessThan(1_000)
  expect(sent[2]?.atMs).toBeGreaterThan(60_000)
})
