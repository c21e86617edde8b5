import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

import { isShared, strangeness, strangerAbove } from '../../src/files/disk/owner.ts'
import { makeOwnFolder, makePrivateFolder } from '../../src/files/disk/stateDir.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

/** Until the test ends this process seems to be run by this user; undefined where the system knows no such number. */
function actAs(uid: number | undefined): void {
  const { getuid } = process
  Object.assign(process, { getuid: uid === undefined ? undefined : () => uid })
  onTestFinished(() => void Object.assign(process, { getuid }))
}

const SOMEBODY = 54_321
// A name that no file system looks at.
const UNSEEN = `/${'x'.repeat(300)}`

test('what belongs to root or to this user is no stranger’s, and what belongs to anybody else is', async () => {
  const folder = await temporaryFolder()
  const own = statSync(folder).uid
  expect([strangeness(folder), strangeness(join(folder, 'nothing'))]).toEqual([undefined, undefined])
  actAs(SOMEBODY)
  expect(strangeness('/')).toBeUndefined()
  expect(strangeness(folder)).toBe(own === 0 ? undefined : 'belongs to another user')
  // Where a system knows no owners there are no strangers.
  actAs(undefined)
  chmodSync(folder, 0o777)
  expect([strangeness(folder), strangerAbove(folder), strangerAbove(UNSEEN)]).toEqual([undefined, undefined, undefined])
})

test('what cannot be looked at is not trusted', () => {
  expect(strangerAbove(UNSEEN)).toEqual({ path: UNSEEN, why: 'cannot be looked at (ENAMETOOLONG)' })
})

test.each([
  [0o777, 'can be written to by everybody', false],
  [0o702, 'can be written to by everybody', false],
  [0o1777, undefined, true],
  [0o1775, undefined, false],
  [0o775, undefined, false],
  [0o700, undefined, false],
])('a folder of mode %i: %s, shared %s', async (mode, why, shared) => {
  const folder = join(await temporaryFolder(), 'a')
  mkdirSync(folder)
  chmodSync(folder, mode)
  expect([strangeness(folder), isShared(folder)]).toEqual([why, shared])
  expect(strangerAbove(join(folder, 'b/c'))?.why).toBe(why)
})

test('what lies below a file is not there, and nothing is shared there', async () => {
  const file = join(await temporaryFolder(), 'a')
  writeFileSync(file, '')
  expect([strangeness(join(file, 'b')), isShared(join(file, 'b')), isShared(join(file, '../c'))]).toEqual([
    undefined,
    false,
    false,
  ])
  expect((await refusal(() => makeOwnFolder(join(file, 'b'))))[0]?.code).toMatch(/^FS10/u)
  expect(outline(await refusal(() => makeOwnFolder(file)))).toEqual(['FS109'])
})

test('a folder of our own is made with those above it, for nobody else, and closed where it was open', async () => {
  const top = await temporaryFolder()
  const path = join(top, 'a/b/c')
  await makePrivateFolder(path)
  makeOwnFolder(path)
  expect(['a', 'a/b', 'a/b/c'].map(each => statSync(join(top, each)).mode & 0o777)).toEqual([0o700, 0o700, 0o700])
  for (const mode of [0o701, 0o710, 0o750]) {
    chmodSync(path, mode)
    makeOwnFolder(path)
    expect(statSync(path).mode & 0o777).toBe(0o700)
  }
  actAs(SOMEBODY)
  expect((await refusal(() => makeOwnFolder(path)))[0]?.message).toContain('belongs to another user')
})
