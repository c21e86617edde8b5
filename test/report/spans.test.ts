import { expect, test } from 'vitest'

import { cell, codeSpan, markdownText } from '../../src/report/markdown/escape.ts'
import { ancestorsOf, keepsSecrets, secretFrom } from '../../src/report/secrets.ts'

test.each([
  ['', '(empty)'],
  ['a', '`a`'],
  [' a', '` a`'],
  ['a ', '`a `'],
  [' a ', '`  a  `'],
  ['   ', '`   `'],
  ['`', '`` ` ``'],
  ['`a', '`` `a ``'],
  ['a`', '`` a` ``'],
  ['a`b', '``a`b``'],
  ['a``b`c', '```a``b`c```'],
])('%j as a code span is %j', (text, span) => expect(codeSpan(text)).toBe(span))

test.each([
  ['plain words, in a sentence.', 'plain words, in a sentence.'],
  ['a @me b', 'a `@me` b'],
  ['@me #3 b', '`@me #3` b'],
  ['a b @me #3', 'a b `@me #3`'],
  ['@a b @c', '`@a` b `@c`'],
  ['1. a', '`1.` a'],
  ['deadbeef', '`deadbeef`'],
  ['a  b\nc', 'a b c'],
  [' a ', ' a '],
  ['', ''],
])('%j as Markdown is %j', (text, shown) => expect(markdownText(text)).toBe(shown))

test('a bar ends no cell, however it was written', () => {
  expect([cell('a|b'), cell(String.raw`a\|b`), cell('a')]).toEqual([String.raw`a\|b`, String.raw`a\\u{7c}b`, 'a'])
})

test.each([
  ['maskd: true', true],
  ['type: encrypted', true],
  ['unmasked', true],
  ['Maked: 1', true],
  ['name: x', false],
  ['', false],
])('whether %j may keep secrets: %s', (text, keeps) => expect(keepsSecrets(text)).toBe(keeps))

const LINES = [
  'unique_name: a',
  'fields:',
  '',
  '  pin:',
  '    name: Pin',
  '      ',
  '    default_value:',
  '      one',
  '  code: { type: number, default_value: 3, name: Code }',
  '  - 7',
  'other: x',
  '  below',
]

test('a line stands below each line before it that is less deep, the nearest first', () => {
  expect(ancestorsOf(LINES, 7)).toEqual(['    default_value:', '  pin:', 'fields:'])
  expect(ancestorsOf(LINES, 4)).toEqual(['  pin:', 'fields:'])
  expect(ancestorsOf(LINES, 8)).toEqual(['fields:'])
  expect([ancestorsOf(LINES, 0), ancestorsOf(LINES, 1), ancestorsOf(LINES, 10), ancestorsOf(['  a'], 0)]).toEqual([
    [],
    [],
    [],
    [],
  ])
  // The first line of a file is one of them.
  expect(ancestorsOf(['a:', ' b'], 1)).toEqual(['a:'])
  expect(ancestorsOf([' a:', '  b:', 'c'], 2)).toEqual([])
})

test('from where a line is hidden is told by the first key that says of records, or by what it stands below', () => {
  expect(LINES.map((_, index) => secretFrom(LINES, index))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    18,
    6,
    39,
    undefined,
    7,
    2,
  ])
  const from = (...lines: readonly string[]) => secretFrom(lines, lines.length - 1)
  expect(from('a: { default_value: 1, value: 2 }')).toBe('a: { default_value: '.length)
  // Text that never closes goes on, and what is below the last key of a line belongs to it.
  expect([from('name: "a', 'name: b'), from("name: 'a", 'name: b'), from('name: "a"', 'name: b')]).toEqual([
    0,
    0,
    undefined,
  ])
  expect(from('name: x, other: {', '  name: b')).toBeUndefined()
  expect(from('other: 1, name: x', '  loose')).toBeUndefined()
  expect(from('name: x, other: 1', '  name: b')).toBe(2)
  expect(from('loose')).toBe(0)
  expect(from('name: a', 'loose')).toBeUndefined()
  expect(from('other: a', '', '# more', 'loose')).toBe(0)
  expect(from('other: {', '}, ')).toBeUndefined()
})
