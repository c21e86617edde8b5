import { expect, test } from 'vitest'
import { connectCliq, openOrg } from '../../src/cliq/connect.ts'
import { connectLeaseRows } from '../../src/cliq/leaseRows.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import { answer, depsOf, targetOf, thrownBy, transportOf, virtualClock } from './virtual.ts'

const ROW = { call: 'insert-record', datastore: 'rows', values: { a: '1' } } as const

/** Two calls of each operation a minute, each of which lasts 0.3 s; a client and the rows of the lease share one wire. */
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
  const deps = depsOf({ clock, transport, random })
  const target = targetOf({ rateLimits: { limits: { 'records.insert': 3, 'records.update': 3 } } })
  const org = openOrg(target, deps)
  return { cliq: connectCliq(org), lease: connectLeaseRows(org), clock, sent, most: () => most }
}

test('rows of the lease go before all rows that wait, and no operation has two requests in flight', async () => {
  const { cliq, lease, sent, most } = stage()
  const insert = () => cliq.write(ROW)
  const rows = Array.from({ length: 12 }, insert)
  await Promise.all([...rows, lease.insert({ key: 'a' }), lease.insert({ key: 'b' })])
  expect(sent.slice(0, 3).map(each => each.path)).toEqual([
    'cliqds_meta/records',
    'cliqds_meta/records',
    'rows/records',
  ])
  expect(sent).toHaveLength(14)
  expect(most()).toBe(1)
})

test('calls that ask in one instant go by rank, and so does who comes while others wait for room', async () => {
  const { cliq, clock, sent } = stage()
  const insert = (datastore: string, rank: number) => cliq.going({ rank: () => rank }).write({ ...ROW, datastore })
  const waiting = ['d', 'e', 'c'].map(each => insert(each, each.charCodeAt(0)))
  await Promise.all([...waiting, clock.sleep(10_000).then(() => Promise.all([insert('b', 98), insert('f', 102)]))])
  // Two are let go in the first window, and the third waits for its end.
  expect(sent.map(each => each.path)).toEqual(['c/records', 'd/records', 'b/records', 'e/records', 'f/records'])
  expect(sent[2]?.atMs).toBeGreaterThan(60_000)
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

test('what keeps calls of a wire back does so in every further way of it, and gives their room back', async () => {
  const clock = virtualClock()
  const transport = transportOf(() => answer(200, { data: { id: '7' } }))
  const { wire, target, deps, sorting } = openOrg(targetOf(), depsOf({ clock, transport }))
  const leaving = (operation: Operation) => {
    if (operation === 'records.insert') throw new Error('kept back')
  }
  const cliq = connectCliq({ target, deps, wire: wire.going({ leaving }), sorting })
  const write = () => cliq.going({ rank: () => 1, leaving: () => undefined }).write(ROW)
  for (let tries = 0; tries < 100; tries += 1) expect((await thrownBy(write)).message).toBe('kept back')
  expect([transport.requests.length, clock.monotonic()]).toEqual([0, 0])
})
