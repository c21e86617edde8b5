import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { collisions } from '../../src/core/rows/collisions.ts'
import { rowPhases, rowSteps } from '../../src/core/rows/seedSteps.ts'
import type { RowStep } from '../../src/core/rows/seedSteps.ts'
import { field, RUNS, store } from '../laws/build.ts'

const at = { file: 'seeds/t.yaml', line: 1, col: 1 }
const datastore = store({ k: field(), u: field() }, [['k'], ['u']])
const live = (...rows: readonly (readonly [string, string])[]) =>
  rows.map(([k, u]) => ({ id: `id of ${k}`, values: { k, u } }))
const row = (k: string, u: string) => ({ name: `k=${k}`, row: { values: { k, u }, at } })
const updates = (...rows: readonly (readonly [string, string])[]): RowStep => ({
  call: 'update-record',
  looks: [],
  updates: rows.map(([k, u]) => ({ kind: 'update', ...row(k, u), id: `id of ${k}`, set: { u }, before: {} })),
})
const inserts = (...rows: readonly (readonly [string, string])[]): readonly RowStep[] =>
  rows.map(([k, u]) => ({ call: 'insert-record', insert: { kind: 'insert', ...row(k, u) } }))
const removals = (...keys: readonly string[]): RowStep => ({
  call: 'delete-records',
  looks: [],
  removals: keys.map(k => ({ kind: 'remove', name: `k=${k}`, id: `id of ${k}`, before: {} })),
})

const two = live(['a', '1'], ['b', '2'])
const cases: readonly (readonly [what: string, phases: readonly (readonly (readonly RowStep[])[])[], hit: string[]])[] =
  [
    ['an exchange of two rows', [[[updates(['a', '2'], ['b', '1'])]]], ['k=a']],
    ['a chain that begins at its free end', [[[updates(['b', '3'], ['a', '2'])]]], []],
    ['a chain that begins at its held end', [[[updates(['a', '2'], ['b', '3'])]]], ['k=a']],
    ['a value that a call beside it frees', [[[updates(['b', '3'])], [updates(['a', '2'])]]], ['k=a']],
    ['a value that was freed a phase before', [[[updates(['b', '3'])]], [[updates(['a', '2'])]]], []],
    ['a value of a row that goes first', [[[removals('b')]], [inserts(['c', '2'])]], []],
    ['a value that a row of the org keeps', [[inserts(['c', '2'])]], ['k=c']],
    ['two new rows of one value', [[inserts(['c', '9'], ['d', '9'])]], ['k=d']],
    ['rows that only keep their values', [[[updates(['a', '1'], ['b', '2'])]]], []],
  ]

test.each(cases)('%s is seen before anything is sent', (_, phases, hit) => {
  const found = collisions({ key: ['k'], at }, datastore, two, phases)
  expect(found.map(({ code, message }) => [code, message.split(':')[0]])).toEqual(hit.map(name => ['SD122', name]))
})

test('the key of the seed itself is compared elsewhere', () => {
  expect(collisions({ key: ['u'], at }, datastore, two, [[inserts(['c', '2'])]])).toEqual([])
})

// Rows by key with their value of the second unique key: a map from one arrangement to another, each legal.
const arrangements = fc
  .uniqueArray(fc.constantFrom(...'abcdefg'), { minLength: 1 })
  .chain(keys =>
    fc.tuple(
      fc.constant(keys),
      fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: keys.length, maxLength: keys.length }),
      fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: keys.length, maxLength: keys.length }),
    ),
  )

test('rows are updated in an order in which each value is free when its turn comes; only a circle is told', () => {
  fc.assert(
    fc.property(arrangements, ([keys, now, then]) => {
      const moved = keys.flatMap((k, at) => {
        const [from, to] = [`${now[at]}`, `${then[at]}`]
        const update = { kind: 'update', ...row(k, to), id: `id of ${k}`, set: { u: to }, before: { u: from } } as const
        return from === to ? [] : [update]
      })
      const steps = rowSteps({ inserts: [], updates: moved, removals: [] }, { key: ['k'] }, datastore, 3)
      const records = live(...keys.map((k, at) => [k, `${now[at]}`] as const))
      const found = collisions({ key: ['k'], at }, datastore, records, rowPhases(steps, { key: ['k'] }, datastore))
      // A circle: following who holds what a row wants leads back to it.
      const holder = new Map(keys.map((_, index) => [now[index], index] as const))
      const isCircle = keys.some((_, start) => {
        if (now[start] === then[start]) return false
        let step = holder.get(then[start])
        for (let left = keys.length; left > 0 && step !== undefined && step !== start; left -= 1)
          step = holder.get(then[step])
        return step === start
      })
      expect(found.length > 0).toBe(isCircle)
      expect(steps.flatMap(each => (each.call === 'update-record' ? each.updates : []))).toHaveLength(moved.length)
    }),
    { numRuns: RUNS },
  )
})
