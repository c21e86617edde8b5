import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FIELD_TYPES } from '../../src/core/model/catalog.ts'
import type { Datastore, FieldType } from '../../src/core/model/catalog.ts'
import type { LiveRecord } from '../../src/core/model/live.ts'
import type { Cell, RawRow, Seed, SeedRow } from '../../src/core/rows/seed.ts'
import { checkSeed } from '../../src/core/rows/check.ts'
import { compareRows } from '../../src/core/rows/compare.ts'
import { callsOnly } from '../../src/core/pace/links.ts'
import { pulledSeed } from '../../src/core/rows/pulled.ts'
import { rowLinks, rowPhases, rowCountOf, rowSteps } from '../../src/core/rows/seedSteps.ts'
import { field, RUNS, store } from '../laws/build.ts'
import { seedFile, seedStage } from './seedWorld.ts'

const FIELDS = Object.fromEntries(FIELD_TYPES.map(type => [`a_${type.replace('-', '_')}`, field({ type })]))
const every = store(
  { nr: field({ type: 'number', mandatory: true }), ...FIELDS, pin: field({ masked: true }) },
  [['nr']],
  'every',
)

const text = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'B', 'é', ' ', '"', ',', '0', '😀', '*') })
const number = fc.constantFrom('0', '-0', '007', '+7', '7.50', '12345678901234567', '-3', '0.10')
const valueOf: Readonly<Record<FieldType, fc.Arbitrary<Cell>>> = {
  boolean: fc.boolean().map(each => ({ as: 'boolean', text: String(each) })),
  number: number.map(each => ({ as: 'number', text: each })),
  'limited-text': text.map(each => ({ as: 'text', text: each })),
  'encrypted-text': text.map(each => ({ as: 'text', text: each })),
  'large-text': text.map(each => ({ as: 'text', text: each })),
}
const cells = fc.record(
  Object.fromEntries(
    [...every.fields].filter(([name]) => name !== 'nr').map(([name, { type }]) => [name, valueOf[type]]),
  ),
  { requiredKeys: [] },
)

function seedOf(
  rows: readonly Readonly<Record<string, Cell | undefined>>[],
  datastore: Datastore = every,
): Seed & { readonly rows: readonly SeedRow[] } {
  const file = seedFile(datastore, [])
  const raw = rows.map((row, index): RawRow => {
    const own = Object.entries(row).flatMap(([name, cell]) => (cell === undefined ? [] : [[name, cell] as const]))
    const key: readonly [string, Cell] = ['nr', { as: 'number', text: String(index + 1) }]
    return { cells: new Map([key, ...own]), at: { file: file.file, line: index + 1, col: 1 }, places: new Map() }
  })
  const { seed, problems } = checkSeed({ ...file, rows: raw }, datastore, false)
  expect(problems.filter(each => each.severity === 'error')).toEqual([])
  return { ...seed, rows: [...seed.rows] }
}

test('a second run sends no write, whatever the type and the form of a value', async () => {
  const stage = await seedStage(every)
  await fc.assert(
    fc.asyncProperty(fc.array(cells, { maxLength: 4 }), async rows => {
      const raw = seedOf(rows)
      const again = raw.rows.map(({ values, at }) => {
        const own = Object.entries(values).map(([name, value]): readonly [string, Cell] => [name, cellOf(value)])
        return { cells: new Map(own), at, places: new Map() }
      })
      stage.seed([], { rows: again })
      await stage.run()
      stage.writes()
      await stage.run()
      expect(stage.writes()).toEqual([])
    }),
    { numRuns: 60 },
  )
  await stage.close()
}, 120_000)

test('rows that Cliq keeps as they were sent, covered or as nothing at all do not differ', () => {
  fc.assert(
    fc.property(fc.array(cells, { maxLength: 5 }), fc.boolean(), (rows, covers) => {
      const seed = seedOf(rows)
      const kept = seed.rows.map((row, index) => recordOf(index, row.values, covers))
      expect(compareRows(seed, every, kept)).toMatchObject({
        inserts: [],
        updates: [],
        same: rows.length,
        problems: [],
      })
    }),
    { numRuns: RUNS },
  )
})

test('each row that differs stands in exactly one step, and none else', () => {
  const wanted = fc.array(fc.tuple(cells, fc.option(cells)), { maxLength: 40 })
  fc.assert(
    fc.property(wanted, fc.constantFrom('insert', 'upsert', 'mirror'), (pairs, mode) => {
      const seed = { ...seedOf(pairs.map(([row]) => row)), mode } as const
      const before = seedOf(pairs.map(([, row]) => row ?? {}))
      const live = before.rows.flatMap((row, at) => (pairs[at]?.[1] === null ? [] : [recordOf(at, row.values, false)]))
      const found = compareRows(seed, every, [...live, recordOf(900, { nr: '900' }, false)])
      const steps = rowSteps(found, seed, every, 29)
      const all = found.inserts.length + found.updates.length + found.removals.length
      expect(steps.reduce((sum, each) => sum + rowCountOf(each), 0)).toBe(all)
      expect(rowPhases(steps, seed, every).flat(2)).toHaveLength(steps.length)
      expect(found.removals).toHaveLength(mode === 'mirror' ? 1 : 0)
      const writes = callsOnly(steps.flatMap(rowLinks)).filter(each => !/list|get/u.test(each)).length
      expect(writes).toBeLessThanOrEqual(all)
    }),
    { numRuns: RUNS / 10 },
  )
})

test('what is pulled differs from nothing', () => {
  fc.assert(
    fc.property(fc.array(cells, { maxLength: 6 }), rows => {
      const records = seedOf(rows).rows.map((row, index) => recordOf(index, row.values, false))
      const pulled = pulledSeed(every, records, 'seeds/every.yaml')
      expect(pulled).toEqual(pulledSeed(every, [...records].reverse(), 'seeds/every.yaml'))
      const { seed, problems } = checkSeed(pulled?.seed ?? seedFile(every, []), every, false)
      expect(problems).toEqual([])
      expect(compareRows(seed, every, records)).toMatchObject({ inserts: [], updates: [], removals: [], problems: [] })
    }),
    { numRuns: RUNS / 4 },
  )
})

test('of what is pulled in part, too, nothing differs', () => {
  const wishes = { where: new Map([['a_boolean', 'true']]), columns: ['a_number'] }
  fc.assert(
    fc.property(fc.array(cells, { maxLength: 6 }), rows => {
      const records = seedOf(rows).rows.map((row, index) => recordOf(index, row.values, false))
      const pulled = pulledSeed(every, records, 'seeds/every.yaml', wishes)
      const { seed } = checkSeed(pulled?.seed ?? seedFile(every, []), every, false)
      const wanted = records.filter(each => each.values['a_boolean'] === true)
      expect([...seed.rows]).toHaveLength(wanted.length)
      expect([...seed.columns].filter(each => each !== 'nr' && each !== 'a_number')).toEqual([])
      expect(compareRows(seed, every, records)).toMatchObject({ inserts: [], updates: [], problems: [] })
    }),
    { numRuns: RUNS / 10 },
  )
})

function cellOf(value: string | boolean): Cell {
  return { as: typeof value === 'boolean' ? 'boolean' : 'text', text: String(value) }
}

function recordOf(index: number, values: Readonly<Record<string, string | boolean>>, covers: boolean): LiveRecord {
  const kept = Object.entries(values).map(([name, value]) => {
    const known = every.fields.get(name)
    const isCovered = covers && (known?.masked === true || known?.type === 'encrypted-text')
    return [name, isCovered ? '*****' : value === '' ? null : value] as const
  })
  return { id: String(10_000 + index), values: Object.fromEntries(kept) }
}
