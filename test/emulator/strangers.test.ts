import { request } from 'node:http'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { loadSqlite } from '../../src/emulator/database.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { temporaryFolder } from '../files/temporary.ts'

function asked(url: string, headers: Readonly<Record<string, string>>, body = ''): Promise<number | undefined> {
  const method = body === '' ? 'GET' : 'POST'
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, answer => {
      answer.resume().on('end', () => resolve(answer.statusCode))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

test('a page of another site, and a name that leads here, are turned away; this machine is not', async () => {
  const org = await startEmulator()
  onTestFinished(() => org.close())
  const url = `${org.apiUrl}/datastores?limit=1`
  const { host } = new URL(url)
  const token = { authorization: 'Zoho-oauthtoken a' }
  expect(await asked(url, { ...token, host })).toBe(200)
  expect(await asked(url, { ...token, host: 'localhost:1' })).toBe(200)
  expect(await asked(url, { ...token, host, origin: org.url })).toBe(200)
  for (const strange of [
    { host: 'evil.example' },
    { host: '127.0.0.1.evil.example' },
    { host, origin: 'https://evil.example' },
    { host, origin: 'null' },
    { host, 'sec-fetch-site': 'cross-site' },
  ])
    expect([strange, await asked(url, { ...token, ...strange })]).toEqual([strange, 403])
  expect(await asked(`${org.url}/emulator/faults`, { host, origin: 'https://evil.example' }, '{}')).toBe(403)
})

test('a request that is too long is answered, and the next one too', async () => {
  const org = await startEmulator()
  onTestFinished(() => org.close())
  const url = `${org.apiUrl}/datastores`
  const headers = { authorization: 'Zoho-oauthtoken a' }
  expect(await asked(url, headers, 'x'.repeat(12_000_000))).toBe(413)
  expect(await asked(`${url}?limit=1`, headers)).toBe(200)
})

test('the data is for this user only, and a database of another program is not touched', async () => {
  const root = await temporaryFolder()
  const data = join(root, 'own/a.db')
  await (await startEmulator({ data })).close()
  expect(statSync(data).mode & 0o777).toBe(0o600)
  expect(statSync(join(root, 'own')).mode & 0o777).toBe(0o700)
  mkdirSync(join(root, 'theirs'))
  const theirs = join(root, 'theirs/b.db')
  const { DatabaseSync } = loadSqlite()
  const database = new DatabaseSync(theirs)
  database.exec('CREATE TABLE notes (text TEXT); PRAGMA user_version = 1')
  database.close()
  writeFileSync(join(root, 'theirs/c.txt'), 'a text '.repeat(100))
  for (const file of [theirs, join(root, 'theirs/c.txt')]) {
    const before = readFileSync(file)
    await expect(startEmulator({ data: file })).rejects.toThrow(/another program|not a database/u)
    expect(readFileSync(file).equals(before)).toBe(true)
  }
})
