import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptance, lockedAccepting } from '../../src/core/acceptance.ts'
import { attribution, withChanges } from '../../src/core/attribution.ts'
import type { Attribution } from '../../src/core/attribution.ts'
import { catalogOf } from '../../src/core/catalog.ts'
import type { Catalog } from '../../src/core/catalog.ts'
import { changeKey, changeName } from '../../src/core/change.ts'
import { desiredCatalog } from '../../src/core/definition.ts'
import { diff } from '../../src/core/diff.ts'
import { lockedCatalog } from '../../src/core/lock.ts'
import type { LockedEnvironment } from '../../src/core/lock.ts'
import { catalog, reworked } from '../arbitraries.ts'
import { definitionsOf, field, liveOf, lockOf, RUNS, store } from './build.ts'

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

test('what only the definitions moved is pending and never drift', () => {
  check((left, _, wanted) => {
    expect(attributed(left, left, wanted)).toEqual({ drift: [], pending: diff(left, wanted) })
  })
})

test('what only the org moved was moved outside', () => {
  check((left, live) => {
    const { drift, pending } = attributed(left, live, left)
    expect(drift).toEqual(diff(left, live).map(change => ({ change, by: 'outside', conflict: false })))
    expect(pending).toEqual([])
  })
})

test('what both moved the same way is no conflict', () => {
  check((left, live) => {
    const { drift, pending } = attributed(left, live, live)
    expect(drift).toEqual(diff(left, live).map(change => ({ change, by: 'both', conflict: false })))
    expect(pending).toEqual([])
  })
})

test('every change from what we left is drift or pending, and the sides mirror each other', () => {
  check((left, live, wanted) => {
    const there = attributed(left, live, wanted)
    const back = attributed(left, wanted, live)
    expect(there.drift.map(each => each.change)).toEqual(diff(left, live))
    expect(back.drift.filter(each => each.by === 'outside').map(each => each.change)).toEqual(there.pending)
    expect(there.drift.filter(each => each.by === 'outside').map(each => each.change)).toEqual(back.pending)
  })
})

test('what is in conflict differs between the org and the definitions', () => {
  check((left, live, wanted) => {
    const apart = new Set(diff(wanted, live).map(each => each.datastore))
    for (const { change, conflict } of attributed(left, live, wanted).drift)
      if (conflict) expect(apart).toContain(change.datastore)
  })
})

test('right after accepting there is no drift, and the lock file says what is live', () => {
  check((left, live, wanted) => {
    const after = accept(left, live, wanted)
    expect(attributed(left, live, after.wanted, after.locked).drift).toEqual([])
    expect(diff(lockedCatalog(after.locked), live)).toEqual([])
  })
})

test('accepting leaves every pending edit as it was', () => {
  check((left, live, wanted) => {
    const { pending } = attributed(left, live, wanted)
    const gone = new Set([...wanted.keys()].filter(name => !live.has(name)))
    const own = pending.filter(each => !gone.has(each.datastore))
    const after = accept(left, live, wanted).wanted
    for (const change of own) {
      const now = after.get(change.datastore)
      const asked = wanted.get(change.datastore)
      expect(now === undefined).toBe(asked === undefined)
      if (now !== undefined && asked !== undefined)
        expect(diff(catalogOf([now]), catalogOf([withChanges(now, [change])])).map(changeKey)).toEqual([])
    }
  })
})

test('accepting what was moved outside alone makes the definitions say what is live', () => {
  check((left, live) => {
    const wanted = accept(left, live, left).wanted
    expect(diff(wanted, live).map(changeName)).toEqual([])
  })
})

test('accepting twice is accepting once', () => {
  check((left, live, wanted) => {
    const once = accept(left, live, wanted)
    const drift = attributed(left, live, once.wanted, once.locked).drift
    const again = acceptance(drift, definitionsOf(once.wanted), liveOf(live), once.locked)
    expect(again).toEqual([])
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

test('with definitions that cannot be read nobody is named', () => {
  const live = liveOf(catalogOf([{ ...base, description: 'Other' }]))
  const found = attribution({ locked: lockOf(liveOf(catalogOf([base]))), live, definitions: undefined, ignore: [] })
  expect(found).toMatchObject({ drift: [{ by: 'unknown', conflict: false }], pending: [] })
  expect(desiredCatalog([]).size).toBe(0)
})
