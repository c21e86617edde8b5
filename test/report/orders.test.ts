import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { disarmed, escapeText } from '../../src/report/escape.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { problemText } from '../../src/report/problemText.ts'
import { DANGEROUS } from './everything.ts'

/** What a runner takes for an order: `::name` where a line starts, `##[…]` and `##vso[…]` anywhere. */
const ORDER = /^\s*::|##\w*\[/mu

const order = fc.constantFrom(
  '##vso[task.setvariable variable=X;x= #]--y',
  '##[set-output name=ok;x= #]true',
  '::set-output name=a::b',
  '\u202e##\u0000vso[x]',
  '\ud83d\ude00##[x]\ud83d',
)
const filler = fc.string({
  unit: fc.constantFrom('a', ' ', '#', ':', '[', '!', '\u202e', '\u00e9', '\ud83d\ude00', '\t'),
})

test('an excerpt orders no runner about and has no control character, wherever its caret stands', () => {
  fc.assert(
    fc.property(filler, order, filler, fc.nat(200), fc.boolean(), (before, acting, after, col, isLong) => {
      const code = col % 2 === 0 ? 'YM105' : 'LM102'
      const line = `${isLong ? 'x '.repeat(500) : ''}${before}${acting}${after}`
      const at = { file: 'schemas/a.yaml', line: 1, col: (isLong ? 1000 : 0) + (col % (line.length + 2)) + 1 }
      const problem = { code, severity: 'error', message: `wrong: ${acting}`, at, hint: acting } as const
      const text = problemText(problem, new Map([[at.file, line]]), plainPaint)
      expect(text).not.toMatch(ORDER)
      expect(text.replaceAll('\n', '')).not.toMatch(DANGEROUS)
    }),
    { numRuns: 500 },
  )
})

test('the caret stands below the same character, however much of the line before it is escaped', () => {
  fc.assert(
    fc.property(filler, filler, (before, after) => {
      const at = { file: 'a.yaml', line: 1, col: before.length + 1 }
      const problem = { code: 'LM102', severity: 'error', message: 'wrong', at } as const
      const text = problemText(problem, new Map([['a.yaml', `${before}Q${after}`]]), plainPaint)
      const [, line = '', caret = ''] = text.split('\n')
      // A smiley is one character of two columns.
      const shown = [...line].map(each => (each === '\ud83d\ude00' ? '--' : each)).join('')
      expect(shown.charAt(caret.indexOf('^'))).toBe('Q')
    }),
  )
})

test('texts that are joined when they are printed give no order', () => {
  fc.assert(
    fc.property(order, fc.array(fc.nat(60), { maxLength: 4 }), (acting, cuts) => {
      const parts = [...cuts, 0, acting.length].sort((a, b) => a - b)
      const joined = parts.map((from, index) => escapeText(acting.slice(from, parts[index + 1]))).join('')
      expect(disarmed(joined)).not.toMatch(ORDER)
    }),
  )
  expect(disarmed('a::b # c [d] a ##\n  :x')).toBe('a::b # c [d] a ##\n  :x')
})
