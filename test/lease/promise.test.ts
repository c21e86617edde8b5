import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import { KEPT_INTENTS, META_NAME, metaRows } from '../../src/core/pace/leaseRows.ts'
import { catalog, reworked } from '../arbitraries.ts'
import { virtualWorld } from '../engine/virtualWorld.ts'
import { field, fields, store } from '../laws/build.ts'

const RUNS = Number(process.env['PROMISE_RUNS'] ?? 20)
// A call lasts 0.3 s in virtual time, and times are told in tenths.
const ONE_CALL_S = 0.35

/** Brings an org through these catalogs under a lease in the org, and compares each plan with the apply that follows. */
async function kept(catalogs: readonly Catalog[]): Promise<number> {
  const { world, org, define, close, watched } = await virtualWorld('org')
  try {
    for (const wanted of catalogs) {
      define(wanted)
      const { plan } = await performPlan(world, { offline: false, allow: [] })
      const allow = plan.risks.flatMap(each => each.consent ?? [])
      await world.clock.sleep(3_600_000)
      const begun = org.requests.length
      const ended = await performApply(world, { yes: true, allow, approve: undefined, show: () => undefined })
      const counts = new Map<string, number>()
      for (const { operation = '' } of org.requests.slice(begun))
        counts.set(operation, (counts.get(operation) ?? 0) + 1)
      expect([...counts].sort()).toEqual([...plan.estimate.calls].sort())
      expect([...ended.journal.calls].sort()).toEqual([...counts].sort())
      const { seconds } = plan.estimate
      expect(Math.abs(ended.journal.seconds - seconds)).toBeLessThanOrEqual(ONE_CALL_S)
      // With idle budgets, as the plan counts them.
      await world.clock.sleep(3_600_000)
    }
    expect(watched.wrong).toEqual([])
    const cliq = await world.environment.connect()
    const { leases, intents } = metaRows((await cliq.fetchRecords(META_NAME, Infinity)).records)
    expect(leases).toEqual([])
    return intents.length
  } finally {
    await close()
  }
}

test('A13 with a lease in the org: the plan names every call of the apply, and its time to one call', async () => {
  const pairs = catalog(4).chain(from => fc.tuple(fc.constant(from), reworked(from)))
  await fc.assert(
    fc.asyncProperty(pairs, async ([from, to]) => {
      fc.pre(from.size > 0 && to.size > 0)
      await kept([from, to])
    }),
    // A smaller case takes minutes to find.
    { numRuns: RUNS, endOnFailure: true },
  )
})

test('reads that lag behind the first datastore of a lease are waited for', async () => {
  const { world, define, close } = await virtualWorld('org', undefined, { readLagMs: 1_000 })
  try {
    define(catalogOf([store(fields(2))]))
    for (const kind of ['done', 'nothing-to-do'])
      expect(
        (await performApply(world, { yes: true, allow: [], approve: undefined, show: () => undefined })).kind,
      ).toBe(kind)
    await world.clock.sleep(3_600_000)
    const { records } = await (await world.environment.connect()).fetchRecords(META_NAME, Infinity)
    expect(metaRows(records).leases).toEqual([])
  } finally {
    await close()
  }
})

for (const count of (process.env['LEASE_STEPS'] ?? '1,60,180').split(',').map(Number))
  test(`A13 with ${count} steps under a lease in the org: each look is one call, and the plan names them all`, async () => {
    expect(await kept([catalogOf(Array.from({ length: count }, (_, at) => store(fields(1), [], `d${at}`)))])).toBe(
      Math.min(KEPT_INTENTS, count),
    )
  })

test('no more than the last intents stay in the org, and the plan counts the removal of the others', async () => {
  const many = (name: string) =>
    catalogOf(Array.from({ length: 30 }, (_, at) => store({ ...fields(2), named: field({ name }) }, [], `d${at}`)))
  expect(await kept([many('One'), many('Two'), many('Three')])).toBe(KEPT_INTENTS)
})
