import { expect, test } from 'vitest'

import { failure } from '../../src/core/model/failure.ts'
import type { UsedEnvironment } from '../../src/files/config/environment.ts'
import { credentialsOf, isPipeline, isTokenKept } from '../../src/world/credentials.ts'
import { allowedHosts, urlsOf } from '../../src/world/urls.ts'
import { refusal } from '../files/temporary.ts'

const EU = { apiUrl: 'https://cliq.zoho.eu/api/v3', accountsUrl: 'https://accounts.zoho.eu' }

async function urls(environment: object, env: Readonly<Record<string, string>> = {}, refreshes = true) {
  const used = { environment, written: environment, refreshes } as unknown as UsedEnvironment
  let found: object | undefined
  const run = async () => {
    found = await urlsOf(used, env)
    throw new Error('fine')
  }
  const [problem] = await refusal(run).catch(() => [])
  return problem?.code ?? found
}

test('URLs are those of a data centre, or allowed, and never of two centres', async () => {
  expect(await urls({ dataCenter: 'eu' })).toEqual(EU)
  expect(await urls({ ...EU, dataCenter: 'us' })).toEqual(EU)
  expect(await urls({ apiUrl: EU.apiUrl })).toBe('CF116')
  expect(await urls({ accountsUrl: EU.accountsUrl })).toBe('CF116')
  const own = { apiUrl: 'https://proxy.example', accountsUrl: EU.accountsUrl }
  expect(await urls(own)).toBe('CF801')
  expect(await urls(own, { CLIQ_DS_ALLOWED_HOSTS: ' a.example , proxy.example,' })).toEqual(own)
  const here = { apiUrl: 'http://127.0.0.1:9', accountsUrl: 'http://127.0.0.1:9' }
  expect(await urls(here, {}, false)).toEqual(here)
  // What can mint tokens, and what a pipeline sends, needs leave for this machine too.
  expect(await urls(here, {}, true)).toBe('CF801')
  expect(await urls(here, { CI: 'true' }, false)).toBe('CF801')
  expect(allowedHosts({ CLIQ_DS_ALLOWED_HOSTS: ', ,' }, true)).toEqual({ hosts: [], loopback: true })
})

test.each([
  [{}, false],
  [{ CI: 'true' }, true],
  [{ CI: '1' }, true],
  [{ CI: 'false', GITHUB_ACTIONS: 'true' }, false],
  [{ CI: 'OFF' }, false],
  [{ CI: '', TF_BUILD: 'True' }, true],
  [{ JENKINS_URL: '' }, false],
  [{ BITBUCKET_BUILD_NUMBER: '0' }, true],
] as const)('whether a pipeline runs, by %j', (env, runs) => {
  expect(isPipeline(env)).toBe(runs)
  expect(isTokenKept({}, env)).toBe(!runs)
})

test('a token is kept as the environment says, else as the config does', () => {
  const kept = (tokenCache: boolean | undefined, wanted: string) =>
    isTokenKept({ tokenCache } as Pick<UsedEnvironment, 'tokenCache'>, { CI: 'true', CLIQ_DS_TOKEN_CACHE: wanted })
  expect([kept(true, ''), kept(false, ''), kept(undefined, '')]).toEqual([true, false, false])
  expect([kept(true, '0'), kept(true, 'no'), kept(false, '1'), kept(undefined, 'yes')]).toEqual([
    false,
    false,
    true,
    true,
  ])
})

test('a login is looked for only where no refresh token is set', async () => {
  const calls: string[] = []
  const used = (lacksRefreshToken: boolean) =>
    ({
      lacksRefreshToken,
      readClient: () => {
        calls.push('client')
        return { clientId: 'c', clientSecret: 's' }
      },
      readCredentials: (refreshToken?: string) => {
        calls.push(`credentials ${refreshToken}`)
        return { accessToken: 't' }
      },
    }) as unknown as UsedEnvironment
  const env = { CLIQ_DS_STATE_DIR: '/nonexistent/state' }
  await credentialsOf(used(false), EU.accountsUrl, env)
  expect(calls).toEqual(['credentials undefined'])
  await credentialsOf(used(true), EU.accountsUrl, env)
  expect(calls.slice(1)).toEqual(['client', 'credentials undefined'])
})

test('a client without a name leaves all that is missing to be told at once, and any other fault is told as it is', async () => {
  const used = (error: Error) =>
    ({
      lacksRefreshToken: true,
      readClient: () => {
        throw error
      },
      readCredentials: () => ({ accessToken: 'all' }),
    }) as unknown as UsedEnvironment
  const ended = (error: Error) =>
    credentialsOf(used(error), EU.accountsUrl, {}).then(
      found => ('accessToken' in found ? found.accessToken : ''),
      (thrown: unknown) => (thrown === error ? 'thrown' : String(thrown)),
    )
  expect(await ended(failure('AU202', 'no variable'))).toBe('all')
  expect(await ended(failure('AU203', 'something else'))).toBe('thrown')
  expect(await ended(new Error('of ours'))).toBe('thrown')
})
