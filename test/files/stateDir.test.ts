import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { strangerAbove } from '../../src/files/disk/owner.ts'
import { makeOwnFolder, makeProjectFolder, stateDir, stateWarning } from '../../src/files/disk/stateDir.ts'
import { ownCacheFolder } from '../../src/world/compileCache.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

const isRoot = process.getuid?.() === 0

test('the state folder is the named one, else the one of XDG, else the one of the home', async () => {
  const home = await temporaryFolder()
  expect(stateDir({ CLIQ_DS_STATE_DIR: '/s', XDG_STATE_HOME: '/x', HOME: home })).toBe('/s')
  expect(stateDir({ XDG_STATE_HOME: '/x', HOME: home })).toBe('/x/cliq-ds')
  expect(stateDir({ XDG_STATE_HOME: 'relative', HOME: home })).toBe(join(home, '.local/state/cliq-ds'))
  for (const env of [{ CLIQ_DS_STATE_DIR: '/s' }, { XDG_STATE_HOME: '/x' }, { HOME: home }])
    expect(stateWarning(env)).toBeUndefined()
})

/** What another user can do to a folder: own it where this test may give it away, else write to it. */
function giveAway(folder: string): void {
  mkdirSync(folder, { recursive: true })
  if (isRoot) chownSync(folder, 54_321, 54_321)
  else chmodSync(folder, 0o777)
}

test('without a home of our own the state lies in a private temporary folder, and that is said', async () => {
  const home = join(await temporaryFolder(), 'home')
  giveAway(home)
  const file = join(await temporaryFolder(), 'file')
  writeFileSync(file, '')
  for (const HOME of [undefined, '', 'relative', home, join(home, 'below'), file]) {
    const path = stateDir({ HOME })
    expect(path).toMatch(/cliq-ds-\w+$/u)
    expect(path).not.toContain(home)
    expect(stateWarning({ HOME })).toMatchObject({ code: 'CF110', severity: 'warning' })
    expect(`${stateWarning({ HOME })?.message}`).toContain(path)
    expect(`${stateWarning({ HOME })?.message}`).toContain('CLIQ_DS_STATE_DIR')
    makeOwnFolder(path)
    expect(statSync(path).mode & 0o777).toBe(0o700)
  }
})

const strange: Readonly<Record<string, (folder: string) => string>> = {
  'belongs to another user': folder => {
    giveAway(join(folder, 'theirs'))
    return join(folder, 'theirs', 'state')
  },
  'lies deep below what belongs to another user': folder => {
    giveAway(join(folder, 'theirs'))
    mkdirSync(join(folder, 'theirs/a/b'), { recursive: true })
    return join(folder, 'theirs/a/b/state')
  },
  'lies below what everybody may write to': folder => {
    mkdirSync(join(folder, 'open'))
    chmodSync(join(folder, 'open'), 0o777)
    return join(folder, 'open/state')
  },
  'is reached by a link through what others have a hand in': folder => {
    giveAway(join(folder, 'theirs'))
    mkdirSync(join(folder, 'theirs/real'))
    symlinkSync(join(folder, 'theirs/real'), join(folder, 'link'))
    return join(folder, 'link/state')
  },
}
test.each(Object.entries(strange))('a folder that %s gets nothing of ours', async (_, make) => {
  const path = make(await temporaryFolder())
  expect(strangerAbove(path)).toBeDefined()
  expect(outline(await refusal(() => makeOwnFolder(path)))).toEqual(['FS109'])
  expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined()
  expect(ownCacheFolder({ CLIQ_DS_STATE_DIR: path })).toBeUndefined()
  expect(stateDir({ HOME: path })).not.toContain(path)
})

test.skipIf(process.platform !== 'linux')(
  'where no folder can be made, the variable that names another is named',
  async () => {
    const failed = await refusal(() => makeOwnFolder('/proc/none/state'))
    expect(failed).toMatchObject([{ code: 'FS109', hint: 'set CLIQ_DS_STATE_DIR to a folder of your own' }])
  },
)

test('a state folder that is a link, a file or open to others is refused or closed', async () => {
  const folder = await temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  symlinkSync(folder, join(folder, 'link'))
  mkdirSync(join(folder, 'open'), { mode: 0o755 })
  for (const name of ['file', 'link']) expect(await refusal(() => makeOwnFolder(join(folder, name)))).toHaveLength(1)
  makeOwnFolder(join(folder, 'open'))
  expect(statSync(join(folder, 'open')).mode & 0o777).toBe(0o700)
})

test('a folder of a project is made below what is open to others, and a link or a file in its place is refused', async () => {
  const folder = await temporaryFolder()
  chmodSync(folder, 0o777)
  await makeProjectFolder(join(folder, 'a/b'))
  await makeProjectFolder(join(folder, 'a/b'))
  expect(statSync(join(folder, 'a/b')).isDirectory()).toBe(true)
  writeFileSync(join(folder, 'file'), '')
  symlinkSync(join(folder, 'a'), join(folder, 'link'))
  for (const name of ['file', 'link'])
    expect(outline(await refusal(() => makeProjectFolder(join(folder, name))))).toEqual(['FS109'])
  expect(await refusal(() => makeProjectFolder(join(folder, 'file/below')))).toHaveLength(1)
})
