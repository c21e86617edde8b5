import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { formatDefinition, isFormatted } from '../../src/files/definitions/format.ts'
import { right } from './written.ts'

function format(text: string): string {
  const formatted = formatDefinition(text, 'a.yaml')
  return 'text' in formatted ? formatted.text : formatted.problems.map(each => each.code).join()
}

test('keys come in one order, texts are quoted where they must be, and every comment stays with what it speaks of', () => {
  const messy = `# Owner: people team
# yaml-language-server: $schema=../x.json

# about the name
name:   'Employee Directory'   # shown to everybody
unique_keys: [ [ empid ],   # HR numbers never repeat
  ["on", empid] ]
fields:
    # the number on the badge
    "empid":   { type: number, mandatory: true, name: "Employee ID" } # forever

    on:
        default_value: 'true'   # most are
        # a switch
        type: boolean
        name: Active
        # nothing more about it
    notes: {
      name: Notes, # free text
      type: large-text }
    # fields end here
unique_name: "empdir"
description: >-  # folded
  Staff of # all

  sites
# the end`
  expect(format(messy)).toBe(`# Owner: people team
# yaml-language-server: $schema=../x.json

unique_name: empdir
# about the name
name: Employee Directory # shown to everybody
description: >-  # folded
  Staff of # all

  sites
fields:
  # the number on the badge
  empid: { name: Employee ID, type: number, mandatory: true } # forever

  "on":
    name: Active
    # a switch
    type: boolean
    default_value: "true" # most are
    # nothing more about it
  notes: {
    name: Notes, # free text
    type: large-text }
  # fields end here
unique_keys:
  - [empid] # HR numbers never repeat
  - ["on", empid]
# the end
`)
})

const clean = [
  [
    'a definition that is no table yet',
    right(),
    right({
      5: '  empid: { name: Employee ID, type: number,    mandatory: true }',
      6: '  notes: { name: Notes,       type: large-text }',
    }),
  ],
  [
    'a definition on one line',
    '{fields: {a: {type: number, name: A}}, name: A, unique_name: a, description: b}',
    'unique_name: a\nname: A\ndescription: b\nfields:\n  a: { name: A, type: number }\n',
  ],
  [
    'a document start, an end, and a mark of byte order',
    '\ufeff---\n# c\nunique_name: a\nname: A\ndescription: b\nfields: {a: {name: A, type: number}}\n...\n',
    '# c\nunique_name: a\nname: A\ndescription: b\nfields:\n  a: { name: A, type: number }\n',
  ],
  [
    'an empty list of keys',
    right({ 6: '', 7: 'unique_keys: [ ]', 8: '' }),
    right({ 6: '', 7: 'unique_keys: []', 8: '' }),
  ],
  [
    'a text that ends in empty lines',
    right({ 3: 'description: |+\n  a\n\n', 6: '' }),
    right({ 3: 'description: "a\\n\\n\\n"\n', 6: '' }),
  ],
] as const

for (const [what, before, after] of clean)
  test(`${what} is laid out as everything is`, () => {
    expect(format(before)).toBe(after)
    expect(format(after)).toBe(after)
  })

test('Windows line ends stay Windows line ends', () => {
  const text = right({ 1: 'unique_name:  empdir', 6: '' })
  expect(format(text.replaceAll('\n', '\r\n'))).toBe(right({ 6: '' }).replaceAll('\n', '\r\n'))
})

test('a file with errors is told, not rewritten', () => {
  expect(format(right({ 3: '' }))).toBe('DF202')
  expect(format('a: [')).toBe('YM109')
})

test('only YAML has one layout', () => {
  expect(['a.yaml', 'b.YML', 'c.json', 'd.ts', 'e.mjs'].filter(isFormatted)).toEqual(['a.yaml', 'b.YML'])
})

test('the definitions of this repository are formatted', () => {
  for (const name of ['badges', 'empdir', 'oncall']) {
    const text = readFileSync(new URL(`../../schemas/${name}.yaml`, import.meta.url), 'utf8')
    expect(format(text)).toBe(text)
  }
})
