import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

import { tryWrite, writeAtomic } from '../../src/files/disk/atomic.ts'
import { overlapping, refuseSeedFile, refuseTaken, takenFor } from '../../src/files/disk/paths.ts'
import { readText } from '../../src/files/disk/readText.ts'
import { readConfig } from '../../src/files/config/config.ts'
import { openJournal } from '../../src/files/kept/journal.ts'
import { outline, problemsOf, refusal, temporaryFolder } from './temporary.ts'

const places = { schemas: 'schemas', migrations: 'db/migrations', seeds: 'seeds', lockFile: 'cliq-ds.lock.json' }

const outputs = [
  ['schemas/p.json', 'a definition'],
  ['./schemas/deep/../p.yaml', 'a definition'],
  ['SCHEMAS/records.TS', 'a definition'],
  ['db/migrations/p.json', 'a migration'],
  ['seeds/p.ndjson', 'a seed'],
  ['cliq-ds.lock.json', 'the lock file'],
  ['cliq-ds.config.json', 'the config'],
  ['cliq-ds.ignore.yaml', 'known drift'],
  ['.cliq-ds/local.db', 'part of .cliq-ds/'],
  ['.git/config', 'part of .git/'],
  ['node_modules/x.json', 'part of node_modules/'],
  ['schemas/README.md', undefined],
  ['schemas2/p.json', undefined],
  ['db/p.json', undefined],
  ['staging.plan.json', undefined],
] as const
test.each(outputs)('a file at %s would be read as %s', async (file, what) => {
  expect(takenFor(file, places)).toBe(what)
  const root = await temporaryFolder()
  const problems = problemsOf(() => refuseTaken(join(root, file), file, root, places))
  expect(outline(problems)).toEqual(what === undefined ? [] : ['CL120'])
})

test('where everything is a definition, nothing else is written', () => {
  expect(takenFor('p.json', { ...places, schemas: '.' })).toBe('a definition')
  expect(overlapping({ ...places, schemas: '.' })).toEqual(['migrations', 'schemas'])
  expect(overlapping({ schemas: 'a', seeds: 'A/b' })).toEqual(['seeds', 'schemas'])
  expect(overlapping({ schemas: 'a/', seeds: './a' })).toEqual(['schemas', 'seeds'])
  expect(overlapping(places)).toBeUndefined()
})

test('a link does not bring an output path is read as something else, and outside of the project anything goes', async () => {
  const root = await temporaryFolder()
  mkdirSync(join(root, 'schemas'))
  symlinkSync(join(root, 'schemas'), join(root, 'out'))
  symlinkSync(root, `${root}-link`)
  const refusals = (path: string) => outline(problemsOf(() => refuseTaken(path, 'p', root, places)))
  expect(refusals(join(root, 'out/p.json'))).toEqual(['CL120'])
  expect(refusals(`${root}-link/schemas/p.json`)).toEqual(['CL120'])
  expect(refusals(join(root, '../elsewhere/schemas/p.json'))).toEqual([])
})

const seeds = [
  ['seeds/a.yaml', []],
  ['other/a.yml', []],
  ['../a.yaml', ['CL120']],
  ['/tmp/a.yaml', ['CL120']],
  ['seeds/../../a.yaml', ['CL120']],
  ['schemas/a.yaml', ['CL120']],
  ['cliq-ds.config.yaml', ['CL120']],
  ['seeds/a.csv', ['CL120']],
] as const
test.each(seeds)('rows pulled into %s', async (file, says) => {
  const root = await temporaryFolder()
  expect(outline(problemsOf(() => refuseSeedFile(file, root, places)))).toEqual(says)
})

/** Links in a project, each of which leads out of the folder that it lies in, and a path behind it. */
const links: Readonly<Record<string, (root: string, elsewhere: string) => string>> = {
  'a file that is a link into another folder of the project': root => {
    symlinkSync('../.npmrc', join(root, 'schemas/a.yaml'))
    return 'schemas/a.yaml'
  },
  'a file that is a link out of the project': (root, elsewhere) => {
    symlinkSync(join(elsewhere, 'x'), join(root, 'schemas/a.yaml'))
    return 'schemas/a.yaml'
  },
  'a folder that is a link out of the project': (root, elsewhere) => {
    symlinkSync(elsewhere, join(root, 'deep'))
    return 'deep/x'
  },
  'a folder below one that is a link': (root, elsewhere) => {
    mkdirSync(join(elsewhere, 'inner'))
    writeFileSync(join(elsewhere, 'inner/x'), '')
    symlinkSync(elsewhere, join(root, 'deep'))
    return 'deep/inner/x'
  },
  'a folder in a folder that is a link into another': root => {
    symlinkSync('../.secrets', join(root, 'schemas/deep'))
    return 'schemas/deep/x'
  },
}
test.each(Object.entries(links))('%s is neither read nor written', async (_, make) => {
  const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
  for (const folder of ['schemas', '.secrets']) mkdirSync(join(root, folder))
  for (const file of [join(root, '.npmrc'), join(root, '.secrets/x'), join(elsewhere, 'x')])
    writeFileSync(file, 'token')
  const path = join(root, make(root, elsewhere))
  for (const run of [
    () => readText(path, root, { maxBytes: 10 }),
    () => writeAtomic(path, 'new', { mode: 0o644, root }),
    () => tryWrite(path, { mode: 0o644, root }),
    () => writeAtomic(`${path}/../new`, 'new', { mode: 0o644, root }),
  ].slice(0, path.endsWith('a.yaml') ? 3 : 4))
    expect((await refusal(run)).map(each => each.code)).toEqual(['FS104'])
})

test('a link that stays in its folder is followed, and one in the place of .cliq-ds is not', async () => {
  const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
  mkdirSync(join(root, 'real'))
  writeFileSync(join(root, 'real/a'), 'text')
  symlinkSync('real', join(root, 'link'))
  expect(await readText(join(root, 'link/a'), root, { maxBytes: 10 })).toBe('text')
  symlinkSync(elsewhere, join(root, '.cliq-ds'))
  expect((await refusal(() => openJournal(root, 'local'))).map(each => each.code)).toEqual(['FS104'])
})

const linked = [
  ['seeds', '', 'true'],
  ['migrations', '', 'true'],
  ['rows', 'seeds: rows, ', 'true'],
  ['cliq-ds.lock.json', '', 'true'],
  ['l.json', 'lockFile: l.json, ', 'true'],
  ['.cliq-ds', '', 'true'],
  ['.cliq-ds/local.db', '', 'true'],
  ['.cliq-ds/deep', '', '{ data: .cliq-ds/deep/x.db }'],
  ['mine', '', '{ data: mine/x.db }'],
] as const
test.each(linked)(
  'a config whose %s is a link that leaves its folder is refused before anything is read',
  async (link, more, emulator) => {
    const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
    const file = join(root, 'cliq-ds.config.yaml')
    writeFileSync(file, `{ ${more}environments: { local: { emulator: ${emulator} } } }\n`)
    expect((await readConfig(file, { env: {} })).warnings).toEqual([])
    mkdirSync(dirname(join(root, link)), { recursive: true })
    symlinkSync(
      link.includes('.json') || link.includes('.db') ? join(elsewhere, 'not there yet') : elsewhere,
      join(root, link),
    )
    const codes = (await refusal(() => readConfig(file, { env: {} }))).map(each => each.code)
    expect(new Set(codes)).toEqual(new Set(['CF119']))
  },
)
