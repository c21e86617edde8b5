import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { approvalOf } from '../../src/core/review/approval.ts'
import { marksOf, waysOf } from '../../src/core/review/marks.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import type { Slot } from '../../src/core/review/slot.ts'
import { canonicalText, datastoreDigests, plainDatastore } from '../../src/core/model/plain.ts'
import { planMeaning } from '../../src/core/plan/meaning.ts'
import { advance } from '../../src/core/plan/advance.ts'
import type { Plan } from '../../src/core/plan/plan.ts'
import { catalog, reworked } from '../arbitraries.ts'
import { field, fields, liveOf, lockOf, planOf, store } from '../laws/build.ts'
import { hash, sealOf, slotOf } from './build.ts'

const document = (plan: Plan) => ({ target: 'us', plan })
const before = catalogOf([store(fields(3), [], 'empdir'), store(fields(2), [], 'rooms')])
const after = catalogOf([store({ ...fields(2), fresh: field() }, [], 'empdir'), store(fields(2), [], 'rooms')])
const made = planOf(liveOf(before), after)
const slot = (more: Partial<Slot> = {}) => slotOf({ changes: marksOf(document(made), hash), ...more })
const missing = (plan: Plan, slots: readonly Slot[], head = 'h1') => [
  ...approvalOf(
    document(plan),
    slots.map((each, at) => ({ pull: `#${at + 1}`, head, slot: each })),
    hash,
  ).missing.values(),
]

test('only what changes or is adopted has marks', () =>
  expect([...marksOf(document(made), hash).keys()]).toEqual(['empdir']))

test('of several that approve the first is named', () => {
  const slots = ['#1', '#2', '#3'].map(pull => ({ pull, head: pull === '#1' ? 'other' : 'h1', slot: slot() }))
  expect(approvalOf(document(made), slots, hash).by).toEqual(new Map([['empdir', '#2']]))
})

test('what another pull request does elsewhere moves no mark', () => {
  const both = catalogOf(
    [...after.values()].map(each => (each.unique_name === 'rooms' ? { ...each, name: 'Halls' } : each)),
  )
  const together = marksOf(document(planOf(liveOf(before), both)), hash)
  expect(together.get('empdir')).toEqual(marksOf(document(made), hash).get('empdir'))
  expect([...together.keys()]).toEqual(['empdir', 'rooms'])
})

const other = catalogOf([store({ ...fields(2), other: field() }, [], 'empdir'), store(fields(2), [], 'rooms')])
// As the first step of the plan leaves it.
const halfway = (() => {
  const [first] = made.steps
  const played = first === undefined ? undefined : advance(before, first)
  return played?.kind === 'catalog' ? played.catalog : before
})()
const moved = catalogOf([store(fields(3, 'f', { name: 'Moved' }), [], 'empdir'), store(fields(2), [], 'rooms')])

test.each([
  ['the slot of just this change approves', made, [slot()], 'h1', []],
  ['no slot approves nothing', made, [], 'h1', ['no merged pull request reviewed it']],
  ['a slot of another head approves nothing', made, [slot()], 'h2', ['#1 was reviewed at h1 and merged at h2']],
  [
    'heads are named as people know them',
    made,
    [slot({ head: '0123456789abcdef' })],
    'fedcba9876543210',
    ['#1 was reviewed at 0123456 and merged at fedcba9'],
  ],
  [
    'a slot of another org approves nothing',
    made,
    [slot({ target: 'eu' })],
    'h1',
    ['#1 reviewed it for another org, eu'],
  ],
  [
    'a truncated slot approves nothing',
    made,
    [slot({ truncated: true })],
    'h1',
    ['the comment of #1 was too long to show all losses'],
  ],
  ['a closed slot approves nothing', made, [slot({ state: 'closed' })], 'h1', ['what #1 reviewed was already applied']],
  ['another goal is not approved', planOf(liveOf(before), other), [slot()], 'h1', ['#1 reviewed another change']],
  [
    'another base is not approved',
    planOf(liveOf(moved), after),
    [slot()],
    'h1',
    ['#1 reviewed another way to the same result'],
  ],
  [
    'another base is not approved while applying either',
    planOf(liveOf(moved), after),
    [slot({ state: 'applying', ways: waysOf(document(made), hash) })],
    'h1',
    ['#1 reviewed another way to the same result'],
  ],
  [
    'what stands on the way of a slot that is not being applied is not approved',
    planOf(liveOf(halfway), after),
    [slot({ ways: waysOf(document(made), hash) })],
    'h1',
    ['#1 reviewed another way to the same result'],
  ],
  [
    'what stands on the way of a slot that is being applied is approved',
    planOf(liveOf(halfway), after),
    [slot({ state: 'applying', ways: waysOf(document(made), hash) })],
    'h1',
    [],
  ],
  [
    'what stands there on the way to another goal is not',
    planOf(liveOf(halfway), other),
    [slot({ state: 'applying', ways: waysOf(document(made), hash) })],
    'h1',
    ['#1 reviewed another change'],
  ],
  [
    'of several reasons the first is told',
    made,
    [slot({ target: 'eu' }), slot({ state: 'closed' })],
    'h1',
    ['#1 reviewed it for another org, eu'],
  ],
  ['one slot of several is enough', made, [slotOf(), slot()], 'h1', []],
  [
    'adoption alone needs a review',
    planOf(liveOf(after), after, lockOf(liveOf(catalogOf([])))),
    [slot()],
    'h1',
    ['#1 reviewed another way to the same result', 'no merged pull request reviewed it'],
  ],
] as const)('%s', (_, plan, slots, head, says) => expect(missing(plan, slots, head)).toEqual(says))

test('an apply that was killed anywhere is recognised on any machine, with what the server filled in', () => {
  fc.assert(
    fc.property(catalog(3), catalog(3), fc.nat(), (from, to, cut) => {
      const whole = planOf(liveOf(from), to)
      fc.pre(whole.problems.length === 0 && whole.steps.length > 0)
      const marks = marksOf(document(whole), hash)
      const applying = slotOf({ changes: marks, ways: waysOf(document(whole), hash), state: 'applying' })
      let now: Catalog = from
      for (const step of whole.steps.slice(0, cut % whole.steps.length)) {
        const played = advance(now, step)
        if (played.kind === 'catalog') now = played.catalog
      }
      // What was created is the run's own: the lock file takes it even when it stops.
      const rest = planOf(liveOf(now), to)
      expect(missing(rest, [applying])).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('the digest of a plan covers what it changes alone, so other pull requests stale no plan', () => {
  const elsewhere = (all: Catalog) =>
    catalogOf([...all.values()].map(each => (each.unique_name === 'rooms' ? { ...each, name: 'Halls' } : each)))
  const meaning = (plan: Plan) => planMeaning({ environment: 'production', target: 'us', plan }, datastoreDigests(hash))
  expect(meaning(planOf(liveOf(elsewhere(before)), elsewhere(after)))).toBe(meaning(made))
  expect(meaning(planOf(liveOf(moved), after))).not.toBe(meaning(made))
})

test('plans that bring an org to different datastores have different digests, and those to the same ones the same', () => {
  const meaning = (plan: Plan) => planMeaning({ environment: 'e', target: 't', plan }, datastoreDigests(hash))
  // Without what is hidden, which no digest holds.
  const shown = (of: Catalog) => canonicalText([...of.values()].map(each => plainDatastore(each)))
  fc.assert(
    fc.property(
      catalog(3).chain(one => fc.tuple(fc.constantFrom(one, catalogOf([])), fc.constant(one), reworked(one))),
      ([from, one, two]) => {
        const [first, second] = [planOf(liveOf(from), one), planOf(liveOf(from), two)]
        const [a, b] = [shown(first.target), shown(second.target)]
        expect(meaning(first) === meaning(second)).toBe(a === b)
      },
    ),
    { numRuns: 300 },
  )
})

test('whether rows are copied first is a part of what was reviewed where values go, and of nothing else', () => {
  const fewer = catalogOf([store(fields(2), [], 'empdir'), store(fields(3), [], 'rooms')])
  const [kept, waived] = [undefined, 'waived' as const].map(backup =>
    marksOf({ ...document(planOf(liveOf(before), fewer)), ...(backup && { backup }) }, hash),
  )
  expect(waived?.get('empdir')).not.toEqual(kept?.get('empdir'))
  expect(waived?.get('rooms')).toEqual(kept?.get('rooms'))
  expect([...(kept?.keys() ?? [])]).toEqual(['empdir', 'rooms'])
})

test('a hidden value is a part of what was reviewed where there is a key, and is in no digest without one', () => {
  const hiding = (preset: string) =>
    catalogOf([store({ ...fields(2), pin: field({ name: 'Pin', masked: true, default_value: preset }) }, [], 'empdir')])
  const [one, two] = ['1111', '2222'].map(preset => planOf(liveOf(before), hiding(preset)))
  if (one === undefined || two === undefined) throw new Error('no plan')
  const marks = (plan: Plan, key?: string) =>
    marksOf(document(plan), hash, key === undefined ? undefined : sealOf(key).sign)
  expect(marks(two)).toEqual(marks(one))
  expect(marks(two, 'key').get('empdir')).not.toEqual(marks(one, 'key').get('empdir'))
  expect(marks(one, 'key')).toEqual(marks(one, 'key'))
  expect(marks(one, 'other')).not.toEqual(marks(one, 'key'))
  const approving = [{ pull: '#1', head: 'h1', slot: slotOf({ changes: marks(one, 'key') }) }]
  const { sign } = sealOf('key')
  expect(approvalOf(document(one), approving, hash, sign).missing.size).toBe(0)
  expect([...approvalOf(document(two), approving, hash, sign).missing.values()]).toEqual(['#1 reviewed another change'])
})
