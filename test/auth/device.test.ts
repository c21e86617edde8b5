import { expect, onTestFinished, test } from 'vitest'
import { fetchDeviceGrant, fetchDeviceRequest } from '../../src/cliq/device.ts'
import type { Transport } from '../../src/cliq/transport.ts'
import { performLogin } from '../../src/commands/auth.ts'
import type { Account, Login } from '../../src/commands/auth.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { virtualClock } from '../cliq/virtual.ts'

/** A device login in virtual time against the emulator; a person decides when `afterMs` have passed. */
async function login(decision: string, afterMs: number) {
  const clock = virtualClock()
  const org = await startEmulator({ now: clock.now })
  onTestFinished(() => org.close())
  const transport: Transport = {
    async exchange({ method, url, headers, body = '' }) {
      const { status, body: answer } = await org.handle({ method, url: url.pathname, headers, body })
      return { kind: 'answer', status, headers: {}, body: Buffer.from(answer) }
    },
  }
  const accounts = { accountsUrl: org.accountsUrl, userAgent: 'test', transport }
  const client = { clientId: 'client', clientSecret: 'canary-client-secret' }
  const kept: Login[] = []
  const none = async () => {
    throw new Error('not asked for')
  }
  const account: Account = {
    environment: 'org',
    where: 'virtual',
    console: '',
    redeemCode: none,
    beginDevice: scopes => fetchDeviceRequest(client, scopes, accounts, clock),
    awaitDevice: code => fetchDeviceGrant(client, code, accounts, clock),
    tryKeep: async () => undefined,
    keep: async grant => `place ${kept.push(grant)}`,
    readHolding: none,
    fetchToken: none,
    revoke: none,
    forget: none,
  }
  const decide = async (url: string) => {
    await clock.sleep(afterMs)
    const { pathname, search } = new URL(url)
    await org.handle({ method: 'GET', url: `${pathname}${search}&decision=${decision}` })
  }
  const begun = clock.monotonic()
  const ended = performLogin(account, { show: code => void decide(code.url) })
  return { ended, kept, seconds: () => (clock.monotonic() - begun) / 1000 }
}

test('a device login ends at the first look after somebody has confirmed it, with every scope', async () => {
  const { ended, kept, seconds } = await login('allowed', 70_000)
  expect(await ended).toMatchObject({ kept: 'place 1', missing: [] })
  expect([kept.length, seconds()]).toEqual([1, 90])
})

test.each([
  ['denied', 'AU108'],
  ['elsewhere', 'AU107'],
])('a device login that is %s keeps nothing', async (decision, code) => {
  const { ended, kept } = await login(decision, 1_000)
  await expect(ended).rejects.toMatchObject({ code })
  expect(kept).toEqual([])
})
