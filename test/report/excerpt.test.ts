import { expect, test } from 'vitest'

import { excerptOf } from '../../src/report/excerpt.ts'

/** A line of a definition as it is shown, without its number, and how far in the caret stands. */
function shown(
  text: string,
  col: number,
  { file = 'schemas/a.yaml', line = 1, code = 'DF101', width = undefined as number | undefined } = {},
) {
  const excerpt = excerptOf({ file, line, col }, new Map([[file, text]]), code, width)
  return excerpt && `${excerpt.line.slice(9)} @${excerpt.caret.length - 9}`
}

test('there is an excerpt only where a file has text', () => {
  const at = (line: number) => shown('name: A\n\n  \nfields:', 1, { line })
  expect([1, 2, 3, 4, 5].map(at)).toEqual(['name: A @0', undefined, undefined, 'fields: @0', undefined])
  expect(excerptOf({ file: 'b.yaml', line: 1, col: 1 }, new Map(), 'DF101')).toBeUndefined()
})

test('of code that has a hidden field, and of a seed in code, there is none; of other code there is', () => {
  const file = 'schemas/a.ts'
  expect(shown('defineDatastore({ masked: true })', 1, { file })).toBeUndefined()
  expect(shown("defineSeed({ datastore: 'a' })", 1, { file, code: 'SD101' })).toBeUndefined()
  expect(shown('defineDatastore({ mandatory: true })', 1, { file })).toBe('defineDatastore({ mandatory: true }) @0')
})

test('what is covered begins where its value does', () => {
  const lines = 'default_value: canary\nfields: { a: { masked: true } }'
  expect(shown(lines, 3)).toBe('default_value: (hidden) @2')
  expect(shown(`key\n${lines}`, 1)).toBe('(hidden) @0')
})

/** Digits that tell where on the line they are. */
const digits = (count: number) => '0123456789'.repeat(Math.ceil(count / 10)).slice(0, count)

test.each([
  [72, 1, undefined, `${digits(72)} @0`],
  [73, 1, undefined, `${digits(72)}… @0`],
  [200, 38, undefined, `…${digits(200).slice(1, 73)}… @37`],
  [200, 37, undefined, `${digits(72)}… @36`],
  [200, 200, undefined, `…${digits(200).slice(128)} @72`],
  [200, 101, 60, `…${digits(200).slice(76, 125)}… @25`],
  [2_000, 1_001, undefined, `…${digits(2_000).slice(964, 1_036)}… @37`],
])('of a line of %i the column %i is shown with what is near it, in a width of %s', (length, col, width, says) => {
  expect(shown(digits(length), col, { width })).toBe(says)
})

test('a pair is never cut', () => {
  const pairs = '😀'.repeat(50)
  // It would begin at the second half of one, or end behind the first.
  expect(shown(`a${pairs}`, 51)).toBe(`…${pairs.slice(12, 84)}… @38`)
  expect(shown(`a${pairs}`, 52, { width: 60 })).toBe(`…${pairs.slice(26, 74)}… @25`)
})
