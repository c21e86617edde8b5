import { expect, test } from 'vitest'

import { insides, veiled } from '../../src/report/veil.ts'
import type { FileKind } from '../../src/report/veil.ts'

/** A line as it is shown, where `~` stands for what is covered. */
const shown = (line: string, kind: FileKind, isCode = false) =>
  veiled(line, kind, false, isCode).text.replaceAll('(hidden)', '~')

test.each([
  ["a: 'it''s, b' , c: d", 'a: ~ , c: ~'],
  [String.raw`a: "x\"y", b: c`, 'a: ~, b: ~'],
  [String.raw`a: 'x\', b: c`, 'a: ~, b: ~'],
  ['a: x#y # z', 'a: ~ ~'],
  ['# a: b', '~'],
  ['- ? a : b', '- ? a : ~'],
  ['[a, {b: c}, d]', '[~, {b: ~}, ~]'],
  ["{ a: 'b' , c: [d] }", '{ a: ~ , c: [~] }'],
  ['a: "', 'a: ~'],
  ['"a": b', '"a": ~'],
  ["' : b", '~'],
  ['a:b', '~'],
  ['{a:"b"}', '{a:~}'],
  ['a: ', 'a: '],
  ['- a: - b', '- a: ~'],
  ['[- a]', '[~]'],
  ['a: b, c', 'a: ~'],
])('of a file that nobody knows keys and signs are shown: %s', (line, says) => {
  expect(shown(line, 'unknown')).toBe(says)
})

test.each([
  ['datastore: x', 'datastore: x'],
  [' datastore: x', ' datastore: ~'],
  ['{ datastore: x, rows: [{ key: b }] }', '{ datastore: x, rows: [{ key: ~ }] }'],
  ['[{ key: b }]', '[{ key: ~ }]'],
  ['[key: b]', '[key: ~]'],
])('of a seed its own keys are shown with what they say: %s', (line, says) => {
  expect(shown(line, 'seed')).toBe(says)
})

test.each([
  ["k: 'us'", "k: 'us'"],
  ["k: '", 'k: ~'],
  ['ttlMs: 12345678, a: 5', 'ttlMs: 12345678, a: ~'],
  ['ttlMs: 123456789', 'ttlMs: ~'],
  ['const ttlMs = 5', 'const ttlMs = ~'],
  ["{ 'ttlMs' : 5 }", '{ ~ : 5 }'],
  ['(a, b.ttlMs: 5)', '(a, b.ttlMs: 5)'],
  ['ttlMs: `a` + "b" // c', 'ttlMs: ~ + ~ ~'],
  ["env('A'), 'A'", "env('A'), ~"],
])('of a config in code what is no value is shown, and figures: %s', (line, says) => {
  expect(shown(line, 'config', true)).toBe(says)
})

test('where a column is behind covered values', () => {
  const line = 'a: bbb, c: { d: ee }'
  const { text, at } = veiled('{ a: bbb, c: ee }', 'unknown', false, false)
  expect(text).toBe('{ a: (hidden), c: (hidden) }')
  expect(Array.from('{ a: bbb, c: ee }', (_, col) => at(col))).toEqual([
    0, 1, 2, 3, 4, 5, 5, 5, 13, 14, 15, 16, 17, 18, 18, 26, 27,
  ])
  expect(veiled(line, 'unknown', true, false).text).toBe('(hidden)')
})

test.each([
  [['a: |', '  b', '', 'c: d'], false, '.++.'],
  [['  a: >-2 # x', ' b: c'], false, '..'],
  [['a: |', 'b: c'], false, '..'],
  [['- |', '  a', 'b', '  c'], false, '.+..'],
  [['a: |', '  b', '   ', '  c', 'd'], false, '.+++.'],
  [['  a: |', ' ', '   b', '  c'], false, '.++.'],
  [['a: b, "c', 'd'], false, '..'],
  [['{ a: b, c: "d', 'e', 'f" }', 'g'], false, '.++.'],
  [["a: 'b''", "c'", 'd'], false, '.+.'],
  [[String.raw`a: "b\"`, 'c"', 'd'], false, '.+.'],
  [[String.raw`a: 'b\'`, 'c'], false, '..'],
  [['a `', 'b', '`', 'c'], true, '.++.'],
  [['/* a', 'b */ c', 'd'], true, '.+.'],
  [['*/', 'b'], true, '..'],
  [[String.raw`\``, 'b'], true, '..'],
  [['a: |', '  b'], true, '..'],
])('which lines of %j begin inside of a text', (lines, isCode, says) => {
  expect(
    insides(lines, isCode)
      .map(each => (each ? '+' : '.'))
      .join(''),
  ).toBe(says)
})
