import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { codesPage } from '../src/build/codes.ts'
import { CODES } from '../src/core/codes/codes.ts'
import { GROUPS } from '../src/core/codes/groups.ts'
import type { Io } from '../src/terminal/io.ts'
import { exitCodeOf } from '../src/terminal/exit.ts'
import { programOf } from '../src/terminal/program.ts'

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

test('no code is declared twice, since of two tables the later one would be believed', () => {
  const folder = new URL('../src/core/codes/', import.meta.url)
  const texts = readdirSync(folder).map(name => readFileSync(new URL(name, folder), 'utf8'))
  const declared = texts.flatMap(text => [...text.matchAll(/^ {2}([A-Z]{2}\d{3}): \{$/gmu)].map(([, code]) => code))
  expect(declared.length).toBeGreaterThan(300)
  expect(declared.filter((code, at) => declared.indexOf(code) !== at)).toEqual([])
})

test('each code is two capital letters and three digits, of a group that has a name', () => {
  const wrong = all.filter(([code]) => !/^[A-Z]{2}\d{3}$/u.test(code) || !Object.hasOwn(GROUPS, code.slice(0, 2)))
  expect(wrong).toEqual([])
})

test('what is written in a definition ends a run as every mistake in one does', () => {
  const inFiles = ['YM', 'DF', 'NM', 'LM', 'FT', 'UK', 'HN', 'LT', 'MG', 'SD']
  // These are about a name that was typed.
  const own = all.filter(([code]) => inFiles.includes(code.slice(0, 2)) && !['MG108', 'SD115'].includes(code))
  expect(own.filter(([code]) => exitCodeOf(code) !== 4).map(([code]) => code)).toEqual([])
})

test('each code says what is wrong, why, and what to do, in sentences', () => {
  // Some begin with the name of a thing, which stays in lower case.
  const isSentence = (text: string) => /^\S.{6,}[.)]$/su.test(text)
  const wrong = all.filter(([, { title, why, fix }]) => {
    return !/^\S.{1,78}[^.\s]$/u.test(title) || !isSentence(why) || !isSentence(fix)
  })
  expect(wrong).toEqual([])
})

test('each code shows one to four lines to copy', () => {
  const isShort = (example: string) => /^\S.*(?:\n.*\S.*){0,3}$/u.test(example) && example === example.trim()
  expect(all.filter(([, { example }]) => !isShort(example)).map(([code]) => code)).toEqual([])
})

test('each command of an example or a next step is one that the program takes', async () => {
  const typed = all.flatMap(([code, { example, next = '' }]) =>
    `${example}\n${next}`.split('\n').flatMap(line => (line.startsWith('cliq-ds ') ? [{ code, line }] : [])),
  )
  expect(typed.length).toBeGreaterThan(100)
  const wrong = []
  for (const { code, line } of typed) if (!(await isTaken(line))) wrong.push(`${code}: ${line}`)
  expect(wrong).toEqual([])
})

// Read as a shell would, as far as the examples need; the work of the command is not begun.
async function isTaken(line: string): Promise<boolean> {
  const command = line
    .replace(/ (?:#|2?[<>] ).*$/u, '')
    .replace('NAME', 'empdir')
    .replace('$REVIEWED_DIGEST', `sha256-v1:${'0'.repeat(64)}`)
  const argv = [...command.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, word]) => quoted ?? word ?? '')
  let isChosen = false
  const go = async () => void (isChosen = true)
  await programOf(QUIET, '', go)
    .parseAsync(['node', ...argv])
    .catch(() => undefined)
  return isChosen
}

const SINK = { write: () => undefined, isTTY: false, columns: 80 }
const QUIET: Io = {
  argv: [],
  env: {},
  cwd: '.',
  out: SINK,
  err: SINK,
  hasKeyboard: false,
  signal: new AbortController().signal,
}

test('no two codes have the same title in one group', () => {
  const titles = all.map(([code, { title }]) => `${code.slice(0, 2)} ${title}`)
  expect(titles.filter((each, at) => titles.indexOf(each) !== at)).toEqual([])
})
