import { expect, test } from 'vitest'

import { codeFacts } from '../../src/core/codes/codes.ts'
import { underPolicy } from '../../src/core/rules/policy.ts'
import { sortedProblems } from '../../src/core/model/problem.ts'
import { allowancesIn } from '../../src/core/rules/allowance.ts'
import { placesInCode } from '../../src/files/code/places.ts'
import { yamlComments } from '../../src/files/yaml/comments.ts'
import { marks, right, written } from './written.ts'

const TODAY = '2026-11-24'
const GOOD = 'cliq-ds:allow LT102 until=2026-12-31 reason="the old form sets it"'

/** The problems of a definition as `CODE line:col`, its comments counting. */
function told(text: string, today = TODAY): readonly string[] {
  const allowances = allowancesIn(yamlComments(text, 'a.yaml'))
  const problems = underPolicy(written(text).problems, allowances, { rules: {}, today })
  for (const { code } of problems) expect(codeFacts(code)).toBeDefined()
  return marks(sortedProblems(problems))
}

const above = (comment: string) => right({ 6: `  # ${comment}\n  on: { name: Active, type: boolean }` })
const behind = (comment: string) => right({ 6: `  on: { name: Active, type: boolean } # ${comment}` })

const holding = [
  ['above the line', above(GOOD)],
  ['at the end of the line', behind(GOOD)],
  ['above, with comments and empty lines between', above(`${GOOD}\n  # why not\n`)],
  ['on its last day', above(GOOD.replace('2026-12-31', TODAY))],
  ['until the 29th of a leap year', above(GOOD.replace('2026-12-31', '2028-02-29'))],
  ['until the 29th of a century that is one', above(GOOD.replace('2026-12-31', '2400-02-29'))],
  ['with its parts in other order', above('cliq-ds:allow LT102 reason="a \\"b\\"" until=2026-12-31')],
  ['of a block mapping', right({ 6: `  on: # ${GOOD}\n    name: Active\n    type: boolean` })],
  ['with Windows line ends', above(GOOD).replaceAll('\n', '\r\n')],
  ['behind a byte order mark', `\ufeff${above(GOOD)}`],
] as const

test.each(holding)('an allowance holds %s', (_, text) => expect(told(text)).toEqual([]))

const wrong: readonly (readonly [string, string, readonly string[]])[] = [
  ['expired', above(GOOD.replace('2026-12-31', '2026-11-23')), ['DF303 6:3', 'LT102 7:3']],
  ['of another code', above(GOOD.replace('LT102', 'LT105')), ['DF304 6:3', 'LT102 7:3']],
  [
    'one line too far up',
    right({ 5: `  # ${GOOD}\n  empid: { name: I, type: number, mandatory: true }` }),
    ['DF304 5:3'],
  ],
  ['at the end of the file', `${right()}# ${GOOD}\n`, ['DF304 9:1']],
  ['without a reason', above('cliq-ds:allow LT102 until=2026-12-31'), ['DF302 6:3', 'LT102 7:3']],
  ['with a blank reason', above(GOOD.replace(/".*"/, '"  "')), ['DF302 6:3', 'LT102 7:3']],
  [
    'with a reason without quotes',
    above('cliq-ds:allow LT102 until=2026-12-31 reason=old'),
    ['DF301 6:3', 'LT102 7:3'],
  ],
  [
    'with a reason that never closes',
    above('cliq-ds:allow LT102 until=2026-12-31 reason="old'),
    ['DF301 6:3', 'LT102 7:3'],
  ],
  ['without a day', above('cliq-ds:allow LT102 reason="x"'), ['DF301 6:3', 'LT102 7:3']],
  ['until a day that never comes', above(GOOD.replace('12-31', '02-30')), ['DF301 6:3', 'LT102 7:3']],
  ['until the 29th of a common year', above(GOOD.replace('2026-12-31', '2027-02-29')), ['DF301 6:3', 'LT102 7:3']],
  ['until the 29th of a century', above(GOOD.replace('2026-12-31', '2100-02-29')), ['DF301 6:3', 'LT102 7:3']],
  ['until a day of another order', above(GOOD.replace('2026-12-31', '31.12.2026')), ['DF301 6:3', 'LT102 7:3']],
  ['without a code', above('cliq-ds:allow until=2026-12-31 reason="x"'), ['DF301 6:3', 'LT102 7:3']],
  ['of two codes', above(GOOD.replace('LT102', 'LT102 LT105')), ['DF301 6:3', 'LT102 7:3']],
  ['of all', above('cliq-ds:allow'), ['DF301 6:3', 'LT102 7:3']],
  ['misspelt', above(GOOD.replace('allow', 'alow')), ['DF301 6:3', 'LT102 7:3']],
  ['with a blank too many', above(GOOD.replace(':allow', ': allow')), ['DF301 6:3', 'LT102 7:3']],
  ['of a law', above(GOOD.replace('LT102', 'LM102')), ['DF305 6:3', 'LT102 7:3']],
  ['of a code that is none', above(GOOD.replace('LT102', 'LT999')), ['DF305 6:3', 'LT102 7:3']],
]

test.each(wrong)('an allowance is an error: %s', (_, text, expected) => expect(told(text)).toEqual(expected))

test('what looks like a comment inside text allows nothing', () => {
  for (const text of [`"# ${GOOD.replaceAll('"', "'")}"`, `|\n  # ${GOOD}`, `a#${GOOD}`, `|\n  a # ${GOOD}`])
    expect(yamlComments(right({ 3: `description: ${text}` }), 'a.yaml')).toEqual([])
})

test('where the shape is wrong, nobody is told that an allowance is idle', () => {
  expect(told(above(GOOD).replace('boolean', 'bool'))).toEqual(['FT101 7:29'])
})

test('two rules of one line take two allowances', () => {
  const both = `${GOOD}\n  # ${GOOD.replace('LT102', 'LT107')}`
  expect(told(right({ 6: `  # ${both}\n  like: { name: L, type: boolean }` }))).toEqual([])
  expect(told(right({ 6: `  # ${GOOD}\n  like: { name: L, type: boolean }` }))).toEqual(['LT107 7:3'])
})

test('code takes them in its own comments, and in no text', () => {
  const code = `export default {\n  // ${GOOD}\n  a: '// ${GOOD.replaceAll('"', '')}',\n  b: 1, // ${GOOD}\n}`
  const { comments } = placesInCode(code, 'a.ts')
  expect(allowancesIn(comments).allowances.map(each => [each.at.line, each.covers])).toEqual([
    [2, 3],
    [4, 4],
  ])
})

const alone = (text: string) => {
  const { allowances, problems } = allowancesIn([{ text, at: { file: 'a', line: 1, col: 1 }, covers: 2 }])
  return allowances.length === 1 ? allowances[0]?.until : problems.map(each => each.message).join()
}

test('a last day is a day of the calendar', () => {
  const odd: string[] = []
  const two = (figure: number) => String(figure).padStart(2, '0')
  for (const year of [1900, 1999, 2000, 2004, 2100, 2200, 2202, 2400, 2600])
    for (let month = 0; month <= 13; month += 1)
      for (let date = 0; date <= 32; date += 1) {
        const day = `${year}-${two(month)}-${two(date)}`
        const at = new Date(Date.UTC(year, month - 1, date))
        const isDay = at.getUTCMonth() === month - 1 && at.getUTCDate() === date && at.getUTCFullYear() === year
        if ((alone(`cliq-ds:allow LT102 until=${day} reason="x"`) === day) !== isDay) odd.push(day)
      }
  expect(odd).toEqual([])
})

test.each([
  ['LT102 reason="x"', 'an allowance needs a last day'],
  ['LT102 until=2027-01-31', 'an allowance gives its reason'],
  ['LT102 until=2027-01-31 reason=x', 'write the reason in double quotes'],
  ['LT102 until=2027-01-31 reason="x" more', 'an allowance has only a code, `until` and `reason`'],
  ['LT102 until=2027-01-31 more reason="x"', 'an allowance has only a code, `until` and `reason`'],
  ['LT102 until=2027-01-31 reason=" "', 'the reason of an allowance is blank'],
  ['LT102 until=soon reason="x"', '`until` is a day such as 2027-01-31'],
])('an allowance %s says what is wrong with it: %s', (text, says) => {
  expect(alone(`cliq-ds:allow ${text}`)).toBe(says)
})
