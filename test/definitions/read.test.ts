import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { loadCode } from '../../src/files/code/code.ts'
import { readDefinitions } from '../../src/files/definitions/read.ts'
import type { ReadOptions } from '../../src/files/definitions/read.ts'
import { marks, right } from './written.ts'

const NO_CODE: ReadOptions = { loadCode: undefined }
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
let root = ''

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'cliq-ds-definitions-')))
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function read(files: Readonly<Record<string, string | Uint8Array>>, options = NO_CODE, folder = 'schemas') {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), content)
  }
  return readDefinitions(root, folder, options)
}

const told = async (...args: Parameters<typeof read>) =>
  (await read(...args)).problems.map(({ code, severity, at }) => `${code} ${severity} ${at?.file ?? '-'}`)

test('all formats are read, in folders too, sorted by name', async () => {
  const value = {
    ...JSON.parse('{"name":"C","description":"c","fields":{"a":{"name":"A","type":"number"}}}'),
    unique_name: 'c',
  }
  const { definitions, files, problems, sources } = await read(
    {
      'schemas/b.yml': right({ 1: 'unique_name: b', 2: 'name: B' }),
      'schemas/hr/a.YAML': right({ 1: 'unique_name: a', 2: 'name: A' }),
      'schemas/d.json': `{ "$schema": "../x.json", ${JSON.stringify({ ...value, unique_name: 'd', name: 'D' }).slice(1)}`,
      'schemas/c.ts': '',
      'schemas/types.d.ts': 'not read',
      'schemas/README.md': '# not read',
      'schemas/.hidden.yaml': 'not read',
      'schemas/a.yaml~': 'not read',
    },
    { loadCode: () => Promise.resolve({ value }) },
  )
  expect(problems).toEqual([])
  expect(files).toEqual(['schemas/b.yml', 'schemas/c.ts', 'schemas/d.json', 'schemas/hr/a.YAML'])
  expect(definitions.map(each => each.datastore.unique_name)).toEqual(['b', 'c', 'd', 'a'])
  expect([...sources.keys()]).toEqual(['schemas/b.yml', 'schemas/c.ts', 'schemas/d.json', 'schemas/hr/a.YAML'])
})

test('a missing folder, an empty one and one without definitions are errors, never "remove everything"', async () => {
  expect(await told({})).toEqual(['DF001 error -'])
  await mkdir(join(root, 'schemas'))
  expect(await told({})).toEqual(['DF001 error -'])
  expect(await told({ 'schemas/README.md': 'x' })).toEqual(['DF001 error -'])
  expect(await told({ file: 'x' }, NO_CODE, 'file')).toEqual(['DF001 error -'])
})

test('a name that ends almost right is a warning', async () => {
  const files = { 'schemas/a.yaml': right(), 'schemas/b.ymal': right(), 'schemas/c.yalm': '', 'schemas/d.jsn': '' }
  expect(await told(files)).toEqual([
    'DF105 warning schemas/b.ymal',
    'DF105 warning schemas/c.yalm',
    'DF105 warning schemas/d.jsn',
  ])
})

test('what is no UTF-8 or too large is an error of its file', async () => {
  const files = {
    'schemas/a.yaml': right(),
    'schemas/b.yaml': Buffer.from(`\ufeff${right()}`, 'utf16le'),
    'schemas/c.yaml': Buffer.from([0x61, 0x3a, 0x20, 0xff]),
    'schemas/d.yaml': `# ${'x'.repeat(1_048_576)}`,
    'schemas/e.yaml': '',
  }
  expect(await told(files)).toEqual([
    'FS106 error schemas/b.yaml',
    'FS106 error schemas/c.yaml',
    'FS105 error schemas/d.yaml',
    'YM102 error schemas/e.yaml',
  ])
})

test('links that leave the project are refused, and links to folders', async () => {
  await writeFile(join(root, 'outside.yaml'), right())
  const project = join(root, 'project')
  await mkdir(join(project, 'schemas'), { recursive: true })
  await mkdir(join(project, 'more'))
  await symlink('../../outside.yaml', join(project, 'schemas', 'a.yaml'))
  await symlink('../more', join(project, 'schemas', 'b'))
  await symlink('gone.yaml', join(project, 'schemas', 'c.yaml'))
  const { problems } = await readDefinitions(project, 'schemas', NO_CODE)
  expect(problems.map(each => `${each.code} ${each.at?.file}`)).toEqual([
    'FS104 schemas/a.yaml',
    'DF107 schemas/b',
    'FS101 schemas/c.yaml',
  ])
  await symlink(root, join(project, 'away'))
  expect((await readDefinitions(project, 'away', NO_CODE)).problems.map(each => each.code)).toEqual(['DF108'])
  expect((await readDefinitions(project, '../', NO_CODE)).problems.map(each => each.code)).toEqual(['DF108'])
})

test.skipIf(process.getuid?.() === 0)('a folder that may not be read is an error', async () => {
  await mkdir(join(root, 'schemas', 'inner'), { recursive: true })
  await chmod(join(root, 'schemas', 'inner'), 0)
  expect(await told({ 'schemas/a.yaml': right() })).toEqual(['DF109 error -'])
  await chmod(join(root, 'schemas', 'inner'), 0o700)
})

test('code is refused without a loader, and its problem passed on with one', async () => {
  expect(await told({ 'schemas/a.ts': 'x' })).toEqual(['DF106 error schemas/a.ts'])
  const problem = {
    code: 'TS101',
    severity: 'error',
    message: 'no',
    at: { file: 'schemas/a.ts', line: 3, col: 1 },
  } as const
  expect(await told({}, { loadCode: () => Promise.resolve({ problem }) })).toEqual(['TS101 error schemas/a.ts'])
})

test('code that gives no definition is told like any other file', async () => {
  const values = [undefined, null, 7, [], new Date(), new Map(), { unique_name: 'a', name: new Date(0) }]
  for (const value of values) {
    const { problems } = await read({ 'schemas/a.ts': 'x' }, { loadCode: () => Promise.resolve({ value }) })
    expect(problems[0]?.code).toMatch(/^DF20[125]$/)
    expect(marks(problems)).toEqual(problems.map(each => `${each.code} 1:1`))
  }
})

test('two files that define one datastore are told at the second, which names the first', async () => {
  const { problems } = await read({ 'schemas/a.yaml': right(), 'schemas/b.yaml': `# copy\n${right()}` })
  expect(problems.map(each => `${each.code} ${each.at?.file}:${each.at?.line} ${each.message}`)).toEqual([
    'NM105 schemas/b.yaml:2 `empdir` is defined in schemas/a.yaml:1 already',
  ])
})

test('two datastores that differ only in underscores are a warning', async () => {
  const files = { 'schemas/a.yaml': right(), 'schemas/b.yaml': right({ 1: 'unique_name: emp_dir', 2: 'name: B' }) }
  expect(await told(files)).toEqual(['LT103 warning schemas/b.yaml'])
})

test('the definitions of this repository are right, the TypeScript one too', async () => {
  const load = (path: string) => loadCode(path, { root: REPOSITORY })
  const { definitions, problems } = await readDefinitions(REPOSITORY, 'schemas', { loadCode: load })
  expect(problems).toEqual([])
  expect(definitions.map(each => each.datastore.unique_name)).toEqual(['badges', 'empdir', 'oncall', 'products'])
  const types = definitions.flatMap(each => [...each.datastore.fields.values()].map(field => field.type))
  expect(new Set(types).size).toBe(5)
})
