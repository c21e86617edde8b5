import { expect, test } from 'vitest'

import { errorOf } from '../../src/cliq/errorReply.ts'
import { parseJson } from '../../src/cliq/json.ts'
import { isThrottle, statedMs } from '../../src/cliq/throttle.ts'
import type { Told } from '../../src/cliq/throttle.ts'

const NOW = Date.parse('2026-11-24T10:00:00Z')

function toldOf(status: number, text: string, headers: Told['headers'] = {}): Told {
  const bytes = Buffer.from(text)
  const body = parseJson(bytes)
  return { status, headers, bytes, body, error: errorOf(body) }
}

const rolling = {
  error: { title: 'URL_ROLLING_THROTTLES_LIMIT_EXCEEDED', details: { message: 'Try again after 22 minutes' } },
}

const listed = { error: { title: rolling.error.title, details: [{ message: 'Try again after 22 minutes' }] } }
const page = '<html><h1>Too Many Requests</h1><p>Try again in 90 seconds.</p></html>'

const table: readonly [
  name: string,
  status: number,
  body: object | string,
  headers: Record<string, string>,
  ms: number,
][] = [
  ['429 alone', 429, {}, {}, 0],
  ['429 with a message', 429, { message: 'Too many requests within a certain time frame.' }, {}, 0],
  ['400 request_limit_exceeded', 400, { code: 'request_limit_exceeded', message: 'x' }, {}, 0],
  ['429 rate_limit_exceeded under error', 429, { error: { code: 'rate_limit_exceeded', message: 'x' } }, {}, 0],
  ['400 with a rolling window', 400, rolling, {}, 22 * 60_000],
  ['a rolling window under 200', 200, rolling, {}, 22 * 60_000],
  ['a rolling window with a list of details', 400, listed, {}, 22 * 60_000],
  [
    'words alone under 200',
    200,
    { message: 'You have exceeded the rate limit. Try again after 2 hours' },
    {},
    7_200_000,
  ],
  ['words with a code of nobody', 400, { code: 'slow', message: 'Rate limit: try again after 300 sec' }, {}, 300_000],
  ['a page of a gateway under 503', 503, page, {}, 90_000],
  ['a page of a gateway under 429', 429, page, { 'retry-after': '120' }, 120_000],
  ['a cut answer', 400, '{"code":"request_limit_exceeded","mess', {}, 0],
  ['nothing under 429', 429, '', { 'retry-after': ' 17 ' }, 17_000],
  ['403 with a throttle code', 403, { code: 'URL_FIXED_THROTTLES_LIMIT_EXCEEDED', message: '' }, {}, 0],
  ['Retry-After in seconds', 429, {}, { 'retry-after': '17' }, 17_000],
  ['Retry-After as a date', 429, {}, { 'retry-after': 'Tue, 24 Nov 2026 10:01:00 GMT' }, 60_000],
  ['Retry-After in parts of a second', 429, {}, { 'retry-after': '1.5' }, 1_500],
  ['Retry-After below nothing', 429, {}, { 'retry-after': '-60' }, 0],
  ['Retry-After without end', 429, {}, { 'retry-after': '9'.repeat(40) }, 0],
  [
    "Retry-After as a date by the server's clock",
    429,
    {},
    { date: 'Mon, 23 Nov 2026 10:00:00 GMT', 'retry-after': 'Mon, 23 Nov 2026 10:07:00 GMT' },
    420_000,
  ],
  ['Retry-After in the past', 429, {}, { 'retry-after': 'Tue, 24 Nov 2026 09:01:00 GMT' }, 0],
  ['Retry-After as nonsense', 429, {}, { 'retry-after': 'soon' }, 0],
  ['X-Rate-Limit', 429, {}, { 'x-rate-limit': '[{"duration":60,"remaining-count":0,"retry-after":240}]' }, 240_000],
  ['X-Rate-Limit as text', 429, {}, { 'x-rate-limit': 'duration=60, remaining-count=0, retry-after="240"' }, 240_000],
  ['X-Rate-Limit without end', 429, {}, { 'x-rate-limit': '{"retry-after":1e300}' }, 0],
  ['X-Rate-Limit as nonsense', 429, {}, { 'x-rate-limit': '{[' }, 0],
  ['the longest of all', 429, { message: 'Try again after 6 minutes' }, { 'retry-after': '9' }, 360_000],
]

for (const [name, status, body, headers, ms] of table)
  test(`${name} is a throttle that states ${ms} ms`, () => {
    const told = toldOf(status, typeof body === 'string' ? body : JSON.stringify(body), headers)
    expect(isThrottle(told)).toBe(true)
    expect(statedMs(told, NOW)).toBe(ms)
  })

test.each([
  [
    'a refusal',
    400,
    { code: 'datastore_fields_invalid_value', message: 'The value "rate limit exceeded" is too long' },
  ],
  ['a record', 200, { data: [{ note: 'rate limit' }], message: 'rate limit' }],
  ['a list', 200, { list: [], message: 'too many requests' }],
  ['nothing', 204, ''],
  ['a fault', 500, '<html>Internal error</html>'],
  ['an empty refusal', 400, ''],
])('%s that only has such words in it is no throttle', (_, status, body) => {
  expect(isThrottle(toldOf(status, typeof body === 'string' ? body : JSON.stringify(body)))).toBe(false)
})
