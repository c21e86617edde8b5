import { expect, test } from 'vitest'
import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Checks } from '../../src/core/plan/document.ts'
import { fields, store } from '../laws/build.ts'
import { virtualWorld } from './virtualWorld.ts'

/** Removes a field over so many records, and compares what was promised with what was sent. */
async function removed(count: number, checks: Checks) {
  const { world, org, define, close } = await virtualWorld()
  try {
    define(catalogOf([store(fields(2))]))
    await performApply(world, { yes: true, allow: [], approve: undefined, show: () => undefined })
    for (let at = 0; at < count; at += 1) {
      if (at % 25 === 0) await world.clock.sleep(60_000)
      const headers = { authorization: 'Zoho-oauthtoken a-person', 'content-type': 'application/json' }
      const body = JSON.stringify({ values: { f0: `r${at}`, f1: 'goes' } })
      const url = '/api/v3/datastores/store/records'
      expect((await org.handle({ method: 'POST', url, headers, body })).status).toBe(200)
    }
    await world.clock.sleep(3_600_000)
    define(catalogOf([store(fields(1))]))
    const { plan } = await performPlan(world, { offline: false, allow: [], checks })
    await world.clock.sleep(3_600_000)
    const begun = org.requests.length
    const allow = plan.risks.flatMap(each => each.consent ?? [])
    const applied = await performApply(world, { yes: true, allow, approve: undefined, show: () => undefined, checks })
    const held = plan.risks.find(each => each.level === 'loss')?.held
    const copied = applied.journal.backups?.map(each => each.records)
    return { estimate: plan.estimate, held, copied, calls: org.requests.length - begun, took: applied.journal.seconds }
  } finally {
    await close()
  }
}

for (const count of [0, 1, 99])
  test(`a copy of ${count} records takes the calls that the plan named, whichever way they are counted`, async () => {
    for (const checks of ['bounded', 'all'] as const) {
      const { estimate, held, copied, calls, took } = await removed(count, checks)
      expect([held?.records, held?.withValue, held?.complete]).toEqual([count, count, true])
      expect([copied, calls, estimate.atLeast]).toEqual([[count], estimate.total, undefined])
      expect(Math.abs(took - estimate.seconds)).toBeLessThanOrEqual(1)
    }
  })

test('above 100 records the plan says at least, unless all were counted', async () => {
  const bounded = await removed(450, 'bounded')
  expect([bounded.held?.records, bounded.held?.complete, bounded.estimate.atLeast]).toEqual([100, false, true])
  expect([bounded.copied, bounded.calls]).toEqual([[450], bounded.estimate.total + 6])
  const all = await removed(450, 'all')
  expect([all.held?.records, all.copied, all.calls, all.estimate.atLeast]).toEqual([
    450,
    [450],
    all.estimate.total,
    undefined,
  ])
})

test('where checks are skipped nothing is read before the plan, and everything is still copied', async () => {
  const { estimate, held, copied, calls } = await removed(120, 'skipped')
  expect([held, estimate.atLeast, copied]).toEqual([undefined, true, [120]])
  expect(calls).toBe(estimate.total + 2)
})
