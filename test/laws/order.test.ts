import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NO_TYPE_CAPS, typeOver } from '../../src/core/model/caps.ts'
import type { FieldType } from '../../src/core/model/catalog.ts'
import { order } from '../../src/core/plan/order.ts'
import type { Caps, Rework } from '../../src/core/plan/rework.ts'
import { field, fields, outline, CORE_RUNS, store } from './build.ts'

const number = field({ type: 'number' })

describe('the fewest calls, in the order that keeps every state legal', () => {
  const cases = [
    { law: 'no difference gives no calls', from: store(fields(3)), to: store(fields(3)), calls: [] },
    {
      law: 'eleven new fields take two calls',
      from: store(fields(1)),
      to: store({ ...fields(1), ...fields(11, 'g', {}, 1) }),
      calls: ['add-fields 10', 'add-fields g9'],
    },
    {
      law: 'fields are added before others are deleted, with one edit between',
      from: store(fields(1, 'old'), [['old0']]),
      to: store(fields(1, 'new'), [['new0']]),
      calls: ['add-fields new0', 'edit-datastore unique_keys', 'delete-fields old0'],
    },
    {
      law: 'in a full datastore the delete comes first',
      from: store(fields(19)),
      to: store({ ...fields(18), g: field({ type: 'large-text' }) }),
      calls: ['delete-fields f18', 'add-fields g'],
    },
    {
      law: 'what leaves makes room first where that takes fewer calls than to add what has room',
      from: store(fields(18)),
      to: store({ ...fields(17), ...fields(2, 'g', {}, 17) }),
      calls: ['delete-fields f17', 'add-fields g0 g1'],
    },
    {
      law: 'keys are loosened where a keyed field must leave before its successor comes',
      from: store({ ...fields(18, 'f', {}, 1), old: field() }, [['old']]),
      to: store({ ...fields(18, 'f', {}, 1), g: field() }, [['g']]),
      calls: ['edit-datastore unique_keys', 'delete-fields old', 'add-fields g', 'edit-datastore unique_keys'],
    },
    {
      law: 'a retyped key field is loosened, deleted, added and keyed again',
      from: store({ ...fields(2), k: field() }, [['k']]),
      to: store({ ...fields(2), k: number }, [['k']]),
      calls: ['edit-datastore unique_keys', 'delete-fields k', 'add-fields k', 'edit-datastore unique_keys'],
    },
    {
      law: 'a datastore whose only field is retyped keeps a stand-in meanwhile',
      from: store({ k: field() }),
      to: store({ k: number }),
      calls: ['add-fields cliqds_stand_in', 'delete-fields k', 'add-fields k', 'delete-fields cliqds_stand_in'],
    },
    {
      law: 'an edit of nineteen fields takes two calls',
      from: store(fields(19)),
      to: store(fields(19, 'f', { name: 'Another' })),
      calls: ['edit-fields 10', 'edit-fields 9'],
    },
    {
      law: 'a key that is only tightened is one edit',
      from: store(fields(2)),
      to: store(fields(2), [['f0'], ['f1']]),
      calls: ['edit-datastore unique_keys'],
    },
  ]
  test.each(cases)('$law', ({ from, to, calls }) => expect(outline(from, to)).toEqual(calls))
})

const caps: Caps = { fields: 5, fieldsPerCall: 2, types: { ...NO_TYPE_CAPS, number: 3, boolean: 2 } }
const TYPES = ['number', 'boolean'] as const
const drawnTypes = fc.array(fc.constantFrom(...TYPES), { minLength: 7, maxLength: 7 })
const holds = (types: Iterable<FieldType>) =>
  typeOver(
    [...types].map(type => ({ type })),
    caps.types ?? NO_TYPE_CAPS,
  ) === undefined
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

const reworks: fc.Arbitrary<Rework> = fc
  .record({
    roles: fc.array(fc.constantFrom('stays', 'gone', 'fresh', 'retyped', 'absent'), { minLength: 7, maxLength: 7 }),
    now: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
    finally: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
    types: fc.tuple(drawnTypes, drawnTypes),
    edit: fc.boolean(),
  })
  .map(({ roles, now, finally: then, types, edit }) => {
    const named = (...wanted: readonly string[]) => new Set(NAMES.filter((_, at) => wanted.includes(roles[at] ?? '')))
    const [before, after] = [named('stays', 'gone', 'retyped'), named('stays', 'fresh', 'retyped')]
    const keyedNow = new Set([...before].filter(name => now[NAMES.indexOf(name)]))
    const keyedFinally = new Set([...after].filter(name => (edit ? then : now)[NAMES.indexOf(name)]))
    const leaving = [...named('gone', 'retyped')].some(name => keyedNow.has(name))
    // What stays is what it was.
    const typeOf = (name: string, age: 0 | 1) =>
      types[named('stays').has(name) ? 0 : age][NAMES.indexOf(name)] ?? 'number'
    return {
      typesNow: new Map([...before].map(name => [name, typeOf(name, 0)])),
      typesFinally: new Map([...after].map(name => [name, typeOf(name, 1)])),
      present: before,
      gone: named('gone'),
      fresh: named('fresh'),
      retyped: named('retyped'),
      keyedNow,
      keyedFinally,
      links: [],
      edit: edit || leaving,
    }
  })
  .filter(
    ({ present, gone, fresh, typesNow, typesFinally }) =>
      holds(typesNow.values()) &&
      holds(typesFinally.values()) &&
      present.size > 0 &&
      present.size <= caps.fields &&
      [...present].length - gone.size + fresh.size <= caps.fields &&
      [...present].length - gone.size + fresh.size > 0,
  )

test('where the caps of types stand against adding first, what leaves makes room, by as few calls as may be', () => {
  const five = store(fields(5))
  expect(outline(five, store({ ...fields(4), g: field() }))).toEqual(['delete-fields f4', 'add-fields g'])
  expect(outline(five, store({ ...fields(4), g: number }))).toEqual(['add-fields g', 'delete-fields f4'])
  // Other types do not wait for the one that is full.
  const [first, ...then] = outline(store(fields(10)), store({ ...fields(4), ...fields(5, 'g', {}, 4) }))
  expect([first, ...then].length).toBeLessThanOrEqual(3)
  // More than a cap, live or wanted, shows that the org does not hold to it.
  const six = store({ ...fields(5), six: field() })
  expect(outline(six, store({ ...fields(5), g: field() }))).toEqual(['add-fields g', 'delete-fields six'])
})

test('no order of calls of any size is shorter', () => {
  fc.assert(
    fc.property(reworks, rework => {
      expect(order(rework, caps)?.length).toBe(shortest(rework, caps))
    }),
    { numRuns: CORE_RUNS },
  )
})

test('a way is found however few fields a call takes', () => {
  const names = new Set(['a', 'b', 'c', 'd'])
  const [typesNow, typesFinally] = (['number', 'boolean'] as const).map(
    type => new Map([...names].map(name => [name, type] as const)),
  )
  const none = new Set<string>()
  const all = { present: names, retyped: names, keyedNow: names, keyedFinally: names, gone: none, fresh: none }
  const rework: Rework = { ...all, typesNow: typesNow!, typesFinally: typesFinally!, links: [], edit: true }
  expect(order(rework, { fields: 5, fieldsPerCall: 1, types: undefined })).toHaveLength(4 + 4 + 2)
})

interface Spot {
  readonly held: ReadonlyMap<string, 'old' | 'new'>
  readonly keys: 'now' | 'loose' | 'final'
}

/** Breadth first over calls of every size and choice; undefined when nothing arrives. */
function shortest(rework: Rework, { fields: most, fieldsPerCall }: Caps): number | undefined {
  const start: Spot = {
    held: new Map([...rework.present].map(name => [name, 'old'])),
    keys: rework.edit ? 'now' : 'final',
  }
  const wanted = spotText({
    held: new Map(
      [...[...rework.present].filter(name => !rework.gone.has(name)), ...rework.fresh].map(name => [
        name,
        rework.fresh.has(name) || rework.retyped.has(name) ? 'new' : 'old',
      ]),
    ),
    keys: 'final',
  })
  const seen = new Set([spotText(start)])
  let spots = [start]
  for (let calls = 0; spots.length > 0; calls += 1) {
    if (spots.some(spot => spotText(spot) === wanted)) return calls
    spots = spots
      .flatMap(spot => neighbours(rework, spot, most, fieldsPerCall))
      .filter(spot => !seen.has(spotText(spot)) && seen.add(spotText(spot)))
  }
  return undefined
}

function neighbours(rework: Rework, { held, keys }: Spot, most: number, perCall: number): Spot[] {
  const { gone, retyped, fresh, keyedNow, keyedFinally } = rework
  const leaving = [...held]
    .filter(([name, age]) => age === 'old' && (gone.has(name) || retyped.has(name)))
    .map(([name]) => name)
  const coming = [...fresh, ...retyped].filter(name => !held.has(name))
  const deletable = leaving.filter(name => keys !== 'now' || !keyedNow.has(name))
  const deletes = subsets(deletable, perCall).filter(each => held.size > each.length)
  const typeOf = (name: string, age: 'old' | 'new') =>
    (age === 'old' ? rework.typesNow : rework.typesFinally).get(name) ?? 'number'
  const kept = [...held].map(([name, age]) => typeOf(name, age))
  const adds = subsets(coming, perCall).filter(
    each => held.size + each.length <= most && holds([...kept, ...each.map(name => typeOf(name, 'new'))]),
  )
  const final = [...keyedFinally].every(name => held.has(name) && !(retyped.has(name) && held.get(name) === 'old'))
  return [
    ...deletes.map(each => ({ held: new Map([...held].filter(([name]) => !each.includes(name))), keys })),
    ...adds.map(each => ({ held: new Map([...held, ...each.map(name => [name, 'new'] as const)]), keys })),
    ...(final ? [{ held, keys: 'final' as const }] : []),
    ...(keys === 'now' ? [{ held, keys: 'loose' as const }] : []),
  ]
}

function subsets(names: readonly string[], most: number): string[][] {
  const all = names.reduce<string[][]>((so, name) => [...so, ...so.map(each => [...each, name])], [[]])
  return all.filter(each => each.length > 0 && each.length <= most)
}

function spotText({ held, keys }: Spot): string {
  return `${keys}|${[...held]
    .map(([name, age]) => `${name}:${age}`)
    .sort()
    .join()}`
}
