import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostileText } from '../arbitraries.ts'
import { counted, duration } from '../../src/report/amounts.ts'
import { columns, cut, entry, quoted, quotedPair, spread, wrapped } from '../../src/report/layout.ts'

const durations = [
  [0, '0 s'],
  [0.3, '0.3 s'],
  [3.31, '3.4 s'],
  [24.2, '25 s'],
  [298, '4 min 58 s'],
  [120, '2 min'],
  [7_499, '2 h 5 min'],
  [40_020, '11 h 7 min'],
] as const
for (const [seconds, text] of durations)
  test(`${seconds} seconds are said as ${text}`, () => {
    expect(duration(seconds)).toBe(text)
  })

test('amounts have commas and a plural', () => {
  expect([counted(1, 'call'), counted(0, 'call'), counted(1_234_567, 'record')]).toEqual([
    '1 call',
    '0 calls',
    '1,234,567 records',
  ])
})

test('a cut text fits its columns, and says that it was cut', () => {
  fc.assert(
    fc.property(hostileText(250), fc.integer({ min: 36, max: 80 }), (text, most) => {
      expect(columns(cut(text, most))).toBeLessThanOrEqual(most)
      expect(columns(quoted(text, most))).toBeLessThanOrEqual(most)
    }),
  )
  expect(cut('漢字漢字', 5)).toBe('漢字…')
  expect(quoted('y'.repeat(250), 40)).toBe(`"${'y'.repeat(20)}…" (250 characters)`)
})

test('two different values never look the same', () => {
  const tail = fc.constantFrom('', 'x', ' ', '\u00a0', 'é', 'e\u0301', '\ud83d\ude00', '\ud83d\ude01')
  fc.assert(
    fc.property(hostileText(250), tail, tail, fc.integer({ min: 30, max: 60 }), (text, a, b, most) => {
      fc.pre(a !== b)
      const [from, to] = quotedPair(`${text}${a}`, `${text}${b}`, most)
      expect(from.normalize('NFKC')).not.toBe(to.normalize('NFKC'))
    }),
  )
})

test('long values are shown from a little before their first difference', () => {
  const same = 'the same beginning of a long description, again and again '
  expect(quotedPair(`${same}one`, `${same}two`, 40)).toEqual([
    '"…d again one" (61 characters)',
    '"…d again two" (61 characters)',
  ])
})

test('wrapping loses no word and keeps to the width where words allow', () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 20 }), { minLength: 1 })
  fc.assert(
    fc.property(words, text => {
      const lines = wrapped(text.join(' '), 30)
      expect(lines.join(' ')).toBe(text.join(' '))
      expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(30)
    }),
  )
})

test('a label or a right part without room gets a line of its own', () => {
  expect(entry('short', 'text')).toEqual(['  short                 text'])
  expect(entry('a label that is far too long', 'text')).toEqual([
    '  a label that is far too long',
    `${' '.repeat(24)}text`,
  ])
  expect(spread('left', 'right', 20)).toEqual(['left           right'])
  expect(spread('left', 'right', 10)).toEqual(['left', '     right'])
})
