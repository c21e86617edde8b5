import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import type { Problem } from '../../src/core/model/problem.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { lockFileOf } from '../../src/world/lockFile.ts'
import { privateLockFile, privateLockOf } from '../../src/world/privateLock.ts'
import { holding, keeping } from './lockWriter.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

const NAME = 'cliq-ds.lock.json'
const none = holding()

async function machine() {
  const root = await temporaryFolder()
  const data = join(root, '.cliq-ds/local.db')
  await (await startEmulator({ data })).close()
  const notes: Problem[] = []
  const shared = () => lockFileOf(root, NAME, keeping(root))
  const org = { root, environment: 'local', data, lockFile: NAME }
  const notify = (event: { readonly type: string; readonly problem?: Problem }) => {
    if (event.problem !== undefined) notes.push(event.problem)
  }
  const open = () => privateLockOf(shared(), org, { ...keeping(root), notify })
  return { shared, open, notes, data }
}

test('its part is in no shared lock file, and the parts of others are seen', async () => {
  const { shared, open } = await machine()
  await shared().writeLocked('staging', none, holding('rooms'))
  await open().writeLocked('local', none, holding('desks'))
  expect([...(await shared().readLock()).keys()]).toEqual(['staging'])
  expect([...(await open().readLock()).keys()]).toEqual(['staging', 'local'])
})

test('a part that an earlier version left in the shared lock file is told, counts for nothing, and leaves it', async () => {
  const { shared, open, notes } = await machine()
  await shared().writeLocked('staging', none, holding('rooms'))
  await shared().writeLocked('local', none, holding('desks'))
  const before = await open().readLock()
  expect([[...before.keys()], outline(notes)]).toEqual([['staging'], ['LK110']])
  await open().writeLocked('local', none, holding('desks'))
  expect([...(await shared().readLock()).keys()]).toEqual(['staging'])
})

test('a part that another run wrote meanwhile is not written over', async () => {
  const { open } = await machine()
  await open().writeLocked('local', none, holding('desks'))
  expect(outline(await refusal(() => open().writeLocked('local', none, holding('badges'))))).toEqual(['FS108'])
})

test('one that is damaged is told by its place in the project, and nothing is written over it', async () => {
  const { open, data } = await machine()
  writeFileSync(privateLockFile(data), 'no lock')
  const told = ['LK103 .cliq-ds/local.lock.json:1:1']
  expect(outline(await refusal(() => open().readLock()))).toEqual(told)
  expect(outline(await refusal(() => open().writeLocked('local', none, holding('desks'))))).toEqual(told)
})
