import { expect, test } from 'vitest'

import { errorOf } from '../../src/cliq/errorReply.ts'
import { isThrottle, statedMs } from '../../src/cliq/throttle.ts'

const NOW = Date.parse('2026-11-24T10:00:00Z')
const rolling = {
  error: { title: 'URL_ROLLING_THROTTLES_LIMIT_EXCEEDED', details: { message: 'Try again after 22 minutes' } },
}

const table: readonly [name: string, status: number, body: object, headers: Record<string, string>, ms: number][] = [
  ['429 alone', 429, {}, {}, 0],
  ['429 with a message', 429, { message: 'Too many requests within a certain time frame.' }, {}, 0],
  ['400 request_limit_exceeded', 400, { code: 'request_limit_exceeded', message: 'x' }, {}, 0],
  ['429 rate_limit_exceeded under error', 429, { error: { code: 'rate_limit_exceeded', message: 'x' } }, {}, 0],
  ['400 with a rolling window', 400, rolling, {}, 22 * 60_000],
  ['a rolling window under 200', 200, rolling, {}, 22 * 60_000],
  ['403 with a throttle code', 403, { code: 'URL_FIXED_THROTTLES_LIMIT_EXCEEDED', message: '' }, {}, 0],
  ['Retry-After in seconds', 429, {}, { 'retry-after': '17' }, 17_000],
  ['Retry-After as a date', 429, {}, { 'retry-after': 'Tue, 24 Nov 2026 10:01:00 GMT' }, 60_000],
  ['Retry-After in the past', 429, {}, { 'retry-after': 'Tue, 24 Nov 2026 09:01:00 GMT' }, 0],
  ['Retry-After as nonsense', 429, {}, { 'retry-after': 'soon' }, 0],
  ['X-Rate-Limit', 429, {}, { 'x-rate-limit': '[{"duration":60,"remaining-count":0,"retry-after":240}]' }, 240_000],
  ['X-Rate-Limit as nonsense', 429, {}, { 'x-rate-limit': '{[' }, 0],
  ['the longest of all', 429, { message: 'Try again after 6 minutes' }, { 'retry-after': '9' }, 360_000],
]

for (const [name, status, body, headers, ms] of table)
  test(`${name} is a throttle that states ${ms} ms`, () => {
    const error = errorOf(JSON.parse(JSON.stringify(body)))
    expect(isThrottle(status, error)).toBe(true)
    expect(statedMs(headers, error, NOW)).toBe(ms)
  })

test('a refusal that quotes a value with such words is no throttle', () => {
  const quoting = { code: 'datastore_fields_invalid_value', message: 'The value "rate limit exceeded" is too long' }
  expect(isThrottle(400, quoting)).toBe(false)
  expect(isThrottle(200, { message: 'rate limit' })).toBe(false)
  expect(isThrottle(400, undefined)).toBe(false)
})
