import { expect, test } from 'vitest'

import type { LackingHint } from '../../src/core/model/carryFindings.ts'
import { withHint, withoutHints } from '../../src/files/definitions/hints.ts'

const renamed: LackingHint = { datastore: 'rooms', field: 'places', hint: { key: 'renamed_from', from: 'seats' } }
const retyped: LackingHint = { datastore: 'rooms', field: 'places', hint: { key: 'convert', from: 'limited-text' } }
const whole: LackingHint = { datastore: 'rooms', hint: { key: 'renamed_from', from: 'halls' } }

const FLOW = `# of the house
unique_name: rooms   # never change
name: Rooms
fields:
  # how many sit there
  places:   { name: Places,   type: limited-text }   # was smaller

  code: { name: Code, type: limited-text }
`
const BLOCK = FLOW.replace(
  '{ name: Places,   type: limited-text }   # was smaller',
  '\n    name: Places # shown\n    type: limited-text\n',
)

const CASES: readonly (readonly [string, string, LackingHint, string])[] = [
  ['a field in one line', FLOW, renamed, 'type: limited-text, renamed_from: seats }   # was smaller'],
  ['a new type', FLOW, retyped, 'type: limited-text, convert: { from: limited-text, invalid: refuse } }   # was'],
  ['a field in lines', BLOCK, renamed, '    name: Places # shown\n    type: limited-text\n    renamed_from: seats\n'],
  ['the datastore', FLOW, whole, 'unique_name: rooms   # never change\nrenamed_from: halls\nname: Rooms\n'],
  [
    'a field that had a name before',
    FLOW.replace('limited-text }   #', 'limited-text, renamed_from: chairs }   #'),
    renamed,
    'renamed_from: [seats, chairs] }',
  ],
  [
    'a field that had several',
    FLOW.replace('limited-text }   #', 'limited-text, renamed_from: [ chairs, x ] }   #'),
    renamed,
    'renamed_from: [seats, chairs, x ] }',
  ],
]

test.each(CASES)('a hint goes into %s, and all else keeps every byte', (_, text, lacking, says) => {
  for (const newline of ['\n', '\r\n']) {
    const own = text.replaceAll('\n', newline)
    const made = withHint(own, 'schemas/rooms.yaml', lacking) ?? ''
    expect(made).toContain(says.replaceAll('\n', newline))
    // Without the hint it is the text of before, but for names that it had.
    if (!text.includes('renamed_from'))
      expect(withoutHints(made, [lacking.field === undefined ? ['renamed_from'] : ['fields', lacking.field]])).toBe(own)
  }
})

test('a name that means something else in YAML is quoted', () => {
  const odd = { ...renamed, hint: { key: 'renamed_from', from: 'null' } } as const
  expect(withHint(FLOW, 'a.yml', odd)).toContain('renamed_from: "null" }')
})

test('code, JSON and what splices do not reach are left to the person', () => {
  expect(withHint(FLOW, 'schemas/rooms.ts', renamed)).toBeUndefined()
  expect(withHint('{"unique_name":"rooms"}', 'schemas/rooms.json', renamed)).toBeUndefined()
  expect(withHint(FLOW, 'a.yaml', { ...renamed, field: 'gone' })).toBeUndefined()
})

test('all hints of a field go, whichever stand beside each other, and comments and layout stay', () => {
  const hints = [
    'renamed_from: seats',
    'convert: { from: number, invalid: empty }',
    'conflicts: old',
    'contract: later',
  ]
  for (let from = 0; from < hints.length; from += 1)
    for (let to = from + 1; to <= hints.length; to += 1) {
      const own = hints.slice(from, to)
      const flow = FLOW.replace('limited-text }   #', `limited-text, ${own.join(', ')} }   #`)
      expect(withoutHints(flow, [['fields', 'places']])).toBe(FLOW)
      const first = FLOW.replace('{ name: Places', `{ ${own.join(', ')}, name: Places`)
      expect(withoutHints(first, [['fields', 'places']])).toBe(FLOW)
      const block = BLOCK.replace(
        'type: limited-text\n',
        `type: limited-text\n${own.map(each => `    ${each}\n`).join('')}`,
      )
      expect(withoutHints(block, [['fields', 'places']])).toBe(BLOCK)
    }
})
