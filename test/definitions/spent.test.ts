import { expect, test } from 'vitest'

import { earlyProblems } from '../../src/core/migrations/early.ts'
import { spentHints } from '../../src/core/migrations/spent.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import type { FieldHints } from '../../src/core/model/definition.ts'
import type { LockedEnvironment } from '../../src/core/model/lock.ts'
import type { Former } from '../../src/core/model/former.ts'
import { field, liveOf, lockOf, store } from '../laws/build.ts'
import { definitionOf } from '../laws/pasts.ts'

const old = store({ a: field() })
const now = store({ b: field() })
const retyped = store({ b: field({ type: 'number' }) })
const renamed: FieldHints = { renamed_from: ['a'] }

function spent(to: Datastore, hints: Record<string, FieldHints>, ...environments: readonly Datastore[]) {
  const lock = new Map(environments.map((each, at) => [`env${at}`, lockOf(liveOf(catalogOf([each])))] as const))
  return spentHints([definitionOf({ from: old, to, hints })], lock).map(each => each.path.join('.'))
}

test.each([
  ['nothing is known', now, { b: renamed }, [], []],
  ['one environment has the old field', now, { b: renamed }, [now, old], []],
  ['all have the new one', now, { b: renamed }, [now, now], ['fields.b']],
  ['one does not know the datastore', now, { b: renamed }, [now, store({ x: field() }, [], 'other')], ['fields.b']],
  ['none knows the datastore', now, { b: renamed }, [store({ x: field() }, [], 'other')], []],
  ['both are there', now, { b: renamed }, [store({ a: field(), b: field() })], []],
  ['the old field waits', now, { b: { ...renamed, contract: 'later' } }, [now], []],
  ['one has the old type', retyped, { b: { renamed_from: [], convert: { invalid: 'refuse' } } }, [retyped, now], []],
  [
    'all have the new type',
    retyped,
    { b: { renamed_from: [], convert: { invalid: 'refuse' } } },
    [retyped],
    ['fields.b'],
  ],
] as const)('a hint is spent once no environment needs it: %s', (_, to, hints, environments, found) => {
  expect(spent(to, hints, ...environments)).toEqual(found)
})

test('where a datastore stands beside its old one, its own fields say whether a hint is spent', () => {
  const definition = definitionOf({ from: old, to: now, hints: { b: renamed } })
  const hints = { ...definition.hints!, renamed_from: ['other'] }
  const both = (own: Datastore, other: Datastore) =>
    lockOf(liveOf(catalogOf([own, { ...other, unique_name: 'other' }])))
  const found = (own: Datastore, other: Datastore) =>
    spentHints([{ ...definition, hints }], new Map([['env', both(own, other)]])).map(each => each.path.join('.'))
  expect([found(now, old), found(old, now)]).toEqual([['fields.b'], []])
})

function early(to: Datastore, hints: Record<string, FieldHints>, ...environments: readonly Datastore[]) {
  const lock = new Map(environments.map((each, at) => [`env${at}`, lockOf(liveOf(catalogOf([each])))] as const))
  return earlyProblems([definitionOf({ from: old, to, hints })], lock).map(each => `${each.message}; ${each.hint}`)
}

const both = store({ a: field(), b: field() })
const renamedTo = (of: Datastore) => ({ ...of, unique_name: 'other' })

test.each([
  ['nobody has the new field yet', now, {}, [old, old], 0],
  ['one has the new field, one the old', now, {}, [now, old], 1],
  ['the hint is there', now, { b: renamed }, [now, old], 0],
  ['all have the new field', now, {}, [now, now], 0],
  ['the old one stays everywhere', both, {}, [both, old], 0],
  ['the new one has another type', retyped, {}, [retyped, old], 0],
  ['one has the old type', retyped, {}, [retyped, now], 1],
  [
    'of a type the hint is there',
    retyped,
    { b: { renamed_from: [], convert: { invalid: 'refuse' } } },
    [retyped, now],
    0,
  ],
  ['one has the datastore under another name', now, {}, [now, renamedTo(now)], 1],
  ['a datastore of that shape is in both', now, {}, [now, renamedTo(old)], 0],
] as const)('a hint that went too early is told, with the environment: %s', (_, to, hints, environments, found) => {
  const told = early(to, hints, ...environments)
  expect(told).toHaveLength(found)
  for (const each of told)
    expect(each).toMatch(/^env1 still has .* at .*: cliq-ds lock forget (?:store|other) --env env1$/u)
})

const WAS_A: Former = { names: [], fields: new Map([['b', { names: ['a'], types: [] }]]) }
const OTHER: Former = { names: ['other'], fields: WAS_A.fields }

function remembering(left: Datastore, past: Former): LockedEnvironment {
  const locked = lockOf(liveOf(catalogOf([left])))
  return { ...locked, datastores: new Map([...locked.datastores].map(([name, each]) => [name, { ...each, past }])) }
}

function lost(to: Datastore, hints: Record<string, FieldHints>, past: Former, there: LockedEnvironment) {
  const lock = new Map([
    ['ahead', remembering(now, past)],
    ['behind', there],
  ])
  return earlyProblems([definitionOf({ from: old, to, hints })], lock).map(
    each => `${each.severity} ${each.message}; ${each.hint?.split(' until')[0]}`,
  )
}

const left = (of: Datastore, owns?: (path: string) => boolean) => lockOf(liveOf(catalogOf([of])), owns)
const ERROR =
  'error behind still has store.a; ahead brought its values to store.b, and no hint says so any more; write `renamed_from: a` at b'

test.each([
  ['the old name is there', now, {}, WAS_A, left(old), [ERROR]],
  ['the hint says it', now, { b: renamed }, WAS_A, left(old), []],
  ['both are there and ours, as while it waits', now, {}, WAS_A, left(both), [ERROR]],
  [
    'the old one stands beside its heir',
    now,
    { b: { renamed_from: ['c'] } },
    WAS_A,
    left(store({ a: field(), c: field() })),
    [],
  ],
  ['the old one was let go', now, {}, WAS_A, left(both, path => path !== 'store.a'), []],
  ['the new field is not defined any more', store({ c: field() }), {}, WAS_A, left(old), []],
  ['the old name is defined again', both, {}, WAS_A, left(old), []],
  [
    'another field says that it was the old one',
    store({ b: field(), c: field() }),
    { c: renamed },
    WAS_A,
    left(old),
    [],
  ],
  ['it is there under a later name', now, { b: { renamed_from: ['c'] } }, WAS_A, left(store({ c: field() })), []],
  [
    'the hint names others',
    now,
    { b: { renamed_from: ['c'] } },
    WAS_A,
    left(old),
    [ERROR.replace('from: a', 'from: [c, a]')],
  ],
  [
    'the type is another by now',
    retyped,
    {},
    WAS_A,
    left(old),
    [ERROR.replace('from: a`', 'from: a` and `convert: { from: limited-text, invalid: refuse }`')],
  ],
  [
    'the whole datastore has its old name',
    now,
    {},
    OTHER,
    left(renamedTo(old)),
    [
      'error behind still has other; ahead brought its values to store, and no hint says so any more; write `renamed_from: other` at store',
      ERROR.replace('store.a', 'other.a'),
    ],
  ],
] as const)('a hint that another environment remembers is asked for: %s', (_, to, hints, past, there, found) => {
  expect(lost(to, hints, past, there)).toEqual(found)
})
