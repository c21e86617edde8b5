import { expect, test } from 'vitest'

import { fetchEnd } from '../../src/commands/closingLook.ts'
import type { World } from '../../src/commands/world.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import { changeName } from '../../src/core/model/change.ts'
import { Failure } from '../../src/core/model/failure.ts'
import type { ReadCliq } from '../../src/core/model/ports.ts'
import { plan } from '../../src/core/plan/plan.ts'
import { BUDGETS, definitionsOf, field, liveOf, lockOf, store } from '../laws/build.ts'

const was = ['one', 'two', 'old'].map(name => store({ a: field() }, [], name))
const now = [
  ...['one', 'two'].map(name => store({ a: field(), b: field() }, [], name)),
  store({ a: field() }, [], 'new'),
]
const definitions = definitionsOf(catalogOf(now)).map(each =>
  each.datastore.unique_name === 'new' ? { ...each, hints: { renamed_from: ['old'], fields: new Map() } } : each,
)
const live = liveOf(catalogOf(was))
const planned = plan({ definitions, live, locked: lockOf(live), consents: new Set(), ignore: [], budgets: BUDGETS })

/** How a run of that plan ends where the org goes on showing these: by which surprises or which code, and after how long. */
async function ended(...shown: readonly Datastore[]): Promise<readonly [readonly string[], number]> {
  let ms = 0
  const clock = { now: () => ms, monotonic: () => ms, sleep: async (more: number) => void (ms += more) }
  const patience = { settleMs: 3_000, lateWindowMs: 24_000 }
  const { signal } = new AbortController()
  const world = { clock, patience, notify: () => undefined, signal } as unknown as World
  const cliq = { fetchLive: async () => liveOf(catalogOf(shown)) } as unknown as ReadCliq
  try {
    const { surprises } = await fetchEnd(world, planned, cliq)
    return [surprises.map(changeName), ms]
  } catch (error) {
    return [error instanceof Failure ? error.problems.map(each => each.code) : [String(error)], ms]
  }
}

test('what a plan left is no surprise, what it found or passes on its way lags, and all else was somebody', async () => {
  expect(planned.problems).toEqual([])
  const [one, two, old] = was as [Datastore, Datastore, Datastore]
  const [oneNow, twoNow, renamed] = now as [Datastore, Datastore, Datastore]
  const odd = store({ a: field(), c: field() }, [], 'two')
  expect(await ended(oneNow, twoNow, renamed)).toEqual([[], 0])
  for (const lagging of [
    [one, two, old],
    [oneNow, two, old],
    [one, twoNow, renamed],
    // A rename of which a page shows both names or none.
    [oneNow, twoNow],
    [oneNow, twoNow, old, renamed],
  ])
    expect(await ended(...lagging)).toEqual([['AP105'], 3_000 + 6_000 + 12_000 + 24_000])
  for (const foreign of [
    [one, odd, old],
    [oneNow, odd, renamed],
    [one, old],
    [{ ...one, description: 'By hand' }, two, old],
    [oneNow, twoNow, { ...renamed, description: 'By hand' }],
  ]) {
    const [surprises, ms] = await ended(...foreign)
    expect([surprises.length > 0, surprises.includes('AP105'), ms]).toEqual([true, false, 3_000])
  }
})
