import { expect, test } from 'vitest'

import type { LiveRecord } from '../../src/core/model/live.ts'
import { endsOf, oppositeOrder } from '../../src/core/rows/opposite.ts'
import { field, store } from './build.ts'

const rows = (name: string, values: readonly (string | boolean | null)[]): readonly LiveRecord[] =>
  values.map((value, at) => ({ id: String(at), values: { [name]: value } }))
const numbers = ['1', '9', '10', '11', '100']
const hidden = {
  pin: field({ type: 'encrypted-text' }),
  tel: field({ masked: true }),
  memo: field({ type: 'large-text' }),
}

test.each([
  ['what came last comes first', { n: field({ type: 'number' }) }, rows('n', numbers), 'n desc'],
  ['from the other end too', { n: field({ type: 'number' }) }, rows('n', numbers.toReversed()), 'n asc'],
  ['numbers are no text', { n: field({ type: 'number' }) }, rows('n', ['9', '10']), 'n desc'],
  ['texts are no numbers', { t: field() }, rows('t', ['b1', 'b', 'a9']), 't asc'],
  ['one that stands out says little', { t: field() }, rows('t', ['k100', 'k99', 'k98', 'k4', 'k3', 'k2']), 't asc'],
  ['nothing is seen', { t: field() }, [], 't desc'],
  ['a key before others', { a: field(), k: field() }, [], 'k desc'],
  ['a field that has a value in each record', { a: field(), m: field({ mandatory: true }) }, [], 'm desc'],
  ['a text before a boolean', { a: field({ type: 'boolean' }), t: field() }, [], 't desc'],
  ['a field that differs before one that is the same', { a: field(), z: field() }, rows('z', ['1', '2']), 'z desc'],
  ['what nobody may see is no order', { ...hidden, z: field() }, rows('pin', ['1', '2']), 'z desc'],
  ['nothing to sort by', hidden, rows('pin', ['1', '2']), undefined],
  ['a value that is missing has no place', { t: field() }, rows('t', [null, 'a', 'b']), 't desc'],
] as const)('the order opposite to a reading: %s', (_, fields, records, wanted) => {
  const order = oppositeOrder(store(fields, 'k' in fields ? [['k']] : []), endsOf(records))
  expect(order && `${order.field} ${order.direction}`).toBe(wanted)
})

test('of several keys the shortest is asked first', () => {
  const own = store({ a: field(), b: field(), c: field() }, [['a', 'b'], ['c']])
  expect(oppositeOrder(own, endsOf())).toEqual({ field: 'c', direction: 'desc' })
})
