import { expect, test } from 'vitest'
import { columns } from '../../src/report/layout.ts'
import { planPage } from '../../src/report/pages/plan.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { problemsText } from '../../src/report/problemText.ts'
import { pageText } from '../../src/report/text/text.ts'
import { empdirDocument } from './empdir.ts'

const WIDTHS = [40, 48, 56, 64, 72, 80, 100, 120, 160] as const
const NEXT = ['cliq-ds apply staging.plan.json --allow field-removed:empdir.notes']
const problem = {
  code: 'LM102',
  severity: 'error',
  message: 'name too long: 21 characters; Cliq allows 20, and this sentence is as long as a screen is wide',
  hint: 'shorten it, or take over what is there: cliq-ds pull NAME --env staging --config cliq-ds.config.ts',
} as const

/** Lines wider than the screen that could have been broken: a command to paste and a single word stay whole. */
function tooWide(text: string, width: number): readonly string[] {
  return text.split('\n').filter(line => {
    const words = line.trim().replaceAll(/^Next {2}/gu, '')
    return columns(line) > width && words.includes(' ') && !/^\(?cliq-ds |cliq-ds \S+( \S+)*$/u.test(words)
  })
}

test.each(WIDTHS)('a plan fits a screen of %i columns, and a command is never broken', width => {
  const text = pageText(planPage(empdirDocument(), { next: NEXT }), { ...plainPaint, width })
  expect(tooWide(text, width)).toEqual([])
  expect(text).toContain(NEXT[0])
  expect(text).toContain('DS102')
})

test.each(WIDTHS)('a problem fits a screen of %i columns', width => {
  const text = problemsText([problem], new Map(), { ...plainPaint, width })
  expect(tooWide(text, width)).toEqual([])
  expect(text).toContain('cliq-ds pull NAME --env staging --config cliq-ds.config.ts')
  expect(text).toContain('cliq-ds explain LM102')
})

test('without a screen the text is laid out as ever', () => {
  const page = planPage(empdirDocument())
  expect(pageText(page, plainPaint)).toBe(pageText(page, { ...plainPaint, width: 80 }))
})
