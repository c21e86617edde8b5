import { expect, test } from 'vitest'
import type { Problem } from '../../src/core/model/problem.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { problemCount, problemText, problemsText } from '../../src/report/problemText.ts'
import { markedPaint } from './build.ts'

const FILE = 'schemas/empdir.yaml'

function problem(more: Partial<Problem> = {}): Problem {
  return { code: 'LM102', severity: 'error', message: 'name too long: 21 characters; Cliq allows 20', ...more }
}

function shownAt(text: string, line: number, col: number, more: Partial<Problem> = {}): string {
  const made = problem({ at: { file: FILE, line, col }, ...more })
  return problemText(made, new Map([[FILE, text]]), plainPaint)
}

test('a problem shows code, place, the line with a caret below, and what to do', () => {
  const text = '\n'.repeat(20) + '  - unique_name: is_currently_employed\n'
  expect(shownAt(text, 21, 18, { hint: 'shorten it' })).toBe(
    [
      'LM102 schemas/empdir.yaml:21:18  name too long',
      '    21 |   - unique_name: is_currently_employed',
      '                          ^ 21 characters; Cliq allows 20',
      '  Next  shorten it, or read more: cliq-ds explain LM102',
    ].join('\n'),
  )
})

test('without the file there is no excerpt, and the message is whole', () => {
  const made = problem({ at: { file: FILE, line: 1, col: 1 }, severity: 'warning' })
  const lines = ['LM102 schemas/empdir.yaml:1:1  warning: name too long: 21 characters; Cliq allows 20']
  expect(problemText(made, new Map(), plainPaint)).toBe(
    [...lines, '  Next  read more: cliq-ds explain LM102'].join('\n'),
  )
})

test('the caret stands below its character also behind wide and escaped ones', () => {
  const [, line = '', caret = ''] = shownAt('名: \u202ex', 1, 5).split('\n')
  expect(line).toBe(String.raw`     1 | 名: \u{202e}x`)
  expect(caret.indexOf('^')).toBe(line.indexOf('x') + 1)
})

test('a line of a megabyte is cut to what is near the caret', () => {
  const [, line = '', caret = ''] = shownAt(`${'a'.repeat(500_000)}b${'a'.repeat(500_000)}`, 1, 500_001).split('\n')
  expect(line.length).toBeLessThan(90)
  expect(line.charAt(caret.indexOf('^'))).toBe('b')
})

const secrets = [
  ['a masked default', 'masked: true\n    default_value: canary', 2],
  ['a default that goes on below', 'type: encrypted-text\n  default_value: |\n    canary one\n    canary two', 4],
  ['a flow default', 'x: { type: encrypted-text, "default_value": "canary", name: N }', 1],
  ['a credential', 'credentials:\n  clientSecret: canary', 2],
] as const
for (const [what, text, line] of secrets)
  test(`${what} is never in an excerpt`, () => {
    expect(shownAt(text, line, 3)).not.toContain('canary')
    expect(shownAt(text, line, 3)).toContain('(hidden)')
  })

const ofConfigs = [
  ['a value under an unknown key', 'CF105', 'secert: canary', 1],
  ['a secret of the wrong kind', 'CF106', 'credentials: { password: canary }', 1],
  ['a secret on a line of its own', 'CF106', 'credentials:\n  password:\n    canary', 3],
  ['a password in a URL', 'CF113', 'apiUrl: https://me:canary@cliq.zoho.eu', 1],
  ['a token in code', 'CF106', "a: { accessToken: 'canary' }", 1],
] as const
for (const [what, code, text, line] of ofConfigs)
  test(`${what} of a config is never in an excerpt`, () => {
    expect(shownAt(text, line, 1, { code })).not.toContain('canary')
    expect(shownAt(text, line, 1, { code })).toContain('(hidden)')
  })

test('of a line of a config keys and harmless words are shown', () => {
  const line = "rules: { LT102: maked, LT103: off, x: 'eu', limits: 5 }"
  expect(shownAt(line, 1, 10, { code: 'CF106' })).toContain(
    "rules: { LT102: (hidden), LT103: off, x: 'eu', limits: (hidden) }",
  )
})

test('an excerpt ends with what can be seen', () => {
  const at = { file: 'a.yaml', line: 1, col: 1 }
  const sources = new Map([['a.yaml', 'unique_name: a   ']])
  const [, line] = problemText({ code: 'NM101', severity: 'error', message: 'no', at }, sources, plainPaint).split('\n')
  expect(line).toMatch(/unique_name: a$/u)
})

test('a default of a file without hidden fields is shown', () => {
  expect(shownAt('unique_name: a\ndefault_value: plain', 2, 1)).toContain('default_value: plain')
})

test('long messages and hints wrap, and the command to read more stays whole', () => {
  const long = 'word '.repeat(40).trim()
  const lines = problemText(problem({ message: long, hint: long }), new Map(), plainPaint).split('\n')
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(100)
  expect(lines.at(-1)).toBe('        read more: cliq-ds explain LM102')
})

test('problems are sorted by place whatever their order, and counted', () => {
  const some = [2, 1, 3].map(line => problem({ at: { file: FILE, line, col: 1 } }))
  const shown = problemsText(some, new Map(), plainPaint)
  expect(shown).toBe(problemsText([...some].reverse(), new Map(), plainPaint))
  expect(shown.match(/yaml:\d/g)).toEqual(['yaml:1', 'yaml:2', 'yaml:3'])
  expect(problemCount([...some, problem({ severity: 'warning' })])).toBe('3 errors, 1 warning')
  expect(problemText(problem(), new Map(), markedPaint)).toMatch(/^<red>LM102<\/red>/)
})
