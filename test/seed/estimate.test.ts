import { expect, test } from 'vitest'

import { budgetsOf } from '../../src/core/pace/pace.ts'
import { checkSeed } from '../../src/core/rows/check.ts'
import { compareRows } from '../../src/core/rows/compare.ts'
import { leasedCalls } from '../../src/core/rows/leased.ts'
import { estimateSeeds, planSeed } from '../../src/core/rows/seedPlan.ts'
import { field, store } from '../laws/build.ts'
import { seedFile } from './seedWorld.ts'

const rooms = store({ code: field({ mandatory: true }) }, [['code']], 'rooms')
const { seed } = checkSeed(
  seedFile(
    rooms,
    Array.from({ length: 60 }, (_, at) => ({ code: `R${at}` })),
  ),
  rooms,
  false,
)
const site = { datastore: rooms, identity: undefined, complete: true }
const plan = planSeed(seed, site, [], compareRows(seed, rooms, []), { consents: new Set() }, budgetsOf())

/** The calls of each operation, and the time. */
function estimated(intents: number | undefined, settleMs = 3_000) {
  const lease = intents === undefined ? undefined : { intents, settleMs }
  const { calls, seconds } = estimateSeeds([plan], new Map(), budgetsOf(), lease)
  return { calls: Object.fromEntries(calls), seconds }
}

test('without a lease the rows are all that is counted', () => {
  expect(estimated(undefined).calls).toEqual({ 'records.insert': 60 })
})

// Twenty rows go under one renewal; of the intents the newest fifty stay.
test.each([
  [0, 1],
  [47, 1],
  [48, 2],
  [50, 4],
  [60, 14],
])('a lease in which %i intents lie is renewed three times, and %i rows are removed', (intents, removed) => {
  expect(estimated(intents).calls).toEqual({
    'records.insert': 63,
    'records.update': 3,
    'records.list': 3,
    'records.delete': removed,
  })
})

test('each call that renews a lease between rows presses, and no row does: so they go in a run', () => {
  const links = leasedCalls(plan).flat(2)
  const pressed = links.flatMap((each, at) =>
    typeof each === 'string' && at > 0 && isPress(links[at - 1]) ? [each] : [],
  )
  expect(pressed).toEqual(Array.from({ length: 3 }, () => ['records.update', 'records.insert', 'records.list']).flat())
  expect(links.filter(isPress)).toHaveLength(pressed.length)
})

function isPress(link: unknown): boolean {
  return typeof link === 'object' && link !== null && 'presses' in link
}

test('what a lease waits between its two reads is a part of the time', () => {
  const few = planSeed(
    checkSeed(seedFile(rooms, [{ code: 'A' }]), rooms, false).seed,
    site,
    [],
    compareRows(checkSeed(seedFile(rooms, [{ code: 'A' }]), rooms, false).seed, rooms, []),
    { consents: new Set() },
    budgetsOf(),
  )
  const of = (settleMs: number) => estimateSeeds([few], new Map(), budgetsOf(), { intents: 0, settleMs }).seconds
  expect(of(9_000) - of(3_000)).toBeCloseTo(6)
})
