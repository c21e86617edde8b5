import { describe, expect, test } from 'vitest'
import type { LimitOptions } from '../../src/emulator/options.ts'
import { SERVED_OPERATIONS } from '../../src/emulator/operations.ts'
import { limitsOf } from '../../src/emulator/limits.ts'
import { org } from './org.ts'
import type { TestOrg } from './org.ts'

const MINUTE = 60_000

async function limited(
  limits: LimitOptions,
): Promise<TestOrg & { statuses: (path: string, count: number, token?: string) => Promise<number[]> }> {
  const started = await org({ limits })
  const statuses = async (path: string, count: number, token = 't'): Promise<number[]> => {
    const all: number[] = []
    for (let n = 0; n < count; n += 1)
      all.push((await started.call('GET', path, undefined, { authorization: `Bearer ${token}` })).status)
    return all
  }
  return { ...started, statuses }
}

const times = (count: number, status: number): number[] => Array.from({ length: count }, () => status)

test('without limits a user may call as often as they like', async () => {
  const { call } = await org()
  const answers = await Promise.all(Array.from({ length: 40 }, () => call('GET', '/datastores')))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
})

test('30 listings a minute pass, the 31st starts a lock-out of 5 minutes, then the count starts anew', async () => {
  const { statuses, clock } = await limited({})
  expect(await statuses('/datastores', 31)).toEqual([...times(30, 200), 429])
  clock.now += 5 * MINUTE - 1
  expect(await statuses('/datastores', 1)).toEqual([429])
  clock.now += 1
  expect(await statuses('/datastores', 31)).toEqual([...times(30, 200), 429])
})

test('a call inside a lock-out does not move its end, except where that is asked for', async () => {
  for (const progressive of [false, true]) {
    const { statuses, clock } = await limited({ progressive })
    await statuses('/datastores', 31)
    clock.now += 4 * MINUTE
    await statuses('/datastores', 1)
    clock.now += MINUTE
    expect(await statuses('/datastores', 1)).toEqual([progressive ? 429 : 200])
  }
})

test('a lock-out is the operation’s and the user’s own', async () => {
  const { statuses, call } = await limited({})
  await statuses('/datastores', 31)
  expect(await statuses('/datastores', 1, 'user-eve.t')).toEqual([200])
  expect(await statuses('/datastores/1', 1)).toEqual([404])
  expect((await call('POST', '/datastores', {})).status).toBe(400)
})

test('two tokens of one user count together', async () => {
  const { statuses } = await limited({})
  expect(await statuses('/datastores', 20, 'one')).toEqual(times(20, 200))
  expect(await statuses('/datastores', 11, 'two')).toEqual([...times(10, 200), 429])
})

test('where a class shares its limit, operations of the class count together', async () => {
  const { statuses, call } = await limited({ scope: 'class' })
  expect(await statuses('/datastores', 29)).toEqual(times(29, 200))
  expect(await statuses('/datastores/1', 2)).toEqual([404, 429])
  expect((await call('POST', '/datastores', {})).status).toBe(400)
})

test('calls without a good token do not count', async () => {
  const { call } = await org({ limits: { limits: { 'datastores.list': 1 } } })
  await call('GET', '/datastores', undefined, { authorization: '' })
  expect((await call('GET', '/datastores')).status).toBe(200)
  expect((await call('GET', '/datastores')).status).toBe(429)
})

/** When calls of one user pass, in a window of 1000 ms that takes 3, with no lock-out to speak of. */
function passing(window: 'sliding' | 'fixed' | 'token', moments: readonly number[]): readonly number[] {
  const limits = limitsOf({ window, windowMs: 1000, lockOutMs: 0, limits: { 'export.start': 3 } })
  return moments.filter(at => limits.admit('u', 'export.start', at) === undefined)
}

describe('in a window that takes 3 calls a second', () => {
  test('sliding: no second holds a fourth', () => {
    expect(passing('sliding', [0, 400, 900, 999])).toEqual([0, 400, 900])
    expect(passing('sliding', [0, 400, 900, 1000, 1399])).toEqual([0, 400, 900, 1000])
    expect(passing('sliding', [0, 400, 900, 1000, 1400])).toEqual([0, 400, 900, 1000, 1400])
  })

  test('fixed: the window starts with a call and ends as a whole', () => {
    expect(passing('fixed', [0, 998, 999, 1000, 1001, 1002])).toEqual([0, 998, 999, 1000, 1001, 1002])
    expect(passing('fixed', [500, 600, 700, 1499])).toEqual([500, 600, 700])
    expect(passing('fixed', [500, 600, 700, 1500])).toEqual([500, 600, 700, 1500])
  })

  test('token: three at once, then one every third of a second', () => {
    expect(passing('token', [0, 0, 0, 333])).toEqual([0, 0, 0])
    expect(passing('token', [0, 0, 0, 334, 667, 1000])).toEqual([0, 0, 0, 334, 667, 1000])
  })
})

test('each operation has the limit of the document', () => {
  for (const [operation, { limit, lockOutMs }] of Object.entries(SERVED_OPERATIONS)) {
    const limits = limitsOf({})
    const name = operation as keyof typeof SERVED_OPERATIONS
    for (let n = 0; n < limit; n += 1) expect(limits.admit('u', name, n)).toBeUndefined()
    expect(limits.admit('u', name, limit)).toBe(limit + lockOutMs)
  }
})

test.each<[LimitOptions, status: number, headers: object, body: object]>([
  [{ answer: '429' }, 429, {}, { code: 'rate_limit_exceeded' }],
  [{ answer: '429', retryAfter: 'seconds' }, 429, { 'retry-after': '300' }, { code: 'rate_limit_exceeded' }],
  [{ answer: '429-nested' }, 429, {}, { error: { code: 'rate_limit_exceeded' } }],
  [{ answer: '400' }, 400, {}, { code: 'request_limit_exceeded' }],
  [
    { answer: '400-rolling', retryAfter: 'date' },
    400,
    { 'retry-after': 'Tue, 28 Apr 2026 07:18:20 GMT' },
    { error: { title: 'URL_ROLLING_THROTTLES_LIMIT_EXCEEDED', details: { message: 'Try again after 5 minutes' } } },
  ],
])('with %o a throttle says so', async (options, status, headers, body) => {
  const { call, emulator } = await org({ limits: { ...options, limits: { 'datastores.list': 0 } } })
  const answer = await call('GET', '/datastores')
  expect(answer).toMatchObject({ status, headers, body })
  expect('retry-after' in answer.headers).toBe('retryAfter' in options)
  expect(emulator.requests.at(-1)).toMatchObject({ status, effect: false })
})
