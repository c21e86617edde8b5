import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { advanceAll } from '../../src/core/plan/advance.ts'
import { attribution } from '../../src/core/drift/attribution.ts'
import type { Drifted } from '../../src/core/drift/attribution.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import { changeKey } from '../../src/core/model/change.ts'
import { diff } from '../../src/core/model/diff.ts'
import { sortedDrift } from '../../src/core/drift/ignored.ts'
import type { Live } from '../../src/core/model/live.ts'
import { lockedAfter } from '../../src/core/model/lock.ts'
import type { LockedEnvironment } from '../../src/core/model/lock.ts'
import { plan } from '../../src/core/plan/plan.ts'
import type { Plan } from '../../src/core/plan/plan.ts'
import { reversal } from '../../src/core/drift/reversal.ts'
import { catalog, reworked } from '../arbitraries.ts'
import { BUDGETS, definitionsOf, field, liveOf, lockOf, RUNS, store } from './build.ts'

/** What we left, and what is live: parts came, went and changed; whole datastores may be gone. */
const pairs = catalog(3).chain(left =>
  fc.tuple(
    fc.constant(left),
    reworked(left).map(live => catalogOf([...live.values()].filter(each => left.has(each.unique_name)))),
  ),
)

function driftOf(locked: LockedEnvironment, live: Live): readonly Drifted[] {
  return attribution({ locked, live, definitions: undefined, ignore: [] }).drift
}

function back(locked: LockedEnvironment, live: Live, isChosen: (drifted: Drifted) => boolean): Plan {
  const drift = driftOf(locked, live)
  const definitions = reversal(drift.filter(isChosen), drift, live, locked)
  return plan({ definitions, live, locked, consents: new Set(), ignore: [], budgets: BUDGETS })
}

function played({ base, steps }: Plan): Catalog {
  const end = advanceAll(base, steps)
  if (end.kind === 'refusal') throw new Error(end.because)
  return end.catalog
}

/** Ids as they would be: another type is another field, and nothing of ours. */
function idsOf(left: Catalog, live: Catalog): (path: string) => string {
  return path => {
    const [name = '', column = ''] = path.split('.')
    const [before, now] = [left, live].map(each => each.get(name)?.fields.get(column)?.type)
    return before === now ? `id:${path}` : `id:new:${path}`
  }
}

test('a plan that reverts all drift leads back to what we left, foreign parts kept', () => {
  const law = ([left, now]: readonly [Catalog, Catalog]) => {
    const live = liveOf(now, idsOf(left, now))
    const locked = lockOf(liveOf(left))
    const made = back(locked, live, () => true)
    if (made.problems.length > 0) {
      // Only what is not ours can stand in the way: a field of another type, or too many.
      expect(diff(left, now).some(each => each.kind === 'field-retyped' || each.kind === 'field-added')).toBe(true)
      return
    }
    const apart = diff(left, played(made)).filter(each => each.kind !== 'field-added')
    expect(apart.map(changeKey)).toEqual([])
    expect(made.steps.map(each => each.call)).not.toContain('delete-fields')
    expect(made.steps.map(each => each.call)).not.toContain('delete-datastore')
  }
  fc.assert(fc.property(pairs, law), { numRuns: RUNS })
})

test('a plan that reverts no drift has nothing to do', () => {
  const law = ([left, now]: readonly [Catalog, Catalog]) => {
    const live = liveOf(now)
    const made = back(lockOf(liveOf(left)), live, () => false)
    expect([made.changes, made.steps]).toEqual([[], []])
  }
  fc.assert(fc.property(pairs, law), { numRuns: RUNS })
})

test('a field that was never ours is not brought back, whoever removed it', () => {
  const base = store({ a: field(), b: field() })
  const now = { ...base, description: 'Other', fields: new Map([['a', field()] as const]) }
  const locked = lockOf(liveOf(catalogOf([base])), path => path !== 'store.b')
  const made = back(locked, liveOf(catalogOf([now])), () => true)
  expect(made.changes.map(changeKey)).toEqual(['datastore-changed:store description'])
})

test('an entry leaves alone what it names, until its day is over', () => {
  const base = store({ a: field(), b: field() })
  const now = { ...base, description: 'Other', fields: new Map([['a', field({ name: 'New' })] as const]) }
  const drift = driftOf(lockOf(liveOf(catalogOf([base]))), liveOf(catalogOf([now])))
  const left = (pattern: string, today = '2026-11-24') => {
    const entry = { environment: 'org', pattern, reason: 'known', until: '2026-11-24' }
    const { counted, ignored } = sortedDrift(drift, [entry], today)
    expect(counted.length + ignored.length).toBe(drift.length)
    return counted.map(each => changeKey(each.change))
  }
  const all = drift.map(each => changeKey(each.change))
  expect(all).toEqual(['datastore-changed:store description', 'field-changed:store.a name', 'field-removed:store.b'])
  expect(left('store')).toEqual([])
  expect(left('store', '2026-11-25')).toEqual(all)
  expect(left('store.a')).toEqual([all[0], all[2]])
  expect(left('store.description')).toEqual([all[1], all[2]])
  expect(left('store.*')).toEqual([])
  expect(left('datastore-changed:*')).toEqual([all[1], all[2]])
  expect(left('stor')).toEqual(all)
})

test('a defined datastore is adopted once, whoever made it', () => {
  const law = (defined: Catalog) => {
    const live = liveOf(defined)
    const about = {
      definitions: definitionsOf(defined),
      live,
      consents: new Set<string>(),
      ignore: [],
      budgets: BUDGETS,
    }
    const before = { target: 'a test', datastores: new Map() }
    expect(plan({ ...about, locked: before }).adopts).toEqual([...defined.keys()])
    const locked = lockedAfter(before, { definitions: about.definitions, live, ignored: () => false, elsewhere: [] })
    expect(plan({ ...about, locked }).adopts).toEqual([])
    const other = liveOf(defined, name => `another id:${name}`)
    expect(plan({ ...about, live: other, locked }).adopts).toEqual([...defined.keys()])
  }
  fc.assert(fc.property(catalog(3), law), { numRuns: RUNS })
})

test('no lock file claims one id under two names', () => {
  const base = store({ a: field() })
  const now = { ...base, unique_name: 'shop' }
  const live = liveOf(catalogOf([now]), name => `id:${name.replace('shop', 'store')}`)
  const left = lockOf(liveOf(catalogOf([base])))
  const kept = new Map([...left.datastores].map(([name, each]) => [name, { ...each, protect: true }] as const))
  const about = { definitions: definitionsOf(catalogOf([now])), live, ignored: () => false, elsewhere: [] }
  const { datastores } = lockedAfter({ ...left, datastores: kept }, about)
  expect([...datastores].map(([name, { protect }]) => [name, protect])).toEqual([['shop', true]])
})
