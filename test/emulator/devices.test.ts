import { expect, test } from 'vitest'
import { org, text } from './org.ts'
import type { TestOrg } from './org.ts'

const CLIENT = { clientId: 'c', clientSecret: 's', scope: 'ZohoCliq.Datastores.READ' }

const post = (call: TestOrg['call'], path: string, form: Readonly<Record<string, string>>) =>
  call('POST', path, new URLSearchParams({ client_id: 'c', ...form }).toString())

async function begun() {
  const { call, clock } = await org({ accessTokens: [], clients: [CLIENT] })
  const { body } = await post(call, '/oauth/v3/device/code', { scope: 'ZohoCliq.Datastores.READ' })
  const code = text(body['device_code'])
  const poll = async (afterMs = 30_000) => {
    clock.now += afterMs
    const form = { client_secret: 's', grant_type: 'device_token', code }
    return (await post(call, '/oauth/v3/device/token', form)).body
  }
  const decide = async (decision: string) =>
    (await call('GET', `/oauth/v3/device?user_code=${text(body['user_code'])}&decision=${decision}`)).body
  return { call, body, poll, decide }
}

test('a device waits until somebody opens its address, and is then let in once', async () => {
  const { call, body, poll, decide } = await begun()
  expect(body).toMatchObject({ interval: 30, expires_in: 300_000 })
  expect(await poll()).toEqual({ error: 'authorization_pending' })
  expect(await decide('')).toEqual({ status: 'success' })
  const granted = await poll()
  const authorization = `Zoho-oauthtoken ${text(granted['access_token'])}`
  expect((await call('GET', '/datastores', undefined, { authorization })).status).toBe(200)
  const refresh = { client_secret: 's', grant_type: 'refresh_token', refresh_token: text(granted['refresh_token']) }
  expect((await post(call, '/oauth/v2/token', refresh)).body['scope']).toBe('ZohoCliq.Datastores.READ')
  expect(await poll()).toEqual({ error: 'expired' })
})

test('a poll that comes too early is told to slow down, and a code ends after five minutes', async () => {
  const { poll } = await begun()
  expect(await poll(29_000)).toEqual({ error: 'slow_down' })
  expect(await poll(30_000)).toEqual({ error: 'authorization_pending' })
  expect(await poll(300_000)).toEqual({ error: 'expired' })
})

test.each([
  ['denied', { error: 'access_denied' }],
  ['elsewhere', { error: 'other_dc', user_location: 'in' }],
])('a login that is %s says so', async (decision, answer) => {
  const { poll, decide } = await begun()
  await decide(decision)
  expect(await poll()).toEqual(answer)
})

test('neither an unknown client nor an unknown code begins or decides anything', async () => {
  const { call, decide } = await begun()
  const other = await post(call, '/oauth/v3/device/code', { client_id: 'x', scope: 'a' })
  expect(other.body).toEqual({ error: 'invalid_client' })
  expect((await call('GET', '/oauth/v3/device?user_code=NONE')).body).toEqual({ error: 'invalid_code' })
  expect(await decide('perhaps')).toEqual({ error: 'invalid_code' })
})
