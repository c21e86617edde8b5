import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import type { VerifiedBy } from '../../src/core/model/step.ts'
import { gateLine } from '../gateLine.ts'
import { field, store } from '../laws/build.ts'
import { defineLater, detoured, killAt, no, renamed, retyped, rowsIn, rowsOf, text, withOrg, yes } from './carried.ts'
import type { Past } from './carried.ts'
import type { Meddle, VirtualWorld } from './virtualWorld.ts'

const later: Past = { ...renamed, hints: { b: { renamed_from: ['a'], contract: 'later' } } }
const keyed: Past = {
  from: store({ no, a: text }, [['no'], ['a']]),
  to: store({ no, b: field({ name: 'B', mandatory: true }) }, [['no'], ['b']]),
  hints: { b: { renamed_from: ['a'] } },
}
const rows = [
  ...rowsOf(4, at => String(at % 2)),
  ...rowsOf(2, at => `1${at}`).map(({ a = '' }) => ({ no: `x${String(a)}`, a })),
]
const PASTS = [
  { name: 'a rename', past: renamed, rows, to: 'b' },
  { name: 'a rename that waits', past: later, rows, to: 'b' },
  { name: 'a rename of a key', past: keyed, rows: rowsOf(3, at => `k${at}`), to: 'b' },
  { name: 'a rename over another type', past: detoured, rows: rowsOf(3, at => `a text ${at}`), to: 'b' },
  { name: 'another type', past: retyped, rows, to: 'a' },
]

async function applied(
  org: VirtualWorld,
  meddle?: Meddle,
  killed?: Promise<void>,
  verify: VerifiedBy = 'records',
): Promise<string> {
  const work = performApply(org.another(meddle), { ...yes, verify }).then(each => each.kind)
  return killed === undefined ? work : Promise.race([work, killed.then(() => 'killed')])
}

const found = { injected: 0, survived: 0 }

for (const { name, past, rows: own, to } of PASTS)
  test(`${name} that is killed at any call ends well on another machine, with every value in place`, async () => {
    const calls = await withOrg(past, own, async org => {
      defineLater(org, past)
      const begun = org.org.requests.length
      expect(await applied(org)).toBe('done')
      return org.org.requests.length - begun
    })
    for (let at = 0; at < calls; at += 1)
      for (const when of ['before', 'after'] as const)
        await withOrg(past, own, async org => {
          defineLater(org, past)
          let kill = () => undefined as void
          const killed = new Promise<void>(resolve => (kill = resolve))
          found.injected += 1
          expect(await applied(org, killAt(at, when, kill), killed)).toBe('killed')
          const begun = org.org.requests.length
          expect(['done', 'nothing-to-do'], `${when} ${at}`).toContain(await applied(org))
          const more = org.org.requests.length - begun
          const now = new Map((await rowsIn(org)).map(each => [each['no'], each[to]]))
          expect(now, `${when} ${at}`).toEqual(new Map(own.map(each => [each['no'], each['a']])))
          expect((await performPlan(org.another(), { offline: false, allow: [] })).plan.steps).toEqual([])
          // One more reading of those records, and the call that was in doubt.
          expect(more, `${when} ${at}`).toBeLessThanOrEqual(calls + 2)
          found.survived += 1
        })
  })

test('a rename that queries prove, killed at any call, ends well on another machine, with every lookalike of the probe gone', async () => {
  const own = rowsOf(7, () => 'Team_1a')
  const count = await withOrg(renamed, own, async org => {
    defineLater(org, renamed)
    const begun = org.org.requests.length
    expect(await applied(org, undefined, undefined, 'queries')).toBe('done')
    return org.org.requests.length - begun
  })
  for (let at = 0; at < count; at += 1)
    await withOrg(renamed, own, async org => {
      defineLater(org, renamed)
      let kill = () => undefined as void
      const killed = new Promise<void>(resolve => (kill = resolve))
      found.injected += 1
      expect(await applied(org, killAt(at, at % 2 === 0 ? 'after' : 'before', kill), killed, 'queries')).toBe('killed')
      expect(['done', 'nothing-to-do'], `killed at ${at}`).toContain(await applied(org))
      expect(new Set((await rowsIn(org)).map(each => each['b'])), `killed at ${at}`).toEqual(new Set(['Team_1a']))
      found.survived += 1
    })
})

test('every kill was survived', () => {
  gateLine('G2 with row-work', found.injected, found.injected - found.survived, 0)
  expect(found.survived).toBe(found.injected)
})
