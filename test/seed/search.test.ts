import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRows } from '../../src/commands/seedReading.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import type { LiveRecord } from '../../src/core/model/live.ts'
import type { ReadCliq } from '../../src/core/model/ports.ts'
import type { Seed, SeedFile } from '../../src/core/rows/seed.ts'
import { checkSeed } from '../../src/core/rows/check.ts'
import { compareRows } from '../../src/core/rows/compare.ts'
import { searchFor } from '../../src/core/rows/search.ts'
import { field, RUNS, store } from '../laws/build.ts'
import { seedFile } from './seedWorld.ts'

const rooms = store({ code: field({ mandatory: true }), seats: field({ type: 'number' }) }, [['code']], 'rooms')
const PAGE = 100
const SHOWN = { now: rooms, afterwards: rooms, isShown: true } as const

const seedOf = (codes: readonly string[], more: Partial<SeedFile> = {}, datastore: Datastore = rooms): Seed =>
  checkSeed(
    {
      ...seedFile(
        datastore,
        codes.map(code => ({ code })),
      ),
      ...more,
    },
    datastore,
    false,
  ).seed

/** What an org of these rows answers, and what it was asked. */
function orgOf(codes: readonly string[]) {
  const records = codes.map((code, at): LiveRecord => ({ id: String(1_000_000 + at), values: { code, seats: '4' } }))
  const asked: string[] = []
  const cliq: Pick<ReadCliq, 'fetchRecords' | 'fetchSelected'> = {
    async fetchRecords(_, __, { enough = () => false } = {}) {
      const pages = Math.max(1, Math.ceil(records.length / PAGE))
      for (let calls = 1; calls < pages; calls += 1)
        if (enough(records.slice((calls - 1) * PAGE, calls * PAGE), calls))
          return { records: records.slice(0, calls * PAGE), complete: false, calls }
      return { records, complete: true, calls: pages }
    },
    async fetchSelected(_, criteria) {
      asked.push(criteria)
      const values = /^\(code(?: in \((.+)\)|=(.+))\)$/u.exec(criteria)?.slice(1).join('').split(',') ?? []
      return { records: records.filter(each => values.includes(String(each.values['code']))), complete: true, calls: 1 }
    },
  }
  return { records, asked, cliq }
}

const codeAt = (at: number) => `R${at}`
const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, at) => codeAt(from + at))

/** The fewest calls of all ways that begin with pages and end with criteria for what those did not show. */
function fewest(live: readonly string[], wanted: readonly string[]): number {
  const pages = Math.max(1, Math.ceil(live.length / PAGE))
  const ways = Array.from({ length: pages }, (_, at) => {
    const seen = new Set(live.slice(0, (at + 1) * PAGE))
    return at + 1 + Math.ceil(wanted.filter(each => !seen.has(each)).length / 9)
  })
  return Math.min(pages, ...ways)
}

const sizes = fc.oneof(fc.nat(30), fc.nat(2_000))
const scattered = fc.tuple(sizes, sizes, fc.nat(2_500), fc.constantFrom(1, 7, 100)).map(([rows, size, from, step]) => ({
  live: upTo(rows),
  wanted: upTo(size).map((_, at) => codeAt(from + at * step)),
}))

test('every row that is asked for and there is found, in at most twice the fewest calls', async () => {
  await fc.assert(
    fc.asyncProperty(scattered, async ({ live, wanted }) => {
      const { records, cliq, asked } = orgOf(live)
      const seed = seedOf(wanted)
      const read = await readRows(cliq, [seed], SHOWN)
      expect(read.calls).toBeLessThanOrEqual(2 * fewest(live, wanted))
      const [found, all] = [compareRows(seed, rooms, read.records), compareRows(seed, rooms, records)]
      expect({ ...found, kept: 0 }).toEqual({ ...all, kept: 0 })
      expect(read.complete || read.records.length < records.length).toBe(true)
      for (const criteria of asked) {
        expect(criteria.length).toBeLessThanOrEqual(500)
        expect(criteria.split(',').length).toBeLessThanOrEqual(10)
      }
    }),
    { numRuns: RUNS / 10 },
  )
})

const cases = [
  { law: 'what one page holds is read as one page', live: 100, wanted: upTo(10, 95), calls: 1, asked: 0 },
  { law: 'ten new rows of a large datastore', live: 5_000, wanted: upTo(10, 9_000), calls: 3, asked: 2 },
  { law: 'nine rows far behind in a large datastore', live: 5_000, wanted: upTo(9, 4_500), calls: 2, asked: 1 },
  { law: 'rows that stand on the first page', live: 5_000, wanted: upTo(100), calls: 1, asked: 0 },
  { law: 'all rows of a large datastore', live: 5_000, wanted: upTo(5_000), calls: 50, asked: 0 },
  {
    law: 'a thousand rows of which ninety are new',
    live: 5_000,
    wanted: [...upTo(910), ...upTo(90, 9_000)],
    calls: 21,
  },
  { law: 'a thousand new rows', live: 1_000, wanted: upTo(1_000, 9_000), calls: 10, asked: 0 },
]
test.each(cases)('$law take $calls calls', async ({ live, wanted, calls, asked }) => {
  const org = orgOf(upTo(live))
  const read = await readRows(org.cliq, [seedOf(wanted)], SHOWN)
  expect([read.calls, asked ?? org.asked.length]).toEqual([calls, org.asked.length])
})

const twoKeys = store({ code: field(), seats: field({ type: 'number' }) }, [['code'], ['seats']], 'rooms')
const before = store({ code: field({ type: 'number' }), seats: field({ type: 'number' }) }, [['code']], 'rooms')
const wide: readonly {
  readonly why: string
  readonly seed?: Seed
  readonly now?: Datastore
  readonly afterwards?: Datastore
}[] = [
  { why: 'it removes what it lacks', seed: seedOf(['A'], { mode: 'mirror' }) },
  { why: 'it has no key', seed: seedOf(['A'], { key: [] }) },
  { why: 'another unique key may be held by any row', now: twoKeys, afterwards: twoKeys },
  { why: 'another unique key is yet to be made', afterwards: twoKeys },
  { why: 'what its key holds will be gone', now: before },
]
test.each(wide)('a seed sees all rows where $why', ({ seed = seedOf(['A']), now = rooms, afterwards = rooms }) => {
  expect(searchFor([seed], now, afterwards)).toBeUndefined()
  expect(searchFor([seedOf(['A']), seed], now, afterwards)).toBeUndefined()
})

test('values that may mean something else in criteria are looked for on pages', async () => {
  for (const odd of ['a b', "a'b", 'true', 'é', 'x'.repeat(65), 'a,b', '(a)']) {
    const org = orgOf([...upTo(500), odd])
    const read = await readRows(org.cliq, [seedOf([odd])], SHOWN)
    expect([odd, org.asked, read.calls]).toEqual([odd, [], 6])
  }
})

test('where Cliq keeps keys in another form than a file does, only pages tell', async () => {
  const org = orgOf(['A ', ...upTo(500)])
  const read = await readRows(org.cliq, [seedOf(['B'])], SHOWN)
  expect([org.asked, read.calls]).toEqual([[], 6])
})

// What is asked for, what the first page shows, and whether that is a proof that the question is understood.
const makes = [
  ['A77', 'B1', true],
  ['A77', '1001', false],
  ['1002', '1001', true],
  ['007', '1001', false],
  ['007', '008', true],
  ['-5', '5', false],
  ['1.5', '5', false],
  ['2.5', '1.5', true],
  ['a-b', 'ab', false],
  ['a-b', 'c-d', true],
  ['a-b', 'c-d.e', false],
  ['1st', 'second', false],
  ['-a', 'b-a', false],
] as const
test.each(makes)('%s is asked for beside %s: %s', async (wanted, shown, isAsked) => {
  const org = orgOf([...Array.from({ length: 100 }, () => shown), ...Array.from({ length: 400 }, () => 'ö')])
  const read = await readRows(org.cliq, [seedOf([wanted])], SHOWN)
  expect([org.asked.length > 0, read.complete]).toEqual([isAsked, !isAsked])
})

test('a datastore whose keys no call shows is read page by page', async () => {
  const org = orgOf(upTo(500))
  const read = await readRows(org.cliq, [seedOf(['R7'])], { ...SHOWN, isShown: false })
  expect([read.complete, read.calls, org.asked]).toEqual([true, 5, []])
})
