import { expect, test } from 'vitest'
import type { Switches } from '../../src/emulator/options.ts'
import { created, empdir, list, org, query, text } from './org.ts'
import type { TestOrg } from './org.ts'

const RECORDS = '/datastores/empdir/records'

async function switched(switches: Partial<Switches>): Promise<TestOrg & Awaited<ReturnType<typeof created>>> {
  const started = await org({ switches })
  return { ...started, ...(await created(started.call)) }
}

const insert = (call: TestOrg['call'], values: object) => call('POST', RECORDS, { values })

test('keys that nobody knows are passed over where they may be', async () => {
  const { call } = await switched({ extraKeys: 'ignored' })
  expect((await call('POST', '/datastores', empdir({ unique_name: 'b', color: 'red' }))).status).toBe(200)
})

test('racy unique keys see a row only after a while', async () => {
  const { call, clock } = await switched({ uniqueKeys: 'racy', raceMs: 500 })
  expect((await insert(call, { empid: 1 })).status).toBe(200)
  clock.now += 499
  expect((await insert(call, { empid: 1 })).status).toBe(200)
  clock.now += 1
  expect((await insert(call, { empid: 1 })).code).toBe('datastore_unique_key_violation')
})

test('absent unique keys never refuse', async () => {
  const { call, clock } = await switched({ uniqueKeys: 'absent' })
  await insert(call, { empid: 1 })
  clock.now += 100_000
  expect((await insert(call, { empid: 1 })).status).toBe(200)
})

test('a keyed field that may be deleted takes its keys along', async () => {
  const { call, id, fields } = await switched({ keyedFieldDelete: 'allowed' })
  expect((await call('DELETE', `/datastores/${id}/fields?ids=${fields['empid']}`)).status).toBe(204)
  expect((await call('GET', `/datastores/${id}`)).body['data']).toMatchObject({ unique_keys: [] })
})

test.each(['refused', 'allowed'] as const)('the delete of the last field is %s', async lastFieldDelete => {
  const { call, id, fields } = await switched({ lastFieldDelete, keyedFieldDelete: 'allowed' })
  const { status } = await call('DELETE', `/datastores/${id}/fields?ids=${Object.values(fields).join(',')}`)
  expect(status).toBe(lastFieldDelete === 'refused' ? 400 : 204)
})

test('a key that records break may be taken all the same', async () => {
  const { call, id } = await switched({ brokenUniqueKey: 'ignored' })
  await insert(call, { empid: 1 })
  await insert(call, { empid: 2 })
  expect((await call('PATCH', `/datastores/${id}`, { unique_keys: [['empname']] })).status).toBe(200)
})

test.each(['atomic', 'partial'] as const)('a batch of edits with a wrong one is %s', async fieldBatches => {
  const { call, id, fields } = await switched({ fieldBatches })
  const edits = [
    { id: fields['notes'], name: 'Remarks' },
    { id: fields['isactive'], default_value: 'maybe' },
  ]
  expect((await call('PATCH', `/datastores/${id}/fields`, { fields: edits })).code).toBe(
    'datastore_field_update_failed',
  )
  const after = list((await call('GET', `/datastores/${id}`)).body['data']?.['fields'])
  const names = after.map(field => field['name'])
  expect(names).toContain(fieldBatches === 'partial' ? 'Remarks' : 'Notes')
})

test.each<[Switches['nextToken'], full: boolean, partial: boolean]>([
  ['when-more', false, false],
  ['full-page', true, false],
  ['never', false, false],
])('with next_token %s the last page has one when it is full: %s', async (nextToken, full, partial) => {
  const { call } = await switched({ nextToken })
  await insert(call, { empid: 1 })
  const has = async (limit: number): Promise<boolean> =>
    'next_token' in (await call('GET', `${RECORDS}?limit=${limit}`)).body
  expect([await has(1), await has(2)]).toEqual([full, partial])
  await insert(call, { empid: 2 })
  expect(await has(1)).toBe(nextToken !== 'never')
})

test.each(['data', 'list', 'records'] as const)('listings may come under %s', async listKey => {
  const { call } = await switched({ listKey })
  expect(list((await call('GET', '/datastores')).body[listKey])).toHaveLength(1)
  expect(list((await call('GET', RECORDS)).body[listKey])).toHaveLength(0)
})

test('a sync_token may mean since', async () => {
  const { call, clock } = await switched({ syncToken: 'since' })
  await insert(call, { empid: 1 })
  const token = text((await call('GET', RECORDS)).body['sync_token'])
  clock.now += 1
  await insert(call, { empid: 2 })
  const { body } = await call('GET', `${RECORDS}${query({ sync_token: token })}`)
  expect(list(body['list']).map(record => record['empid'])).toEqual(['2'])
})

test('rows may find the default of the type in a new field', async () => {
  const { call, id } = await switched({ addedField: 'type-default' })
  await insert(call, { empid: 1 })
  await call('POST', `/datastores/${id}/fields`, { fields: [{ unique_name: 'pay', name: 'Pay', type: 'number' }] })
  expect(list((await call('GET', RECORDS)).body['list'])).toMatchObject([{ pay: '0' }])
})

test('secrets may be read back as stars', async () => {
  const { call, id, fields } = await switched({ secretValues: 'starred' })
  await call('PATCH', `/datastores/${id}/fields`, { fields: [{ id: fields['empname'], masked: true }] })
  const { body } = await insert(call, { empid: 1, empname: 'Ann', secret: 'hush', notes: 'open' })
  expect(body['data']).toMatchObject({ empname: '*****', secret: '*****', notes: 'open' })
})

test('numbers may be kept as they came, and decimals refused', async () => {
  const { call } = await switched({ numbers: 'verbatim', decimals: 'refused' })
  expect((await insert(call, { empid: '007' })).body['data']).toMatchObject({ empid: '007' })
  expect((await insert(call, { empid: '1.5' })).code).toBe('datastore_invalid_number_value')
})

test('an update may have to bring every mandatory value', async () => {
  const { call } = await switched({ mandatoryOnUpdate: 'resent' })
  const { body } = await insert(call, { empid: 1 })
  const path = `${RECORDS}/${text(body['data']?.['id'])}`
  expect((await call('PATCH', path, { values: { notes: 'x' } })).code).toBe('datastore_required_field_missing')
  expect((await call('PATCH', path, { values: { empid: 1, notes: 'x' } })).status).toBe(200)
})

test('a bulk delete without a selector may take everything', async () => {
  const { call } = await switched({ emptySelector: 'everything' })
  await insert(call, { empid: 1 })
  expect((await call('DELETE', RECORDS)).status).toBe(204)
  expect(list((await call('GET', RECORDS)).body['list'])).toEqual([])
})

test.each([
  ['200-empty', {}],
  ['200-code', { 'Response Code': '204 No Content' }],
] as const)('no content may look like %s', async (noContent, body) => {
  const { call, id } = await switched({ noContent })
  expect(await call('DELETE', `/datastores/${id}`)).toMatchObject({ status: 200, body })
})

test('reads may lag behind, writes do not', async () => {
  const { call, clock, id } = await switched({ readLagMs: 3000 })
  clock.now += 3000
  await call('PATCH', `/datastores/${id}`, { name: 'Staff' })
  await insert(call, { empid: 1 })
  clock.now += 2999
  expect((await call('GET', `/datastores/${id}`)).body['data']).toMatchObject({ name: 'Employee Directory' })
  expect(list((await call('GET', RECORDS)).body['list'])).toEqual([])
  expect((await insert(call, { empid: 1 })).code).toBe('datastore_unique_key_violation')
  clock.now += 1
  expect((await call('GET', `/datastores/${id}`)).body['data']).toMatchObject({ name: 'Staff' })
  expect(list((await call('GET', RECORDS)).body['list'])).toHaveLength(1)
})
