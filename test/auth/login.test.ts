import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SECRETS, stage } from './cli.ts'

const input = `${SECRETS.code}\n`

test('a login by a code lets all commands in until the logout, with nothing secret on the screen', async () => {
  const { run, kept } = await stage()
  const before = await run('plan')
  expect([before.code, before.err]).toEqual([7, expect.stringContaining('REFRESH is not set')])
  const login = await run('auth login --code -', { input })
  expect([login.code, login.out]).toEqual([0, expect.stringContaining('Logged in to org')])
  expect(login.err).toContain('ZohoCliq.Datastores.UPDATE')
  expect(kept().every(each => each.mode === 0o600)).toBe(true)
  expect((await run('plan')).code).toBe(0)
  const status = await run('auth status --json')
  expect(JSON.parse(status.out)).toMatchObject({ environment: 'org', credentials: 'login', missing: [], user: null })
  expect((await run('auth logout')).code).toBe(64)
  const logout = await run('auth logout --yes')
  expect([logout.code, logout.out]).toEqual([0, expect.stringContaining('are revoked')])
  expect(kept().some(each => /tokens|logins/u.test(each.path))).toBe(false)
  expect((await run('plan')).code).toBe(7)
})

test('for a pipeline the refresh token goes into a new file instead, for this user only', async () => {
  const { run, root, kept } = await stage()
  expect((await run('auth login --code - --out token.env', { input })).code).toBe(0)
  const [, token = ''] =
    /^CLIQ_REFRESH_TOKEN=(1000\.\w+\.\w+)\n$/u.exec(readFileSync(join(root, 'token.env'), 'utf8')) ?? []
  expect(statSync(join(root, 'token.env')).mode & 0o777).toBe(0o600)
  expect(kept().some(each => each.text.includes(token))).toBe(false)
  const again = await run('auth login --code - --out token.env', { input })
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('token.env')])
  const status = await run('auth status', { env: { REFRESH: token } })
  expect([status.code, status.out.includes('environment variable'), status.out.includes(token)]).toEqual([
    0,
    true,
    false,
  ])
})

test('a second login leaves nothing of the first on the disk', async () => {
  const codes = [SECRETS.code, 'canary-second-code'] as const
  const { run, kept } = await stage({ clients: [{ clientId: 'client', clientSecret: SECRETS.client, codes }] })
  const logins = () => kept().flatMap(({ path, text }) => (path.includes('logins') ? [text] : []))
  const [first] = (await run('auth login --code -', { input: codes[0] ?? '' }), logins())
  await run('auth login --code -', { input: codes[1] ?? '' })
  expect([logins().length, logins().includes(first ?? '')]).toEqual([1, false])
})

test('a code that Zoho refuses, or none, leaves nothing behind', async () => {
  const { run, kept } = await stage()
  const refused = await run('auth login --code -', { input: 'another code\n' })
  expect([refused.code, refused.err]).toEqual([7, expect.stringContaining('AU104')])
  const none = await run('auth login', { input: '' })
  expect([none.code, none.err]).toEqual([64, expect.stringContaining('CL106')])
  expect(kept()).toEqual([])
})

test('a missing scope is told at the login and in the status', async () => {
  const client = {
    clientId: 'client',
    clientSecret: SECRETS.client,
    codes: [SECRETS.code],
    scope: 'ZohoCliq.Datastores.ALL',
  }
  const { run } = await stage({ clients: [client] })
  expect((await run('auth login --code -', { input })).out).toContain('ZohoCliq.DatastoreRecords.READ')
  const { missing } = JSON.parse((await run('auth status --json')).out) as { readonly missing: readonly string[] }
  expect(missing.length).toBe(4)
})

test('a ready token cannot be logged in with, has no known end, and is not revoked', async () => {
  const ready = { env: { TOKEN: 'canary-ready-token' } }
  const { run, org } = await stage({ accessTokens: 'any' }, '{ accessToken: "${env:TOKEN}" }')
  expect((await run('auth login --code x', ready)).err).toContain('AU203')
  expect((await run('auth status', ready)).out).toContain('given by hand')
  expect((await run('auth logout --yes', ready)).out).toContain('cannot be revoked')
  expect(org.requests).toEqual([])
})

test.each([
  { law: 'kept between runs', env: {}, cache: '', minted: 1 },
  { law: 'not kept where CI is set', env: { CI: 'true' }, cache: '', minted: 2 },
  { law: 'kept in CI where asked', env: { CI: 'true', CLIQ_DS_TOKEN_CACHE: '1' }, cache: '', minted: 1 },
  { law: 'kept in CI where the config says so', env: { CI: 'true' }, cache: ', cache: true', minted: 1 },
  { law: 'not kept where the config says so', env: {}, cache: ', cache: false', minted: 2 },
])('a minted access token is $law', async ({ env, cache, minted }) => {
  const credentials = `{ clientId: client, clientSecret: "\${env:SECRET}", refreshToken: "\${env:REFRESH}"${cache} }`
  const { run, org, kept } = await stage({}, credentials)
  for (let runs = 0; runs < 2; runs += 1)
    expect((await run('plan', { env: { REFRESH: SECRETS.refresh, ...env } })).code).toBe(0)
  expect(org.requests.filter(each => each.path === '/oauth/v2/token').length).toBe(minted)
  expect(kept().some(each => each.text.includes('1000.'))).toBe(minted === 1)
})
