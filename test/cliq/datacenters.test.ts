import { expect, test } from 'vitest'

import { checkedUrl, DATA_CENTER_URLS } from '../../src/cliq/datacenters.ts'
import { DATA_CENTERS } from '../../src/config.ts'

test('every data centre has hosts that credentials may go to', () => {
  for (const each of DATA_CENTERS) {
    const { apiUrl, accountsUrl } = DATA_CENTER_URLS[each]
    expect([checkedUrl(apiUrl, []).href, `${checkedUrl(accountsUrl, []).origin}`]).toEqual([apiUrl, accountsUrl])
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
      checkedUrl(url, allowed)
    } catch (error) {
      found = error
    }
    expect((found as { code?: string } | undefined)?.code).toBe(code)
    expect(String(found)).not.toContain('canary')
  })
