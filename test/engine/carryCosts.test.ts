import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { defineLater, renamed, retyped, rowsIn, rowsOf, withOrg, yes } from './carried.ts'
import type { Past } from './carried.ts'

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
