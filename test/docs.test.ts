import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sourcesBelow } from './house/source.ts'

const page = (path: string) => readFileSync(new URL(`../docs/${path}`, import.meta.url), 'utf8')

test('each fact of Cliq that is cited by number stands in docs/facts.md', () => {
  const texts = [...sourcesBelow('src'), ...sourcesBelow('test')].map(({ text }) => text)
  const cited = new Set(texts.flatMap(text => text.match(/\bC(?:0[1-9]|[1-4]\d)\b/gu) ?? []))
  const told = new Set(page('facts.md').match(/\bC\d\d\b/gu))
  expect([cited.size > 5, [...cited].filter(each => !told.has(each))]).toEqual([true, []])
})

test('each decision stands in the index under its title', () => {
  const files = readdirSync(new URL('../docs/decisions/', import.meta.url)).filter(each => each !== 'README.md')
  const lines = files.map(file => `- [${page(`decisions/${file}`).split('\n')[0]?.replace('# ', '')}](${file})`)
  expect(lines.filter(each => !page('decisions/README.md').includes(each))).toEqual([])
})

test('each folder of the sources has its line in ARCHITECTURE.md, and each that stands there is one', () => {
  const text = readFileSync(new URL('../ARCHITECTURE.md', import.meta.url), 'utf8')
  const rows = text.split('\n').filter(line => line.startsWith('| `'))
  const named = rows.flatMap(line => (line.split('|')[1] ?? '').match(/[a-z]+(?:\/[a-z]+)*(?=\/`)/gu) ?? [])
  const told = new Set(named.map(each => each.replace(/^src\//u, '')))
  const folders = new Set(
    sourcesBelow('src').flatMap(({ path }) => {
      const [, room = '', inner = '', ...file] = path.split('/')
      if (room === 'build' || inner === '') return []
      return file.length === 0 ? [room] : [room, `${room}/${inner}`]
    }),
  )
  const missing = [...folders].filter(each => !told.has(each))
  const gone = [...told].filter(each => each !== 'build' && !folders.has(each))
  expect([missing, gone]).toEqual([[], []])
})
