import { expect, test } from 'vitest'

import type { Datastore, Field } from '../../src/core/model/catalog.ts'
import { OPERATIONS } from '../../src/core/model/operations.ts'
import * as requests from '../../src/cliq/requests.ts'
import type { WireRequest } from '../../src/cliq/requests.ts'

// Attributes that only Cliq fills in, smuggled in as an older file might.
const foreign = { id: '1', status: 'enabled', note: 'x' }
const field = { name: 'A', type: 'number', mandatory: true, masked: false, ...foreign } satisfies Field & typeof foreign
const definition: Datastore = {
  unique_name: 'a',
  name: 'A',
  description: 'Of a test',
  fields: new Map([['x', field]]),
  unique_keys: [['x']],
  ...foreign,
}
const wireField = { unique_name: 'x', name: 'A', type: 'number', mandatory: true, masked: false }
const of = { datastore: 'a b' }
const extension = { id: 'ext', key: 'secret key' }

const table: readonly {
  readonly request: WireRequest
  readonly path: string
  readonly query?: object
  readonly body?: object
}[] = [
  {
    request: requests.createDatastore(definition),
    path: '/datastores',
    body: { unique_name: 'a', name: 'A', description: 'Of a test', fields: [wireField], unique_keys: [['x']] },
  },
  {
    request: requests.listDatastores({ limit: 100, next: 'n=' }),
    path: '/datastores',
    query: { limit: '100', next_token: 'n=' },
  },
  { request: requests.getDatastore('7'), path: '/datastores/7' },
  { request: requests.editDatastore('7', { name: 'B', ...foreign }), path: '/datastores/7', body: { name: 'B' } },
  { request: requests.deleteDatastore('7'), path: '/datastores/7' },
  { request: requests.addFields('7', definition.fields), path: '/datastores/7/fields', body: { fields: [wireField] } },
  {
    request: requests.editFields('7', new Map([['8', { ...field, unique_name: 'y' }]])),
    path: '/datastores/7/fields',
    body: { fields: [{ id: '8', name: 'A', mandatory: true, masked: false }] },
  },
  { request: requests.deleteFields('7', ['8', '9']), path: '/datastores/7/fields', query: { ids: '8,9' } },
  { request: requests.insertRecord(of, { x: '1' }), path: '/datastores/a%20b/records', body: { values: { x: '1' } } },
  {
    request: requests.listRecords(of, { limit: 5, criteria: 'x=1', orderBy: 'x desc' }),
    path: '/datastores/a%20b/records',
    query: { limit: '5', criteria: 'x=1', order_by: 'x desc' },
  },
  { request: requests.getRecord(of, '9'), path: '/datastores/a%20b/records/9' },
  {
    request: requests.updateRecord(of, '9', { x: true }),
    path: '/datastores/a%20b/records/9',
    body: { values: { x: true } },
  },
  {
    request: requests.bulkUpdateRecords(of, 'x=1', { x: '2' }),
    path: '/datastores/a%20b/records',
    body: { criteria: 'x=1', values: { x: '2' } },
  },
  { request: requests.deleteRecord(of, '9'), path: '/datastores/a%20b/records/9' },
  {
    request: requests.bulkDeleteRecords(of, { ids: ['1', '2'] }),
    path: '/datastores/a%20b/records',
    query: { ids: '1,2' },
  },
  {
    request: requests.startExport('7', { fileType: 'csv' }),
    path: '/datastores/7/export',
    body: { file_type: 'csv', password_protected: false },
  },
]

test('there is one request for each of the 16 operations', () => {
  expect(table.map(each => each.request.operation)).toEqual(Object.keys(OPERATIONS))
})

for (const { request, path, query = {}, body } of table)
  test(`${request.operation} carries documented keys and nothing else`, () => {
    expect(request).toEqual({ operation: request.operation, path, query, ...(body && { body }) })
  })

test('records of an extension are reached below its id, with its key', () => {
  const { path, query } = requests.getRecord({ datastore: 'a', extension }, '9')
  expect([path, query]).toEqual(['/extensions/ext/datastores/a/records/9', { extension_key: 'secret key' }])
})

test('a call that deletes or changes without a selection is never made', () => {
  const calls = [
    () => requests.deleteFields('7', []),
    () => requests.bulkDeleteRecords(of, { ids: [] }),
    () => requests.bulkDeleteRecords(of, { criteria: ' ' }),
    () => requests.bulkUpdateRecords(of, '', { x: '1' }),
  ]
  for (const call of calls) expect(call).toThrow(expect.objectContaining({ code: 'RF118' }))
})

test('no id or name can leave its place in the path', () => {
  expect(requests.getDatastore('../x?y#z').path).toBe('/datastores/..%2Fx%3Fy%23z')
  for (const id of ['', '.', '..']) expect(() => requests.getDatastore(id)).toThrow('not a part of a path')
})
