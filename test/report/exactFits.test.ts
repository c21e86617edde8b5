import { expect, test } from 'vitest'

import type { Plan } from '../../src/core/plan/plan.ts'
import { columns } from '../../src/report/layout.ts'
import { pagesMarkdown } from '../../src/report/markdown/markdown.ts'
import { listingCalls } from '../../src/report/pages/planCalls.ts'
import { planPage } from '../../src/report/pages/plan.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { problemText } from '../../src/report/problemText.ts'
import { waitLine } from '../../src/report/progress.ts'
import { pageText } from '../../src/report/text/text.ts'
import { definition, documentOf, field, liveOf, lockOf, store } from './build.ts'
import { empdirDocument } from './empdir.ts'

const long = (letter: string) => letter.repeat(30)
const was = store(
  'rooms',
  {
    named: field({ name: long('a') }),
    preset: field({ default_value: long('c') }),
    unset: field({ default_value: long('d') }),
    retyped: field({ type: 'large-text', default_value: long('e') }),
    // Only that there is something beside.
    plain: field(),
  },
  { description: long('f') },
)
const is = store(
  'rooms',
  {
    named: field({ name: long('b') }),
    preset: field({ default_value: long('g') }),
    unset: field(),
    retyped: field({ type: 'limited-text', default_value: long('h') }),
    plain: field(),
  },
  { description: long('i') },
)
const page = planPage(documentOf({ live: liveOf(was), locked: lockOf(was), definitions: [definition(is)] }))
const linesAt = (width: number) => pageText({ ...page, where: '' }, { ...plainPaint, width }).split('\n')
const signed = (line: string) => /^ {2}[~+-]|^-\/\+/u.test(line)

test('old and new stand on one line from the width on that they just fill', () => {
  const wholes = linesAt(400).filter(line => signed(line) && line.includes(' -> '))
  expect(wholes.length).toBeGreaterThan(3)
  const widths = Array.from({ length: 120 }, (_, at) => at + 64)
  const shown = new Map(widths.map(width => [width, linesAt(width)]))
  for (const whole of wholes) {
    const [, value = ''] = / {2,}(\S.* -> \S.*?)(?: {2,}|$)/u.exec(whole.slice(4)) ?? []
    expect(value).not.toBe('')
    const first = widths.find(width => shown.get(width)?.some(line => line.includes(value)))
    const line = linesAt(first ?? 64).find(each => each.includes(value)) ?? ''
    expect([value, first]).toEqual([value, Math.max(64, columns(line))])
  }
})

test('names and values stand side by side from 64 columns on', () => {
  const beside = (width: number) => linesAt(width).some(line => /named name {2,}"/u.test(line))
  expect([beside(63), beside(64)]).toEqual([false, true])
})

test('what to do next stands on one line where it just fits', () => {
  const next = '  Next  shorten it, or read more: cliq-ds explain LM102'
  const shown = (width: number) =>
    problemText({ code: 'LM102', severity: 'error', message: 'long', hint: 'shorten it' }, new Map(), {
      ...plainPaint,
      width,
    }).includes(next)
  expect([shown(next.length - 1), shown(next.length)]).toEqual([false, true])
})

test('of an answer that leaves a call open a hundred characters are told', () => {
  const told = (length: number) => {
    const wait = { why: 'late-window', operation: 'fields.edit', until: 0, answer: 'x'.repeat(length) } as const
    return /\((x+…?)\)/u.exec(waitLine(wait, 0))?.[1]
  }
  expect([told(100), told(101)]).toEqual(['x'.repeat(100), `${'x'.repeat(100)}…`])
})

test('a review of several environments names each plan by twelve digits of its digest', () => {
  const pages = ['staging', 'production'].map(environment =>
    planPage({ ...empdirDocument(), environment, digest: `sha256-v1:${'0123456789abcdef'.repeat(4)}` }),
  )
  const table = pagesMarkdown(pages)
    .text.split('\n')
    .filter(line => /^\| `(?:staging|production)`/u.test(line))
  expect(table.map(line => line.split(' | ').at(-1))).toEqual(['`0123456789ab` |', '`0123456789ab` |'])
})

test('listings after the steps are as many as what is there then takes', () => {
  const calls = (there: number, made: number, gone: number) => {
    const steps = [
      ...Array.from({ length: made }, () => ({ call: 'create-datastore' })),
      ...Array.from({ length: gone }, () => ({ call: 'delete-datastore' })),
    ]
    const base = new Map(Array.from({ length: there }, (_, at) => [String(at), was] as const))
    const kept = { datastores: [], outside: [], fields: new Map() }
    const estimate = { calls: new Map([['datastores.list', 4]]) }
    return listingCalls({ steps, base, kept, estimate } as unknown as Plan)
  }
  expect([calls(99, 2, 1), calls(99, 2, 0), calls(101, 0, 1), calls(102, 0, 1), calls(1, 0, 1)]).toEqual([
    3, 2, 3, 2, 3,
  ])
})
