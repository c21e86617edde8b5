import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapedWhole, escapeJson, escapeText, quoteExactly, quoteValue } from '../../src/report/escape.ts'
import { jsonText } from '../../src/report/json.ts'
import { DANGEROUS } from './everything.ts'

const units = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)) })

const examples = [
  { text: 'a:b #c: [d] "e" #', shown: 'a:b #c: [d] "e" #' },
  { text: 'plain é 漢 👩‍💻 text', shown: 'plain é 漢 👩‍💻 text' },
  { text: 'a\nb\u001b[31mc\u007f\u0085', shown: String.raw`a\u{a}b\u{1b}[31mc\u{7f}\u{85}` },
  { text: 'x\u202ey\u2066z\u200bw\ufeff\u00ad', shown: String.raw`x\u{202e}y\u{2066}z\u{200b}w\u{feff}\u{ad}` },
  { text: '\ud800 \u2028', shown: String.raw`\u{d800} \u{2028}` },
  { text: '::set-output name=a::b', shown: String.raw`\u{3a}:set-output name=a::b` },
  { text: 'say ##[add-mask]x ##vso[task]', shown: String.raw`say #\u{23}[add-mask]x #\u{23}vso[task]` },
]
for (const { text, shown } of examples)
  test(`${shown} is how it is shown`, () => {
    expect(escapeText(text)).toBe(shown)
  })

test('no text keeps a character that acts or cannot be seen, and escaping twice changes nothing more', () => {
  fc.assert(
    fc.property(units, text => {
      expect(escapeText(text)).not.toMatch(DANGEROUS)
      expect(escapeText(escapeText(text))).toBe(escapeText(text))
      expect(quoteExactly(text)).toMatch(/^[ -~]*$/)
    }),
  )
})

test('printed JSON has no such character either, and reads back the same', () => {
  fc.assert(
    fc.property(units, fc.constantFrom(0 as const, 2 as const), (text, indent) => {
      const printed = jsonText({ [text]: ['##[group]', text] }, indent)
      expect(printed.replaceAll('\n', '')).not.toMatch(DANGEROUS)
      expect(printed).not.toContain('##[')
      expect(JSON.parse(printed)).toEqual({ [text]: ['##[group]', text] })
    }),
  )
  expect(escapeJson('"\u{e0041}"')).toBe(String.raw`"\udb40\udc41"`)
})

test('quotes and backslashes inside a quoted value are marked', () => {
  expect(quoteValue(String.raw`say "hi" \ there`)).toBe(String.raw`"say \"hi\" \\ there"`)
})

test('a place of a text is found in what is shown of it', () => {
  const { text, at } = escapedWhole('a\u0000b\u202ec')
  expect(text).toBe(String.raw`a\u{0}b\u{202e}c`)
  expect([0, 1, 2, 3, 4].map(each => text.slice(at(each)))).toEqual([
    text,
    String.raw`\u{0}b\u{202e}c`,
    String.raw`b\u{202e}c`,
    String.raw`\u{202e}c`,
    'c',
  ])
})
