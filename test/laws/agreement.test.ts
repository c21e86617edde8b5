import { expect, test } from 'vitest'

import type { LiveRecord } from '../../src/core/model/live.ts'
import { agree, contradicts, isWithin, sight, unconfirmed, witnessesOf } from '../../src/core/rows/agreement.ts'
import type { Sighting } from '../../src/core/rows/agreement.ts'

const record = (id: string, values: LiveRecord['values']): LiveRecord => ({ id, values })
const seen = (...records: readonly LiveRecord[]): Sighting => {
  const sighting: Sighting = new Map()
  for (const each of records) sight(sighting, each)
  return sighting
}
const [a, b] = [record('1', { x: 'a', y: null }), record('2', { x: 'b', y: true })]

test.each([
  ['the same records', seen(a, b), seen(a, b), true],
  ['the same in another order, of records and of values', seen(a, b), seen(b, record('1', { y: null, x: 'a' })), true],
  ['none twice', seen(), seen(), true],
  ['one more in the second', seen(a), seen(a, b), false],
  ['one more in the first', seen(a, b), seen(a), false],
  ['nothing in the second', seen(a), seen(), false],
  ['another of as many', seen(a), seen(b), false],
  ['another value', seen(a), seen(record('1', { x: 'A', y: null })), false],
  ['a value less', seen(a), seen(record('1', { x: 'a' })), false],
  ['nothing as text', seen(a), seen(record('1', { x: 'a', y: '' })), false],
  ['the value of another field', seen(b), seen(record('2', { x: true, y: 'b' })), false],
  ['one twice, as it was shown last', seen(record('1', { x: 'old' }), a), seen(a), true],
  ['one twice, and not as it was shown last', seen(a, record('1', { x: 'old' })), seen(a), false],
] as const)('two readings agree on %s only where they do', (_, one, other, agrees) => {
  expect([agree(one, other), agree(other, one)]).toEqual([agrees, agrees])
})

test('a reading that shows less, and nothing otherwise, is within another one', () => {
  expect([isWithin(seen(a), seen(a, b)), isWithin(seen(), seen(a)), isWithin(seen(a), seen(a))]).toEqual([
    true,
    true,
    true,
  ])
  expect([isWithin(seen(a, b), seen(a)), isWithin(seen(record('1', { x: 'other' })), seen(a, b))]).toEqual([
    false,
    false,
  ])
})

test('a copy is held against the values that each record was seen with', () => {
  const full = record('3', { x: 'a', y: 'b' })
  const witnesses = witnessesOf([a, full, record('2', { x: 'c' })], ['x', 'y'])
  expect([...witnesses]).toEqual([
    ['1', ['x']],
    ['3', ['x', 'y']],
    ['2', ['x']],
  ])
  expect(unconfirmed(witnesses, [a, b, full, record('9', {})])).toEqual([])
  // Another value is a value; none is none.
  expect(
    unconfirmed(witnesses, [record('3', { x: 'z', y: 'z' }), record('2', { x: null }), record('1', { y: 'b' })]),
  ).toEqual(['1', '2'])
  expect(unconfirmed(witnesses, [a, record('3', { x: 'a' })])).toEqual(['2', '3'])
  expect(unconfirmed(witnessesOf([record('4', {})], ['x']), [])).toEqual(['4'])
})

test.each([
  ['a record that is gone', undefined, a, ['x'], false],
  ['a record that no copy has', a, undefined, ['x'], true],
  ['a value that the copy has', a, record('1', { x: 'other' }), ['x'], false],
  ['a value that the copy lacks', a, record('1', { x: null }), ['x'], true],
  ['one of two values', record('1', { x: 'a', y: 'b' }), a, ['x', 'y'], true],
  ['a value that went from both', record('1', {}), record('1', {}), ['x'], false],
  ['a value that nobody saw before', record('1', { x: 'a', z: 'new' }), a, ['x'], false],
] as const)('%s speaks against a copy, or not', (_, now, copied, filled, speaks) => {
  expect(contradicts(now, copied, filled)).toBe(speaks)
})
