import { describe, expect, test } from 'vitest'
import { OPERATIONS } from '../contract/facts.ts'
import type { ContractOperation } from '../contract/facts.ts'
import { created, empdir, org, query } from './org.ts'
import type { TestOrg } from './org.ts'
import type { Switches } from '../../src/emulator/options.ts'
import { cases } from './refusal-cases.ts'

/** Codes that the document lists and that no request can bring about, with the reason. */
const UNREACHABLE: Partial<Record<ContractOperation, readonly string[]>> = {
  // Pasted from operations on records.
  'datastores.list': ['bulk_record_update_failed', 'invalid_record_criteria', 'datastore_not_found'],
  'datastores.get': ['record_not_found'],
  // There is nobody here who may do everything but create.
  'datastores.create': ['datastore_access_denied'],
}

async function prepared(
  switches: Partial<Switches>,
): Promise<TestOrg & { id: string; fields: Readonly<Record<string, string>>; record: string }> {
  const started = await org({ switches })
  const store = await created(started.call)
  await created(started.call, empdir({ unique_name: 'taken' }))
  const first = await started.call('POST', '/datastores/empdir/records', { values: { empid: 1 } })
  await started.call('POST', '/datastores/empdir/records', { values: { empid: 2 } })
  return { ...started, ...store, record: String(first.body['data']?.['id']) }
}

describe.each(cases)('$operation answers $code', ({ operation, code, request, switches = {}, token = 't' }) => {
  test('and changes nothing', async () => {
    const { call, emulator, id, fields, record } = await prepared(switches)
    const everything = async (): Promise<unknown> => [
      (await call('GET', `/datastores/${id}`)).body['data']?.['unique_keys'],
      (await call('GET', `/datastores${query({ limit: '100' })}`)).body['data']?.['length'],
      (await call('GET', '/datastores/empdir/records')).body['list'],
    ]
    const before = await everything()
    const [method, path, body] = request({ id, record, field: name => fields[name] ?? '' })
    const answer = await call(method, path, body, { authorization: `Bearer ${token}` })
    expect(answer).toMatchObject({ code })
    expect(emulator.requests.at(-1)).toMatchObject({ operation, effect: false, status: answer.status })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(405)
    expect(await everything()).toEqual(before)
  })
})

test('every code that the document lists is brought about, but for those that cannot be', () => {
  const missing = Object.entries(OPERATIONS).flatMap(([operation, { codes }]) =>
    codes
      .filter(code => !cases.some(each => each.operation === operation && each.code === code))
      .filter(code => !(UNREACHABLE[operation as ContractOperation] ?? []).includes(code))
      .map(code => `${operation} ${code}`),
  )
  expect(missing).toEqual([])
})

test.each([
  ['an unknown path', 'GET', '/nothing', 404],
  ['a path of the wrong depth', 'GET', '/datastores/1/fields/2', 404],
  ['a method that a path does not take', 'PUT', '/datastores', 405],
  ['a limit of nought', 'GET', '/datastores?limit=0', 400],
  ['a limit above the maximum', 'GET', '/datastores?limit=101', 400],
  ['a token of somebody else', 'GET', '/datastores?next_token=abc', 400],
  ['a broken escape in the address', 'GET', '/datastores/%zz', 400],
])('%s is refused by its status', async (_what, method, path, status) => {
  const { call } = await org()
  expect(await call(method, path)).toMatchObject({ status, code: undefined })
})

test('a reader that wants no JSON is told so', async () => {
  const { call } = await org()
  expect((await call('GET', '/datastores', undefined, { accept: 'text/html' })).status).toBe(406)
})

test.each(['', 'Basic x', 'Bearer', 'Bearer  '])('the authorization "%s" is refused', async authorization => {
  const { call } = await org()
  expect(await call('GET', '/datastores', undefined, { authorization })).toMatchObject({
    status: 401,
    code: 'oauthtoken_invalid',
  })
})

test('a body that is no JSON is malformed creation data', async () => {
  const { call } = await org()
  expect(await call('POST', '/datastores', '{"unique_name":')).toMatchObject({
    code: 'datastore_invalid_creation_data',
  })
  expect(await call('POST', '/datastores', JSON.stringify(empdir()))).toMatchObject({ status: 200 })
})
