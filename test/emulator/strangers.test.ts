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

test('no token that was given out stands in the file, and each opens what it did', async () => {
  const data = join(await temporaryFolder(), 'a.db')
  const form = (more: Readonly<Record<string, string>>) => ({
    method: 'POST',
    url: `/oauth/v2/token?${new URLSearchParams({ client_id: 'c', client_secret: 's', ...more }).toString()}`,
  })
  const first = await startEmulator({ data })
  const given = await first.handle(form({ grant_type: 'authorization_code', code: 'a-code' }))
  const { access_token, refresh_token } = JSON.parse(given.body) as Record<string, string>
  await first.close()
  expect(refresh_token).toMatch(/\S{20}/u)
  const file = readFileSync(data, 'latin1')
  for (const token of [access_token, refresh_token]) expect(file).not.toContain(token)
  const again = await startEmulator({ data })
  onTestFinished(() => again.close())
  const list = { method: 'GET', url: '/api/v3/datastores?limit=1' }
  const authorization = `Zoho-oauthtoken ${access_token}`
  expect((await again.handle({ ...list, headers: { authorization } })).status).toBe(200)
  expect(
    JSON.parse((await again.handle(form({ grant_type: 'refresh_token', refresh_token: refresh_token! }))).body),
  ).toHaveProperty('access_token')
  await again.handle({ method: 'POST', url: `/oauth/v2/token/revoke?token=${refresh_token}` })
  expect((await again.handle({ ...list, headers: { authorization } })).status).toBe(401)
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
