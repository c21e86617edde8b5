import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodeProcess from 'node:process'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import { withoutSqliteWarning } from '../../src/emulator/database.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { callerOf, created, empdir, list, text } from './org.ts'
import type { Json } from './org.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'emulator-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

test('what was there is there after a restart, and ids go on', async () => {
  const data = join(await folder(), 'org.db')
  const first = await startEmulator({ data, random: () => 0 })
  const { id } = await created(callerOf(first))
  await callerOf(first)('POST', '/datastores/empdir/records', { values: { empid: 1 } })
  const before = (await callerOf(first)('GET', `/datastores/${id}`)).body
  await first.close()

  const second = await startEmulator({ data, random: () => 0 })
  onTestFinished(() => second.close())
  const call = callerOf(second)
  expect((await call('GET', `/datastores/${id}`)).body).toEqual(before)
  expect((await call('POST', '/datastores/empdir/records', { values: { empid: '1' } })).code).toBe(
    'datastore_unique_key_violation',
  )
  expect((await created(call, empdir({ unique_name: 'next' }))).id > id).toBe(true)
})

test('tokens that were minted are good after a restart', async () => {
  const data = join(await folder(), 'org.db')
  const first = await startEmulator({ data, accessTokens: [] })
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: 'c',
    client_secret: 's',
    refresh_token: 'r',
  })
  const { body } = await callerOf(first)('POST', '/oauth/v2/token', form.toString())
  await first.close()
  const second = await startEmulator({ data, accessTokens: [] })
  onTestFinished(() => second.close())
  const authorization = `Bearer ${text(body['access_token'])}`
  expect((await callerOf(second)('GET', '/datastores', undefined, { authorization })).status).toBe(200)
})

test('two emulators on one file are one org', async () => {
  const data = join(await folder(), 'org.db')
  const [one, two] = [await startEmulator({ data }), await startEmulator({ data })]
  onTestFinished(async () => void (await Promise.all([one.close(), two.close()])))
  await created(callerOf(one))
  expect((await callerOf(two)('POST', '/datastores', empdir())).code).toBe('datastore_name_already_exists')
  const ids = await Promise.all(
    [one, two].map(async (emulator, empid) => {
      const { body } = await callerOf(emulator)('POST', '/datastores/empdir/records', { values: { empid } })
      return body['data']?.['id']
    }),
  )
  expect(new Set(ids).size).toBe(2)
})

async function inProcess(
  data: string,
): Promise<{ readonly child: ChildProcess; readonly apiUrl: string; readonly noise: () => string }> {
  const module = new URL('../../src/emulator/emulator.ts', import.meta.url).href
  const code = `import { startEmulator } from ${JSON.stringify(module)}
    console.log((await startEmulator({ data: ${JSON.stringify(data)} })).apiUrl)`
  const child = spawn(nodeProcess.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const noise: string[] = []
  child.stderr.on('data', chunk => noise.push(String(chunk)))
  const lines = createInterface({ input: child.stdout })
  const [apiUrl] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(noise.join('')))),
  ])
  return { child, apiUrl: text(apiUrl), noise: () => noise.join('') }
}

test('what was answered outlives a kill, and starting says nothing on the way', async () => {
  const data = join(await folder(), 'org.db')
  const { child, apiUrl, noise } = await inProcess(data)
  const headers = { authorization: 'Bearer t', 'content-type': 'application/json' }
  const send = async (path: string, body: object): Promise<Json> => {
    const answer = await fetch(`${apiUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    expect(answer.status).toBe(200)
    return answer.json() as Promise<Json>
  }
  await send('/datastores', empdir())
  const ids: unknown[] = []
  for (let empid = 0; empid < 30; empid += 1)
    ids.push((await send('/datastores/empdir/records', { values: { empid } }))['data']?.['id'])
  child.kill('SIGKILL')
  await once(child, 'exit')

  const after = await startEmulator({ data })
  onTestFinished(() => after.close())
  const { body } = await callerOf(after)('GET', '/datastores/empdir/records')
  expect(list(body['list']).map(record => record['id'])).toEqual(ids)
  expect(noise()).toBe('')
})

test('a file of another kind is refused and left as it is', async () => {
  const data = join(await folder(), 'org.db')
  await writeFile(data, 'a letter to a friend, long enough to be taken for a database '.repeat(20))
  await expect(startEmulator({ data })).rejects.toThrow(/not a database/)
})

test('a port that is taken is an error', async () => {
  const first = await startEmulator()
  onTestFinished(() => first.close())
  await expect(startEmulator({ port: Number(new URL(first.url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('closing twice is closing once', async () => {
  const emulator = await startEmulator()
  await Promise.all([emulator.close(), emulator.close()])
  await expect(fetch(emulator.url)).rejects.toThrow(/fetch failed/)
})

test('of all warnings only the one of SQLite is kept back, and only while it is loaded', () => {
  const warned = vi.spyOn(nodeProcess, 'emitWarning').mockImplementation(() => undefined)
  onTestFinished(() => warned.mockRestore())
  const said = 'SQLite is an experimental feature and might change at any time'
  withoutSqliteWarning(() => {
    nodeProcess.emitWarning(said, 'ExperimentalWarning')
    nodeProcess.emitWarning('Something else is', 'ExperimentalWarning')
    nodeProcess.emitWarning(said, 'DeprecationWarning')
  })
  nodeProcess.emitWarning(said, 'ExperimentalWarning')
  expect(warned.mock.calls).toEqual([
    ['Something else is', 'ExperimentalWarning'],
    [said, 'DeprecationWarning'],
    [said, 'ExperimentalWarning'],
  ])
})
