import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sourcesBelow } from './house/source.ts'

// Queries and scripts for other programs.
const UNREAD =
  /\/generated\/|^src\/remote\/script\.ts|^src\/emulator\/(?:database|tokens)\.ts|^src\/build\/validator\.ts/u
const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const WORDS = read('docs/words.md').split('## Words that no output has')[1] ?? ''
const ROWS = [...WORDS.matchAll(/^\| (?!not )(?!-)([^|]+) \|/gmu)].flatMap(([, words = '']) => words.split(', '))
const NOT = ROWS.map(each => each.replace(/ \(.*\)$/u, ''))

// "There is no", "is no longer", "told apart" and "stands for" are plain English.
const ODD = new RegExp(
  String.raw`(?<!\bthere |[-\w.])(?:${NOT.map(each => each.replaceAll(' ', String.raw`\s+`)).join('|')})(?! longer| more\b| apart| for\b|[-\w])`,
  'giu',
)

/** The words of the list that a text has, each with what stands around it. */
function odd(text: string): readonly string[] {
  return [...text.matchAll(ODD)].map(({ index, 0: word }) =>
    text.slice(Math.max(0, index - 40), index + word.length + 40),
  )
}

/** A document without its code: what stands in fences and in code spans is of others. */
function prose(text: string): string {
  return text.replaceAll(/^```[^]*?^```/gmu, '').replaceAll(/`[^`\n]+`/gu, '')
}

test('no text that people read has a word of the list in docs/words.md', () => {
  const texts = sourcesBelow('src').flatMap(({ path, strings }) =>
    UNREAD.test(path) ? [] : strings.filter(each => each.includes(' ')).map(text => ({ path, text })),
  )
  const pages = readdirSync(new URL('../docs/', import.meta.url)).filter(
    each => each.endsWith('.md') && each !== 'words.md',
  )
  const documents = [...pages.map(each => `docs/${each}`), 'README.md', 'action.yml'].flatMap(path =>
    prose(read(path))
      .split('\n\n')
      .map(text => ({ path, text })),
  )
  const found = [...texts, ...documents].flatMap(({ path, text }) => odd(text).map(around => `${path}: ${around}`))
  expect(found).toEqual([])
})

test('each word of the list is found where it stands, and plain English is not', () => {
  expect(NOT.length).toBeGreaterThan(40)
  expect(NOT.filter(word => odd(`A file ${word} here.`).length !== 1)).toEqual([])
  expect(odd('There is no file, and it is no longer read; commending blanket holdings')).toEqual([])
})
