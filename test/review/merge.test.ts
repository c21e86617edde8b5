import { expect, test } from 'vitest'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import { mergeProblems } from '../../src/core/plan/merge.ts'
import { definitionsOf, field, fields, store } from '../laws/build.ts'

const problems = (base: readonly Datastore[], ours: readonly Datastore[], theirs: readonly Datastore[]) => {
  const [b = [], o = [], t = []] = [base, ours, theirs].map(each => definitionsOf(catalogOf(each)))
  return mergeProblems({ base: b, ours: o, theirs: t, ref: 'origin/main' })
}

const one = field({ name: 'One' })
const base = store({ one, two: field({ name: 'Two' }) })
const plus = (more: Parameters<typeof store>[0], keys: Parameters<typeof store>[1] = []) =>
  store({ one, two: field({ name: 'Two' }), ...more }, keys)
const named = (count: number, prefix: string) =>
  Object.fromEntries(Object.entries(fields(count, prefix)).map(([name, each]) => [name, { ...each, name }]))

test.each([
  ['nothing on either side', base, base, []],
  [
    'two fields that have room',
    plus({ a: field({ name: 'A' }) }),
    plus({ b: field({ name: 'B', type: 'number' }) }),
    [],
  ],
  ['the same change twice', plus({ a: field({ name: 'A' }) }), plus({ a: field({ name: 'A' }) }), []],
  [
    'one field with two types',
    plus({ a: field({ name: 'A' }) }),
    plus({ a: field({ name: 'A', type: 'number' }) }),
    ['MC103'],
  ],
  [
    'one field added in two ways',
    plus({ a: field({ name: 'A' }) }),
    plus({ a: field({ name: 'A', mandatory: true }) }),
    ['MC101'],
  ],
  ['two new descriptions', { ...base, description: 'ours' }, { ...base, description: 'theirs' }, ['MC101']],
  [
    'a field removed here and changed there',
    store({ two: field({ name: 'Two' }) }),
    store({ one: { ...one, mandatory: true }, two: field({ name: 'Two' }) }),
    ['MC102'],
  ],
  ['more fields than Cliq takes', plus(named(17, 'a')), plus(named(17, 'b')), ['LM101']],
  [
    'more keys than Cliq takes',
    plus({}, [['one'], ['two'], ['one', 'two']]),
    plus({ c: field({ name: 'C' }), d: field({ name: 'D', type: 'number' }) }, [['c'], ['d'], ['c', 'd']]),
    ['LM105'],
  ],
  [
    'more fields of a type than Cliq takes',
    plus({ a: field({ name: 'A' }), b: field({ name: 'B' }) }),
    plus({ c: field({ name: 'C' }), d: field({ name: 'D' }) }),
    ['LT101'],
  ],
] as const)('%s', (_, ours, theirs, codes) => {
  const found = problems([base], [ours], [theirs])
  expect(found.map(each => each.code)).toEqual(expect.arrayContaining([...codes]))
  if (codes.length === 0) expect(found).toEqual([])
})

test('an edit of what the other side removes is told, whichever side it is', () => {
  const edited = { ...base, name: 'Edited' }
  expect(problems([base], [], [edited]).map(each => each.message)).toEqual(['store is removed here and changed there'])
  expect(problems([base], [edited], []).map(each => each.message)).toEqual(['store is removed there and changed here'])
  expect(problems([base], [], [base])).toEqual([])
})

test('a law that one side breaks alone is told there, not as one of the merge', () => {
  const broken = { ...base, name: 'A name that is far too long for Cliq' }
  expect(problems([base], [broken], [plus({ a: one })]).map(each => each.code)).not.toContain('LM102')
})
