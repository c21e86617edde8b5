import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { placeOf } from '../../src/core/model/definition.ts'
import { placesOf } from '../../src/core/plan/places.ts'
import { loadCode } from '../../src/files/code/code.ts'
import { readDefinitions } from '../../src/files/definitions/read.ts'
import type { Definitions } from '../../src/core/model/definition.ts'
import { temporaryFolder } from '../files/temporary.ts'

async function read(text: string): Promise<Definitions> {
  const root = await temporaryFolder()
  await mkdir(join(root, 'schemas'))
  await writeFile(join(root, 'schemas', 'a.ts'), text)
  const policy = { rules: {}, naming: {}, orgs: [], today: '2026-11-24' }
  return readDefinitions(root, 'schemas', { loadCode: path => loadCode(path, { root }), policy })
}

const RIGHT = `import { defineDatastore } from 'cliq-ds'

const staff = { name: 'Staff', type: 'limited-text' } as const

export default defineDatastore({
  unique_name: 'empdir',
  name: 'Employee Directory',
  description: 'Staff of all sites',
  fields: {
    empid: { name: 'ID', type: 'number', mandatory: true },
    staff,
  },
  unique_keys: [['empid']],
})
`
const ALLOWED = `// cliq-ds:allow LT102 until=2027-01-01 reason="x"\n`

const cases: readonly (readonly [what: string, before: string, after: string, says: readonly string[]])[] = [
  ['nothing', '', '', []],
  ['a long unique_name', "'empdir'", "'employee_directory_all'", ['LM102 6:16']],
  ['a name with a sign', 'Employee Directory', 'Staff!', ['NM102 7:9']],
  ['no description', "  description: 'Staff of all sites',\n", '', ['DF202 5:32']],
  ['an unknown key', 'description:', 'descripton:', ['DF202 5:32', 'DF203 8:3']],
  ['a type that is none', "'number'", "'int'", ['FT101 10:32']],
  ['a field of no mapping', 'staff,\n', "staff: 'text',\n", ['DF208 11:12']],
  ['a wrong type in a constant', "type: 'limited-text'", "type: 'text'", ['FT101 3:38']],
  ['a mask in a constant', "'limited-text' }", "'large-text', masked: true }", ['FT102 3:60']],
  ['a key over no field', "[['empid']]", "[['empid'], ['nope']]", ['UK101 13:29']],
  ['a flat list of keys', "[['empid']]", "['empid']", ['DF207 13:17']],
  ['a default that is not text', 'mandatory: true }', 'mandatory: true, default_value: 0 }', ['DF206 10:74']],
  ['an id from an answer', 'fields: {', "id: '1',\n  fields: {", ['DF204 9:3']],
  ['a computed description', "'Staff of all sites'", "'x'.repeat(251)", ['LM103 8:16']],
  ['a spread of fields', 'staff,\n', "...{ on: { name: 'On', type: 'boolean' } },\n", ['LT102 11:10']],
  ['an allowance that allows nothing', '  name:', `  ${ALLOWED}  name:`, ['DF304 7:3']],
  ['a mistake behind an unreadable place', "empid: { name: 'ID'", "['empid']: { name: 'ID!'", ['NM102 9:3']],
]

test.each(cases)('code is told where its text shows it: %s', async (_, before, after, says) => {
  const { problems, sources } = await read(RIGHT.replace(before, after))
  expect(problems.map(({ code, at }) => `${code} ${at?.line}:${at?.col}`)).toEqual(says)
  expect([...sources.keys()]).toEqual(['schemas/a.ts'])
})

test('what code computes as a whole is told at its start', async () => {
  const { problems } = await read(`const make = (name: string) => ({ unique_name: name })\nexport default make('A')\n`)
  expect(new Set(problems.map(({ at }) => `${at?.line}:${at?.col}`))).toEqual(new Set(['1:1']))
  expect(problems.map(each => each.code)).toContain('NM101')
})

test('an allowance in code holds', async () => {
  const { problems } = await read(RIGHT.replace('    staff,', `    ${ALLOWED}    on: { name: 'On', type: 'boolean' },`))
  expect(problems).toEqual([])
})

test('a change of a plan points at the line of code that asks for it', async () => {
  const { definitions } = await read(RIGHT)
  const to = definitions[0]?.datastore.fields.get('staff')
  if (to === undefined) throw new Error('no field')
  const places = placesOf(definitions, [{ kind: 'field-added', datastore: 'empdir', field: 'staff', to }])
  expect([...places.values()]).toEqual([{ file: 'schemas/a.ts', line: 11, col: 5 }])
  expect(placeOf(definitions[0], 'fields.staff.name')).toMatchObject({ line: 3, col: 23 })
})
