import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { lookOf } from '../../src/core/rows/alike.ts'
import { checkSeed } from '../../src/core/rows/check.ts'
import { compareRows } from '../../src/core/rows/compare.ts'
import { field, RUNS, store } from '../laws/build.ts'
import { seedFile } from './seedWorld.ts'

// Keys that look the same. Two forms of one letter are one key to us; what else looks alike is told before anything is sent.
const datastore = store({ k: field({ mandatory: true }), n: field({ type: 'number' }) }, [['k']])
const rows = (...keys: readonly string[]) => keys.map(k => ({ k }))
const told = (...keys: readonly string[]) =>
  checkSeed(seedFile(datastore, rows(...keys)), datastore, false).problems.map(
    ({ code, severity, message }) => `${code} ${severity} ${message.replace(/^.*: /u, '')}`,
  )

const CASES: readonly (readonly [what: string, a: string, b: string, told: string])[] = [
  [
    'a letter composed and not',
    'Jos\u00e9',
    'Jose\u0301',
    'SD108 error `k` has U+0065 U+0301 at 4, there U+00E9, which Cliq may take for one',
  ],
  [
    'Hangul in one piece and in three',
    '\uac01',
    '\u1100\u1161\u11a8',
    'SD108 error `k` has U+1100 at 1, there U+AC01, which Cliq may take for one',
  ],
  ['case alone', 'ann', 'Ann', 'SD124 warning `k` has U+0041 at 1, there U+0061'],
  ['case alone, the other way round', 'ANN', 'ann', 'SD124 warning `k` has U+0061 at 1, there U+0041'],
  ['two of other case, none of them lower', 'ANN', 'Ann', 'SD124 warning `k` has U+006E at 2, there U+004E'],
  ['a Cyrillic letter', 'ann', '\u0430nn', 'SD124 warning `k` has U+0430 at 1, there U+0061'],
  ['wide letters', 'ab', '\uff41b', 'SD124 warning `k` has U+FF41 at 1, there U+0061'],
  ['a character that is not seen', 'ab', 'a\u200bb', 'SD124 warning `k` has U+200B at 2, there U+0062'],
  ['a sharp s', 'Strasse', 'Straße', 'SD124 warning `k` has U+00DF at 5, there U+0073'],
  ['a sharp s and its capitals', 'STRASSE', 'straße', 'SD124 warning `k` has U+0073 at 1, there U+0053'],
  ['a sigma at the end', 'ΟΔΟΣ', 'οδοσ', 'SD124 warning `k` has U+03BF at 1, there U+039F'],
  ['a ligature', 'office', 'o\ufb03ce', 'SD124 warning `k` has U+FB03 at 2, there U+0066'],
  ['a blank that does not break', 'a b', 'a\u00a0b', 'SD124 warning `k` has U+00A0 at 2, there U+0020'],
]

test.each(CASES)('%s is told with the code points of both', (_, a, b, problem) => {
  expect(told('x', a, 'y', b)).toEqual([problem])
})

test('keys that look different are told nothing of', () => {
  expect(told('ann', 'Bob', 'ANNA', 'z\u00e9', 'ze', '\u0411')).toEqual([])
})

test('a record that the org has in another form of its letters is the same row; one of another case is told', () => {
  const { seed } = checkSeed(seedFile(datastore, rows('Jose\u0301', 'Ann')), datastore, false)
  const live = [
    { id: '1', values: { k: 'Jos\u00e9' } },
    { id: '2', values: { k: 'ann' } },
  ]
  const { inserts, updates, same, problems } = compareRows(seed, datastore, live)
  expect({ inserts: inserts.length, updates: updates.length, same }).toEqual({ inserts: 1, updates: 0, same: 1 })
  expect(problems.map(each => [each.code, each.severity])).toEqual([['SD124', 'warning']])
  expect(problems[0]?.message).toContain('record 2')
})

test('of any keys, exactly those that look like another one are told', () => {
  const key = fc.stringMatching(/^[abAB\u0430\u00e9\u0415]{1,3}$/u)
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 8 }), keys => {
      const isTold = checkSeed(seedFile(datastore, rows(...keys)), datastore, false).problems.length
      const looks = new Set(keys.map(lookOf))
      expect(isTold).toBe(keys.length - looks.size)
    }),
    { numRuns: RUNS },
  )
})
