import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'

import { handedOver } from '../../src/core/pace/handover.ts'
import { movedBook } from '../../src/core/pace/bookTimes.ts'
import { lowest, openLanes } from '../../src/core/pace/lanes.ts'
import { EMPTY_BOOK } from '../../src/core/pace/ledger.ts'
import type { Book } from '../../src/core/pace/ledger.ts'
import { metaRows, intentValues, lockOutValues } from '../../src/core/pace/leaseRows.ts'
import type { Sends } from '../../src/core/pace/leaseRows.ts'
import { sourceChains } from '../../src/core/pace/sources.ts'

/** A book whose every time is `at`. */
const book = (at: number): Book => ({
  calls: [
    { id: 'a', operation: 'fields.add', sentAt: at, repliedAt: at },
    { id: 'b', operation: 'fields.add', sentAt: at },
  ],
  lockOuts: { a: at },
  trials: { a: { until: at, ms: 3 } },
  mints: [at, at],
  owners: { o: at },
  learned: {
    apart: ['x'],
    shared: { a: at },
    unexplained: { a: { at, spent: 3, times: 1 } },
    waits: { a: { at, ms: 3 } },
    limits: { a: { limit: 3, at, busyAt: at, firm: 1 } },
  },
  since: at,
  lostAt: at,
})

test('a book on a clock that was set has all its times moved, and nothing else', () => {
  for (const step of [7, 1, -7]) expect(movedBook(book(1_000), step)).toEqual(book(1_000 + step))
  const as = book(1_000)
  expect(movedBook(as, 0)).toBe(as)
  expect(movedBook(EMPTY_BOOK, 7)).toEqual(EMPTY_BOOK)
  expect(Object.keys(movedBook(EMPTY_BOOK, 7)).sort()).toEqual(Object.keys(EMPTY_BOOK).sort())
  // A book was begun at some time, however far the clock goes back.
  expect(movedBook(book(5), -9).since).toBe(0)
  const shares = { ours: 1 } as unknown as NonNullable<Book['shares']>
  expect(movedBook({ ...EMPTY_BOOK, shares }, 7).shares).toBe(shares)
})

test('a lane goes to the lowest rank of those that wait once all have asked, and of equal ones to the first', async () => {
  let heard = 0
  const lanes = openLanes(async () => {
    await setImmediate()
    heard += 1
  })
  const order: string[] = []
  const enter = async (name: string, rank?: () => number) => {
    const end = await lanes.take('a', rank)
    order.push(`${name} ${heard}`)
    await setImmediate()
    end()
    end()
  }
  await Promise.all([
    enter('late', () => 1),
    enter('first'),
    enter('second', () => 0),
    enter('zero', () => -1),
    enter('half', () => 0.5),
  ])
  expect(order).toEqual(['zero 1', 'first 2', 'second 3', 'half 4', 'late 5'])
  await enter('again')
  expect(order.at(-1)).toMatch(/^again/u)
  expect(lowest([3, 1, 2, 1], each => each)).toBe(1)
  expect(lowest([], () => 0)).toBeUndefined()
})

test('sources of rows go one after another, each behind what it waits for', () => {
  const step = { calls: [] }
  const one = [['records.insert' as const]]
  const [a, b, c] = sourceChains(
    [
      { datastore: 'a', phases: [one, one] },
      { datastore: 'b', phases: [], behind: [0] },
      { datastore: 'c', phases: [one], behind: [0, 1] },
    ],
    new Map([['b', step]]),
  )
  expect([a, b, c].map(each => each?.links.map(link => link.about))).toEqual([['a', 'a'], ['b'], ['c']])
  expect(a?.links.map(each => each.after)).toEqual([[], undefined])
  expect(b?.links[0]?.calls).toEqual([])
  expect([b?.links[0]?.after?.[0], b?.links[0]?.after?.[1]]).toEqual([a?.links[1], step])
  expect(b?.links[0]?.after?.[0]).toBe(a?.links[1])
  expect(c?.links[0]?.after?.[1]).toBe(b?.links[0])
})

const me = { owner: 'f'.repeat(32), addedAt: 1_000_000 }
const reader = { row: me, sinceMs: 500, windowMs: 60_000, tookOver: false }
type Row = readonly [owner: string, seq: number, agoMs: number | undefined, sends?: Sends]
const rowsOf = (...rows: readonly Row[]) =>
  metaRows(
    rows.map(([owner, seq, agoMs, sends], at) => ({
      id: String(100 + at),
      values: intentValues({ owner, seq, digest: 'x', ...(sends && { sends }) }),
      ...(agoMs !== undefined && { addedAt: me.addedAt - agoMs }),
    })),
  )
const ages = (operation: string, rows: ReturnType<typeof rowsOf>, more: Partial<typeof reader> = {}) =>
  handedOver(rows, { ...reader, ...more })
    .calls.filter(each => each.operation === operation)
    .map(each => each.agoMs)

const add: Sends = { operation: 'fields.add', calls: 1 }
const insert = (calls: number): Sends => ({ operation: 'records.insert', calls })

test('our own rows are known, and those of others count whatever order they lie in', () => {
  expect(handedOver(rowsOf([me.owner, 1, 10_000, add]), reader)).toEqual({ calls: [], lockOuts: [] })
  const [one, two] = [
    ['a', 1, 30_000, add],
    ['a', 2, 10_000, add],
  ] as const
  // By number: the earlier one ended before the later one was written, a part of a window behind its own time.
  expect(ages('fields.add', rowsOf(one, two))).toEqual(ages('fields.add', rowsOf(two, one)))
  expect(ages('fields.add', rowsOf(one, two))).toEqual([8_000, 28_000])
})

test('a call counts until its window is over, and not a moment longer', () => {
  const at = (agoMs: number) => ages('fields.add', rowsOf(['a', 1, agoMs, add]))
  expect([at(61_999), at(62_000), at(62_001)]).toEqual([[59_999], [], []])
  // The clock of the org may have gone back between two rows.
  expect(at(-5_000)).toEqual([500])
})

test('without a time a call has just been sent, ours or theirs', () => {
  expect(ages('fields.add', rowsOf(['a', 1, undefined, add]))).toEqual([0])
  const untimed = { row: { owner: me.owner } as typeof me }
  expect(ages('fields.add', rowsOf(['a', 1, 30_000, add]), untimed)).toEqual([0])
})

test('of a run that was taken over the last call of each kind may go at any time, and no other', () => {
  const tookOver = { tookOver: true }
  const rows = rowsOf(['a', 1, 30_000, add], ['a', 2, 20_000, add], ['b', 1, 10_000, add])
  expect(ages('fields.add', rows, tookOver).toSorted((a, b) => a - b)).toEqual([0, 0, 28_000])
  expect(ages('fields.add', rows).toSorted((a, b) => a - b)).toEqual([8_000, 18_000, 28_000])
  // What goes in one lot may go on until the lease is given back, or until now.
  expect(
    ages('records.insert', rowsOf(['a', 1, 40_000, insert(2)])).filter(each => each === 500).length,
  ).toBeGreaterThanOrEqual(2)
  const lot: Row = ['a', 1, 40_000, { operation: 'records.bulkUpdate', calls: 2 }]
  expect([ages('records.bulkUpdate', rowsOf(lot)), ages('records.bulkUpdate', rowsOf(lot), tookOver)]).toEqual([
    [500, 500],
    [0, 0],
  ])
  expect(ages('records.insert', rowsOf(['a', 1, 40_000, insert(1)]), { sinceMs: 500 })).toContain(38_000)
})

test('each write goes with what keeps its lease, a removal with looks around it, and a run with its ends', () => {
  const count = (rows: ReturnType<typeof rowsOf>) => {
    const found: Record<string, number> = {}
    for (const { operation } of handedOver(rows, reader).calls) found[operation] = (found[operation] ?? 0) + 1
    return found
  }
  const ends = { 'records.insert': 1, 'records.list': 2, 'records.delete': 1, 'datastores.list': 2 }
  const each = { 'records.update': 1, 'records.insert': 1, 'records.list': 1, 'records.delete': 1 }
  const sum = (...parts: readonly Record<string, number>[]) => {
    const all: Record<string, number> = {}
    for (const part of parts) for (const [name, by] of Object.entries(part)) all[name] = (all[name] ?? 0) + by
    return all
  }
  expect(count(rowsOf(['a', 1, 1_000, add]))).toEqual(sum(ends, each, { 'fields.add': 1 }))
  expect(count(rowsOf(['a', 1, 1_000, add], ['a', 2, 500, add]))).toEqual(sum(ends, each, each, { 'fields.add': 2 }))
  expect(count(rowsOf(['a', 1, 1_000, add], ['b', 2, 500, add]))).toEqual(
    sum(ends, ends, each, each, { 'fields.add': 2 }),
  )
  expect(count(rowsOf(['a', 1, 1_000, { operation: 'fields.delete', calls: 1 }]))).toEqual(
    sum(ends, each, { 'fields.delete': 1, 'datastores.get': 2 }),
  )
  expect(count(rowsOf(['a', 1, 1_000]))).toEqual(sum(ends, each))
  expect(count(rowsOf(['a', 1, 1_000, insert(20)]))['records.insert']).toBe(22)
  const ids = handedOver(rowsOf(['a', 1, 1_000, insert(3)]), reader).calls.map(call => call.id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('of lock-outs the others’ are told that are not over', () => {
  const row = (owner: string, ms: number, agoMs: number | undefined = 100_000) => ({
    id: '1',
    values: lockOutValues({ owner, buckets: ['fields.add'], ms }, 1),
    ...(agoMs !== undefined && { addedAt: me.addedAt - agoMs }),
  })
  const left = (owner: string, ms: number) =>
    handedOver(metaRows([row(owner, ms)]), reader).lockOuts.map(each => each.leftMs)
  expect([left('a', 100_501), left('a', 100_500), left('a', 300_500), left(me.owner, 300_500)]).toEqual([
    [1],
    [],
    [200_000],
    [],
  ])
  const told = (of: ReturnType<typeof row>, more: Partial<typeof reader> = {}) =>
    handedOver(metaRows([of]), { ...reader, ...more }).lockOuts.map(each => each.leftMs)
  const { addedAt: _, ...untimed } = row('a', 300_000)
  expect([told(untimed), told(row('a', 300_000, -5_000))]).toEqual([[300_000], [299_500]])
  expect(told(row('a', 300_000), { row: { owner: me.owner } as typeof me })).toEqual([300_000])
})
