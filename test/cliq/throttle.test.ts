import { expect, test } from 'vitest'

import { openOrg } from '../../src/cliq/connect.ts'
import { errorOf } from '../../src/cliq/errorReply.ts'
import { parseJson } from '../../src/cliq/json.ts'
import { statedMs, throttleOf } from '../../src/cliq/throttle.ts'
import type { Told } from '../../src/cliq/throttle.ts'
import { REQUESTS } from './documented.ts'
import { answer, depsOf, targetOf, transportOf } from './virtual.ts'

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
  ['seconds in the answer', 429, { error: { code: 'rate_limited', retry_after: 90 } }, {}, 90_000],
  ['seconds in the answer, as text', 400, { code: 'request_limit_exceeded', retryAfter: '7' }, {}, 7_000],
  ['seconds in the answer without end', 429, { retry_after: 1e300 }, {}, 0],
  ['X-Rate-Limit', 429, {}, { 'x-rate-limit': '[{"duration":60,"remaining-count":0,"retry-after":240}]' }, 240_000],
  ['X-Rate-Limit as text', 429, {}, { 'x-rate-limit': 'duration=60, remaining-count=0, retry-after="240"' }, 240_000],
  ['X-Rate-Limit without end', 429, {}, { 'x-rate-limit': '{"retry-after":1e300}' }, 0],
  ['X-Rate-Limit as nonsense', 429, {}, { 'x-rate-limit': '{[' }, 0],
  ['403 in words', 403, { message: 'You have been locked out as the threshold limit was crossed.' }, {}, 0],
  ['403 with a call limit', 403, { message: 'API call limit exceeded' }, {}, 0],
  ['403 with a page', 403, '<title>Blocked</title><p>Your IP is blocked for 10 minutes.</p>', {}, 600_000],
  ['403 with nothing but Retry-After', 403, { message: 'Forbidden' }, { 'retry-after': '30' }, 30_000],
  ['400 in the words of the document', 400, { message: 'Threshold limit of requests per minute reached' }, {}, 0],
  ['400 with a code alone', 400, { code: 'THROTTLES_LIMIT_EXCEEDED' }, {}, 0],
  ['400 with an api limit', 400, { code: 'api_limit_exceeded', message: '' }, {}, 0],
  ['400 with a quota', 400, { code: 'QUOTA_EXCEEDED', message: 'Quota exceeded' }, {}, 0],
  ['a code in humps', 400, { error: { code: 'RateLimitExceeded', message: 'no' } }, {}, 0],
  ['500 that asks to slow down', 500, { message: 'Please slow down' }, {}, 0],
  ['a title in words', 409, { error: { title: 'Too many API calls' } }, {}, 0],
  ['records by the minute', 400, { message: 'You can add only 30 records per minute. Limit reached.' }, {}, 0],
  ['concurrency', 400, { message: 'Maximum concurrent requests exceeded' }, {}, 0],
  ['locked for some minutes', 400, { message: 'This URL is locked. Wait 5 mins' }, {}, 300_000],
  ['a page under 200', 200, '<html><body>Rate limit exceeded</body></html>', {}, 0],
  ['excess', 403, { message: 'Access suspended due to excessive API requests' }, {}, 0],
  ['a rate', 400, { code: 'rate_exceeded', message: 'User rate is too high' }, {}, 0],
  ['a query limit', 403, { code: 'OVER_QUERY_LIMIT' }, {}, 0],
  ['a flood', 400, { message: 'Flood control: wait 30 seconds' }, {}, 30_000],
  ['usage', 400, { message: 'You have reached your API usage limit' }, {}, 0],
  ['the longest of all', 429, { message: 'Try again after 6 minutes' }, { 'retry-after': '9' }, 360_000],
]

for (const [name, status, body, headers, ms] of table)
  test(`${name} is a throttle that states ${ms} ms`, () => {
    const told = toldOf(status, typeof body === 'string' ? body : JSON.stringify(body), headers)
    expect(throttleOf(told)).toBe('refused')
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
  ['a limit of fields', 400, { code: 'field_limit_exceeded', message: 'Maximum number of fields exceeded' }],
  ['a limit of characters', 400, { message: 'The value exceeds the limit of 250 characters' }],
  ['a rate of another kind', 400, { message: 'The interest rate is not valid' }],
  ['a limit of size', 413, { message: 'Request body exceeds the maximum size' }],
  ['a documented limit', 400, { code: 'datastore_creation_limit_exceeded', message: 'Limit exceeded' }],
  ['a refusal', 403, { message: 'You do not have the permission to do this' }],
  ['a page of a login', 200, '<html><title>Sign in</title><p>Unlimited calls and messages for all</p></html>'],
  ['a page of a fault', 502, '<html>Bad Gateway</html>'],
])('%s that only has such words in it is no throttle', (_, status, body) => {
  expect(throttleOf(toldOf(status, typeof body === 'string' ? body : JSON.stringify(body)))).toBe(undefined)
})

test.each([
  ['503 with a page', 503, '<html>Service unavailable</html>'],
  ['503 with JSON', 503, { message: 'unavailable' }],
  ['a page under 200', 200, '<html>We are busy</html>'],
])('%s and a Retry-After is a limit, and proves nothing of what was sent', (_, status, body) => {
  const told = toldOf(status, typeof body === 'string' ? body : JSON.stringify(body), { 'retry-after': '60' })
  expect(throttleOf(told)).toBe('busy')
  expect(statedMs(told, NOW)).toBe(60_000)
})

test('a write that a busy gateway may have taken is in doubt, is not sent again, and locks its operation', async () => {
  const transport = transportOf((_, index) =>
    index === 0 ? answer(503, '<html>busy</html>', { 'retry-after': '600' }) : answer(200, { data: [] }),
  )
  const deps = depsOf({ transport })
  const wire = openOrg(targetOf(), deps).wire
  expect(await wire.send(REQUESTS['datastores.create'])).toMatchObject({ kind: 'answer', status: 503 })
  expect(transport.requests.length).toBe(1)
  const start = deps.clock.now()
  await wire.send(REQUESTS['datastores.create'])
  expect(deps.clock.now() - start).toBe(605_000)
})
