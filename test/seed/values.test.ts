import { expect, test } from 'vitest'
import type { Field, FieldType } from '../../src/core/model/catalog.ts'
import { comparison } from '../../src/core/rows/values.ts'
import { field } from '../laws/build.ts'

type Compared = readonly [wanted: string | boolean, live: string | boolean | null | undefined, is: string]

// An added field leaves null in the rows that are there (fields.add); `''` and `'0'` are shown of others (C13). Nothing
// says that null is a boolean, whatever the default of new rows is.
const cases: Readonly<Record<FieldType, readonly Compared[]>> = {
  boolean: [
    [true, null, 'differs'],
    [true, undefined, 'differs'],
    [false, null, 'differs'],
    [true, false, 'differs'],
    [true, true, 'same'],
    [false, 'false', 'same'],
  ],
  number: [
    ['0', null, 'same'],
    ['0', '', 'same'],
    ['0', '0.0', 'same'],
    ['1', null, 'differs'],
    ['7', '007', 'same'],
  ],
  'limited-text': [
    ['', null, 'same'],
    ['', undefined, 'same'],
    ['a', null, 'differs'],
    ['null', null, 'differs'],
  ],
  'large-text': [
    ['', null, 'same'],
    ['a', null, 'differs'],
  ],
  'encrypted-text': [['a', null, 'unseen']],
}
const all = Object.entries(cases).flatMap(([type, rows]) =>
  rows.map(([wanted, live, is]) => ({ type: type as FieldType, wanted, live, is })),
)

test.each(all)('$wanted of a $type over $live $is', ({ type, wanted, live, is }) => {
  expect(comparison(field({ type }), wanted, live)).toBe(is)
})

const defaults: readonly (readonly [Partial<Field>, wanted: string | boolean, is: string])[] = [
  [{ type: 'number', default_value: '4' }, '0', 'differs'],
  [{ type: 'number', default_value: '4' }, '4', 'differs'],
  [{ type: 'number', default_value: '0' }, '0', 'same'],
  [{ type: 'boolean', default_value: 'true' }, true, 'differs'],
  [{ type: 'boolean', default_value: 'false' }, true, 'differs'],
  [{ type: 'limited-text', default_value: 'a' }, 'a', 'differs'],
  // Cliq may keep an empty text as null: it would be written anew each time.
  [{ type: 'limited-text', default_value: 'a' }, '', 'same'],
  [{ type: 'number', mandatory: true }, '0', 'differs'],
]
test.each(defaults)('null in a field of %j is no default of new rows: %s %s', (own, wanted, is) => {
  expect(comparison(field(own), wanted, null)).toBe(is)
})
