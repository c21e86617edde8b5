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

test('each code is two capital letters and three digits, of a group that has a name', () => {
  const wrong = all.filter(([code]) => !/^[A-Z]{2}\d{3}$/u.test(code) || GROUPS[code.slice(0, 2)] === undefined)
  expect(wrong).toEqual([])
})

test('each code says what is wrong, why, and what to do, in sentences', () => {
  // Some begin with the name of a thing, which stays in lower case.
  const isSentence = (text: string) => /^\S.{6,}[.)]$/su.test(text)
  const wrong = all.filter(([, { title, why, fix, example = 'none' }]) => {
    return !/^\S.{1,78}[^.\s]$/u.test(title) || !isSentence(why) || !isSentence(fix) || example !== example.trim()
  })
  expect(wrong).toEqual([])
})

test('each code of a definition shows what is right', () => {
  const bare = all.filter(([code, { example }]) => /^(?:YM|DF|NM|LM|FT|UK|LT)/u.test(code) && example === undefined)
  expect(bare.map(([code]) => code)).toEqual([])
})

test('no two codes have the same title in one group', () => {
  const titles = all.map(([code, { title }]) => `${code.slice(0, 2)} ${title}`)
  expect(titles.filter((each, at) => titles.indexOf(each) !== at)).toEqual([])
})
