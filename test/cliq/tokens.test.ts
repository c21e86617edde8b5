import { expect, test } from 'vitest'

import { openOrg } from '../../src/cliq/connect.ts'
import { memoryLedger, memoryTokens } from '../../src/cliq/inMemory.ts'
import { fetchGrant, revokeToken } from '../../src/cliq/login.ts'
import type { HttpReply } from '../../src/cliq/transport.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { REQUESTS } from './documented.ts'
import { answer, CANARY, depsOf, targetOf, thrownBy, transportOf } from './virtual.ts'
import { zoho } from './zoho.ts'

const credentials = { clientId: 'client-id', clientSecret: CANARY.secret, refreshToken: CANARY.refresh }
const target = targetOf({ credentials })

const list = REQUESTS['datastores.list']

test('a token is minted once and used until five minutes before it expires', async () => {
  const { transport, minted } = zoho()
  const deps = depsOf({ transport })
  const wire = openOrg(target, deps).wire
  await Promise.all([wire.send(list), wire.send(list), wire.send(list)])
  await deps.clock.sleep(54 * 60_000)
  await wire.send(list)
  expect(minted()).toBe(1)
  await deps.clock.sleep(61_000)
  await wire.send(list)
  expect(minted()).toBe(2)
})

test('the refresh token goes to the accounts server in a form, without a scope, and nowhere else', async () => {
  const { transport } = zoho()
  await openOrg(target, depsOf({ transport })).wire.send(list)
  const [mint, call] = transport.requests
  expect(Object.fromEntries(new URLSearchParams(mint?.body))).toEqual({
    grant_type: 'refresh_token',
    refresh_token: CANARY.refresh,
    client_id: 'client-id',
    client_secret: CANARY.secret,
  })
  expect([mint?.url.href, mint?.method, mint?.headers['authorization']]).toEqual([
    'https://accounts.zoho.eu/oauth/v2/token',
    'POST',
    undefined,
  ])
  expect(JSON.stringify(call)).not.toContain('canary')
})

test('expires_in above a day is in ms', async () => {
  const { transport, minted } = zoho(undefined, {
    mint: count => answer(200, { access_token: `t${count}`, expires_in: 3_600_000 }),
  })
  const deps = depsOf({ transport })
  const wire = openOrg(target, deps).wire
  await wire.send(list)
  await deps.clock.sleep(56 * 60_000)
  await wire.send(list)
  expect(minted()).toBe(2)
})

test.each([600, 300, 60])('a token that lives %i s is used for at least half of its life', async seconds => {
  const { transport, minted } = zoho(undefined, {
    mint: count => answer(200, { access_token: `t${count}`, expires_in: seconds }),
  })
  const deps = depsOf({ transport })
  const wire = openOrg(target, deps).wire
  await wire.send(list)
  await deps.clock.sleep(seconds * 490)
  await wire.send(list)
  expect(minted()).toBe(1)
  await deps.clock.sleep(seconds * 20)
  await wire.send(list)
  expect(minted()).toBe(2)
})

test('a stale token is renewed once and the call goes again, a write too', async () => {
  const { transport, minted } = zoho(token => token === 't2')
  const reply = await openOrg(target, depsOf({ transport })).wire.send(REQUESTS['datastores.create'])
  expect([reply.kind === 'answer' && reply.status, minted(), transport.requests.length]).toEqual([200, 2, 4])
})

test('a second refusal ends the run, and so does the first of a ready token', async () => {
  const { transport, minted } = zoho(() => false)
  expect((await thrownBy(() => openOrg(target, depsOf({ transport })).wire.send(list))).code).toBe('AU101')
  expect(minted()).toBe(2)
  const same = zoho(() => false, { mint: () => answer(200, { access_token: 'same', expires_in: 3600 }) })
  expect((await thrownBy(() => openOrg(target, depsOf(same)).wire.send(list))).code).toBe('AU101')
  expect([same.minted(), same.transport.requests.length]).toEqual([2, 4])
  const ready = zoho(() => false)
  expect((await thrownBy(() => openOrg(targetOf(), depsOf({ transport: ready.transport })).wire.send(list))).code).toBe(
    'AU101',
  )
  expect(ready.transport.requests.length).toBe(1)
})

test('a missing scope never renews a token', async () => {
  for (const status of [401, 403]) {
    const refusal = answer(status, { code: 'oauthtoken_scope_invalid', message: 'no' })
    const { transport, minted } = zoho(() => false, { refusal })
    expect((await thrownBy(() => openOrg(target, depsOf({ transport })).wire.send(list))).code).toBe('AU102')
    expect(minted()).toBe(1)
  }
})

test('after nine tokens in ten minutes none is asked for, by no process, until the oldest is ten minutes old', async () => {
  const { transport, minted } = zoho()
  const ledger = memoryLedger()
  const deps = depsOf({ transport, ledger })
  const fresh = () => openOrg(target, { ...deps, tokens: memoryTokens() }).wire.send(list)
  for (let process = 0; process < 9; process += 1) await fresh()
  const error = await thrownBy(fresh)
  expect([error.code, minted()]).toEqual(['AU105', 9])
  await deps.clock.sleep(10 * 60_000 + 1_000)
  await fresh()
  expect(minted()).toBe(10)
})

const errors: readonly [said: string, reply: HttpReply, code: string][] = [
  ['invalid_code under 200', answer(200, { error: 'invalid_code' }), 'AU104'],
  ['invalid_client under 200', answer(200, { error: 'invalid_client' }), 'AU103'],
  ['invalid_client_secret', answer(200, { error: 'invalid_client_secret' }), 'AU103'],
  ['Access Denied', answer(200, { error: 'Access Denied', error_description: 'zu viele', status: 'failure' }), 'AU105'],
  ['Access Denied under 400', answer(400, { error: 'Access Denied' }), 'AU105'],
  ['an error that nobody knows', answer(400, { error: 'strange' }), 'AU106'],
  ['a page', answer(200, '<html>login</html>'), 'NT106'],
  ['nothing', answer(200, ''), 'NT106'],
  ['a token with a line break', answer(200, { access_token: 'a\r\nx: y' }), 'AU106'],
  ['a token under 500', answer(500, { access_token: 'a' }), 'NT105'],
  ['a page under 502', answer(502, '<html>bad gateway</html>'), 'NT105'],
  ['a redirect', answer(302, ''), 'NT107'],
  ['no connection', { kind: 'not-sent', why: 'ECONNREFUSED' }, 'NT101'],
  ['no connection in time', { kind: 'not-sent', why: 'ETIMEDOUT' }, 'NT102'],
  ['no whole answer', { kind: 'no-answer', why: 'ECONNRESET' }, 'NT104'],
]
for (const [said, reply, code] of errors)
  test(`${said} from the accounts server is ${code}, without a secret in it`, async () => {
    const { transport } = zoho(undefined, { mint: () => reply })
    const error = await thrownBy(() => openOrg(target, depsOf({ transport })).wire.send(list))
    expect(error.code).toBe(code)
    expect(transport.requests.length).toBe(1)
    expect(JSON.stringify([error.message, error instanceof Failure && error.problems])).not.toContain('canary')
  })

test('a wrong data centre is hinted at where the client is not known', async () => {
  const { transport } = zoho(undefined, { mint: () => answer(200, { error: 'invalid_client' }) })
  const error = await thrownBy(() => openOrg(target, depsOf({ transport })).wire.send(list))
  expect(error instanceof Failure && error.problems[0]?.hint).toContain('accounts.zoho.eu')
})

test('debug lines show method, path, status and duration, and no query, header or secret', async () => {
  const transport = transportOf(() => answer(200, { list: [] }))
  const deps = depsOf({ transport })
  const { listRecords } = await import('../../src/cliq/requests.ts')
  const of = { datastore: 'a', extension: { id: 'ext', key: 'canary-extension-key' } }
  await openOrg(targetOf(), deps).wire.send(listRecords(of, { limit: 100 }))
  expect(deps.lines).toEqual(['GET /api/v3/extensions/ext/datastores/a/records 200 0 ms'])
  expect(transport.requests[0]?.url.searchParams.get('extension_key')).toBe('canary-extension-key')
})

test('a code gives a refresh token and a first access token, and a refusal shows neither code nor secret', async () => {
  const client = { clientId: 'client-id', clientSecret: CANARY.secret }
  const body = { access_token: 't1', refresh_token: 'r1', expires_in: 3600, scope: 'a,b' }
  const deps = depsOf()
  const accounts = (reply: HttpReply) => ({
    accountsUrl: target.accountsUrl,
    userAgent: 'x',
    transport: transportOf(() => reply),
  })
  const grant = await fetchGrant(client, 'canary-code', accounts(answer(200, body)), deps.clock)
  expect([grant.refreshToken, grant.access.scopes]).toEqual(['r1', ['a', 'b']])
  const refusal = answer(200, { error: 'invalid_code', error_description: `canary-code ${CANARY.secret}` })
  const error = await thrownBy(() => fetchGrant(client, 'canary-code', accounts(refusal), deps.clock))
  expect([error.code, error.message]).toEqual([
    'AU104',
    'Zoho refuses the refresh token or code: invalid_code: [redacted] [redacted]',
  ])
  await revokeToken('r1', accounts(answer(200, { status: 'success' })))
  expect(await revokeToken('r1', accounts(answer(200, { error: 'invalid_code' })))).toBe('dead')
  expect((await thrownBy(() => revokeToken('r1', accounts(answer(500, {}))))).code).toBe('AU106')
})
