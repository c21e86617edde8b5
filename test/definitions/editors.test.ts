import { expect, test } from 'vitest'

import { configSchema } from '../../src/files/schema/config.ts'
import { definitionSchema } from '../../src/files/schema/definition.ts'
import { migrationSchema } from '../../src/files/schema/migration.ts'
import { projectSeedSchema } from '../../src/files/schema/projectSeed.ts'
import { seedSchema } from '../../src/files/schema/seed.ts'
import { field, store } from '../laws/build.ts'
import { editorOf, partsOf } from './editor.ts'
import { right } from './written.ts'

const SCHEMAS = {
  definition: definitionSchema(),
  seed: seedSchema(),
  migration: migrationSchema(),
  config: configSchema(),
}

for (const [name, schema] of Object.entries(SCHEMAS)) {
  test(`an editor explains every key of a ${name} on hover`, () => {
    const isKey = /\/properties\/[^/]+$/u
    const bare = partsOf(schema).filter(
      ([path, part]) =>
        isKey.test(path) &&
        !/\/(?:if|then|else|not)\//u.test(path) &&
        // What a condition adds to a key that is explained already.
        !/\/(?:allOf|dependencies)\//u.test(path) &&
        !(typeof part['description'] === 'string' && part['markdownDescription'] === part['description']),
    )
    expect(bare.map(([path]) => path)).toEqual([])
  })

  test(`no editor shows a regular expression to who writes a ${name}`, () => {
    const bare = partsOf(schema).filter(
      ([, part]) => typeof part['pattern'] === 'string' && typeof part['patternErrorMessage'] !== 'string',
    )
    expect(bare.map(([path]) => path)).toEqual([])
  })
}

const definition = editorOf(SCHEMAS.definition)
const changed = (from: string | RegExp, to: string) => right().replace(from, to)
const QUOTES = /^must be text: put it in quotes, such as "[^"]+"/u
const NAMES = /^use lower-case letters, digits and _, with a letter first/u

test('an editor has nothing to say of a right definition', () => {
  expect(definition(right())).toEqual([])
})

test.each([
  ['a number for a description', changed(/description: .*/u, 'description: 2024'), QUOTES],
  ['true for a display name', changed(/name: [A-Z].*/u, 'name: true'), QUOTES],
  ['capitals in a unique_name', changed(/unique_name: .*/u, 'unique_name: EmpDir'), NAMES],
  [
    'a field called id',
    changed(/^fields:$/mu, 'fields:\n  id: { name: A, type: number }'),
    /id, added_time and modified_time are taken/u,
  ],
  [
    'a reserved field',
    changed(/^fields:$/mu, 'fields:\n  cliqds_a: { name: A, type: number }'),
    /as are names that start with cliqds_$/u,
  ],
  [
    'a hyphen in a display name',
    changed(/^fields:$/mu, 'fields:\n  a1: { name: A-B, type: number }'),
    /^use letters, digits and spaces only/u,
  ],
  [
    'a number for a default',
    changed(/^fields:$/mu, 'fields:\n  a1: { name: A, type: number, default_value: 0 }'),
    QUOTES,
  ],
  [
    'a boolean for a default',
    changed(/^fields:$/mu, 'fields:\n  a1: { name: A, type: boolean, default_value: true }'),
    QUOTES,
  ],
  [
    'another word for a boolean',
    changed(/^fields:$/mu, 'fields:\n  a1: { name: A, type: boolean, default_value: "yes" }'),
    /^write "true" or "false", in quotes$/u,
  ],
  [
    'a word for a number',
    changed(/^fields:$/mu, 'fields:\n  a1: { name: A, type: number, default_value: "none" }'),
    /in digits, such as "0"$/u,
  ],
  [
    'a masked boolean',
    changed(/^fields:$/mu, 'fields:\n  a1: { name: A, type: boolean, masked: true }'),
    /^only limited-text and number can be masked$/u,
  ],
  [
    'a hint of encrypted text',
    changed(/^fields:$/mu, 'fields:\n  a1: { name: A, type: encrypted-text, renamed_from: b }'),
    /cannot be read, so they cannot be carried over$/u,
  ],
  [
    'a unique key that is no list',
    changed(/unique_keys:[^]*/u, 'unique_keys: [empid]\n'),
    /^a unique key is a list of fields, such as \[empid\]$/u,
  ],
  ['a unique key of no field', changed(/unique_keys:[^]*/u, 'unique_keys: [[Emp Id]]\n'), NAMES],
])('an editor says in words what is wrong with %s', (_, text, says) => {
  const said = definition(text)
  expect(said.join('\n')).toMatch(new RegExp(says.source, `${says.flags}m`))
})

const seed = editorOf(SCHEMAS.seed)
const rows = 'rows:\n  - { empid: 1 }\n'

test.each([
  ['with rows', `datastore: empdir\n${rows}`, []],
  ['with a source', 'datastore: empdir\nsource: a.csv\n', []],
  ['with neither', 'datastore: empdir\n', ['add `rows`, or `source` with the name of the file that has them']],
  ['with both', `datastore: empdir\nsource: a.csv\n${rows}`, ['a seed has `rows` or a `source`, not both: remove one']],
  [
    'with a source of another kind',
    'datastore: empdir\nsource: a.xlsx\n',
    ['name a .csv, .ndjson or .json file by its path from the folder of the seed, with /'],
  ],
])('an editor tells rows and source of a seed apart: %s', (_, text, says) => {
  expect(seed(text)).toEqual(says)
})

test('an editor asks a migration for the quotes that are missing', () => {
  const steps = 'steps:\n  - join: { datastore: a, fields: [b, c], with: 0, into: d }\n'
  expect(editorOf(SCHEMAS.migration)(`description: 2024\n${steps}`).join('\n')).toMatch(QUOTES)
})

const rooms = store(
  {
    code: field({ mandatory: true }),
    floor: field({ type: 'number' }),
    pin: field({ masked: true, default_value: 'canary' }),
  },
  [['code'], ['floor', 'pin']],
  'rooms',
)
const ofProject = projectSeedSchema([rooms, store({ empid: field() }, [['empid']], 'empdir')])
const projectSeed = editorOf(ofProject)

test.each([
  ['a row of known fields', 'datastore: rooms\nkey: code\nrows:\n  - { code: a, floor: 1 }\n', []],
  ['a key of two fields in any order', 'datastore: rooms\nkey: [pin, floor]\nrows: []\n', []],
  ['columns of a file', 'datastore: rooms\nsource: a.csv\ncolumns: { Code: code, Remarks: false }\n', []],
  ['a datastore of no definition', 'datastore: romos\nrows: []\n', ['this project defines rooms, empdir']],
  [
    'a field of another datastore',
    'datastore: rooms\nrows:\n  - { empid: 1 }\n',
    ['rooms has the fields code, floor, pin'],
  ],
  [
    'a key that is none',
    'datastore: rooms\nkey: floor\nrows: []\n',
    ['rooms has the unique keys [code], [floor, pin]'],
  ],
])('a seed of a project: an editor says of %s what the definitions know', (_, text, says) => {
  expect(projectSeed(text)).toEqual(says)
})

test('a schema of a project shows no hidden default', () => {
  expect(JSON.stringify(ofProject)).not.toContain('canary')
})
