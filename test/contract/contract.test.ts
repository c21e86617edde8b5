import { expect, test } from 'vitest'
import { LIMITS, RECORD_LIMITS, TYPE_CAPS } from '../../src/core/model/catalog.ts'
import { answerProblems, requestProblems } from './contract.ts'
import type { ContractRequest } from './contract.ts'
import type { ContractOperation } from './facts.ts'

const STORE = '227828000000132001'
const FIELD = '17202020414617773604009000'
const field = { unique_name: 'a', name: 'A', type: 'number' }
const fields = (count: number): object[] => Array.from({ length: count }, () => ({ ...field }))
const store = { unique_name: 'empdir', name: 'Employees', description: 'd', fields: [field] }

const wrong: readonly [law: string, ContractOperation, Partial<ContractRequest>][] = [
  ['an unknown key is not sent', 'datastores.create', { path: '/datastores', body: { ...store, color: 'red' } }],
  ['a description is sent', 'datastores.create', { path: '/datastores', body: { ...store, description: undefined } }],
  ['20 fields are not sent', 'datastores.create', { path: '/datastores', body: { ...store, fields: fields(20) } }],
  ['11 fields are not added', 'fields.add', { path: `/datastores/${STORE}/fields`, body: { fields: fields(11) } }],
  [
    'a type is not edited',
    'fields.edit',
    { path: `/datastores/${STORE}/fields`, body: { fields: [{ id: FIELD, type: 'number' }] } },
  ],
  ['ids are sent', 'fields.delete', { path: `/datastores/${STORE}/fields` }],
  [
    '11 ids are not sent',
    'fields.delete',
    { path: `/datastores/${STORE}/fields`, query: { ids: Array(11).fill(FIELD).join(',') } },
  ],
  ['an id has 18 digits', 'datastores.get', { path: '/datastores/227828000000132' }],
  ['a limit is at most 100', 'datastores.list', { path: '/datastores', query: { limit: '101' } }],
  ['a delete has a selector', 'records.bulkDelete', { path: '/datastores/empdir/records' }],
  ['a value is no object', 'records.insert', { path: '/datastores/empdir/records', body: { values: { a: {} } } }],
  [
    'a value has 1000 characters',
    'records.insert',
    { path: '/datastores/empdir/records', body: { values: { a: 'x'.repeat(1001) } } },
  ],
  ['an extension has its key', 'records.list', { path: '/extensions/1/datastores/empdir/records' }],
  ['a read has no body', 'datastores.list', { path: '/datastores', body: {} }],
  [
    'an export has its password',
    'export.start',
    { path: `/datastores/${STORE}/export`, body: { file_type: 'csv', password_protected: true } },
  ],
]

test.each(wrong)('in a request %s', (_law, operation, { path = '', query = {}, body }) => {
  expect(requestProblems(operation, { path, query, body })).not.toEqual([])
})

const data = {
  ...store,
  id: STORE,
  fields: [{ ...field, id: FIELD, mandatory: false, masked: false, default_value: '0' }],
  unique_keys: [],
  creator: { id: '1', name: 'n' },
  status: 'enabled',
  type: 'custom',
  scope: 'personal',
}
const right = { url: '/api/v3/datastores', type: 'datastore', data }
const record = { id: STORE, added_time: '1777360402254', modified_time: '1777360402254', empid: '7' }

const odd: readonly [law: string, ContractOperation, status: number, body: unknown][] = [
  ['an id is text', 'datastores.get', 200, { ...right, data: { ...data, id: 227828000000132 } }],
  ['a datastore has its fields', 'datastores.get', 200, { ...right, data: { ...data, fields: undefined } }],
  ['a number is text', 'records.get', 200, { url: '', type: 'datastore_record', data: { ...record, empid: 7 } }],
  ['a listing has one list', 'records.list', 200, { url: '', type: 'datastore_record', sync_token: 'YQ==' }],
  [
    'a listing has no second list',
    'records.list',
    200,
    { url: '', type: 'datastore_record', sync_token: 'YQ==', list: [], data: [] },
  ],
  ['a create is not answered with 204', 'datastores.create', 204, undefined],
  ['a delete has no content', 'datastores.delete', 200, right],
  ['a redirect is not foreseen', 'datastores.get', 302, undefined],
  ['a refusal says something', 'datastores.get', 404, {}],
  ['a refusal has a known code', 'datastores.get', 404, { message: 'no', code: 'made_up' }],
]

test.each(odd)('in an answer %s', (_law, operation, status, body) => {
  expect(answerProblems(operation, status, body)).not.toEqual([])
})

test('what is right passes', () => {
  expect(requestProblems('datastores.create', { path: '/api/v3/datastores', query: {}, body: store })).toEqual([])
  expect(answerProblems('datastores.get', 200, right)).toEqual([])
  expect(answerProblems('records.get', 200, { url: '', type: 'datastore_record', data: record })).toEqual([])
})

test('what the command holds to is just what the document allows: one more is refused', () => {
  const create = (more: object) => ({ path: '/datastores', body: { ...store, ...more } })
  const keys = (count: number) => Array.from({ length: count }, () => ['a'])
  const long = (length: number) => 'a'.repeat(length)
  const held: readonly (readonly [ContractOperation, number, (count: number) => Partial<ContractRequest>])[] = [
    ['datastores.create', LIMITS.fields, count => create({ fields: fields(count) })],
    [
      'fields.add',
      LIMITS.fieldsPerCall,
      count => ({ path: `/datastores/${STORE}/fields`, body: { fields: fields(count) } }),
    ],
    ['datastores.create', LIMITS.uniqueKeys, count => create({ unique_keys: keys(count) })],
    ['datastores.create', LIMITS.uniqueName, count => create({ unique_name: long(count) })],
    ['datastores.create', LIMITS.displayName, count => create({ name: long(count) })],
    ['datastores.create', LIMITS.description, count => create({ description: long(count) })],
    ['datastores.create', LIMITS.defaultValue, count => create({ fields: [{ ...field, default_value: long(count) }] })],
    ['datastores.list', LIMITS.datastoresPerPage, limit => ({ path: '/datastores', query: { limit: `${limit}` } })],
    [
      'records.list',
      LIMITS.recordsPerPage,
      limit => ({ path: '/datastores/empdir/records', query: { limit: `${limit}` } }),
    ],
    [
      'records.insert',
      RECORD_LIMITS.value,
      count => ({ path: '/datastores/empdir/records', body: { values: { a: long(count) } } }),
    ],
  ]
  const told = held.map(([operation, most, request]) =>
    [most, most + 1].map(
      count => requestProblems(operation, { query: {}, body: undefined, path: '', ...request(count) }).length > 0,
    ),
  )
  expect(told).toEqual(held.map(() => [false, true]))
  expect([RECORD_LIMITS.limitedText, RECORD_LIMITS.bytes]).toEqual([250, 2_500])
  expect(Object.values(TYPE_CAPS).reduce((sum, each) => sum + each, 0)).toBe(LIMITS.fields)
})
