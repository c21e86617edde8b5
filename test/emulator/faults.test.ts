import { expect, test } from 'vitest'
import { ConnectionCut } from '../../src/emulator/emulator.ts'
import type { Fault } from '../../src/emulator/options.ts'
import { callerOf, created, empdir, list, org, text } from './org.ts'
import type { TestOrg } from './org.ts'

const create = (call: TestOrg['call'], unique_name = 'one') => call('POST', '/datastores', empdir({ unique_name }))

async function names(call: TestOrg['call']): Promise<readonly string[]> {
  return list((await call('GET', '/datastores')).body['data']).map(each => text(each['unique_name']))
}

test.each<[kind: Fault['kind'], there: boolean]>([
  ['drop-before', false],
  ['drop-after', true],
])('%s cuts the connection; the effect is there: %s', async (kind, there) => {
  const { call, emulator } = await org()
  emulator.fault({ kind, operation: 'datastores.create' })
  await expect(create(call)).rejects.toBeInstanceOf(ConnectionCut)
  expect(emulator.requests).toEqual([
    { method: 'POST', path: '/api/v3/datastores', operation: 'datastores.create', status: 0, effect: there },
  ])
  expect(await names(call)).toEqual(there ? ['one'] : [])
})

test.each<[kind: Fault['kind'], there: boolean]>([
  ['500-before', false],
  ['500-after', true],
])('%s answers 500; the effect is there: %s', async (kind, there) => {
  const { call, emulator } = await org()
  emulator.fault({ kind })
  expect((await create(call)).status).toBe(500)
  expect(await names(call)).toEqual(there ? ['one'] : [])
})

test.each<[fault: Fault, there: boolean]>([
  [{ kind: 'html' }, false],
  [{ kind: 'html', effect: true, status: 200 }, true],
])('%o sends a page; the effect is there: %s', async (fault, there) => {
  const { call, emulator } = await org()
  emulator.fault(fault)
  const request = {
    method: 'POST',
    url: '/api/v3/datastores',
    headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
  }
  const response = await emulator.handle({ ...request, body: JSON.stringify(empdir({ unique_name: 'one' })) })
  expect(response.status).toBe(fault.status ?? 502)
  expect(response.body).toContain('<html>')
  expect(await names(call)).toEqual(there ? ['one'] : [])
})

test('a refusal that is asked for comes with its code and does nothing', async () => {
  const { call, emulator } = await org()
  emulator.fault({ kind: 'refuse', status: 401, code: 'oauthtoken_scope_invalid' })
  expect(await create(call)).toMatchObject({ status: 401, code: 'oauthtoken_scope_invalid' })
  expect(await names(call)).toEqual([])
})

test('a late commit shows nothing until its time, then all', async () => {
  const { call, emulator, clock } = await org()
  emulator.fault({ kind: 'late-commit', operation: 'datastores.create', delayMs: 5000 })
  await expect(create(call)).rejects.toBeInstanceOf(ConnectionCut)
  clock.now += 4999
  expect(await names(call)).toEqual([])
  clock.now += 1
  expect(await names(call)).toEqual(['one'])
})

test('a late commit that has become impossible is lost', async () => {
  const { call, emulator, clock } = await org()
  emulator.fault({ kind: 'late-commit', delayMs: 5000 })
  await expect(create(call)).rejects.toBeInstanceOf(ConnectionCut)
  await created(call, empdir({ unique_name: 'one', name: 'First' }))
  clock.now += 5000
  expect(list((await call('GET', '/datastores')).body['data'])).toMatchObject([{ name: 'First' }])
})

test('a delayed answer comes after later ones, and its effect was there before', async () => {
  const { call, emulator } = await org()
  emulator.fault({ kind: 'delay', operation: 'datastores.create', delayMs: 30 })
  const order: string[] = []
  const slow = create(call).then(({ status }) => order.push(`create ${status}`))
  const quick = names(call).then(found => order.push(`list ${found.join(' ')}`))
  await Promise.all([slow, quick])
  expect(order).toEqual(['list one', 'create 200'])
})

test('a fault strikes the nth call of its operation, as often as it says', async () => {
  const { call, emulator } = await org()
  emulator.fault({ kind: '500-before', operation: 'datastores.list', nth: 2, times: 2 })
  const statuses: number[] = []
  for (let n = 0; n < 5; n += 1) {
    statuses.push((await call('GET', '/datastores')).status)
    await call('GET', '/datastores/1')
  }
  expect(statuses).toEqual([200, 500, 500, 200, 200])
})

test('two faults each count every call', async () => {
  const { call, emulator } = await org()
  emulator.fault({ kind: 'refuse', status: 400, nth: 1 })
  emulator.fault({ kind: 'refuse', status: 403, nth: 2 })
  const statuses = [
    await call('GET', '/datastores'),
    await call('GET', '/datastores'),
    await call('GET', '/datastores'),
  ]
  expect(statuses.map(({ status }) => status)).toEqual([400, 403, 200])
})

test('over a socket a dropped call is a reset, and half an answer is half an answer', async () => {
  const { emulator } = await org()
  const fetched = async (): Promise<unknown> => {
    const answer = await fetch(`${emulator.apiUrl}/datastores`, { headers: { authorization: 'Bearer t' } })
    return answer.json()
  }
  emulator.fault({ kind: 'drop-before' })
  emulator.fault({ kind: 'truncate', nth: 2 })
  await expect(fetched()).rejects.toThrow(/fetch failed/)
  await expect(fetched()).rejects.toThrow(/terminated/)
  expect(await fetched()).toMatchObject({ type: 'datastore', data: [] })
})

test('half an answer leaves the effect, but where it is asked to', async () => {
  const { emulator } = await org()
  emulator.fault({ kind: 'truncate', operation: 'datastores.create' })
  const call = callerOf(emulator)
  await expect(create(call)).rejects.toThrow(SyntaxError)
  expect(await names(call)).toEqual(['one'])
})

test('another process scripts faults, reads the log and resets', async () => {
  const { emulator, call } = await org()
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${emulator.url}/__emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return [answer.status, await answer.json()]
  }
  expect(await control('POST', 'fault', { kind: 'refuse', status: 403, operation: 'datastores.list' })).toEqual([
    200,
    { status: 'done' },
  ])
  expect((await call('GET', '/datastores')).status).toBe(403)
  const logged = { method: 'GET', path: '/api/v3/datastores', operation: 'datastores.list', status: 403, effect: false }
  expect(await control('GET', 'requests')).toEqual([200, { requests: [logged] }])
  await created(call)
  expect(await control('POST', 'reset')).toEqual([200, { status: 'done' }])
  expect(await control('GET', 'requests')).toEqual([200, { requests: [] }])
  expect(await names(call)).toEqual([])
})

test.each([{}, { kind: 'explode' }, { kind: 'delay', nth: 'two' }, { kind: 'delay', operation: 'nothing' }, 'x'])(
  '%j is no fault',
  async fault => {
    const { call } = await org()
    expect((await call('POST', '/__emulator/fault', fault)).status).toBe(400)
  },
)
