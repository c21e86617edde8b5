import { expect, test } from 'vitest'
import { capped, countOf, foldedWarnings } from '../../src/core/model/fold.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { problemCount, problemsText } from '../../src/report/problemText.ts'

const made = (count: number, more: Partial<Problem> = {}, file = 'a.yaml'): readonly Problem[] =>
  Array.from({ length: count }, (_, at) => {
    return { code: 'DF203', severity: 'error', message: `m${at}`, at: { file, line: at + 1, col: 1 }, ...more }
  })

test('problems are capped per file and in all, each kind is told, and none is uncounted', () => {
  const one = capped(made(60_000))
  expect(one).toHaveLength(50)
  expect(countOf(one, 'error')).toBe(60_000)
  const files = Array.from({ length: 1_000 }, (_, at) => made(60, {}, `${at}.yaml`)).flat()
  const all = capped([...files, ...made(1, { code: 'LM101' }, 'z.yaml')])
  expect(all.length).toBeLessThanOrEqual(1_000)
  expect(all.map(each => each.code)).toContain('LM101')
  expect(countOf(all, 'error')).toBe(60_001)
  expect(capped(made(50))).toHaveLength(50)
})

test('warnings of one kind are folded and counted, errors are not', () => {
  const warnings = made(7_000, { code: 'LT102', severity: 'warning' })
  const folded = foldedWarnings([...made(5), ...warnings])
  expect(folded.map(each => each.code)).toEqual([...Array(5).fill('DF203'), 'LT102', 'LT102', 'LT102'])
  expect(problemsText(folded, new Map(), plainPaint)).toContain('and 6,997 more of LT102')
  expect(problemCount(folded)).toBe('5 errors, 7,000 warnings')
})

test('a file full of aliases, anchors and tags is refused without a tree of it', () => {
  for (const each of ['*a', '&a 1', '!t 1']) {
    const text = `unique_name: a\nfields: [${`${each}, `.repeat(150_000)}1]\n`
    const { problems, value } = parseYaml(text, 'a.yaml')
    expect(value).toBeUndefined()
    expect([problems.length, countOf(problems, 'error')]).toEqual([100, 150_000])
    expect(problems[0]?.at).toEqual({ file: 'a.yaml', line: 2, col: 10 })
    expect(problems[1]?.at?.col).toBe(10 + each.length + 2)
  }
  // Signs inside of texts are none.
  expect(parseYaml(`description: ${'R&D! * '.repeat(200)}x\n`, 'a.yaml').problems).toEqual([])
})
