import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Problem } from '../../src/core/problem.ts'
import { checkSeed } from '../../src/core/seed/check.ts'
import { pulledSeed } from '../../src/core/seed/pulled.ts'
import { readSeeds } from '../../src/files/seeds/read.ts'
import { renderSeed } from '../../src/files/seeds/render.ts'
import { temporaryFolder } from '../files/temporary.ts'
import { field, store } from '../laws/build.ts'

const people = store(
  {
    empid: field({ type: 'number', mandatory: true }),
    empname: field({ mandatory: true }),
    isactive: field({ type: 'boolean' }),
    code: field({ type: 'encrypted-text' }),
  },
  [['empid']],
  'people',
)

const HEAD = 'datastore: people\nkey: empid\n'

async function problemsOf(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const root = await temporaryFolder()
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, 'seeds', file)), { recursive: true })
    writeFileSync(join(root, 'seeds', file), text)
  }
  const secrets = new Set<string>()
  const { seeds, problems } = await readSeeds(root, 'seeds', { env, secrets })
  const checked = seeds.map(each => checkSeed(each, people, false))
  const all = [...problems, ...checked.flatMap(each => each.problems)]
  return { told: all.map(shown), seeds: checked.map(each => each.seed), secrets }
}

function shown({ code, at, message }: Problem): string {
  return `${code} ${at?.file ?? ''}:${at?.line ?? 0} ${message}`
}

const wrong: readonly {
  readonly law: string
  readonly files: Readonly<Record<string, string>>
  readonly says: string
}[] = [
  {
    law: 'an unknown column is told with the one that was meant',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, emp_name: Ada, empname: Ada }\n` },
    says: 'SD104 seeds/a.yaml:4 `emp_name` is no field of people',
  },
  {
    law: 'yes is no boolean',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: Ada, isactive: yes }\n` },
    says: 'SD105 seeds/a.yaml:4 `isactive`: a boolean is true or false',
  },
  {
    law: 'empty text is no mandatory value',
    files: { 'a.yaml': `${HEAD}rows:\n  - empid: 1\n    empname: ""\n` },
    says: 'SD107 seeds/a.yaml:5 `empname` is mandatory and missing',
  },
  {
    law: 'a row needs its key',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empname: Ada }\n` },
    says: 'SD107 seeds/a.yaml:4 the key `empid` is missing',
  },
  {
    law: 'one key in two forms is one key',
    files: { 'a.csv': 'empid,empname\n1,Ada\n"01",Grace\n', 'a.yaml': `${HEAD}source: a.csv\n` },
    says: 'SD108 seeds/a.csv:3 the row shares its key empid=1 with line 2',
  },
  {
    law: 'what the server sets cannot be seeded',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: Ada, added_time: 5 }\n` },
    says: 'SD104 seeds/a.yaml:4 `added_time` is set by Cliq',
  },
  {
    law: 'a row is measured in bytes as they are sent',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: Ada, code: "${'語'.repeat(900)}" }\n` },
    says: 'SD106 seeds/a.yaml:4 the row has 2739 bytes; Cliq takes 2500',
  },
  {
    law: 'an encrypted value in clear text is a warning',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: Ada, code: "s3cret" }\n` },
    says: 'SD109 seeds/a.yaml:4 `code` is encrypted in Cliq and stands here in clear text',
  },
  {
    law: 'a variable that is not set is an error at its place',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: Ada, code: "\${env:NOPE}" }\n` },
    says: 'SD111 seeds/a.yaml:4 `code`: the environment variable NOPE is not set',
  },
  {
    law: 'a seed without a key needs consent',
    files: { 'a.yaml': 'datastore: people\nrows: []\n' },
    says: 'SD102 seeds/a.yaml:1 without a unique key a lost answer could write a row twice',
  },
  {
    law: 'a source must be there before anything is sent',
    files: { 'a.yaml': `${HEAD}source: emp.csv\n` },
    says: 'FS101 seeds/emp.csv:1 seeds/emp.csv does not exist',
  },
  {
    law: 'a source stays inside of the project',
    files: { 'a.yaml': `${HEAD}source: ../../../etc/passwd.csv\n` },
    says: 'FS101',
  },
  {
    law: 'a repeated key in JSON is refused',
    files: { 'a.json': '[{"empid":1,"empname":"Ada","empid":2}]', 'a.yaml': `${HEAD}source: a.json\n` },
    says: 'SD110 seeds/a.json:1 the key `empid` is repeated',
  },
  {
    law: 'a number that would be rounded is to be quoted',
    files: { 'a.ndjson': '{"empid":12345678901234567890,"empname":"Ada"}\n', 'a.yaml': `${HEAD}source: a.ndjson\n` },
    says: 'SD105 seeds/a.ndjson:1 `empid`: this number would be rounded; quote it',
  },
]

test.each(wrong)('$law', async ({ files, says }) => {
  const { told } = await problemsOf(files)
  expect(told).toContainEqual(expect.stringContaining(says))
})

test('CSV tells empty from missing, and maps and drops columns', async () => {
  const csv = '\ufeffNo,Name,Notes,isactive\r\n1,"Ada, ""the first""",x,true\r\n2,=SUM(A1),y,\r\n'
  const yaml = `${HEAD}source: a.csv\ncolumns: { "No": empid, Name: empname, Notes: false }\n`
  const { told, seeds } = await problemsOf({ 'a.csv': csv, 'a.yaml': yaml })
  expect(told).toEqual([])
  expect(seeds[0]?.rows.map(each => each.values)).toEqual([
    { empid: '1', empname: 'Ada, "the first"', isactive: true },
    { empid: '2', empname: '=SUM(A1)' },
  ])
})

test('a variable is read once, kept secret, and not looked into', async () => {
  const yaml = `${HEAD}rows:\n  - { empid: 1, empname: Ada, code: "\${env:A}" }\n`
  const { told, seeds, secrets } = await problemsOf({ 'a.yaml': yaml }, { A: '${env:B}', B: 'no' })
  expect(told).toEqual([])
  expect(seeds[0]?.rows[0]?.values['code']).toBe('${env:B}')
  expect([...secrets]).toEqual(['${env:B}'])
})

test('a pulled seed reads back as the rows that it was made of, also where they go into a source', async () => {
  for (const count of [3, 9_000]) {
    const records = Array.from({ length: count }, (_, at) => ({
      id: String(at),
      values: { empid: String(at + 1), empname: `"É" ${at}, yes`, isactive: at % 2 === 0, code: '*****' },
    }))
    const pulled = pulledSeed(people, records, 'seeds/people.yaml')
    const texts = pulled === undefined ? undefined : renderSeed(pulled.seed, people)
    expect(texts).toHaveLength(count === 3 ? 1 : 2)
    const { told, seeds } = await problemsOf(
      Object.fromEntries((texts ?? []).map(([file, text]) => [file.slice(6), text])),
    )
    expect(told).toEqual([])
    expect(seeds[0]?.rows.map(each => each.values)).toEqual(
      records.map(({ values: { empid, empname, isactive } }) => ({ empid, empname, isactive })),
    )
  }
})
