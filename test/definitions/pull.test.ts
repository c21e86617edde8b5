import { expect, test } from 'vitest'

import type { Datastore, Field } from '../../src/core/model/catalog.ts'
import type { Failure } from '../../src/core/model/failure.ts'
import { patchDefinition, saysTheSame } from '../../src/files/definitions/pull.ts'
import { renderDefinition } from '../../src/files/yaml/render.ts'
import { right, written } from './written.ts'

function store(change: Partial<Datastore> = {}, fields: Readonly<Record<string, Field | undefined>> = {}): Datastore {
  const { definition } = written(right())
  if (definition === undefined) throw new Error('no definition')
  const all = Object.entries({ ...Object.fromEntries(definition.datastore.fields), ...fields })
  const present = all.flatMap(([name, field]) => (field === undefined ? [] : [[name, field] as const]))
  return { ...definition.datastore, fields: new Map(present), ...change }
}

const flag: Field = { name: 'Active', type: 'boolean', mandatory: true, masked: false, default_value: 'true' }

test('a rendered definition is a table, quoted only where text could be mistaken', () => {
  const text = renderDefinition(store({ description: 'yes: no # maybe' }, { on: flag }), { protect: true })
  expect(text).toBe(`# yaml-language-server: $schema=../node_modules/cliq-ds/schema/datastore.json
unique_name: empdir
name: Employee Directory
description: "yes: no # maybe"
fields:
  empid: { name: Employee ID, type: number,    mandatory: true }
  notes: { name: Notes,       type: large-text }
  "on":  { name: Active,      type: boolean,   mandatory: true, default_value: "true" }
unique_keys:
  - [empid]
protect: true
`)
})

test('a patch moves only what differs', () => {
  const text = `# Owner: people team
${right({ 3: 'description: Staff of all sites # shown to everybody', 8: '  # HR numbers never repeat\n  - [empid]' })}protect: true\n`
  const notes: Field = { name: 'Remarks', type: 'large-text', mandatory: true, masked: false, default_value: '' }
  const to = store({ description: 'Staff', unique_keys: [['empid', 'on'], ['empid']] }, { notes, on: flag })
  expect(patchDefinition(text, 'a.yaml', to)).toBe(`# Owner: people team
unique_name: empdir
name: Employee Directory
description: Staff # shown to everybody
fields:
  empid: { name: Employee ID, type: number, mandatory: true }
  notes: { name: Remarks, type: large-text, mandatory: true }
  "on": { name: Active, type: boolean, mandatory: true, default_value: "true" }
unique_keys:
  # HR numbers never repeat
  - [empid]
  - [empid, "on"]
protect: true
`)
})

test('a default that a definition leaves to the server stays left, and a hidden one is never written', () => {
  const notes: Field = { name: 'Notes', type: 'large-text', mandatory: false, masked: false, default_value: 'live' }
  expect(patchDefinition(right(), 'a.yaml', store({}, { notes }))).toBe(right())
  const pin: Field = { name: 'Pin', type: 'number', mandatory: false, masked: true, default_value: '4242' }
  const masked = right({ 6: '  pin: { name: Pin, type: number, masked: true, default_value: "1" }' })
  const patched = patchDefinition(masked, 'a.yaml', store({}, { notes: undefined, pin }))
  expect(patched).toBe(masked.replace(', default_value: "1"', ''))
})

test('where splices do not reach, the file is written anew, with the comments of its head and its protection', () => {
  const text = `# Owner: people team\n\n{ unique_name: empdir, name: E, description: d, protect: false,\n fields: { a: { name: A, type: number } } }\n`
  const patched = patchDefinition(text, 'a.yaml', store())
  expect(patched).toMatch(/^# Owner: people team\n\nunique_name: empdir\n[^]*\nprotect: false\n$/)
  expect(saysTheSame(written(patched).definition?.datastore ?? store({ name: 'x' }), store())).toBe(true)
})

test('a key set of every layout is patched', () => {
  const layouts = [
    'unique_keys: [[empid]]',
    'unique_keys:\n- [empid]',
    'unique_keys:\n  - - empid',
    'unique_keys: []',
    '',
  ]
  for (const keys of layouts)
    for (const unique_keys of [[], [['empid', 'on']], [['on'], ['empid']]]) {
      const to = store({ unique_keys }, { on: flag })
      const { definition } = written(patchDefinition(right({ 7: keys, 8: '' }), 'a.yaml', to))
      expect(definition && saysTheSame(definition.datastore, to)).toBe(true)
    }
})

test('JSON keeps its order and its $schema', () => {
  const fields = {
    notes: { name: 'Notes', type: 'large-text' },
    empid: { name: 'Employee ID', type: 'number', mandatory: true },
  }
  const value = {
    $schema: '../x.json',
    unique_name: 'empdir',
    name: 'Old',
    description: 'Staff of all sites',
    fields,
    protect: true,
  }
  const patched = patchDefinition(JSON.stringify(value), 'a.json', store({ unique_keys: [] }))
  expect(JSON.parse(patched)).toEqual({ ...value, name: 'Employee Directory' })
  expect(Object.keys(JSON.parse(patched).fields)).toEqual(['notes', 'empid'])
})

test('code and files with errors are never rewritten', () => {
  const code = (...args: Parameters<typeof patchDefinition>) => {
    try {
      return patchDefinition(...args)
    } catch (error) {
      return (error as Failure).code
    }
  }
  expect(code('export default {}', 'a.ts', store())).toBe('DF110')
  expect(code(right({ 3: '' }), 'a.yaml', store())).toBe('DF111')
  expect(code('', 'a.yaml', store())).toBe('DF111')
})
