import { expect, test } from 'vitest'
import { collisions } from '../../src/core/rows/collisions.ts'
import type { RowStep } from '../../src/core/rows/seedSteps.ts'
import { field, store } from '../laws/build.ts'

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
