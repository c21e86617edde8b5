import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { changeKey } from '../../src/core/model/change.ts'
import type { SavedPlan } from '../../src/core/plan/document.ts'
import { planMeaning } from '../../src/core/plan/meaning.ts'
import { canonicalText, datastoreDigests } from '../../src/core/model/plain.ts'
import { digestOf } from '../../src/files/disk/digest.ts'
import { parsePlan, planFileText } from '../../src/files/kept/planfile.ts'
import { catalog, reworked } from '../arbitraries.ts'
import { field, liveOf, planOf, store } from '../laws/build.ts'
import { CASES } from './build.ts'
import { outline, problemsOf, refusal } from './temporary.ts'

function saved(plan: SavedPlan['document']['plan']): SavedPlan {
  const place = { file: 'schemas/a.yaml', line: 3, col: 5 }
  return {
    version: '0.1.0',
    createdAt: 1_700_000_000_000,
    document: {
      environment: 'staging',
      target: 'eu',
      where: 'data centre eu (cliq.zoho.eu)',
      source: 'live',
      definitions: 3,
      plan,
      places: new Map(plan.changes.map(change => [changeKey(change), place])),
      digest: digestOf(planMeaning({ environment: 'staging', target: 'eu', plan }, datastoreDigests(digestOf))),
      origins: { definitions: digestOf('definitions'), lockFile: digestOf('lock file') },
      reverts: ['rooms'],
      warnings: [{ code: 'LT101', severity: 'warning', message: 'a warning', at: place, hint: 'a hint' }],
    },
  }
}

const empty = new Map()
const before = store({ a: field(), notes: field({ type: 'large-text' }) })
const after = store({ a: field({ name: 'Other' }), b: field() }, [['a']])
const one = saved(planOf(liveOf(new Map([['store', before]])), new Map([['store', after]])))
const text = planFileText(one)

test('a plan without hidden values that is saved and read again is the same', () => {
  expect(parsePlan(text, 'plan.json')).toEqual(one)
  const nothing = saved(planOf(liveOf(empty), empty))
  expect(parsePlan(planFileText(nothing), 'plan.json')).toEqual(nothing)
})

test('any plan that is read again is saved as the same text', () => {
  const two = catalog(3).chain(from => fc.tuple(fc.constant(from), reworked(from)))
  fc.assert(
    fc.property(two, ([from, to]) => {
      const rendered = planFileText(saved(planOf(liveOf(from), to)))
      expect(planFileText(parsePlan(rendered, 'plan.json'))).toBe(rendered)
    }),
    { numRuns: CASES },
  )
})

test('what a lease in the org takes is read as it was saved, with those of other prefixes and its memory of migrations', () => {
  const lease = { isThere: true, intents: 3, settleMs: 3_000, listing: 1, others: 2, migrations: 1 }
  const { document, ...rest } = one
  const plan = { ...document.plan, estimate: { ...document.plan.estimate, lease } }
  const leased = { ...rest, document: { ...document, plan } }
  expect(parsePlan(planFileText(leased), 'plan.json')).toEqual(leased)
})

test('values that are not for the eye are nowhere in the file', () => {
  const hidden = (default_value: string) => store({ a: field(), b: field({ masked: true, default_value }) })
  const stores = ['canary1', 'canary2'].map(value => new Map([['store', hidden(value)]]))
  const [from = empty, to = empty] = stores
  const plans = [planOf(liveOf(from), to), planOf(liveOf(empty), to), planOf(liveOf(from), empty)]
  expect(plans.every(plan => plan.changes.length > 0)).toBe(true)
  for (const plan of plans) expect(planFileText(saved(plan))).not.toContain('canary')
})

const cut = (at: number) => text.slice(0, at)
const unsealed = { ...JSON.parse(text), mine: 1 }
delete unsealed.seal
const resealed = sealed(unsealed)
const forged = { ...JSON.parse(text.replace('"Other"', '"Forged"')) }
delete forged.seal

function sealed(content: Parameters<typeof canonicalText>[0] & object): string {
  return JSON.stringify({ ...content, seal: digestOf(canonicalText(content)) })
}

const cases: readonly { law: string; text: string; says: string | RegExp }[] = [
  { law: 'an empty file', text: '', says: 'PF101 plan.json:1:1' },
  { law: 'no JSON', text: 'plan', says: 'PF101 plan.json:1:1' },
  { law: 'a truncated file', text: cut(40), says: 'PF101 plan.json:3:3' },
  { law: 'other JSON', text: '{"formatVersion":1}', says: 'PF101 plan.json:1:1' },
  {
    law: 'a repeated key',
    text: text.replace('"kind":', '"kind": "x", "kind":'),
    says: /^PF101 plan\.json:\d\d+:\d+$/u,
  },
  { law: 'an unknown key, sealed again', text: resealed, says: /^PF101 plan\.json:1:\d{4,}$/u },
  {
    law: 'a newer format',
    text: text.replace('"formatVersion": 1', '"formatVersion": 2'),
    says: 'PF102 plan.json:1:1',
  },
  {
    law: 'a step edited by hand',
    text: text.replace('"delete-fields"', '"delete-datastore"'),
    says: 'PF103 plan.json:1:1',
  },
  { law: 'a part edited by hand, sealed again', text: sealed(forged), says: 'PF103 plan.json:1:1' },
  { law: 'a seal taken away', text: text.replace('"seal"', '"sael"'), says: 'PF103 plan.json:1:1' },
]

describe('a file that is not the plan that was saved is refused', () => {
  test.each(cases)('$law', async ({ text, says }) => {
    const problems = await refusal(() => parsePlan(text, 'plan.json'))
    expect(outline(problems)).toEqual([expect.stringMatching(says)])
    expect(problems[0]?.hint).toContain('cliq-ds plan')
  })
})

test('whichever byte flips, the plan is refused or still the same', () => {
  const bytes = Buffer.from(text)
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ flip
      const problems = problemsOf(() => expect(parsePlan(damaged.toString('utf8'), 'plan.json')).toEqual(one))
      expect(problems.every(each => each.code.startsWith('PF1'))).toBe(true)
    }),
    { numRuns: CASES },
  )
})
