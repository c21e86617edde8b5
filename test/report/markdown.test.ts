import { Parser } from 'commonmark'
import type { Node } from 'commonmark'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { codeSpan, markdownText } from '../../src/report/markdown/escape.ts'
import { pagesMarkdown } from '../../src/report/markdown/markdown.ts'
import { planPage } from '../../src/report/pages/plan.ts'
import { render } from '../../src/report/render.ts'
import type { Format } from '../../src/report/formats.ts'
import { definition, documentOf, field, liveOf, lockOf, store } from './build.ts'
import { empdirDocument } from './empdir.ts'
import { documents, poisoned } from './histories.ts'

const ACTING = [
  '@everyone',
  '<img src=x onerror=alert(1)>',
  '<!-- cliq-ds {} -->',
  '</details></summary>',
  '[x](https://evil.example)',
  '![x](//evil.example/p.png)',
  'https://evil.example/?a=1',
  'www.evil.example',
  'me@evil.example',
  '#123',
  'owner/repo#1',
  'GH-1',
  'deadbeefdeadbeef',
  '!12 $3 ~label %"m" &1',
  ':tada: :+1:',
  '```',
  '~~~',
  '\n\n# heading\n\n- item\n> quote',
  '| a | b |',
  String.raw`\| \\| \``,
  '`',
  '`` ` ``',
  '&lt;b&gt; &#64;x',
  '1. item',
  '***x*** __y__',
  '\u202e\u0000\u001b[31m',
  '\n::error::x',
]

/** Every node of the text, as commonmark reads it, with its literal. */
function nodesOf(markdown: string): readonly { readonly type: string; readonly literal: string }[] {
  const walker = new Parser().parse(markdown).walker()
  const nodes: Node[] = []
  for (let event = walker.next(); event !== null; event = walker.next()) if (event.entering) nodes.push(event.node)
  return nodes.map(({ type, literal }) => ({ type, literal: literal ?? '' }))
}

const hostile = fc.array(fc.oneof(fc.constantFrom(...ACTING), fc.string({ unit: 'grapheme' })), { maxLength: 4 })

test('foreign text is words or code to a reader of Markdown, and nothing else', () => {
  fc.assert(
    fc.property(hostile, parts => {
      const text = parts.join(' ')
      for (const shown of [markdownText(text), codeSpan(text), `a${codeSpan(text)}b`])
        for (const { type, literal } of nodesOf(shown)) {
          expect(['document', 'paragraph', 'text', 'code']).toContain(type)
          if (type === 'text') expect(literal).not.toMatch(/[@#<>&\\|`*_[\]~$!]|\w:\w|:\/\/|www\.|\b[0-9a-f]{7,}\b/u)
        }
    }),
    { numRuns: 300 },
  )
})

test('a code span reads back as the text it was made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '`', ' ', '|', '*'), minLength: 1 }), text => {
      const [code] = nodesOf(`x${codeSpan(text)}x`).filter(each => each.type === 'code')
      expect(code?.literal).toBe(text)
    }),
  )
})

const OURS = /^<details><summary>[^<]*<\/summary>$|^<\/details>$/u

test('no text of a plan acts in its Markdown, wherever it comes from', () => {
  fc.assert(
    fc.property(documents, fc.constantFrom(...ACTING), (document, text) => {
      const { text: markdown } = pagesMarkdown([planPage(poisoned(document, text), { next: [`cliq-ds ${text}`] })])
      const titles = nodesOf(markdown).filter(each => each.type === 'heading')
      expect(titles.length).toBe(1)
      for (const { type, literal } of nodesOf(markdown)) {
        expect(['link', 'image', 'html_inline']).not.toContain(type)
        if (type === 'html_block') for (const line of literal.split('\n')) expect(line).toMatch(OURS)
        if (type === 'text') expect(literal).not.toMatch(/@\w|:\/\/|www\.|#\d|<|&/u)
      }
      expect(markdown).not.toMatch(/^::/mu)
    }),
    { numRuns: 60 },
  )
})

test('each row of a table has as many cells as its header', () => {
  fc.assert(
    fc.property(documents, fc.constantFrom(...ACTING), (document, text) => {
      const { text: markdown } = pagesMarkdown([planPage(poisoned(document, text))])
      let width = 0
      for (const line of markdown.split('\n')) {
        if (!line.startsWith('|')) width = 0
        else {
          const bars = line.match(/(?<!\\)\|/gu)?.length ?? 0
          width = width === 0 ? bars : width
          expect(bars).toBe(width)
        }
      }
    }),
    { numRuns: 40 },
  )
})

test('the plan of the guide reads as its golden Markdown', async () => {
  const next = [
    'cliq-ds apply --env staging --expect sha256-v1:49349e15fc2a7ea4f41adad955e969d8 --allow field-removed:empdir.notes',
  ]
  const { text } = pagesMarkdown([planPage(empdirDocument(), { next })])
  await expect(`${text}\n`).toMatchFileSnapshot('fixtures/plan-empdir.md')
})

const stores = Array.from({ length: 60 }, (_, at) =>
  store(`store${at}`, { a: field(), b: field({ type: 'number' }) }, { description: `Number ${at} `.repeat(10) }),
)

test('a report too long is cut between datastores, and its losses stay whole', () => {
  const document = documentOf({
    live: liveOf(...stores.slice(0, 30)),
    locked: lockOf(...stores.slice(0, 30)),
    definitions: stores.slice(30).map(each => definition(each)),
  })
  const page = planPage(document, { next: ['cliq-ds apply'] })
  const whole = pagesMarkdown([page])
  expect(whole).toMatchObject({ isCut: false, isTruncated: false })
  const cut = pagesMarkdown([page], 8_000)
  expect(cut).toMatchObject({ isCut: true, isTruncated: false })
  expect(cut.text.length).toBeLessThanOrEqual(8_000)
  for (let at = 0; at < 30; at++) expect(cut.text).toContain(`- \`store${at}\`: all of its records`)
  expect(cut.text).toContain('cliq-ds apply')
  const truncated = pagesMarkdown([page], 1_500)
  expect(truncated).toMatchObject({ isCut: true, isTruncated: true })
  expect(truncated.text.length).toBeLessThanOrEqual(1_500)
  expect(truncated.text).toContain('Not all losses fit here')
})

test('several environments begin with one table of them', () => {
  const other = { ...empdirDocument(), environment: 'production' }
  const { text } = pagesMarkdown([planPage(empdirDocument()), planPage(other)])
  expect(text).toMatch(/^\| environment \|[^\n]*\n[^\n]*\n\| `staging` \| 1 \| 2 \| 1 \| 1 \|[^\n]*\n\| `production` /u)
})

test('what --report writes is rendered from one page', () => {
  const document = empdirDocument()
  const rendered = (format: Format) => render([planPage(document)], format, '0.1.0')
  expect(rendered('markdown')).toBe(`${pagesMarkdown([planPage(document)]).text}\n`)
  expect(JSON.parse(rendered('terraform'))).toEqual({ create: 1, update: 2, delete: 1 })
})
