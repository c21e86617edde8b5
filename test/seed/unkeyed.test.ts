import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LiveRecord } from '../../src/core/model/live.ts'
import { checkSeed } from '../../src/core/rows/check.ts'
import { compareRows } from '../../src/core/rows/compare.ts'
import { field, RUNS, store } from '../laws/build.ts'
import { seedFile } from './seedWorld.ts'
import type { Row } from './seedWorld.ts'

const notes = store(
  {
    text: field(),
    pin: field({ masked: true }),
    secret: field({ type: 'encrypted-text' }),
    nr: field({ type: 'number' }),
  },
  [],
  'notes',
)

const seedOf = (rows: readonly Row[]) => checkSeed({ ...seedFile(notes, rows), key: [] }, notes, true).seed
const live = (id: number, values: LiveRecord['values']): LiveRecord => ({ id: String(1_000_000 + id), values })

test('each record is looked at a few times, however many rows there are', () => {
  const count = 20_000
  let looks = 0
  const records = Array.from({ length: count }, (_, at) => {
    const { id, values } = live(at, { text: `note ${at % 7_000}`, pin: null, nr: '1' })
    return {
      id,
      get values() {
        looks += 1
        return values
      },
    }
  })
  // Backwards, so that the first record is never the one that is looked for; some leave their number out.
  const rows = Array.from({ length: count }, (_, at) => ({
    text: `note ${(count - 1 - at) % 7_000}`,
    ...(at % 2 === 0 && { nr: 1 }),
  }))
  const found = compareRows(seedOf(rows), notes, records)
  expect([found.same, found.inserts.length]).toEqual([count, 0])
  expect(looks).toBeLessThanOrEqual(8 * count)
})

test('equal rows are counted, not merged', () => {
  const row = { text: 'a', nr: 1 }
  const found = compareRows(seedOf([row, row, row]), notes, [live(1, { text: 'a', nr: '1' }), live(2, row2())])
  expect([found.same, found.inserts.length, found.kept]).toEqual([1, 2, 1])
})

function row2(): LiveRecord['values'] {
  return { text: 'a', nr: '2' }
}

test('a row that says less leaves the record to the row that says more, in whatever order they come', () => {
  const rows = [{ text: 'a' }, { text: 'a', nr: 1 }]
  const records = [live(1, { text: 'a', nr: '1' }), live(2, { text: 'a', nr: null })]
  for (const there of [records, [...records].reverse()])
    for (const wanted of [rows, [...rows].reverse()])
      expect(compareRows(seedOf(wanted), notes, there)).toMatchObject({ same: 2, inserts: [], kept: 0 })
})

test('a row whose record has nothing where it says the default is brought in line, not added', () => {
  const flags = store({ text: field(), on: field({ type: 'boolean' }) }, [], 'notes')
  const rows = [{ text: 'a', on: true }]
  const { seed } = checkSeed({ ...seedFile(flags, rows), key: [] }, flags, true)
  const found = compareRows(seed, flags, [live(1, { text: 'a', on: null })])
  expect(found).toMatchObject({ inserts: [], updates: [{ name: 'text=a', set: { on: true }, before: { on: null } }] })
})

test('what Cliq covers is not compared, record for record', () => {
  const found = compareRows(
    seedOf([
      { text: 'a', pin: 'p', secret: 's' },
      { text: 'b', pin: 'p' },
    ]),
    notes,
    [live(1, { text: 'a', pin: '***', secret: '*' }), live(2, { text: 'b', pin: 'q' })],
  )
  expect(found).toMatchObject({ same: 1, unseen: 2, kept: 1 })
  expect(found.inserts.map(each => each.row.values['text'])).toEqual(['b'])
})

const value = fc.record(
  { text: fc.constantFrom('a', 'b'), pin: fc.constantFrom('', 'p'), nr: fc.constantFrom(0, 1) },
  { requiredKeys: [] },
)

test('what was inserted once is there, and as many rows are added as are missing', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (rows, order) => {
      const seed = seedOf(rows)
      const records = [...seed.rows]
        .map((row, at) => live(at, row.values))
        .map(each => [order.next().value ?? 0, each] as const)
        .sort(([a], [b]) => a - b)
        .map(([, each]) => each)
      expect(compareRows(seed, notes, records)).toMatchObject({ same: rows.length, inserts: [], kept: 0 })
      const found = compareRows(seed, notes, records.slice(1))
      expect(found.inserts).toHaveLength(Math.min(1, rows.length))
    }),
    { numRuns: RUNS / 10 },
  )
})
