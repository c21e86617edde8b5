import { expect, test } from 'vitest'
import { momentOf } from '../../src/commands/moment.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Spent } from '../../src/core/pace/pace.ts'
import { plan } from '../../src/core/plan/plan.ts'
import type { Circumstances } from '../../src/core/plan/plan.ts'
import { BUDGETS, definitionsOf, field, liveOf, lockOf, store } from '../laws/build.ts'

const base = store({ a: field() })
const live = liveOf(catalogOf([base]))
const about: Circumstances = {
  definitions: definitionsOf(catalogOf([{ ...base, description: 'Other' }])),
  live,
  locked: lockOf(live),
  consents: new Set(),
  ignore: [],
  budgets: BUDGETS,
}
const made = plan(about)
const at = (spent: Spent | undefined) => momentOf({ spentNow: async () => spent }, about, made)
const edits = (agoMs: readonly number[]): Spent => ({
  agoMs: new Map([['datastores.edit', agoMs]]),
  lockedMs: new Map(),
})

test('where nothing is counted there is no moment', async () => {
  expect(await at(undefined)).toBeUndefined()
})

test('with idle budgets an apply that starts now ends as estimated', async () => {
  expect(await at({ agoMs: new Map(), lockedMs: new Map() })).toEqual({
    spent: new Map(),
    seconds: made.estimate.seconds,
  })
})

test('an apply waits for the budget that others have spent', async () => {
  const nine = edits(Array.from({ length: 9 }, () => 20_000))
  const now = await at(nine)
  expect(now?.spent).toEqual(new Map([['datastores.edit', 9]]))
  expect(now?.seconds).toBeGreaterThanOrEqual(40)
  expect(now?.seconds).toBeLessThan(42)
})

test('an apply waits for the end of a lock-out', async () => {
  const now = await at({ agoMs: new Map(), lockedMs: new Map([['datastores.edit', 120_000]]) })
  expect(now?.seconds).toBeGreaterThanOrEqual(120)
})

test('with nothing to send there is nothing to wait for', async () => {
  const idle = { ...about, definitions: definitionsOf(catalogOf([base])) }
  const nothing = plan(idle)
  const now = await momentOf({ spentNow: async () => edits([1_000]) }, idle, nothing)
  expect(now?.seconds).toBe(nothing.estimate.seconds)
})
