import { expect, test } from 'vitest'

import { checkDefinitions } from '../../src/core/rules/rules.ts'
import { sortedProblems } from '../../src/core/model/problem.ts'
import { formatDefinition } from '../../src/files/definitions/format.ts'
import { patchDefinition } from '../../src/files/definitions/pull.ts'
import { docsText } from '../../src/report/docsText.ts'
import { marks, right, written } from './written.ts'

const field = (text: string) => right({ 6: `  notes: ${text}` })
const empid = (text: string) => right({ 5: `  empid: ${text}` })
const unique = (text: string) => right({ 1: `unique_name: empdir\n${text}` })

test('hints are read as they are written', () => {
  const text = right({
    1: 'unique_name: staff\nrenamed_from: empdir',
    5: '  empid: { name: Employee ID, type: number, mandatory: true, renamed_from: [emp_no, no] }',
    6: '  notes: { name: Notes, type: large-text, convert: { from: limited-text, invalid: "-" } }\n  tel: { name: Tel, type: limited-text, renamed_from: phone, contract: later, conflicts: old, convert: {} }',
  })
  const { definition, problems } = written(text)
  expect(problems).toEqual([])
  expect(definition?.hints).toEqual({
    renamed_from: ['empdir'],
    fields: new Map<string, unknown>([
      ['empid', { renamed_from: ['emp_no', 'no'] }],
      ['notes', { renamed_from: [], convert: { from: 'limited-text', invalid: { text: '-' } } }],
      ['tel', { renamed_from: ['phone'], convert: { invalid: 'refuse' }, contract: 'later', conflicts: 'old' }],
    ]),
  })
  expect(written(right()).definition?.hints).toBeUndefined()
})

const WRONG: readonly (readonly [what: string, text: string, marks: readonly string[]])[] = [
  ['an earlier name that is a number', field('{ name: N, type: large-text, renamed_from: 7 }'), ['HN101 6:53']],
  ['a blank earlier name', field('{ name: N, type: large-text, renamed_from: " " }'), ['HN101 6:53']],
  ['an empty list of earlier names', field('{ name: N, type: large-text, renamed_from: [] }'), ['HN101 6:39']],
  ['a list in a list', field('{ name: N, type: large-text, renamed_from: [a, [b]] }'), ['HN101 6:57']],
  [
    'an earlier name that is not a valid name',
    field('{ name: N, type: large-text, renamed_from: A b }'),
    ['NM101 6:53'],
  ],
  ['a name of cliq-ds', field('{ name: N, type: large-text, renamed_from: cliqds_x }'), ['NM103 6:53']],
  ['its own name', field('{ name: N, type: large-text, renamed_from: notes }'), ['HN104 6:53']],
  ['one name twice', field('{ name: N, type: large-text, renamed_from: [a, a] }'), ['HN104 6:57']],
  ['a declared field', field('{ name: N, type: large-text, renamed_from: empid }'), ['HN105 6:53']],
  [
    'a swap',
    right({
      5: '  empid: { name: E, type: number, renamed_from: notes }',
      6: '  notes: { name: N, type: large-text, renamed_from: empid }',
    }),
    ['HN105 5:49', 'HN105 6:53'],
  ],
  [
    'two heirs of one field',
    right({
      5: '  empid: { name: E, type: number, renamed_from: old }',
      6: '  notes: { name: N, type: large-text, renamed_from: [x, old] }',
    }),
    ['HN106 5:49', 'HN106 6:57'],
  ],
  ['convert as a word', field('{ name: N, type: large-text, convert: number }'), ['HN102 6:48']],
  ['convert of an unknown type', field('{ name: N, type: large-text, convert: { from: text } }'), ['HN102 6:56']],
  ['a word that convert does not know', field('{ name: N, type: large-text, convert: { frm: 1 } }'), ['DF203 6:50']],
  ['invalid without quotes', field('{ name: N, type: large-text, convert: { invalid: 0 } }'), ['HN102 6:59']],
  [
    'a contract that is not later',
    field('{ name: N, type: large-text, renamed_from: a, contract: 1 }'),
    ['HN102 6:66'],
  ],
  ['a winner of another name', field('{ name: N, type: large-text, renamed_from: a, conflicts: me }'), ['HN102 6:67']],
  ['a conversion without a meaning', empid('{ name: E, type: number, convert: { from: boolean } }'), ['HN107 5:52']],
  [
    'a conversion of encrypted text',
    empid('{ name: E, type: number, convert: { from: encrypted-text } }'),
    ['HN107 5:52'],
  ],
  ['a conversion to the same type', empid('{ name: E, type: number, convert: { from: number } }'), ['HN107 5:52']],
  ['a stand-in of another type', empid('{ name: E, type: number, convert: { invalid: n/a } }'), ['HN107 5:55']],
  ['encrypted text with a past', field('{ name: N, type: encrypted-text, renamed_from: a }'), ['HN107 6:3']],
  ['a contract without a name', field('{ name: N, type: large-text, contract: later }'), ['HN108 6:49']],
  ['a winner without a name', field('{ name: N, type: large-text, conflicts: heir }'), ['HN108 6:50']],
  ['a key that waits', empid('{ name: E, type: number, renamed_from: a, contract: later }'), ['HN109 5:62']],
  [
    'a boolean that waits',
    field('{ name: N, type: boolean, default_value: "true", renamed_from: a, contract: later }'),
    ['HN109 6:86'],
  ],
  ['a datastore that names itself', unique('renamed_from: empdir'), ['HN104 2:15']],
  ['a datastore with a number for a name', unique('renamed_from: 7'), ['HN101 2:15']],
  ['an extension', unique('extension: crm\nrenamed_from: a'), ['HN103 3:15']],
]

for (const [what, text, expected] of WRONG)
  test(`${what} is refused at its place`, () => {
    const found = marks(written(text).problems)
    // That a key is optional is no matter here.
    expect(found.filter(each => !each.startsWith('LT106'))).toEqual(expected)
  })

test('a name that two definitions claim, or that one has, is told at each', () => {
  const one = written(right({ 1: 'unique_name: a\nrenamed_from: old' }), 'a.yaml').definition
  const two = written(right({ 1: 'unique_name: b\nrenamed_from: [c, old]', 2: 'name: B' }), 'b.yaml').definition
  const three = written(right({ 1: 'unique_name: c\nrenamed_from: b', 2: 'name: C' }), 'c.yaml').definition
  const all = [one, two, three].flatMap(each => each ?? [])
  const found = sortedProblems(checkDefinitions(all)).map(
    ({ code, at }) => `${code} ${at?.file}:${at?.line}:${at?.col}`,
  )
  expect(found).toEqual(['HN106 a.yaml:2:15', 'HN105 b.yaml:2:16', 'HN106 b.yaml:2:19', 'HN105 c.yaml:2:15'])
})

const HINTED = `unique_name: empdir
renamed_from: [emps, people]
name: Employee Directory
description: Staff of all sites
fields:
  empid: { name: Employee ID, type: number, renamed_from: no }
  notes: { name: Notes, type: large-text, renamed_from: [memo, text], convert: { from: number, invalid: "-" }, contract: later, conflicts: old }
`

test('fmt keeps hints, in block and in flow', () => {
  const block = `${HINTED}  tel:
    renamed_from:
      - phone
      - fon
    convert: { invalid: empty }
    type: limited-text
    name: Tel
`
  const made = formatDefinition(block, 'a.yaml')
  const text = 'text' in made ? made.text : ''
  expect(text).toContain('    renamed_from: [phone, fon]\n    convert: { invalid: empty }\n')
  expect(written(text).definition?.hints).toEqual(written(block).definition?.hints)
  expect(formatDefinition(text, 'a.yaml')).toMatchObject({ text })
})

test('pull keeps the hints of what stays, in YAML and in JSON', () => {
  const before = written(HINTED).definition
  if (before === undefined) throw new Error('the definition is right')
  const to = { ...before.datastore, description: 'Everybody' }
  const yaml = patchDefinition(HINTED, 'a.yaml', to)
  expect(written(yaml).definition).toMatchObject({ hints: before.hints, datastore: { description: 'Everybody' } })
  const flow = `{ unique_name: empdir, renamed_from: [emps, people], ${HINTED.split('\n').slice(2, 4).join(', ')}, fields: { ${HINTED.split('\n').slice(5, 7).join(', ')} } }`
  expect(written(patchDefinition(flow, 'a.yaml', to)).definition?.hints).toEqual(before.hints)
  const { file: _, places: __, ...plain } = before
  const json = JSON.stringify({
    unique_name: 'empdir',
    renamed_from: ['emps', 'people'],
    name: plain.datastore.name,
    description: plain.datastore.description,
    fields: {
      empid: { name: 'Employee ID', type: 'number', renamed_from: 'no' },
      notes: {
        name: 'Notes',
        type: 'large-text',
        renamed_from: ['memo', 'text'],
        convert: { from: 'number', invalid: '-' },
        contract: 'later',
        conflicts: 'old',
      },
    },
  })
  expect(written(patchDefinition(json, 'a.json', to)).definition?.hints).toEqual(before.hints)
})

test('docs say what a datastore and its fields were', () => {
  const { definition } = written(HINTED)
  const text = docsText(definition === undefined ? [] : [definition])
  expect(text).toContain('- The datastore was called `emps`, before that `people`.\n')
  expect(text).toContain(
    '- `notes` was called `memo`, before that `text`, was of type number, is kept beside its old field for now.',
  )
})
