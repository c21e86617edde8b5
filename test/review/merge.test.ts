import { expect, test } from 'vitest'
import { performCheck } from '../../src/commands/check.ts'
import type { Snapshot } from '../../src/commands/check.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import { mergedOf } from '../../src/core/plan/merge.ts'
import type { Hints } from '../../src/core/model/definition.ts'
import type { LockedEnvironment } from '../../src/core/model/lock.ts'
import { definitionsOf, field, fields, store } from '../laws/build.ts'

const problems = (base: readonly Datastore[], ours: readonly Datastore[], theirs: readonly Datastore[]) => {
  const [b = [], o = [], t = []] = [base, ours, theirs].map(each => definitionsOf(catalogOf(each)))
  return mergedOf({ base: b, ours: o, theirs: t, ref: 'origin/main' }).problems
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

type Hinted = readonly [Datastore, Partial<Hints>?]
const hinted = (base: readonly Hinted[], ours: readonly Hinted[], theirs: readonly Hinted[]) => {
  const [b = [], o = [], t = []] = [base, ours, theirs].map(side =>
    side.flatMap(([datastore, hints]) =>
      definitionsOf(catalogOf([datastore])).map(each =>
        hints === undefined ? each : { ...each, hints: { renamed_from: [], fields: new Map(), ...hints } },
      ),
    ),
  )
  return mergedOf({ base: b, ours: o, theirs: t, ref: 'origin/main' }).problems.map(each => each.code)
}
const from = (name: string, heir = 'a'): Partial<Hints> => ({
  fields: new Map([[heir, { renamed_from: [name] }]]),
})
const named2 = (unique_name: string) => ({ ...base, unique_name })

test.each<readonly [string, Hinted, Hinted, readonly string[]]>([
  [
    'one new field that is the heir of two',
    [plus({ a: field({ name: 'A' }) }), from('x')],
    [plus({ a: field({ name: 'A' }) }), from('y')],
    ['MC106'],
  ],
  [
    'the same hint twice',
    [plus({ a: field({ name: 'A' }) }), from('x')],
    [plus({ a: field({ name: 'A' }) }), from('x')],
    [],
  ],
  [
    'two heirs of one field',
    [store({ two: field({ name: 'Two' }), a: field({ name: 'A' }) }), from('one')],
    [store({ two: field({ name: 'Two' }), b: field({ name: 'B' }) }), from('one', 'b')],
    ['HN106'],
  ],
])('hints: %s', (_, ours, theirs, codes) => {
  const found = hinted([[base]], [ours], [theirs])
  expect(found.map(each => codes.find(code => each.startsWith(code)) ?? each)).toEqual(codes)
})

test('two heirs of one datastore are found, whichever side made which', () => {
  const renamed: Partial<Hints> = { renamed_from: ['store'] }
  expect(hinted([[base]], [[named2('staff'), renamed]], [[named2('people'), renamed]]).length).toBeGreaterThan(0)
})

test('what both sides wrote is told where base, here and there are three, of a migration and of the lock file', async () => {
  const said = [undefined, 'a', 'b', 'c']
  const locked = (target: string): LockedEnvironment => ({ target, datastores: new Map() })
  const side = (text: string | undefined): Snapshot => ({
    definitions: { definitions: [], problems: [], rowsOnly: [], files: [], sources: new Map() },
    migrations: new Map(text === undefined ? [] : [['migrations/one.yaml', text]]),
    lock: text === undefined ? undefined : new Map([['live', locked(text)]]),
  })
  for (const base of said)
    for (const ours of said)
      for (const theirs of said) {
        const read = async () => ({ base: side(base), ours: side(ours), theirs: side(theirs) })
        const { problems } = await performCheck({ ref: 'main', lockFile: 'cliq-ds.lock.json', read })
        const isTorn = new Set([base, ours, theirs]).size === 3
        // A file that is not on one side is gone or new there.
        const isBoth = ours !== undefined && theirs !== undefined
        expect([base, ours, theirs, ...problems.map(each => each.code).sort()]).toEqual([
          base,
          ours,
          theirs,
          ...(isTorn && ours !== undefined ? ['MC104'] : []),
          ...(isTorn && isBoth ? ['MC105'] : []),
        ])
      }
})
