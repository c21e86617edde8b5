import { expect, test } from 'vitest'

import { codeFacts } from '../../src/core/codes/codes.ts'
import { underPolicy } from '../../src/core/rules/policy.ts'
import { LAWS, SHAPES } from './cases.ts'
import { marks, RIGHT, right, written } from './written.ts'

for (const { what, text, marks: expected } of [...SHAPES, ...LAWS])
  test(`${what} is refused, with code and place`, () => {
    const { problems } = written(text)
    expect(marks(problems)).toEqual(expected)
    expect(problems.map(each => each.severity)).toEqual(expected.map(() => 'error'))
    for (const { code, message, hint } of problems) {
      expect(codeFacts(code)).toBeDefined()
      expect(message).toMatch(/^[^A-Z].*[^.]$/)
      expect(hint).toMatch(/^\S.*[^.]$/)
    }
  })

const lint = [
  ['a boolean without a default', right({ 6: '  on: { name: Active, type: boolean }' }), ['LT102 6:3']],
  ['two names that differ in underscores', right({ 6: '  emp_id: { name: B, type: large-text }' }), ['LT103 6:3']],
  ['two labels that differ in blanks', right({ 6: '  b: { name: "Employee  ID", type: large-text }' }), ['LT104 6:14']],
  ['a label that ends with a blank', right({ 6: '  b: { name: "B ", type: large-text }' }), ['LT112 6:14']],
  ['a name that begins with one', right({ 2: 'name: " Staff"' }), ['LT112 2:7']],
  ['a description that ends with a line break', right({ 3: 'description: "Staff\\n"' }), ['LT112 3:14']],
  [
    'a default between blanks',
    right({ 6: '  b: { name: B, type: large-text, default_value: " x\\t" }' }),
    ['LT112 6:50'],
  ],
  ['two labels that differ in case', right({ 6: '  b: { name: EMPLOYEE id, type: large-text }' }), ['LT104 6:14']],
  ['a default with decimals', right({ 6: '  b: { name: B, type: number, default_value: "1.5" }' }), ['LT105 6:46']],
  ['a key over an optional field', right({ 5: '  empid: { name: ID, type: number }' }), ['LT106 8:6']],
  ['a word of criteria as a name', right({ 6: '  between: { name: B, type: large-text }' }), ['LT107 6:3']],
] as const

for (const [what, text, expected] of lint)
  test(`${what} is a warning, not an error`, () => {
    const { problems } = written(text)
    expect(marks(problems)).toEqual(expected)
    expect(problems.map(each => each.severity)).toEqual(['warning'])
  })

// The right definition holds a number already.
const caps = [
  ['boolean', 5, ', default_value: "true"'],
  ['number', 4, ''],
  ['limited-text', 5, ''],
  ['encrypted-text', 3, ''],
  ['large-text', 1, ''],
] as const

for (const [type, most, more] of caps)
  test(`as many fields of type ${type} as Cliq takes are legal, and one more is an error at its type`, () => {
    const of = (count: number) =>
      right({
        6: Array.from({ length: count }, (_, at) => `  f${at}: { name: F${at}, type: ${type}${more} }`).join('\n'),
      })
    expect(written(of(most)).problems).toEqual([])
    const { problems } = written(of(most + 1))
    expect(marks(problems)).toEqual([`LT101 ${6 + most}:25`])
    expect(problems.map(each => each.severity)).toEqual(['error'])
    const lowered = underPolicy(
      problems,
      { allowances: [], problems: [] },
      { rules: { LT101: 'warning' }, today: '2026-11-24' },
    )
    expect(lowered.map(each => each.severity)).toEqual(['warning'])
  })

const legal = [
  ['the right one', right()],
  ['names of 20 characters', right({ 1: `unique_name: ${'a'.repeat(20)}`, 2: `name: ${'N'.repeat(20)}` })],
  ['a name in another script', right({ 2: 'name: Verzeichnis Zürich' })],
  ['a description of 250 characters beyond one unit', right({ 3: `description: ${'😀'.repeat(250)}` })],
  ['a description of several lines', right({ 3: 'description: |-\n  a\n  b' })],
  ['no unique keys', right({ 7: '', 8: '' })],
  ['unique_keys without a value', right({ 8: '' })],
  ['an empty list of keys', right({ 7: 'unique_keys: []', 8: '' })],
  ['a field that is named like a part of every object', right({ 6: '  constructor: { name: C, type: large-text }' })],
  ['a masked number', right({ 6: '  pin: { name: Pin, type: number, masked: true, default_value: "-007" }' })],
  ['an empty default of a text', right({ 6: '  b: { name: B, type: limited-text, default_value: "" }' })],
] as const

for (const [what, text] of legal)
  test(`${what} is legal`, () => {
    expect(written(text).problems).toEqual([])
  })

test('every mistake of a file is told at once, sorted by place', () => {
  const text = right({
    1: 'unique_name: EmpDir',
    2: '',
    3: 'descripton: x',
    6: '  notes: { name: N, type: text, masked: 1 }',
  })
  expect(marks(written(text).problems)).toEqual([
    'DF202 1:1',
    'DF202 1:1',
    'NM101 1:14',
    'DF203 2:1',
    'FT101 5:27',
    'DF205 5:41',
  ])
})

test('a hint names the nearest word that is known', () => {
  const hint = (text: string) => written(text).problems[0]?.hint
  expect(hint(right({ 7: 'uniqe_keys:' }))).toBe('did you mean `unique_keys`?')
  expect(hint(right({ 6: '  notes: { name: N, type: text }' }))).toBe('did you mean `limited-text`?')
  expect(hint(right({ 6: '  notes: { name: N, type: nubmer }' }))).toBe('did you mean `number`?')
  expect(hint(right({ 8: '  - [empdi]' }))).toBe('did you mean `empid`?')
  expect(hint(right({ 1: 'unique_name: Émp Dir' }))).toBe('try `emp_dir`')
  expect(hint(right({ 6: '  b: { name: B, type: number, default_value: 017 }' }))).toBe('put it in quotes: "017"')
})

test('the value of a masked or encrypted default is in no sentence', () => {
  for (const type of ['type: number, masked: true', 'type: encrypted-text'])
    for (const value of ['42424242', '4242424242424242424242', '"42424242x42424242424242424242"']) {
      const { problems } = written(right({ 6: `  pin: { name: Pin, ${type}, default_value: ${value} }` }))
      expect(JSON.stringify(problems)).not.toContain('4242')
    }
})

test('omitted parts mean what the design says', () => {
  const { definition } = written(RIGHT.join('\n'))
  expect(definition?.datastore.fields.get('notes')).toEqual({
    name: 'Notes',
    type: 'large-text',
    mandatory: false,
    masked: false,
  })
  expect(definition?.protect).toBeUndefined()
  expect(written(`${right()}protect: false\n`).definition?.protect).toBe(false)
})

test('a character that looks like another one, or like none, is told by its name and place', () => {
  const told = (text: string) =>
    written(text)
      .problems.map(each => each.message)
      .join('\n')
  expect(told(right({ 1: 'unique_name: emp\u0434ir' }))).toContain('it contains U+0434, a Cyrillic letter, at 4')
  expect(told(right({ 2: 'na\u200fme: Staff' }))).toContain('it contains U+200F, a right-to-left mark, at 3')
  expect(told(right({ 6: '  notes: { name: N, type: large\u2011text }' }))).toContain('it contains U+2011, at 6')
  expect(told(right({ 2: 'name:\u00a0Staff' }))).toContain('the character U+00A0, a no-break space, is where YAML')
})
