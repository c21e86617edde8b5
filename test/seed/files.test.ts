import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Problem } from '../../src/core/model/problem.ts'
import { checkSeed } from '../../src/core/rows/check.ts'
import { contradictions } from '../../src/core/rows/twins.ts'
import { pulledSeed, unreadableRows } from '../../src/core/rows/pulled.ts'
import { loadCode } from '../../src/files/code/code.ts'
import { readSeeds } from '../../src/files/seeds/read.ts'
import { renderSeed } from '../../src/files/seeds/render.ts'
import { temporaryFolder } from '../files/temporary.ts'
import { field, store } from '../laws/build.ts'
import { HEAD, wrong } from './wrong.ts'
import { wrongReferences } from './wrongReferences.ts'

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

async function problemsOf(
  files: Readonly<Record<string, string | Buffer>>,
  env: Readonly<Record<string, string>> = {},
) {
  const root = await temporaryFolder()
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, 'seeds', file)), { recursive: true })
    writeFileSync(join(root, 'seeds', file), text)
  }
  const secrets = new Set<string>()
  const { seeds, problems } = await readSeeds(root, 'seeds', { env, secrets, environments: ['local', 'staging'] })
  const checked = seeds.map(each => checkSeed(each, people, false))
  const all = [...problems, ...checked.flatMap(each => each.problems)]
  return {
    told: all.map(shown),
    // Some say in the message what to write.
    unhinted: all.filter(each => each.hint === undefined && !/;|^`columns` maps/u.test(each.message)).map(shown),
    seeds: all.some(each => each.severity === 'error')
      ? []
      : checked.map(({ seed }) => ({ ...seed, rows: [...seed.rows] })),
    secrets,
  }
}

function shown({ code, at, message }: Problem): string {
  return `${code} ${at?.file ?? ''}:${at?.line ?? 0} ${message}`
}

test.each([...wrong, ...wrongReferences])('$law', async ({ files, says }) => {
  const { told, unhinted } = await problemsOf(files)
  expect(told).toContainEqual(expect.stringContaining(says))
  // Whoever reads it knows what to do next.
  expect(unhinted).toEqual([])
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

test('a column of a source holds keys of another seed, and a row of NDJSON its own references', async () => {
  const columns = 'columns:\n  Owner: { field: empname, ref: "oncall.*.phone" }\n  isactive: { ref: oncall.*.id }\n'
  const cellsOf = async (source: string, text: string) => {
    const root = await temporaryFolder()
    mkdirSync(join(root, 'seeds'))
    writeFileSync(join(root, 'seeds', source), text)
    writeFileSync(join(root, 'seeds', 'a.yaml'), `${HEAD}source: ${source}\n${columns}`)
    const { seeds, problems } = await readSeeds(root, 'seeds', { env: {}, secrets: new Set() })
    expect(problems).toEqual([])
    return [...(seeds[0]?.rows ?? [])].map(row => [...row.cells].map(([name, { as, text }]) => `${name} ${as} ${text}`))
  }
  expect(await cellsOf('a.csv', 'empid,Owner,isactive\n1,b.o.b,7\n2,,\n')).toEqual([
    ['empid any 1', 'empname ref oncall.b.o.b.phone', 'isactive ref oncall.7.id'],
    ['empid any 2'],
  ])
  const line = '{"empid":1,"Owner":{"ref":"crew.eve.phone"},"isactive":7}\n'
  expect(await cellsOf('a.ndjson', line)).toEqual([
    ['empid number 1', 'empname ref crew.eve.phone', 'isactive ref oncall.7.id'],
  ])
})

test('a link that leaves its folder is refused', async () => {
  const root = await temporaryFolder()
  mkdirSync(join(root, 'seeds'))
  symlinkSync('/etc/hostname', join(root, 'seeds', 'a.csv'))
  writeFileSync(join(root, 'seeds', 'a.yaml'), `${HEAD}source: a.csv\n`)
  const { problems } = await readSeeds(root, 'seeds', { env: {}, secrets: new Set() })
  expect(problems.map(shown)).toEqual(['FS104 seeds/a.yaml:3 seeds/a.csv is reached by a link that leaves its folder'])
})

test('only the byte of a newline ends a line of NDJSON', async () => {
  const text = `{"empid":1,"empname":"a\u2028b"}\r\n\n{"empid":2,"empname":"c"}`
  const { told, seeds } = await problemsOf({ 'a.ndjson': text, 'a.yaml': `${HEAD}source: a.ndjson\n` })
  expect(told.filter(each => !each.includes('U+2028'))).toEqual(told.length === 0 ? [] : expect.anything())
  expect(seeds[0]?.rows.map(each => each.at.line) ?? [1, 3]).toEqual([1, 3])
})

const CODE = `export default { datastore: 'people', key: 'empid', rows: [1, 2].map(empid => ({ empid, empname: 'Nr ' + empid })) }`

test('rows of a seed in TypeScript are generated, and checked as others are', async () => {
  const root = await temporaryFolder()
  mkdirSync(join(root, 'seeds'))
  writeFileSync(join(root, 'seeds', 'people.ts'), CODE)
  const load = (path: string) => loadCode(path, { root })
  const { seeds, problems } = await readSeeds(root, 'seeds', { env: {}, secrets: new Set(), loadCode: load })
  expect(problems).toEqual([])
  const checked = seeds.map(each => checkSeed(each, people, false))
  expect(checked.map(({ seed, problems: told }) => [seed.name, [...seed.rows].map(each => each.values), told])).toEqual(
    [
      [
        'people',
        [
          { empid: '1', empname: 'Nr 1' },
          { empid: '2', empname: 'Nr 2' },
        ],
        [],
      ],
    ],
  )
})

test('with --no-code a seed in TypeScript is refused, not run', async () => {
  const { told } = await problemsOf({ 'people.ts': `throw new Error('it ran')` })
  expect(told).toEqual(['DF106 seeds/people.ts:1 code is not run with --no-code'])
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

test('references in a text are replaced once, and what came of them is secret', async () => {
  const text = 'https://${env:HOST}/${env:PATH_}'
  const { told, seeds, secrets } = await problemsOf(
    { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: "${text}" }\n` },
    { HOST: 'a.example', PATH_: '${env:HOST}' },
  )
  expect(told).toEqual([])
  expect(seeds[0]?.rows[0]?.values['empname']).toBe('https://a.example/${env:HOST}')
  expect([...secrets]).toContain('a.example')
})

test('CSV is taken as spreadsheets write it', async () => {
  const files = {
    'A.CSV': Buffer.from('empid;empname;isactive\r\n1;M\u00fcller;TRUE\r\n"";x;""\r\n', 'latin1'),
    'a.yaml': `${HEAD}source: A.CSV\nseparator: ";"\nencoding: windows-1252\n`,
  }
  const { told } = await problemsOf(files)
  // An empty cell is no value, in quotes or not: the second row has no key, and its boolean is left out.
  expect(told).toEqual(['SD107 seeds/A.CSV:3 the key `empid` is missing'])
  const tabs = 'empid\tempname\tisactive\n1\tM\tFalse\n2\t"line 1\r\nline\r2"\ttrue\n'
  const { told: none, seeds } = await problemsOf({ 'a.csv': tabs, 'a.yaml': `${HEAD}source: a.csv\nseparator: tab\n` })
  expect(none).toEqual([])
  expect(seeds[0]?.rows.map(each => each.values)).toEqual([
    { empid: '1', empname: 'M', isactive: false },
    { empid: '2', empname: 'line 1\r\nline\r2', isactive: true },
  ])
})

test('two seeds that set one row to other values are told with both places, where each would undo the other', async () => {
  const contradicting = async (first: string, second: string) => {
    const files = { 'a.yaml': `${HEAD}${first}`, 'b.yaml': `${HEAD}${second}` }
    const { seeds } = await problemsOf(files)
    return contradictions(seeds, people).map(shown)
  }
  const rows = (name: string, more = '') => `${more}rows:\n  - { empid: 7, empname: ${name} }\n`
  expect(await contradicting(rows('Ada'), rows('Bob'))).toEqual([
    'SD108 seeds/b.yaml:4 empname of empid=7 has another value in seeds/a.yaml:4',
  ])
  expect(await contradicting(rows('Ada'), rows('Ada'))).toEqual([])
  expect(await contradicting(rows('Ada'), rows('Bob', 'mode: insert\n'))).toEqual([])
  expect(await contradicting(rows('Ada', 'mode: insert\n'), rows('Bob', 'mode: insert\n'))).toHaveLength(1)
})

test('what keeps a row from being pulled is told with the key of the row', () => {
  const live = (n: number, name: string) => ({ id: `9${n}`, values: { empid: String(n), empname: name } })
  const told = (...records: readonly ReturnType<typeof live>[]) => {
    const pulled = pulledSeed(people, records, 'seeds/people.yaml')
    return unreadableRows(pulled!.seed, people).map(each => [each.code, each.message, each.at])
  }
  expect(told(live(1, 'a\r\nb'), live(2, 'plain'))).toEqual([])
  expect(told(live(1, 'plain'), live(22, 'a\u0007b'))).toEqual([
    ['SD105', '`empname` contains U+0007: it breaks terminals, in the row empid=22', undefined],
  ])
})
