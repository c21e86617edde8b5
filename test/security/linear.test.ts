import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { canonicalNumber } from '../../src/core/model/catalog.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import { ignores } from '../../src/core/plan/ownership.ts'
import { patternOf } from '../../src/core/rules/pattern.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { problemsText } from '../../src/report/problemText.ts'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))

const LITERAL = /(?<=[(,=:!&|?{};[>]\s*|return )\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)/gu

/** Every regular expression that stands in a source, with its place. */
function literals(): readonly (readonly [place: string, pattern: RegExp])[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(each => each.endsWith('.ts'))
  return files.flatMap(file =>
    [...readFileSync(join(SRC, file), 'utf8').matchAll(LITERAL)].map(([text, source = '', flags = '']) => {
      return [`${file}: ${text}`, new RegExp(source, flags.replaceAll('g', ''))] as const
    }),
  )
}

const LONG = 16_000

/** Texts that look for a long way like what a pattern is looking for, and are not. */
function hostile({ source }: RegExp): readonly string[] {
  const samples = source
    .replaceAll(String.raw`\d`, '0')
    .replaceAll(String.raw`\w`, 'a')
    .replaceAll(String.raw`\s`, ' ')
    .replaceAll(/\\[pP]\{[^}]*\}/gu, '\u0001')
    .replaceAll(/\(\?[:=!<]*/gu, '')
    .replaceAll(/[\\()[\]{}^$|?]/gu, each => (source.includes(`\\${each}`) ? each : ''))
  const units = [...new Set(samples), 'a', '0', ' '].slice(0, 8)
  const pairs = units.slice(1).map((each, at) => (units[at] ?? '') + each)
  return [...units, ...pairs].flatMap(unit =>
    ['', '\n\u0000!'].map(end => unit.repeat(Math.ceil(LONG / unit.length)) + end),
  )
}

/** Processor time of this process, ms: unlike a clock it does not run while others do. */
function spent(work: () => unknown): number {
  const start = process.cpuUsage()
  work()
  return process.cpuUsage(start).user / 1000
}

// 16,000 characters by a linear pattern are well under a millisecond, by a quadratic one hundreds of them.
const MOST_MS = 25

function isSlow(pattern: RegExp, text: string): boolean {
  const once = () => {
    pattern.lastIndex = 0
    return spent(() => pattern.test(text))
  }
  return once() > MOST_MS && once() > MOST_MS && once() > MOST_MS
}

test('every regular expression of the sources is linear on hostile text', () => {
  const all = literals()
  expect(all.length).toBeGreaterThan(200)
  const slow = all.filter(([, pattern]) => hostile(pattern).some(text => isSlow(pattern, text)))
  expect(slow.map(([place]) => place)).toEqual([])
  const quadratic = [/\\*$/u, /0*$/u, /^ .*[^ ].* $/u]
  expect(quadratic.filter(each => hostile(each).some(text => isSlow(each, text)))).toEqual(quadratic)
})

test('numbers, patterns to ignore and patterns for names take time in step with the text', () => {
  const zeros = '0'.repeat(200_000)
  for (const text of [zeros, `0.${zeros}`, `${zeros}.${zeros}1`, `1${zeros}x`, `-${zeros}`])
    expect(spent(() => canonicalNumber(text))).toBeLessThan(500)
  expect(spent(() => ignores([`${'*'.repeat(1000)}z`, '*a'.repeat(1000)])('a'.repeat(50_000)))).toBeLessThan(2_000)
  const name = `${'a'.repeat(19)}b`
  for (const each of ['^(a|a|a)+$', '^(a+)+$', '^(a?){50}a{50}$', '^(([a-z])+.)+[A-Z]([a-z])+$'])
    expect(spent(() => patternOf(each)?.found(name))).toBeLessThan(500)
})

test('many problems in one long line are shown in the time of a few', () => {
  const line = `b: [${Array.from({ length: 40_000 }, () => '*a').join(', ')}]`
  const at = (col: number) => ({
    code: 'YM105',
    severity: 'error',
    message: 'no',
    at: { file: 'a.yaml', line: 1, col },
  })
  const shown = (count: number) => {
    const problems = Array.from({ length: count }, (_, index) => at(5 + 4 * index) as Problem)
    return spent(() => problemsText(problems, new Map([['a.yaml', line]]), plainPaint))
  }
  expect(shown(50)).toBeLessThan(10 * Math.max(shown(2), shown(2), 100))
})

test('a pattern of a project finds what JavaScript would find', () => {
  const leaf = fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', String.raw`\w`, '^', '$', '_')
  const { pattern } = fc.letrec<{ pattern: string }>(tie => ({
    pattern: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.tuple(tie('pattern'), tie('pattern')).map(each => each.join('')),
      fc.tuple(tie('pattern'), tie('pattern')).map(each => `(?:${each.join('|')})`),
      fc.tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{1,}')).map(([a, b]) => `(${a})${b}`),
    ),
  }))
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '_', 'c'), maxLength: 6 })
  fc.assert(
    fc.property(pattern, text, (source, name) => {
      const own = patternOf(source)
      if (own !== undefined) expect(own.found(name)).toBe(new RegExp(source, 'u').test(name))
    }),
    { numRuns: 1_000 },
  )
  for (const each of ['(', '(?=a)', String.raw`(a)\1`, String.raw`\bx`, 'a{1000}', 'x'.repeat(501)])
    expect(patternOf(each)).toBeUndefined()
  expect(patternOf(String.raw`^hr_[a-z_]+(_\d{1,3})?$`)?.found('hr_staff_12')).toBe(true)
})

test('a star stands for any text, and everything else for itself', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 }),
      (pattern, name) => {
        const parts = pattern.split('*').map(each => each.replaceAll('.', String.raw`\.`))
        expect(ignores([pattern])(name)).toBe(new RegExp(`^${parts.join('.*')}$`, 'su').test(name))
      },
    ),
  )
})
