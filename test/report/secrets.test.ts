import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainPaint } from '../../src/report/paint.ts'
import { problemText } from '../../src/report/problemText.ts'
import { keepsSecrets } from '../../src/report/secrets.ts'

/** Every line of a file as problems would show it. */
function shown(text: string, file = 'schemas/a.yaml'): string {
  return text
    .split('\n')
    .map((_, index) => {
      const problem = {
        code: 'LM101',
        severity: 'error',
        message: 'wrong',
        at: { file, line: index + 1, col: 3 },
      } as const
      return problemText(problem, new Map([[file, text]]), plainPaint)
    })
    .join('\n')
}

const layouts = [
  ['on the line of its field', 'pin: { type: encrypted-text, default_value: canary }'],
  ['in quotes', `pin: { type: encrypted-text, "default_value": 'canary' }`],
  ['before its mask', 'pin: { default_value: "canary", type: number, masked: true }'],
  ['on a line of its own', 'pin:\n    type: encrypted-text\n    default_value: canary'],
  ['on the line below', 'pin:\n    type: encrypted-text\n    default_value:\n      canary'],
  ['below in a flow mapping', 'pin: { type: encrypted-text,\n  default_value:\n  "canary" }'],
  ['as a block of text', 'pin:\n    masked: true\n    default_value: |\n      one\n      name: canary'],
  ['over lines in quotes', 'pin:\n    masked: true\n    default_value: "one\n      name: canary"'],
  ['over lines at one column', 'pin: { type: encrypted-text,\n    default_value: "a\n    name: canary" }'],
  ['below a line of blanks', 'pin:\n    masked: true\n    default_value:\n    \n      - canary'],
  ['as a list', 'pin:\n    masked: true\n    default_value:\n      - canary'],
  ['as a mapping', 'pin:\n    masked: true\n    default_value:\n      name: canary'],
  ['under a misspelt key', 'pin:\n    masked: true\n    defalt_value: canary'],
  ['under another key', 'pin:\n    masked: true\n    value: canary'],
  ['beside a misspelt mask', 'pin: { type: number, maskd: true, default_value: canary }'],
  ['beside a misspelt type', 'pin: { type: encypted-text, default_value: canary }'],
  ['in text that never closes', 'pin:\n    masked: true\n    default_value: "canary'],
  ['behind a second colon', 'pin:\n    masked: true\n    name: Pin default_value: canary'],
] as const

test.each(layouts)('a default that is not for the eye is never shown: %s', (_, field) => {
  const text = `unique_name: a\nfields:\n  ${field}\n  notes: { name: Notes, type: large-text }\n`
  const lines = shown(text)
  expect(lines).not.toContain('canary')
  expect(lines).toContain('unique_name: a')
})

test('what says nothing of records is shown beside a hidden default', () => {
  const field = '  pin: { name: Pin, type: encrypted-text, default_value: canary }'
  const lines = shown(`fields:\n${field}\n  notes: { name: Notes, type: text }\nunique_keys:\n  - [pin]\n`)
  expect(lines).toContain('pin: { name: Pin, type: encrypted-text, default_value: (hidden)')
  expect(lines).toContain('notes: { name: Notes, type: text }')
  expect(lines).toContain('- [pin]')
})

test('text below a key on the first line is not shown, if that key says nothing of a definition', () => {
  const text = 'oops: |\n  name: canary\nunique_name: a\nfields: { pin: { masked: true } }\n'
  expect(shown(text)).not.toContain('canary')
  expect(shown(text)).toContain('unique_name: a')
})

test('JSON hides as YAML does', () => {
  const text = JSON.stringify({ fields: { pin: { type: 'encrypted-text', default_value: 'canary' } } }, null, 2)
  expect(shown(text, 'a.json')).not.toContain('canary')
  expect(shown(JSON.stringify(JSON.parse(text)), 'a.json')).not.toContain('canary')
})

test('of code with such fields no line is shown, of other code every one', () => {
  const text = "const secret = `\ncanary`\nexport default { pin: { type: 'encrypted-text', default_value: secret } }"
  expect(shown(text, 'a.ts')).not.toMatch(/canary|secret/u)
  expect(shown("export default {\n name: 'Staff' }", 'a.ts')).toContain("name: 'Staff'")
})

test('wherever one letter of the definition is mistyped, the default is not shown', () => {
  const text =
    'fields:\n  pin:\n    name: Pin\n    type: encrypted-text\n    default_value: canary\n    mandatory: true\n'
  const end = text.indexOf('canary')
  fc.assert(
    fc.property(fc.nat(end - 1), fc.constantFrom('x', '_', 'e', '-'), (at, by) => {
      fc.pre(text[at] !== '\n' && text[at] !== ' ' && text[at] !== ':')
      expect(shown(text.slice(0, at) + by + text.slice(at + 1))).not.toContain('canary')
    }),
    { numRuns: 300 },
  )
})

test('a word that speaks of masks or of encryption says that something is hidden, however long it is', () => {
  expect(['is_masked_for_all_who_read: true', 'Encr', 'name: Notes'].map(keepsSecrets)).toEqual([true, true, false])
})
