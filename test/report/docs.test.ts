import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Datastore } from '../../src/core/model/catalog.ts'
import { docsText } from '../../src/report/docsText.ts'
import { erDiagram } from '../../src/report/erDiagram.ts'
import { layoutDiff } from '../../src/report/layoutDiff.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { datastore, hostileText } from '../arbitraries.ts'
import { definition, field, store } from './build.ts'

/** A datastore whose texts hold what Markdown and Mermaid take for marks. */
function hostile(): fc.Arbitrary<Datastore> {
  const words = fc.constantFrom(
    'direction TB',
    '%%',
    '```',
    '</b>',
    '| x |',
    '"',
    ']',
    '{',
    '}',
    '#quot;',
    'end',
    '---',
    '\n',
  )
  const text = fc.tuple(hostileText(40), words, hostileText(40)).map(parts => parts.join(' '))
  const names = fc.constantFrom('pk', 'uk', 'fk', 'style', 'direction', 'end', 'one', 'a_b')
  return fc.tuple(datastore(), text, text, text, names).map(([from, name, description, label, extra]) => ({
    ...from,
    name,
    description,
    fields: new Map([...from.fields, [extra, field({ name: label, default_value: description })]]),
  }))
}

// The grammar of erDiagram as Mermaid publishes it, as far as we use it.
const BOX = /^ {2}"[^"%\r\n\v\b\\]+"\["[^"%\r\n\v\b\\]+"\] \{$/u
const ROW = /^ {4}[A-Za-z_][\w-]* (?!(?:pk|fk|uk)\b)[A-Za-z_]\w*(?: UK)? "[^"\n]*"$/iu

test('whatever names hold, the diagram is one that Mermaid can read', () => {
  fc.assert(
    fc.property(fc.array(hostile(), { maxLength: 3 }), datastores => {
      const [head, ...lines] = erDiagram(datastores).split('\n')
      expect(head).toBe('erDiagram')
      let depth = 0
      for (const line of lines) {
        expect(line).toMatch(depth === 0 ? BOX : line === '  }' ? /^ {2}\}$/u : ROW)
        expect(line).not.toMatch(/direction\s+(?:tb|bt|lr|rl)/iu)
        depth = line === '  }' ? 0 : 1
      }
      expect(depth).toBe(0)
    }),
    { numRuns: 500 },
  )
})

test('whatever texts hold, a row of the catalog has its cells, and no text opens a fence or a tag', () => {
  fc.assert(
    fc.property(hostile(), from => {
      const text = docsText([definition(from)])
      const rows = text.split('\n').filter(line => line.startsWith('| '))
      const cells = (line: string) => line.replaceAll(/\\./gu, '').split('|').length - 2
      expect(new Set(rows.slice(0, 3).map(cells))).toEqual(new Set([4]))
      expect(new Set(rows.slice(3).map(cells))).toEqual(new Set([6]))
      expect(text.match(/^`{3}/gmu)?.length).toBe(2)
      const prose = text
        .replaceAll(/```mermaid[^]*?\n```/gu, '')
        .replaceAll(/(?<![\\`])(`+)(?!`)[^]*?(?<!`)\1(?!`)/gu, '')
      expect(prose.replaceAll(/<!--.*-->/gu, '')).not.toMatch(/(?<!\\)</u)
    }),
    { numRuns: 500 },
  )
})

test('a catalog tells what a newcomer asks, and no default that is not for the eye', () => {
  const fields = {
    pin: field({ name: 'Pin', type: 'number', masked: true, default_value: '4242' }),
    site: field({ name: 'Site | A', mandatory: true, default_value: 'a|b`' }),
  }
  const rooms = store('rooms', fields, {
    name: 'Rooms',
    description: 'Rooms_of *the* house',
    unique_keys: [['site', 'pin']],
  })
  const text = docsText([{ ...definition(rooms), protect: true }])
  expect(text).not.toContain('4242')
  expect(text.slice(text.indexOf('## rooms'))).toBe(`## rooms

**Rooms.** Rooms\\_of \\*the\\* house

Defined in \`schemas/rooms.yaml\`. Protected: it is not deleted while protect is true.

| Field | Name | Type | Mandatory | Masked | Default |
| --- | --- | --- | --- | --- | --- |
| \`pin\` | Pin | number |  | yes | (hidden) |
| \`site\` | Site \\| A | limited-text | yes |  | \`\` a\\|b\` \`\` |

Unique together:

- \`site\`, \`pin\`
`)
  const theirs = docsText([{ ...definition(rooms), extension: 'crm' }])
  expect(theirs).toContain('Defined in `schemas/rooms.yaml`. It belongs to the extension `crm`, and only its rows')
})

const relaid = [
  [
    'a line with a hidden default is cut',
    'name: A\nb: { default_value: "4242" }\n',
    'name:  A\nb: { default_value: "4242" }\n',
    '@@ 1 -> 1 @@\n-name: A\n+name:  A\n b: { default_value: (hidden)',
  ],
  [
    'a hidden default over two lines hides the whole diff',
    'b: { x: "42\n  42" }\na: 1\n',
    'b: { default_value: "4242" }\na: 2\n',
    undefined,
  ],
  [
    'a hidden default that nothing covers hides the whole diff',
    'b: { name: "4242" }\nname: A\n',
    'b: { name: "4242" }\nname:  A\n',
    undefined,
  ],
] as const

for (const [law, before, after, diff] of relaid)
  test(`in a diff ${law}`, () => {
    expect(layoutDiff({ before, after, hidden: ['4242'] }, plainPaint)).toBe(diff)
  })
