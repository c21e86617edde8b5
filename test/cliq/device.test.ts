import { expect, test } from 'vitest'

import { fetchDeviceGrant, fetchDeviceRequest } from '../../src/cliq/device.ts'
import type { HttpReply } from '../../src/cliq/transport.ts'
import { answer, CANARY, thrownBy, transportOf, virtualClock } from './virtual.ts'

const client = { clientId: 'client-id', clientSecret: CANARY.secret }
const begun = {
  user_code: 'ABC',
  device_code: 'canary-device-code',
  verification_url: 'https://accounts.zoho.eu/device',
  interval: 5,
  expires_in: 300_000,
}
const pending = answer(200, { error: 'authorization_pending' })
const granted = answer(200, { access_token: 't1', refresh_token: 'r1', expires_in: 3600 })

/** A login whose polls are answered in turn; the last answer stays. */
async function login(polls: readonly HttpReply[]) {
  const clock = virtualClock()
  const at: number[] = []
  const transport = transportOf(({ url }) => {
    if (url.pathname === '/oauth/v3/device/code') return answer(200, begun)
    at.push(clock.now())
    return polls[at.length - 1] ?? pending
  })
  const accounts = { accountsUrl: 'https://accounts.zoho.eu', userAgent: 'x', transport }
  const start = clock.now()
  const request = await fetchDeviceRequest(client, ['ZohoCliq.Datastores.READ'], accounts, clock)
  const granting = () => fetchDeviceGrant(client, request, accounts, clock)
  return { granting, seconds: () => at.map(each => (each - start) / 1_000) }
}

test('polls come every 30 s, later when asked to slow down, until the person has let us in', async () => {
  const { granting, seconds } = await login([pending, answer(200, { error: 'slow_down' }), pending, granted])
  expect((await granting()).refreshToken).toBe('r1')
  expect(seconds()).toEqual([30, 60, 120, 180])
})

test('a poll that is lost or meets a fault is one more that is pending', async () => {
  const lost: HttpReply = { kind: 'no-answer', why: 'ECONNRESET' }
  const { granting, seconds } = await login([lost, answer(503, '<html>'), { ...lost, kind: 'not-sent' }, granted])
  expect((await granting()).refreshToken).toBe('r1')
  expect(seconds()).toEqual([30, 60, 90, 120])
})

test('another data centre is named, under either of its keys', async () => {
  for (const key of ['user_location', 'dc']) {
    const error = await thrownBy((await login([answer(200, { error: 'other_dc', [key]: 'in' })])).granting)
    expect([error.code, error.message]).toEqual(['AU107', 'the account is in another data centre: in'])
  }
})

test('a login that is declined or runs out of time ends', async () => {
  expect((await thrownBy((await login([answer(200, { error: 'access_denied' })])).granting)).code).toBe('AU108')
  const late = await login([])
  expect((await thrownBy(late.granting)).code).toBe('AU108')
  expect(late.seconds().length).toBe(9)
})

test('no code or secret shows in what went wrong', async () => {
  const said = answer(200, { error: `canary-device-code ${CANARY.secret}` })
  const error = await thrownBy((await login([said])).granting)
  expect([error.code, error.message.includes('canary')]).toEqual(['AU106', false])
})
