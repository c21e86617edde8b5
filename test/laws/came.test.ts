import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { earlyProblems } from '../../src/core/migrations/early.ts'
import { spentHints } from '../../src/core/migrations/spent.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { FieldType } from '../../src/core/model/catalog.ts'
import type { Definition, FieldHints } from '../../src/core/model/definition.ts'
import { lockedAfter } from '../../src/core/model/lock.ts'
import type { LockedEnvironment } from '../../src/core/model/lock.ts'
import { field, liveOf, lockOf, RUNS, store } from './build.ts'
import { definitionOf } from './pasts.ts'

/** A field with what its values are, whatever it is called. */
interface One {
  readonly name: string
  readonly type: FieldType
  readonly values: number
  /** Made anew under a name that held other values: a hint that names it is not true everywhere. */
  readonly isAnew?: boolean
}

/** What a definition says, and of the past of each. */
interface Release {
  readonly ones: readonly One[]
  readonly hints: Record<string, FieldHints>
}

const TYPES = ['limited-text', 'number', 'large-text'] as const
const MOVES = ['rename', 'retype', 'rename and retype', 'lose', 'anew', 'add', 'nothing'] as const

const moves = fc.array(
  fc.record({ move: fc.constantFrom(...MOVES), which: fc.nat(9), type: fc.constantFrom(...TYPES) }),
  { maxLength: 8 },
)

function releases(all: readonly { move: (typeof MOVES)[number]; which: number; type: FieldType }[]) {
  const first: Release = {
    ones: [
      { name: 'n0', type: 'limited-text', values: 0 },
      { name: 'n1', type: 'number', values: 1 },
    ],
    hints: {},
  }
  const made = [first]
  let fresh = 2
  for (const { move, which, type } of all) {
    const { ones } = made.at(-1) ?? first
    const one = ones[which % ones.length]
    const name = `n${fresh++}`
    made.push(one === undefined ? { ones, hints: {} } : after(ones, one, move, { name, type, values: fresh }))
  }
  return made
}

function after(ones: readonly One[], one: One, move: (typeof MOVES)[number], next: One): Release {
  const others = ones.filter(each => each !== one)
  if (one.isAnew === true && move.startsWith('re')) return { ones, hints: {} }
  const convert = next.type === one.type ? undefined : ({ from: one.type, invalid: 'refuse' } as const)
  switch (move) {
    case 'rename':
      return { ones: [...others, { ...one, name: next.name }], hints: { [next.name]: { renamed_from: [one.name] } } }
    case 'retype':
      return { ones: [...others, { ...one, type: next.type }], hints: { [one.name]: { renamed_from: [], convert } } }
    case 'rename and retype':
      return {
        ones: [...others, { ...next, values: one.values }],
        hints: { [next.name]: { renamed_from: [one.name], convert } },
      }
    case 'lose':
      return { ones: others.length === 0 ? ones : others, hints: {} }
    case 'anew':
      return { ones: [...others, { ...next, name: one.name, isAnew: true }], hints: {} }
    case 'add':
      return { ones: ones.length > 5 ? ones : [...ones, next], hints: {} }
    case 'nothing':
      return { ones, hints: {} }
  }
}

function datastoreOf({ ones }: Release) {
  return store(Object.fromEntries(ones.map(({ name, type }) => [name, field({ type })])))
}

function definitionAt(release: Release, hints = release.hints): Definition {
  return definitionOf({ from: store({}), to: datastoreOf(release), hints })
}

// Values that another type took over lie in another field of that name.
function liveAt(release: Release) {
  const idOf = (path: string) => {
    const one = release.ones.find(({ name }) => path === `store.${name}`)
    return one === undefined ? path : `${path}:${one.type}:${one.values}`
  }
  return liveOf(catalogOf([datastoreOf(release)]), idOf)
}

function appliedThrough(all: readonly Release[], elsewhere: readonly LockedEnvironment[]): LockedEnvironment {
  let locked: LockedEnvironment = { target: 'a test', datastores: new Map() }
  for (const release of all) {
    const about = { definitions: [definitionAt(release)], live: liveAt(release), ignored: () => false, elsewhere }
    locked = lockedAfter(locked, about)
  }
  return locked
}

const errorsOf = (definitions: readonly Definition[], lock: ReadonlyMap<string, LockedEnvironment>) =>
  earlyProblems(definitions, lock)
    .filter(each => each.severity === 'error')
    .map(each => /`(.*?)` at (\w+) /u.exec((each.hint ?? '').replace(/` and `convert.*?`/u, '`'))?.slice(1) ?? [])

test('a hint that went is asked for exactly where other names or types hold values that were brought elsewhere', () => {
  const law = (all: Parameters<typeof releases>[0], at: number) => {
    const made = releases(all)
    const last = made.at(-1)
    const behind = made[at % made.length]
    if (last === undefined || behind === undefined) return
    const old = lockOf(liveAt(behind))
    const lock = new Map([
      ['ahead', appliedThrough(made, [old])],
      ['behind', old],
    ])
    const wanted = last.ones.flatMap(({ name, type, values }) => {
      const was = behind.ones.find(each => each.values === values)
      if (was === undefined) return []
      if (was.name !== name) return [[`renamed_from: ${was.name}`, name]]
      return was.type === type ? [] : [[`convert: { from: ${was.type}, invalid: refuse }`, name]]
    })
    expect(errorsOf([definitionAt(last, {})], lock).toSorted()).toEqual(wanted.toSorted())
    // Once all are there nothing is remembered, and nothing asked for.
    const there = appliedThrough(made, [lockOf(liveAt(last))])
    expect([...there.datastores.values()].flatMap(each => each.past ?? [])).toEqual([])
  }
  fc.assert(fc.property(moves, fc.nat(9), law), { numRuns: RUNS })
})

test('no hint is spent that would be asked for once it is gone', () => {
  const law = (all: Parameters<typeof releases>[0], at: readonly number[]) => {
    const made = releases(all)
    const behind = at.flatMap(each => made[each % made.length] ?? []).map(each => lockOf(liveAt(each)))
    const lock = new Map<string, LockedEnvironment>(behind.map((each, index) => [`behind${index}`, each] as const))
    lock.set('ahead', appliedThrough(made, behind))
    // Hints stay for as long as anybody may need them.
    const hints: Record<string, FieldHints> = {}
    for (const each of made) Object.assign(hints, each.hints)
    const last = made.at(-1)
    if (last === undefined) return
    const kept = Object.fromEntries(
      Object.entries(hints).filter(([name]) => last.ones.some(each => each.name === name)),
    )
    const before = definitionAt(last, kept)
    const spent = new Set(spentHints([before], lock).map(each => each.path[1]))
    const pruned = definitionAt(last, Object.fromEntries(Object.entries(kept).filter(([name]) => !spent.has(name))))
    expect(errorsOf([pruned], lock)).toEqual(errorsOf([before], lock))
  }
  fc.assert(fc.property(moves, fc.array(fc.nat(9), { maxLength: 2 }), law), { numRuns: RUNS })
})

test('a datastore remembers its names of before while another environment has one of them', () => {
  const named = (name: string) => store({ a: field() }, [], name)
  const definition = (name: string, before: readonly string[]): Definition => ({
    ...definitionOf({ from: named(name), to: named(name), hints: {} }),
    hints: { renamed_from: before, fields: new Map() },
  })
  const idOf = (path: string) => path.replace(/^[^.]*/u, 'id')
  const old = lockOf(liveOf(catalogOf([named('first')])))
  let locked: LockedEnvironment = { target: 'a test', datastores: new Map() }
  const apply = (name: string, before: readonly string[], elsewhere: readonly LockedEnvironment[]) => {
    const live = liveOf(catalogOf([named(name)]), idOf)
    locked = lockedAfter(locked, { definitions: [definition(name, before)], live, ignored: () => false, elsewhere })
    return locked.datastores.get(name)?.past?.names
  }
  expect(apply('first', [], [old])).toBeUndefined()
  expect(apply('second', ['first'], [old])).toEqual(['first'])
  expect(apply('third', ['second'], [old])).toEqual(['first'])
  expect(apply('third', [], [lockOf(liveOf(catalogOf([named('third')])))])).toBeUndefined()
})

test('what an apply has half done counts for nothing until the old field has gone', () => {
  const to = store({ b: field() })
  const elsewhere = [lockOf(liveOf(catalogOf([store({ a: field() })])))]
  const definitions = [definitionOf({ from: to, to, hints: { b: { renamed_from: ['a'] } } })]
  const past = (...names: readonly string[]) => {
    const live = liveOf(catalogOf([store(Object.fromEntries(names.map(name => [name, field()])))]))
    return lockedAfter(lockOf(live), { definitions, live, ignored: () => false, elsewhere }).datastores.get('store')
      ?.past
  }
  expect(past('a')).toBeUndefined()
  expect(past('a', 'b')).toBeUndefined()
  expect(past('b')).toEqual({ names: [], fields: new Map([['b', { names: ['a'], types: [] }]]) })
})
