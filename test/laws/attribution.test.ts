import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptance, lockedAccepting } from '../../src/core/drift/acceptance.ts'
import { attribution, withChanges } from '../../src/core/drift/attribution.ts'
import { underWayProblems, unfinishedProblems } from '../../src/core/drift/unfinished.ts'
import { heirMark } from '../../src/core/migrations/marks.ts'
import { advanceAll } from '../../src/core/plan/advance.ts'
import type { Attribution } from '../../src/core/drift/attribution.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import { changeKey } from '../../src/core/model/change.ts'
import { desiredCatalog } from '../../src/core/model/definition.ts'
import { diff } from '../../src/core/model/diff.ts'
import { lockedCatalog } from '../../src/core/model/lock.ts'
import type { LockedEnvironment } from '../../src/core/model/lock.ts'
import { catalog, reworked } from '../arbitraries.ts'
import { definitionsOf, field, liveOf, lockOf, planOf, RUNS, store } from './build.ts'

/** What we left, what is live and what is defined now. New datastores of live are nobody's, so there are none. */
const triples = catalog(3).chain(left =>
  fc.tuple(
    fc.constant(left),
    reworked(left).map(live => catalogOf([...live.values()].filter(each => left.has(each.unique_name)))),
    reworked(left).map(wanted => catalogOf([...wanted.values()].filter(each => left.has(each.unique_name)))),
  ),
)

function attributed(left: Catalog, live: Catalog, wanted: Catalog, locked = lockOf(liveOf(left))): Attribution {
  return attribution({ locked, live: liveOf(live), definitions: definitionsOf(wanted), ignore: [] })
}

function accept(left: Catalog, live: Catalog, wanted: Catalog): { locked: LockedEnvironment; wanted: Catalog } {
  const locked = lockOf(liveOf(left))
  const { drift } = attributed(left, live, wanted)
  const all = acceptance(drift, definitionsOf(wanted), liveOf(live), locked)
  const now = new Map(wanted)
  for (const { name, wanted: one, isGone } of all) {
    if (isGone) now.delete(name)
    else if (one !== undefined) now.set(name, one)
  }
  return { locked: lockedAccepting(locked, liveOf(live), all), wanted: now }
}

function check(law: (left: Catalog, live: Catalog, wanted: Catalog) => void): void {
  fc.assert(
    fc.property(triples, ([left, live, wanted]) => law(left, live, wanted)),
    { numRuns: RUNS },
  )
}

test('one side alone moves only its own, and what both moved alike is no conflict', () => {
  check((left, live, wanted) => {
    const moved = diff(left, live)
    const by = (who: 'outside' | 'both') => moved.map(change => ({ change, by: who, conflict: false }))
    expect(attributed(left, left, wanted)).toEqual({ drift: [], pending: diff(left, wanted) })
    expect(attributed(left, live, left)).toEqual({ drift: by('outside'), pending: [] })
    expect(attributed(left, live, live)).toEqual({ drift: by('both'), pending: [] })
  })
})

test('every change from what we left is drift or pending, and the sides mirror each other', () => {
  check((left, live, wanted) => {
    const there = attributed(left, live, wanted)
    const back = attributed(left, wanted, live)
    expect(there.drift.map(each => each.change)).toEqual(diff(left, live))
    expect(back.drift.filter(each => each.by === 'outside').map(each => each.change)).toEqual(there.pending)
    expect(there.drift.filter(each => each.by === 'outside').map(each => each.change)).toEqual(back.pending)
    const apart = new Set(diff(wanted, live).map(each => each.datastore))
    for (const { change, conflict } of there.drift) if (conflict) expect(apart).toContain(change.datastore)
  })
})

test('right after accepting there is no drift, the lock file says what is live, and pending edits are as they were', () => {
  check((left, live, wanted) => {
    const before = attributed(left, live, wanted)
    const after = accept(left, live, wanted)
    const { drift } = attributed(left, live, after.wanted, after.locked)
    expect(drift).toEqual([])
    expect(acceptance(drift, definitionsOf(after.wanted), liveOf(live), after.locked)).toEqual([])
    expect(diff(lockedCatalog(after.locked), live)).toEqual([])
    for (const change of before.pending.filter(each => live.has(each.datastore) || !wanted.has(each.datastore))) {
      const now = after.wanted.get(change.datastore)
      expect(now === undefined).toBe(!wanted.has(change.datastore))
      if (now !== undefined)
        expect(diff(catalogOf([now]), catalogOf([withChanges(now, [change])])).map(changeKey)).toEqual([])
    }
    const outside = new Set(before.drift.filter(each => each.by === 'outside').map(each => changeKey(each.change)))
    const written = diff(wanted, after.wanted).filter(each => live.has(each.datastore))
    for (const change of written) expect(outside).toContain(changeKey(change))
    expect(diff(accept(left, live, left).wanted, live)).toEqual([])
  })
})

const base = store({ a: field(), b: field() })
const without = (name: string) => ({ ...base, fields: new Map([...base.fields].filter(([each]) => each !== name)) })

test('a field removed outside and edited in its definition is a conflict', () => {
  const edited = { ...base, fields: new Map([...base.fields, ['b', field({ name: 'New' })] as const]) }
  const { drift, pending } = attributed(catalogOf([base]), catalogOf([without('b')]), catalogOf([edited]))
  expect(drift).toMatchObject([{ by: 'both', conflict: true }])
  expect(pending).toEqual([])
})

test('a kept field that no definition names was never moved by one', () => {
  const live = liveOf(catalogOf([{ ...base, description: 'Other' }]))
  const locked = lockOf(liveOf(catalogOf([base])), path => path !== 'store.b')
  const found = attribution({ locked, live, definitions: definitionsOf(catalogOf([without('b')])), ignore: [] })
  expect(found).toMatchObject({ drift: [{ by: 'outside' }], pending: [] })
})

test('a datastore renamed in the org is one datastore, and a definition that followed agrees', () => {
  const now = { ...base, unique_name: 'shop' }
  const live = liveOf(catalogOf([now]), name => `id:${name.replace('shop', 'store')}`)
  const locked = lockOf(liveOf(catalogOf([base])))
  const by = (wanted: typeof base) =>
    attribution({ locked, live, definitions: definitionsOf(catalogOf([wanted])), ignore: [] })
  expect(by(base)).toMatchObject({ drift: [{ by: 'outside' }], pending: [] })
  expect(by(now)).toMatchObject({ drift: [{ by: 'both', conflict: false }], pending: [] })
  const all = acceptance(by(base).drift, definitionsOf(catalogOf([base])), live, locked)
  expect(all[0]?.wanted).toEqual(now)
  expect([...lockedAccepting(locked, live, all).datastores.keys()]).toEqual(['shop'])
})

test.each([
  ['store', 'datastore-recreated', 'id:store 2'],
  ['store.b', 'field-recreated', 'id:store.b 2'],
])('%s made again under its name is drift from outside, and accepting it takes the new one', (path, kind, id) => {
  const catalog = catalogOf([base])
  const live = liveOf(catalog, name => (name === path ? id : `id:${name}`))
  const locked = lockOf(liveOf(catalog))
  const definitions = definitionsOf(catalog)
  const { drift, pending } = attribution({ locked, live, definitions, ignore: [] })
  expect([drift.map(each => [each.change.kind, each.by]), pending]).toEqual([[[kind, 'outside']], []])
  const accepted = lockedAccepting(locked, live, acceptance(drift, definitions, live, locked))
  expect(accepted).toEqual(lockOf(live))
  const forgotten = lockedAccepting(locked, live, acceptance(drift, [], live, locked)).datastores.get('store')
  expect(forgotten?.fields.has('b') ?? false).toBe(false)
})

test('values that are carried are told by the marks of their fields, in datastores of the lock file', () => {
  const carrying = (name: string) => store({ a: field(), heir: field({ name: heirMark('a', 'heir') }) }, [], name)
  const told = (names: readonly string[], ours: readonly string[], ...left: ((name: string) => boolean)[]) => {
    const locked = lockOf(liveOf(catalogOf(ours.map(name => store({ a: field() }, [], name)))))
    return underWayProblems(liveOf(catalogOf(names.map(carrying))), locked, ...left).map(each => each.message)
  }
  const says = (what: string) => [`values of ${what} are being carried: left by an apply that did not finish`]
  expect(told(['one'], ['one'])).toEqual(says('one.heir and 1 more'))
  expect([told(['one'], []), told([], ['one']), told(['one'], ['one'], () => true)]).toEqual([[], [], []])
  expect(told(['one', 'two'], ['one', 'two'], name => name === 'one')).toEqual(says('two.heir and 1 more'))
  const only = liveOf(catalogOf([store({ heir: field({ name: heirMark('a', 'heir') }) })]))
  expect(underWayProblems(only, lockOf(liveOf(catalogOf([base])))).map(each => each.message)).toEqual(
    says('store.heir'),
  )
})

test('with definitions that cannot be read nobody is named', () => {
  const live = liveOf(catalogOf([{ ...base, description: 'Other' }]))
  const found = attribution({ locked: lockOf(liveOf(catalogOf([base]))), live, definitions: undefined, ignore: [] })
  expect(found).toMatchObject({ drift: [{ by: 'unknown', conflict: false }], pending: [] })
  expect(desiredCatalog([]).size).toBe(0)
})

test('what an apply has done when it is cut off is told as ours, not as drift from outside', () => {
  const stays = { a: field(), b: field() }
  const left = catalogOf([store(stays, [['a']])])
  const wanted = catalogOf([store({ a: field({ name: 'Other' }), b: field(), c: field(), d: field() }, [['c']])])
  const { steps } = planOf(liveOf(left), wanted)
  expect(steps.length).toBeGreaterThan(2)
  for (const count of steps.keys()) {
    const played = advanceAll(left, steps.slice(0, count + 1))
    if (played.kind === 'refusal') throw new Error(played.because)
    const { drift } = attributed(left, played.catalog, wanted)
    expect(drift.map(({ by, conflict }) => [by, conflict])).toEqual(drift.map(() => ['both', false]))
    expect(unfinishedProblems(drift)).toMatchObject([{ code: 'JR103', message: expect.stringContaining('all of') }])
  }
  // A datastore whose only field is replaced has a stand-in for it.
  const [one, other] = [catalogOf([store({ a: field() })]), catalogOf([store({ a: field({ type: 'number' }) })])]
  const [first, second] = planOf(liveOf(one), other).steps
  const there = advanceAll(
    one,
    [first, second].filter(each => each !== undefined),
  )
  if (there.kind === 'refusal') throw new Error(there.because)
  expect(attributed(one, there.catalog, other).drift.map(each => each.by)).toEqual(['both'])
  const [by] = attributed(left, catalogOf([store({ ...stays, mine: field() }, [['a']])]), wanted).drift
  expect(unfinishedProblems(by === undefined ? [] : [by])).toEqual([])
})
