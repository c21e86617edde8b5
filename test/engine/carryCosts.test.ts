import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Migration } from '../../src/core/model/migration.ts'
import { store } from '../laws/build.ts'
import { defineLater, no, renamed, retyped, rowsIn, rowsOf, text, withOrg, yes } from './carried.ts'
import type { Past, Values } from './carried.ts'
import { migration } from './migrated.ts'

/** 10,000 in `npm run test:long`. */
const ROWS = Number(process.env['CARRY_ROWS'] ?? 200)
const pages = Math.ceil(ROWS / 100)

interface Cost {
  readonly what: string
  readonly past: Past
  readonly to: string
  readonly values: number
  /** Of all calls; for 10,000 rows these are the figures that were promised: 220, 415 and 330. */
  readonly most: number
}

const COSTS: readonly Cost[] = [
  { what: 'a rename with 5 values', past: renamed, to: 'b', values: 5, most: 2 * pages + 20 },
  { what: 'a rename with 200 values', past: renamed, to: 'b', values: 200, most: 2 * pages + 215 },
  { what: 'another type with 5 values', past: retyped, to: 'a', values: 5, most: 3 * pages + 30 },
]

for (const { what, past, to, values, most } of COSTS)
  test(`${what} in ${ROWS} rows takes at most ${most} calls, and keeps every value`, async () => {
    const rows = rowsOf(ROWS, at => String(at % values))
    await withOrg(past, rows, async org => {
      defineLater(org, past)
      const begun = org.org.requests.length
      const applied = await performApply(org.another(), yes)
      expect([applied.kind, applied.stoppedBy]).toEqual(['done', undefined])
      expect(org.org.requests.length - begun).toBeLessThanOrEqual(most)
      const now = new Map((await rowsIn(org)).map(each => [each['no'], each[to]]))
      expect(now).toEqual(new Map(rows.map(each => [each['no'], each['a']])))
    })
  })

test(`values that all differ take about half the time that single updates take`, async () => {
  const count = Math.min(ROWS, 300)
  await withOrg(
    renamed,
    rowsOf(count, at => `v${at}`),
    async org => {
      defineLater(org, renamed)
      const plan = await performPlan(org.another(), { offline: false, allow: [], checks: 'all' })
      await org.world.clock.sleep(3_600_000)
      const applied = await performApply(org.another(), { ...yes, checks: 'all' })
      const { seconds } = applied.journal
      // One single update each, 29 in any 60 s.
      expect(seconds).toBeLessThanOrEqual(0.6 * 60 * Math.floor((count - 1) / 29))
      expect(Object.fromEntries(applied.journal.calls)).toEqual(Object.fromEntries(plan.plan.estimate.calls))
      expect(Math.abs(seconds - plan.plan.estimate.seconds)).toBeLessThanOrEqual(0.01 * seconds + 1)
    },
  )
})

const split = migration('parts', '  - split: { datastore: store, field: a, by: " ", into: [first, last] }\n')
const merge = migration('whole', '  - join: { datastore: store, fields: [a, c], with: ", ", into: whole }\n')
const NAMES = ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Mary Shelley', 'Zoe Zed']
const named = (at: number) => NAMES[at % 5] ?? ''

interface Counted {
  readonly what: string
  readonly past: Past
  readonly own: readonly Migration[]
  readonly rows: readonly Values[]
  /** What a record ends as. */
  readonly ends: (before: Values) => Values
}

const COUNTED: readonly Counted[] = [
  {
    what: 'a rename',
    past: renamed,
    own: [],
    rows: rowsOf(ROWS, named),
    ends: ({ no = '', a = '' }) => ({ no, b: a }),
  },
  {
    what: 'a split',
    past: { from: store({ no, a: text }, [['no']]), to: store({ no, first: text, last: text }, [['no']]), hints: {} },
    own: [split],
    rows: rowsOf(ROWS, named),
    ends: ({ no = '', a = '' }) => {
      const [first = '', last = ''] = String(a).split(' ')
      return { no, first, last }
    },
  },
  {
    what: 'a merge',
    past: { from: store({ no, a: text, c: text }, [['no']]), to: store({ no, whole: text }, [['no']]), hints: {} },
    own: [merge],
    rows: rowsOf(ROWS, named).map((each, at) => ({ ...each, c: at % 2 === 0 ? 'x' : 'y z' })),
    ends: ({ no = '', a = '', c = '' }) => ({ no, whole: `${String(a)}, ${String(c)}` }),
  },
]

for (const { what, past, own, rows, ends } of COUNTED)
  test(`${what} in ${ROWS} rows that the plan has counted takes the calls that it told, its time within 1 %, and keeps every value`, async () => {
    await withOrg(past, rows, async org => {
      org.define(catalogOf([past.to]), { renamed_from: [], fields: new Map(Object.entries(past.hints)) }, own)
      const allow = ['field-removed:store.a', 'field-removed:store.c']
      const { plan } = await performPlan(org.another(), { offline: false, allow, checks: 'all' })
      expect([plan.problems, plan.estimate.atLeast]).toEqual([[], undefined])
      await org.world.clock.sleep(3_600_000)
      const applied = await performApply(org.another(), { ...yes, allow, checks: 'all' })
      expect([applied.kind, applied.stoppedBy]).toEqual(['done', undefined])
      expect(Object.fromEntries(applied.journal.calls)).toEqual(Object.fromEntries(plan.estimate.calls))
      const { seconds } = plan.estimate
      expect(Math.abs(applied.journal.seconds - seconds)).toBeLessThanOrEqual(Math.max(1, 0.01 * seconds))
      const now = new Map((await rowsIn(org)).map(each => [each['no'], each]))
      for (const each of rows) expect(now.get(each['no'])).toEqual(ends(each))
      expect(now.size).toBe(rows.length)
    })
  })
