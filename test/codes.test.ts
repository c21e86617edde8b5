import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { codesPage, GROUPS } from '../src/build/codes.ts'
import { CODES } from '../src/core/codes.ts'

const page = readFileSync(new URL('../docs/codes.md', import.meta.url), 'utf8')
const all = Object.entries(CODES)

test('docs/codes.md is what `npm run docs` writes', () => {
  expect(page).toBe(codesPage())
})

test('the page has each code once, under the heading of its group', () => {
  const headings = [...page.matchAll(/^### (\w+):/gmu)].map(([, code]) => code)
  expect([...headings].sort()).toEqual(Object.keys(CODES).sort())
  for (const part of page.split('\n## ').slice(1))
    for (const [, code] of part.matchAll(/^### (\w+):/gmu)) expect(part.slice(0, 2)).toBe(code?.slice(0, 2))
})

test.each(all)('%s is two capital letters and three digits, of a group that has a name', code => {
  expect(code).toMatch(/^[A-Z]{2}\d{3}$/u)
  expect(GROUPS[code.slice(0, 2)]).toBeTypeOf('string')
})

test.each(all)('%s says what is wrong, why, and what to do, in sentences', (_, { title, why, fix, example }) => {
  expect(title).toMatch(/^\S.{1,78}[^.\s]$/u)
  // Some begin with the name of a thing, which stays in lower case.
  for (const text of [why, fix]) expect(text).toMatch(/^\S.{6,}[.)]$/su)
  expect(example ?? 'none').not.toMatch(/^\s|\s$/u)
})

test('no two codes have the same title in one group', () => {
  const titles = all.map(([code, { title }]) => `${code.slice(0, 2)} ${title}`)
  expect(titles.filter((each, at) => titles.indexOf(each) !== at)).toEqual([])
})
