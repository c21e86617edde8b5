import { expect, test } from 'vitest'
import { created, empdir, list, org, query, text } from './org.ts'
import type { Json, TestOrg } from './org.ts'

const RECORDS = '/datastores/empdir/records'

async function withPeople(): Promise<TestOrg> {
  const started = await org()
  await created(started.call)
  const people = ['ann 30', 'Bob 4', 'cy 200', 'dee -7', 'eve 0'].entries()
  for (const [place, person] of people) {
    const [empname = '', empid = ''] = person.split(' ')
    started.clock.now += 1000
    await started.call('POST', RECORDS, {
      values: { empid, empname, isactive: place % 2 === 0, notes: `note ${place}` },
    })
  }
  return started
}

async function names(call: TestOrg['call'], parts: Readonly<Record<string, string>>): Promise<string> {
  const { body } = await call('GET', `${RECORDS}${query(parts)}`)
  return list(body['list'])
    .map(record => text(record['empname']))
    .join(' ')
}

test.each<[sent: string, back: string]>([
  ['7', '7'],
  ['"7"', '7'],
  ['"007"', '7'],
  ['"+7.50"', '7.5'],
  ['"-0"', '0'],
  ['9223372036854775807', '9223372036854775807'],
  ['"-922337203685477580"', '-922337203685477580'],
])('the number %s is read back as the text %s', async (sent, back) => {
  const { call } = await org()
  await created(call)
  const { body } = await call('POST', RECORDS, `{"values":{"empid":${sent}}}`)
  expect(body['data']).toMatchObject({ empid: back })
})

test('an insert answers the whole record, defaults and times included', async () => {
  const { call, clock } = await org()
  await created(call)
  const { body } = await call('POST', RECORDS, { values: { empid: 1, notes: 'x' } })
  expect(body).toMatchObject({ url: '/api/v3/datastores/empdir/records', type: 'datastore_record' })
  const times = { added_time: String(clock.now), modified_time: String(clock.now) }
  const id = text(body['data']?.['id'])
  expect(id).toMatch(/^\d{18}$/)
  expect(body['data']).toEqual({ id, ...times, empid: '1', empname: '', isactive: true, notes: 'x', secret: '' })
  expect((await call('GET', `${RECORDS}/${id}`)).body['data']).toEqual(body['data'])
})

test('an update keeps what it does not name and moves the time', async () => {
  const { call, clock } = await org()
  await created(call)
  const { body } = await call('POST', RECORDS, { values: { empid: 1, notes: 'x' } })
  const before: Json | undefined = body['data']
  clock.now += 5
  const after = await call('PATCH', `${RECORDS}/${text(before?.['id'])}`, { values: { isactive: false } })
  expect(after.body['data']).toEqual({ ...before, isactive: false, modified_time: String(clock.now) })
})

test('a unique key of two fields forbids only both together', async () => {
  const { call } = await org()
  await created(call, empdir({ unique_keys: [['empid', 'empname']] }))
  const insert = (empid: number, empname: string) => call('POST', RECORDS, { values: { empid, empname } })
  const answers = [await insert(1, 'a'), await insert(1, 'b'), await insert(2, 'a'), await insert(1, 'a')]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400])
})

test('a record may be updated to the key that it has', async () => {
  const { call } = await org()
  await created(call)
  const { body } = await call('POST', RECORDS, { values: { empid: 1 } })
  expect((await call('PATCH', `${RECORDS}/${text(body['data']?.['id'])}`, { values: { empid: 1 } })).status).toBe(200)
})

test.each<[criteria: string, names: string]>([
  ['empid=30', 'ann'],
  ['(empid==030)', 'ann'],
  ['empid!=30', 'Bob cy dee eve'],
  ['empid>4', 'ann cy'],
  ['empid>=4', 'ann Bob cy'],
  ['empid<0', 'dee'],
  ['empid<=0', 'dee eve'],
  ['empname=bob', ''],
  ['empname like bob', 'Bob'],
  ['empname like %E', 'dee eve'],
  ['empname not like e', 'ann Bob cy'],
  ['empid in 30, 4,5', 'ann Bob'],
  ['empid in (30,4)', 'ann Bob'],
  ['(empid not in 30,4)', 'cy dee eve'],
  ['isactive=true', 'ann cy eve'],
  ['notes = note 3', 'dee'],
  ['(isactive=true) && (empid>0)', 'ann cy'],
  ['empname=ann || empname=cy && empid<0', 'ann'],
  ['(empname=ann || empname=cy) && empid>100', 'cy'],
  ['((empname=ann) || ((empname=cy)))', 'ann cy'],
])('the criteria %s find %s', async (criteria, found) => {
  const { call } = await withPeople()
  expect(await names(call, { criteria })).toBe(found)
})

test.each<[order: string, names: string]>([
  ['empid', 'dee eve Bob ann cy'],
  ['empid desc', 'cy ann Bob eve dee'],
  ['isactive desc, empname', 'ann cy eve Bob dee'],
  ['isactive,empid desc', 'Bob dee cy ann eve'],
])('the order %s gives %s, page by page too', async (order_by, sorted) => {
  const { call } = await withPeople()
  expect(await names(call, { order_by })).toBe(sorted)
  const paged: string[] = []
  let next: string | undefined
  do {
    const parts = { order_by, limit: '2', ...(next === undefined ? {} : { next_token: next }) }
    const { body } = await call('GET', `${RECORDS}${query(parts)}`)
    paged.push(...list(body['list']).map(record => text(record['empname'])))
    next = body['next_token'] === undefined ? undefined : text(body['next_token'])
  } while (next !== undefined)
  expect(paged.join(' ')).toBe(sorted)
})

test('without a limit a page holds 50, and the last page has no token', async () => {
  const { call } = await org()
  await created(call)
  for (let empid = 0; empid < 60; empid += 1) await call('POST', RECORDS, { values: { empid } })
  const first = await call('GET', RECORDS)
  expect(list(first.body['list'])).toHaveLength(50)
  const second = await call('GET', `${RECORDS}${query({ next_token: text(first.body['next_token']) })}`)
  expect(list(second.body['list'])).toHaveLength(10)
  expect(second.body['next_token']).toBeUndefined()
})

test('a sync_token means records modified before it, and sent as next_token those after', async () => {
  const { call, clock } = await withPeople()
  clock.now += 1
  const token = text((await call('GET', RECORDS)).body['sync_token'])
  clock.now += 1000
  await call('PATCH', RECORDS, { criteria: 'empname=cy', values: { notes: 'new' } })
  expect(await names(call, { sync_token: token })).toBe('ann Bob dee eve')
  expect(await names(call, { next_token: token })).toBe('cy')
})

test('a bulk update writes all that match, a bulk delete takes them by ids or by criteria', async () => {
  const { call } = await withPeople()
  expect((await call('PATCH', RECORDS, { criteria: 'empid>0', values: { isactive: true } })).status).toBe(204)
  expect(await names(call, { criteria: 'isactive=true' })).toBe('ann Bob cy eve')
  expect((await call('DELETE', `${RECORDS}${query({ criteria: 'empid<=4' })}`)).status).toBe(204)
  expect(await names(call, {})).toBe('ann cy')
  const ids = list((await call('GET', RECORDS)).body['list'])
    .map(record => text(record['id']))
    .join(',')
  expect((await call('DELETE', `${RECORDS}${query({ ids })}`)).status).toBe(204)
  expect(await names(call, {})).toBe('')
})

test('a bulk write that matches nothing is accepted', async () => {
  const { call, emulator } = await withPeople()
  expect((await call('PATCH', RECORDS, { criteria: 'empid=999', values: { notes: 'x' } })).status).toBe(204)
  expect((await call('DELETE', `${RECORDS}${query({ criteria: 'empid=999' })}`)).status).toBe(204)
  expect(emulator.requests.slice(-2).map(({ effect }) => effect)).toEqual([false, false])
})

test('a deleted record is not found', async () => {
  const { call } = await org()
  await created(call)
  const { body } = await call('POST', RECORDS, { values: { empid: 1 } })
  const path = `${RECORDS}/${text(body['data']?.['id'])}`
  expect((await call('DELETE', path)).status).toBe(204)
  expect((await call('GET', path)).code).toBe('datastore_record_not_found')
  expect((await call('POST', RECORDS, { values: { empid: 1 } })).status).toBe(200)
})
