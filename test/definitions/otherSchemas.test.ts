import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { seedOf } from '../../src/files/seeds/shape.ts'
import { configSchema } from '../../src/files/schema/config.ts'
import { seedSchema } from '../../src/files/schema/seed.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { validatorOf } from './editor.ts'
import { BAD_CONFIGS } from '../files/badConfigs.ts'

const isSeed = validatorOf(seedSchema())
const isConfig = validatorOf(configSchema())

const rows = 'rows:\n  - { empid: 1, empname: Ada, isactive: true, notes: ~ }\n'
const seed = `datastore: empdir\nkey: empid\n${rows}`

const goodSeeds = [
  ['with rows', seed],
  ['with a key of two fields', seed.replace('empid\n', '[team, week]\n')],
  ['with a mode', `${seed}mode: mirror\n`],
  ['with an environment', `${seed}environments: local\n`],
  ['with environments', `${seed}environments: [local, staging]\n`],
  ['with no rows', 'datastore: empdir\nkey: empid\nrows: []\n'],
  ['with a source', 'datastore: empdir\nkey: empid\nsource: employees.csv\ncolumns: { No: empid, Remarks: false }\n'],
  [
    'with a column that refers',
    'datastore: empdir\nsource: a.csv\ncolumns: { No: { field: empid, ref: oncall.*.id } }\n',
  ],
  ['with a reference', 'datastore: empdir\nkey: empid\nrows:\n  - { empid: 1, lead: { ref: oncall.alice.id } }\n'],
  ['with a variable', 'datastore: empdir\nkey: empid\nrows:\n  - { empid: 1, pin: "${env:PIN}" }\n'],
  ['of this repository', readFileSync(new URL('../../seeds/empdir.yaml', import.meta.url), 'utf8')],
] as const

test.each(goodSeeds)('a seed %s is right by its schema alone, and as it is read', (_, text) => {
  const yaml = parseYaml(text, 'seeds/a.yaml')
  expect(isSeed(yaml.value)).toBe(true)
  expect(seedOf(yaml, 'seeds/a.yaml', { env: { PIN: '1' }, secrets: new Set() }).problems).toEqual([])
})

const badSeeds = [
  ['without a datastore', seed.replace('datastore: empdir\n', '')],
  ['of a list', `- ${seed.replaceAll('\n', '\n  ')}`],
  ['with a number for a datastore', seed.replace('empdir', '7')],
  ['with an unknown key', `${seed}rowz: []\n`],
  ['with a mapping for a key', seed.replace('key: empid', 'key: { empid: 1 }')],
  ['with an empty key', seed.replace('key: empid', 'key: []')],
  ['with another mode', `${seed}mode: replace\n`],
  ['with a mode in capitals', `${seed}mode: UPSERT\n`],
  ['with environments of numbers', `${seed}environments: [1]\n`],
  ['with neither rows nor a source', 'datastore: empdir\n'],
  ['with rows and a source', `${seed}source: a.csv\n`],
  ['with a source of another kind', 'datastore: empdir\nsource: a.xlsx\n'],
  ['with an absolute source', 'datastore: empdir\nsource: /etc/a.csv\n'],
  ['with columns and no source', `${seed}columns: { No: empid }\n`],
  ['with columns that map to true', 'datastore: empdir\nsource: a.csv\ncolumns: { No: true }\n'],
  ['with a column of one reference', 'datastore: empdir\nsource: a.csv\ncolumns: { No: { ref: oncall.alice.id } }\n'],
  ['with a column of no reference', 'datastore: empdir\nsource: a.csv\ncolumns: { No: { field: empid } }\n'],
  ['with a mapping of rows', 'datastore: empdir\nrows: { empid: 1 }\n'],
  ['with a row of a list', 'datastore: empdir\nrows:\n  - [1, Ada]\n'],
  ['with a row of text', 'datastore: empdir\nrows:\n  - Ada\n'],
  ['with a reference to nothing', 'datastore: empdir\nrows:\n  - { empid: 1, lead: { ref: alice } }\n'],
  ['with a value of a list', 'datastore: empdir\nrows:\n  - { empid: [1] }\n'],
] as const

test.each(badSeeds)('a seed %s is wrong by its schema alone, and as it is read', (_, text) => {
  const yaml = parseYaml(text, 'seeds/a.yaml')
  expect(isSeed(yaml.value)).toBe(false)
  expect(seedOf(yaml, 'seeds/a.yaml', { env: {}, secrets: new Set() }).problems).not.toEqual([])
})

// What is told of its text is no matter of a schema; laws between values are checked apart.
const shapes = BAD_CONFIGS.filter(([, , says]) => !says.some(each => each.startsWith('CF104')))
test.each(shapes)('the schema alone judges the shape of a config with %s', (_, text, says) => {
  const isShape = says.some(each => /^CF1(?:05|06|30)/u.test(each))
  expect(isConfig(parseYaml(text, 'c.yaml').value)).toBe(!isShape)
})
