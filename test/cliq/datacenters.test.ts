import { expect, test } from 'vitest'

import { checkedUrl, DATA_CENTER_URLS } from '../../src/cliq/datacenters.ts'
import { DATA_CENTERS } from '../../src/config.ts'
import { isPipeline } from '../../src/world/credentials.ts'

const NONE = { hosts: [], loopback: false }

test('every data centre has hosts that credentials may go to', () => {
  for (const each of DATA_CENTERS) {
    const { apiUrl, accountsUrl } = DATA_CENTER_URLS[each]
    expect([checkedUrl(apiUrl, NONE).href, `${checkedUrl(accountsUrl, NONE).origin}`]).toEqual([apiUrl, accountsUrl])
  }
  expect(DATA_CENTER_URLS.ca.apiUrl).toBe('https://cliq.zohocloud.ca/api/v3')
})

const table = [
  { url: 'http://127.0.0.1:4010/api/v3', code: undefined },
  { url: 'http://localhost:4010/api/v3', code: undefined },
  { url: 'http://[::1]:4010/api/v3', code: undefined },
  { url: 'https://cliq.example.com/api/v3', code: 'CF801' },
  { url: 'https://proxy.example.com/api/v3', allowed: ['Proxy.Example.com'], code: undefined },
  { url: 'https://proxy.example.com:8443/api/v3', allowed: ['proxy.example.com'], code: 'CF801' },
  { url: 'https://cliq.zoho.com.evil.example/api/v3', code: 'CF801' },
  { url: 'https://127.0.0.1.evil.example/', code: 'CF801' },
  { url: 'https://cliq.zoho.com:8443/api/v3', code: 'CF801' },
  { url: 'http://cliq.zoho.com/api/v3', code: 'CF802' },
  { url: 'http://proxy.example.com/api/v3', allowed: ['proxy.example.com'], code: 'CF802' },
  { url: 'ftp://cliq.zoho.com', code: 'CF803' },
  { url: 'cliq.zoho.com', code: 'CF803' },
  { url: 'https://user:canary@cliq.zoho.com/', code: 'CF803' },
  { url: 'https://cliq.zoho.com/?token=canary', code: 'CF803' },
  { url: 'https://cliq.zoho.com/#canary', code: 'CF803' },
]

for (const { url, allowed = [], code } of table)
  test(`${url} is ${code === undefined ? 'allowed' : `refused as ${code}`}${allowed.length > 0 ? ' with a named host' : ''}`, () => {
    let found: unknown
    try {
      checkedUrl(url, { hosts: allowed, loopback: true })
    } catch (error) {
      found = error
    }
    expect((found as { code?: string } | undefined)?.code).toBe(code)
    expect(String(found)).not.toContain('canary')
  })

test('this machine has to be allowed where anything may listen on it', () => {
  const closed = (...hosts: string[]) => ({ hosts, loopback: false })
  const refusal = (url: string, ...hosts: string[]) => {
    try {
      return checkedUrl(url, closed(...hosts)).host
    } catch (error) {
      return (error as { code?: string }).code
    }
  }
  for (const url of ['http://127.0.0.1:4010/', 'http://localhost:1/', 'https://[::1]/', 'http://127.9.9.9/'])
    expect(refusal(url)).toBe('CF801')
  expect(refusal('http://127.0.0.1:4010/', '127.0.0.1:4010')).toBe('127.0.0.1:4010')
  expect(refusal('http://127.0.0.1:4011/', '127.0.0.1:4010')).toBe('CF801')
  expect(refusal('http://localhost:4011/', 'localhost')).toBe('localhost:4011')
})

test('what is refused is shown as the config has it', () => {
  const written = 'https://${env:TOKEN}.zoho.eu/${env:TOKEN}'
  for (const url of ['https://canary.zoho.eu/canary', 'http://CANARY.zoho.eu/', 'https://canary@x/', 'canary'])
    expect(() => checkedUrl(url, NONE, written)).toThrow(/^(?!.*canary).*\$\{env:TOKEN\}/iu)
})

test.each([
  [{ CI: 'true' }, true],
  [{ TF_BUILD: 'True' }, true],
  [{ JENKINS_URL: 'http://ci' }, true],
  [{ CODEBUILD_BUILD_ID: 'a:1' }, true],
  [{ CI: 'false', GITHUB_ACTIONS: 'true' }, false],
  [{ TF_BUILD: '' }, false],
  [{}, false],
] as const)('a runner is known by CI or by a variable of its own: %j', (env, is) => {
  expect(isPipeline(env)).toBe(is)
})
