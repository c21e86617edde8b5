import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import { catalog, reworked } from '../arbitraries.ts'
import { field, fields, store } from '../laws/build.ts'
import { virtualWorld } from './virtualWorld.ts'

const RUNS = Number(process.env['PROMISE_RUNS'] ?? 100)
// A call lasts 0.3 s in virtual time, and times are told in tenths.
const ONE_CALL_S = 0.35

/** Brings an org from one catalog to the other, and compares the second plan with the apply that follows. */
async function kept(from: Catalog, to: Catalog): Promise<{ readonly promised: number; readonly took: number }> {
  const { world, org, define, close, watched } = await virtualWorld()
  try {
    const apply = async () => {
      const { plan } = await performPlan(world, { offline: false, allow: [] })
      const allow = plan.risks.flatMap(each => each.consent ?? [])
      // Between two runs every window empties, as between two working days.
      await world.clock.sleep(3_600_000)
      const begun = org.requests.length
      const ended = await performApply(world, { yes: true, allow, approve: undefined, show: () => undefined })
      return { plan, ended, calls: org.requests.slice(begun) }
    }
    define(from)
    if (from.size > 0) await apply()
    define(to)
    const { plan, ended, calls } = await apply()
    const counts = new Map<string, number>()
    for (const { operation = '' } of calls) counts.set(operation, (counts.get(operation) ?? 0) + 1)
    expect([...counts].sort()).toEqual([...plan.estimate.calls].sort())
    // Only what was deleted may be missing when it is looked for.
    expect(calls.filter(each => each.status >= 400 && each.status !== 404)).toEqual([])
    expect(ended.kind).toMatch(/^(done|nothing-to-do)$/u)
    expect(watched.wrong).toEqual([])
    return { promised: plan.estimate.seconds, took: ended.journal.seconds }
  } finally {
    await close()
  }
}

test('A13: the plan names every call of the apply that follows, and its time to one call', async () => {
  const pairs = catalog(5).chain(from => fc.tuple(fc.constant(from), reworked(from)))
  await fc.assert(
    fc.asyncProperty(pairs, async ([from, to]) => {
      fc.pre(to.size > 0)
      const { promised, took } = await kept(from, to)
      expect(Math.abs(took - promised)).toBeLessThanOrEqual(ONE_CALL_S)
    }),
    // A smaller case takes minutes to find.
    { numRuns: RUNS, endOnFailure: true },
  )
})

test('the only field of a datastore is retyped, by way of one that stands in for it', async () => {
  const one = (type: 'boolean' | 'number') => catalogOf([store({ only: field({ type }) })])
  await kept(one('boolean'), one('number'))
})

const many = (count: number, of: Parameters<typeof store>[0], keys: Parameters<typeof store>[1] = []) =>
  catalogOf(Array.from({ length: count }, (_, at) => store(of, keys, `d${at}`)))

const retypable = { ...fields(9), ...fields(9, 'g', {}, 10) }

test.each([
  {
    law: '25 datastores of 19 fields are created in 2 minutes',
    from: many(0, {}),
    to: many(25, fields(19)),
    atMost: 124,
  },
  {
    // A nineteenth field would leave no type with room for another one.
    law: 'a key field is retyped in 12 datastores of 18 fields in 2 minutes',
    from: many(12, retypable, [['f0']]),
    to: many(12, { ...retypable, f0: field({ type: 'number' }) }, [['f0']]),
    atMost: 128,
  },
  {
    law: '90 mixed writes to 30 datastores take 3.1 minutes with 9 of each a minute',
    from: many(30, fields(3)),
    to: many(30, { ...fields(3, 'f', { name: 'Other' }), fresh: field() }, [['fresh']]),
    atMost: 190,
  },
])('$law', async ({ from, to, atMost }) => {
  const { promised, took } = await kept(from, to)
  expect(took).toBeLessThanOrEqual(atMost)
  expect(Math.abs(took - promised)).toBeLessThanOrEqual(promised * 0.01)
})
