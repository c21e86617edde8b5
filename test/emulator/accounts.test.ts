import { expect, test } from 'vitest'
import type { ClientOption } from '../../src/emulator/options.ts'
import { created, empdir, org, query, text } from './org.ts'
import type { TestOrg } from './org.ts'

const CLIENT: ClientOption = {
  clientId: 'c',
  clientSecret: 's',
  refreshTokens: ['r'],
  codes: ['k'],
  scope: 'ZohoCliq.Datastores.READ',
  user: 'ann',
}

const token = (call: TestOrg['call'], form: Readonly<Record<string, string>>) =>
  call('POST', '/oauth/v2/token', new URLSearchParams({ client_id: 'c', client_secret: 's', ...form }).toString())
const refresh = { grant_type: 'refresh_token', refresh_token: 'r' }
const listing = async (call: TestOrg['call'], access: unknown): Promise<unknown> => {
  const { status, code } = await call('GET', '/datastores', undefined, {
    authorization: `Zoho-oauthtoken ${text(access)}`,
  })
  return code ?? status
}

test('a refresh token brings access tokens that live an hour', async () => {
  const { call, clock } = await org({ accessTokens: [], clients: [CLIENT] })
  const { status, body } = await token(call, refresh)
  expect(status).toBe(200)
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'ZohoCliq.Datastores.READ' })
  expect(body['refresh_token']).toBeUndefined()
  expect(await listing(call, body['access_token'])).toBe(200)
  clock.now += 3_600_000
  expect(await listing(call, body['access_token'])).toBe('oauthtoken_invalid')
})

test('the parameters may stand in the query', async () => {
  const { call } = await org()
  const { body } = await call('POST', `/oauth/v2/token${query({ client_id: 'c', client_secret: 's', ...refresh })}`)
  expect(await listing(call, body['access_token'])).toBe(200)
})

test.each<[form: Readonly<Record<string, string>>, error: string]>([
  [{ ...refresh, client_id: 'other' }, 'invalid_client'],
  [{ ...refresh, client_id: '' }, 'invalid_client'],
  [{ ...refresh, client_secret: 'other' }, 'invalid_client_secret'],
  [{ ...refresh, refresh_token: 'other' }, 'invalid_code'],
  [{ grant_type: 'authorization_code', code: 'other' }, 'invalid_code'],
  [{ grant_type: 'password' }, 'unsupported_grant_type'],
])('%o is refused with HTTP 200 and %s', async (form, error) => {
  const { call } = await org({ clients: [CLIENT] })
  expect(await token(call, form)).toMatchObject({ status: 200, body: { error } })
})

test('a grant code is good once and brings a refresh token', async () => {
  const { call } = await org({ accessTokens: [], clients: [CLIENT] })
  const form = { grant_type: 'authorization_code', code: 'k' }
  const { body } = await token(call, form)
  expect(await listing(call, body['access_token'])).toBe(200)
  const second = await token(call, { ...refresh, refresh_token: text(body['refresh_token']) })
  expect(await listing(call, second.body['access_token'])).toBe(200)
  expect((await token(call, form)).body).toMatchObject({ error: 'invalid_code' })
})

test('ten access tokens in ten minutes, then "Access Denied" until the window has room', async () => {
  const { call, clock } = await org()
  for (let n = 0; n < 10; n += 1) expect((await token(call, refresh)).body).toHaveProperty('access_token')
  expect((await token(call, refresh)).body).toMatchObject({ error: 'Access Denied', status: 'failure' })
  clock.now += 600_000
  expect((await token(call, refresh)).body).toHaveProperty('access_token')
})

test('the sixteenth living access token ends the first', async () => {
  const { call, clock } = await org({ accessTokens: [], clients: [CLIENT] })
  const tokens: unknown[] = []
  for (let n = 0; n < 16; n += 1) {
    clock.now += 61_000
    tokens.push((await token(call, refresh)).body['access_token'])
  }
  expect(await listing(call, tokens[0])).toBe('oauthtoken_invalid')
  expect(await listing(call, tokens[1])).toBe(200)
})

test('a revoked refresh token takes its access tokens along', async () => {
  const { call } = await org({ clients: [CLIENT] })
  const { body } = await token(call, refresh)
  expect((await call('POST', `/oauth/v2/token/revoke${query({ token: 'r' })}`)).body).toEqual({ status: 'success' })
  expect(await listing(call, body['access_token'])).toBe('oauthtoken_invalid')
  expect((await token(call, refresh)).body).toMatchObject({ error: 'invalid_code' })
})

test('a token opens only what its scope covers', async () => {
  const { call } = await org({ clients: [CLIENT] })
  const { body } = await token(call, refresh)
  const headers = { authorization: `Bearer ${text(body['access_token'])}` }
  expect(await call('POST', '/datastores', empdir(), headers)).toMatchObject({
    status: 401,
    code: 'oauthtoken_scope_invalid',
  })
})

test('only the listed ready tokens are good where there is a list', async () => {
  const { call } = await org({ accessTokens: ['ready'] })
  expect(await listing(call, 'ready')).toBe(200)
  expect(await listing(call, 'other')).toBe('oauthtoken_invalid')
})

test('the creator is the token’s user', async () => {
  const { call, emulator } = await org()
  await call('POST', '/datastores', empdir(), { authorization: 'Bearer user-eve.t' })
  expect((await call('GET', '/datastores')).body['data']).toMatchObject([{ creator: { name: 'eve' } }])
  expect(JSON.stringify(emulator.requests)).not.toContain('user-eve')
})

test('an extension’s records need its key; its datastore has no schema calls', async () => {
  const { call, emulator } = await org()
  emulator.extend({ id: '77', key: 'sesame', datastore: empdir({ unique_name: 'inside' }) })
  const [plain, scoped] = ['/datastores/inside/records', '/extensions/77/datastores/inside/records']
  let number = 0
  const insert = (path: string, key?: string) =>
    call('POST', `${path}${key === undefined ? '' : query({ extension_key: key })}`, {
      values: { empid: (number += 1) },
    })
  expect((await insert(scoped, 'sesame')).status).toBe(200)
  expect((await insert(plain, 'sesame')).status).toBe(200)
  expect((await insert(scoped)).code).toBe('param_missing')
  expect((await insert(scoped, 'wrong')).code).toBe('datastore_access_denied')
  expect((await insert(plain)).code).toBe('datastore_access_denied')
  const { id } = await created(call)
  expect((await call('GET', '/datastores')).body['data']).toMatchObject([{ id }])
})
