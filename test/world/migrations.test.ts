import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import type { Definitions } from '../../src/core/model/definition.ts'
import { emptyEnvironment } from '../../src/core/model/lock.ts'
import type { Lock } from '../../src/core/model/lock.ts'
import { withMigrations } from '../../src/world/migrations.ts'
import { locked } from '../files/build.ts'
import { temporaryFolder } from '../files/temporary.ts'
import { definitionsOf, field, store } from '../laws/build.ts'

const staff = store({ name: field(), note: field() }, [], 'staff')
const earlier = locked(store({ tel: field() }, [], 'staff'), '7')
const broken = { code: 'DF102', severity: 'error', message: 'not right' } as const

const copy = (from: string) => `description: Copy\nsteps:\n  - copy: { datastore: staff, field: ${from}, into: note }\n`

/** An environment that knew a field \`tel\`, and where these migrations ran. */
function org(...ran: readonly string[]) {
  const migrations = new Map(ran.map(id => [id, { digest: id, at: 1, lost: 0 } as never]))
  return { ...emptyEnvironment('eu'), datastores: new Map([['staff', earlier]]), migrations }
}

interface Project {
  readonly files: Readonly<Record<string, string>>
  readonly lock?: Lock | Error
  readonly isBroken?: boolean
  /** Where a file should be. */
  readonly isFolder?: boolean
}

async function read({ files, lock, isBroken = false, isFolder = false }: Project) {
  const root = await temporaryFolder()
  await mkdir(join(root, 'migrations'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, 'migrations', name), text)
  if (isFolder) await mkdir(join(root, 'migrations/a.yaml'))
  const before: Definitions = {
    definitions: definitionsOf(new Map([['staff', staff]])),
    rowsOnly: [],
    problems: isBroken ? [broken] : [],
    files: [],
    sources: new Map([['schemas/staff.yaml', 'x']]),
  }
  const kept = lock && (() => (lock instanceof Error ? Promise.reject(lock) : Promise.resolve(lock)))
  const after = await withMigrations(before, { root, folder: 'migrations', lock: kept })
  return { before, after, codes: after.problems.map(each => each.code) }
}

test('without migrations definitions stay as they are, and one alone is one', async () => {
  const none = await read({ files: {} })
  expect(none.after).toBe(none.before)
  const { after, codes } = await read({ files: { 'a.yaml': copy('name') } })
  expect([after.migrations?.map(each => each.id), codes]).toEqual([['a'], []])
  expect([...after.sources.keys()]).toEqual(['schemas/staff.yaml', 'migrations/a.yaml'])
  // A file that nobody can read is a problem, not an absent migration.
  const odd = await read({ files: {}, isFolder: true })
  expect([odd.after.migrations, odd.codes.length]).toEqual([[], 1])
})

const files = { 'a.yaml': copy('nme') }
const one: Lock = new Map([['live', org()]])
test.each([
  ['a name that nothing knows', { files, lock: one }, ['MG103']],
  ['a name that only the lock file knows', { files: { 'a.yaml': copy('tel') }, lock: one }, []],
  ['a name while the lock file cannot be read', { files, lock: new Error('gone') }, []],
  ['a name while there is no lock file to look at', { files }, []],
  ['a name while nothing was ever applied', { files, lock: new Map() }, ['MG103']],
  ['what ran everywhere', { files, lock: new Map([['a', org('a')]]) }, []],
  [
    'what ran in one of two',
    {
      files,
      lock: new Map([
        ['a', org('a')],
        ['b', org()],
      ]),
    },
    ['MG103'],
  ],
  ['definitions that are not right', { files, lock: one, isBroken: true }, ['DF102']],
] as const)('names of migrations are judged by what is known: %s', async (_, project, codes) => {
  expect((await read(project)).codes).toEqual(codes)
})
