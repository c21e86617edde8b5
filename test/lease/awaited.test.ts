import { expect, test } from 'vitest'

import { intentValues, leaseValues, metaRows } from '../../src/core/pace/leaseRows.ts'
import { migrationRows, migrationValues } from '../../src/core/pace/migrationRows.ts'
import { refusal } from '../files/temporary.ts'
import { inHand, lost, refused } from './inHand.ts'
import { codeOf, held, OTHER, scene } from './scene.ts'

test.each([
  ['is written', [], 'well, 0 s: insert list'],
  ['is written and gets no answer', [[true, lost]], 'well, 3 s: insert list'],
  ['is not written and gets no answer', [[false, lost]], 'well, 129 s: insert list update list list insert list'],
  ['is there already', [[true, refused('RF111')]], 'well, 0 s: insert list'],
  ['is refused', [[false, refused('RF103')]], 'RF103, 0 s: insert'],
] as const)('an intent that %s', async (_, answers, says) => {
  const { lease, told } = await inHand('insert', ...answers)
  expect(await told(() => lease.intend('d'))).toBe(says)
})

test.each([
  ['is done', [], 'well, 0 s: update'],
  ['is done and gets no answer', [[true, lost]], 'well, 3 s: update list'],
  ['gets no answer and is not done', [[false, lost]], 'well, 3 s: update list update'],
  [
    'gets three times no answer',
    [
      [false, lost],
      [false, lost],
      [false, lost],
    ],
    'LE109, 9 s: update list update list update list',
  ],
  ['finds no row', [[false, refused('RF102')]], 'LE102, 0 s: update'],
  ['is refused', [[false, refused('RF103')]], 'RF103, 0 s: update'],
] as const)('a renewal that %s', async (_, answers, says) => {
  const { lease, told } = await inHand('update', ...answers)
  expect(await told(() => lease.renew())).toBe(says)
})

test.each([
  ['is written', [], 'well, 0 s: insert'],
  ['is written and gets no answer', [[true, lost]], 'well, 3 s: insert list'],
  ['is not written and gets no answer', [[false, lost]], 'well, 123 s: insert list update list insert'],
  ['is refused', [[false, refused('RF103')]], 'RF103, 0 s: insert'],
] as const)('a migration that %s is remembered, or not', async (_, answers, says) => {
  const { lease, told } = await inHand('insert', ...answers)
  expect(await told(() => lease.remember('a', 'sha256-v1:a'))).toBe(says)
})

test('a migration whose number is taken by another name gets the next ones, and what is lost remembers nothing', async () => {
  const { lease, put, org, time, calls } = await inHand('insert')
  const taken = (count: number) => ({
    ...migrationValues({ migration: 'a', digest: 'd' }, 'o', count),
    who: `b${count}`,
  })
  for (const count of [0, 1]) put(taken(count))
  const from = calls.length
  await lease.remember('a', 'sha256-v1:a')
  expect(calls.slice(from)).toEqual(['insert', 'list', 'insert', 'list', 'insert'])
  expect(migrationRows(org.seen(time.now)).map(each => each.migration)).toEqual(['b0', 'b1', 'a'])
  time.now += 450_000
  expect(await codeOf(() => lease.remember('c', 'sha256-v1:c'))).toBe('LE107')
})

test('of two rows the lower stays, and the other is taken away by its own run before it waits', async () => {
  const { take, put, calls, time, org } = scene({ keys: 'absent' })
  put(leaseValues(held))
  expect(await codeOf(() => take())).toBe('LE101')
  expect(calls).toEqual(['describe', 'insert', 'list', 'list', 'remove'])
  expect(metaRows(org.seen(time.now)).leases.map(each => each.owner)).toEqual([OTHER])
  const later = scene({ keys: 'absent' })
  later.put(leaseValues(held))
  await later.take({ waitMs: 3_600_000 })
  expect([later.time.now, later.leases().includes(OTHER)]).toEqual([903_000, false])
})

test('beside a row that cannot be read nobody is alone, and says so without naming itself', async () => {
  const { take, put, events, leases, time } = scene({ keys: 'absent' })
  events.push({ at: 1_000, go: () => void put({ kind: 'apply', seq: '0', owner: 'someone' }) })
  const [first] = await refusal(() => take())
  expect([first?.code, leases(), time.now]).toEqual(['LE103', [undefined], 252_000])
  const short = scene({ keys: 'absent' })
  short.events.push({ at: 1_000, go: () => void short.put({ kind: 'apply', seq: '0', owner: 'someone' }) })
  expect([await codeOf(() => short.take({ ttlMs: 400_000 })), short.time.now]).toEqual(['LE103', 201_000])
})

test('a refusal of the row itself, and what stops the proof of it, end the run, and leave no row', async () => {
  const { deps, rows, take, calls } = scene()
  Object.assign(deps, { rows: { ...rows, insert: () => Promise.resolve(refused('RF103')) } })
  expect(await codeOf(() => take())).toBe('RF103')
  expect(calls).toEqual(['describe'])
  const dead = scene()
  let lists = 0
  const list = () => ((lists += 1) === 2 ? Promise.reject(new Error('gone')) : dead.rows.list())
  Object.assign(dead.deps, { rows: { ...dead.rows, list } })
  await expect(dead.take()).rejects.toThrow('gone')
  expect(dead.leases()).toEqual([])
})

test('an own row that a read does not show yet is looked for again before it is given up', async () => {
  const { deps, rows, take, calls, put, leases, time } = scene({ keys: 'absent' })
  put(leaseValues(held))
  let lists = 0
  const list = async () => {
    lists += 1
    const all = await rows.list()
    return lists === 2 ? all.slice(0, 1) : all
  }
  Object.assign(deps, { rows: { ...rows, list } })
  expect(await codeOf(() => take())).toBe('LE101')
  expect(calls).toEqual(['describe', 'insert', 'list', 'list', 'list', 'remove'])
  expect([leases(), time.now]).toEqual([[OTHER], 3_000])
})

test('a lease that was taken over is told with it, and one that was given back is not', async () => {
  const heeded = async (isGivenBack: boolean) => {
    const { deps, take, put, org, events, time } = scene()
    const told: boolean[] = []
    Object.assign(deps, { heed: async (_: unknown, { tookOver }: { tookOver: boolean }) => void told.push(tookOver) })
    put(leaseValues(held))
    const [row] = org.seen(0)
    if (isGivenBack) events.push({ at: 90_000, go: () => void org.remove(time.now, row?.id ?? '') })
    await take({ waitMs: 3_600_000 })
    return told
  }
  expect([await heeded(true), await heeded(false)]).toEqual([[false], [true]])
})

test('what another run wrote behind our intent, or in its place, stops us, and what it wrote before does not', async () => {
  const ended = async (seq: number, digest: string, owner = OTHER) => {
    const { take, put } = scene({ keys: 'absent' })
    for (const each of [1, 2]) put(intentValues({ seq: each, owner: OTHER, digest: 'd' }))
    const lease = await take()
    put(intentValues({ seq, owner: owner === 'ours' ? lease.id : owner, digest }))
    return lease.intend('own').then(
      () => 'well',
      () => 'lost',
    )
  }
  // Ours is the third.
  expect([await ended(2, 'd'), await ended(3, 'd'), await ended(4, 'd')]).toEqual(['well', 'lost', 'lost'])
  expect([await ended(3, 'own'), await ended(3, 'other', 'ours'), await ended(4, 'd', 'ours')]).toEqual([
    'lost',
    'lost',
    'well',
  ])
})

test('what an intent sends is told with it, and what it does not is not', async () => {
  const { take, org, time } = scene()
  const lease = await take()
  await lease.intend('d', undefined, { operation: 'fields.add', calls: 3 })
  await lease.intend('e')
  expect(metaRows(org.seen(time.now)).intents.map(each => each.sends)).toEqual([
    { operation: 'fields.add', calls: 3 },
    undefined,
  ])
  time.now += 450_000
  expect(await codeOf(() => lease.intend('f'))).toBe('LE107')
  expect(metaRows(org.seen(time.now)).intents).toHaveLength(2)
})
