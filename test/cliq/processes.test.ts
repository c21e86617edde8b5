import { fork } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { startEmulator } from '../../src/emulator/emulator.ts'
import { temporaryFolder } from '../files/temporary.ts'

const CALLER = new URL('fixtures/caller.ts', import.meta.url).pathname

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter(each => each.isFile()).map(each => join(each.parentPath, each.name))
}

test('eight processes on one ledger, two of them killed, meet no throttle and mint one token', async () => {
  const folder = await temporaryFolder()
  const limits = { windowMs: 1_000, lockOutMs: 2_000, limits: { 'datastores.list': 10 } }
  const emulator = await startEmulator({ limits })
  onTestFinished(() => emulator.close())
  const codes = await Promise.all(
    Array.from({ length: 8 }, (_, index) => {
      const args = [folder, emulator.apiUrl, emulator.accountsUrl, '6', index < 2 ? 'killed' : '']
      const child = fork(CALLER, args, { execArgv: [], stdio: 'inherit' })
      return new Promise(resolve => child.on('exit', (code, signal) => resolve(code ?? signal)))
    }),
  )
  expect(codes).toEqual(['SIGKILL', 'SIGKILL', 0, 0, 0, 0, 0, 0])
  const lists = emulator.requests.filter(each => each.operation === 'datastores.list')
  expect(lists.map(each => each.status).filter(status => status !== 200)).toEqual([])
  expect(lists.length).toBe(2 * 2 + 6 * 6)
  expect(emulator.requests.filter(each => each.path.endsWith('/oauth/v2/token')).length).toBe(1)
  const files = await filesBelow(folder)
  expect(new Set(await Promise.all(files.map(async each => (await stat(each)).mode & 0o777)))).toEqual(new Set([0o600]))
  const texts = await Promise.all(files.map(each => readFile(each, 'utf8')))
  expect(texts.join()).not.toContain('canary')
})
