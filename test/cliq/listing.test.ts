import { expect, test } from 'vitest'

import { connectCliq, openOrg, readOnly } from '../../src/cliq/connect.ts'
import type { HttpRequest } from '../../src/cliq/transport.ts'
import { answer, depsOf, targetOf, thrownBy, transportOf, wireDatastore, wireDatastores as org } from './virtual.ts'

/** Pages as Cliq gives them; `tokens: false` never gives a next_token. */
function paged(items: readonly object[], { tokens = true, key = 'data' } = {}) {
  return transportOf(({ url }: HttpRequest) => {
    const limit = Number(url.searchParams.get('limit') ?? 20)
    const start = Number(url.searchParams.get('next_token') ?? 0)
    const end = start + limit
    return answer(200, {
      [key]: items.slice(start, end),
      sync_token: 'x',
      ...(tokens && end < items.length && { next_token: String(end) }),
    })
  })
}

for (const [count, calls] of [
  [0, 1],
  [1, 1],
  [99, 1],
  [100, 1],
  [101, 2],
  [200, 2],
  [250, 3],
  [1_000, 10],
] as const)
  test(`A5: a listing of ${count} datastores costs ${calls} calls`, async () => {
    const transport = paged(org(count))
    const live = await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive([])
    expect([live.catalog.size, live.calls, transport.requests.length]).toEqual([count, calls, calls])
  })

test('a full page without a token is enough while nobody is missed', async () => {
  const live = await connectCliq(
    openOrg(targetOf(), depsOf({ transport: paged(org(100), { tokens: false }) })),
  ).fetchLive(['d0001'])
  expect(live.calls).toBe(1)
})

test('one that is missed behind a full page is looked for with another limit', async () => {
  const transport = paged(org(100))
  const live = await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive(['gone'])
  expect([live.catalog.has('gone'), live.calls, transport.requests.at(-1)?.url.searchParams.get('limit')]).toEqual([
    false,
    3,
    '99',
  ])
})

test('the same behind a later page that is full', async () => {
  const transport = paged(org(200))
  const live = await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive(['gone'])
  expect([live.catalog.has('gone'), transport.requests.at(-1)?.url.searchParams.get('limit')]).toEqual([false, '99'])
})

test('while a listing may be cut, nothing reads as absent', async () => {
  const transport = paged(org(150), { tokens: false })
  const error = await thrownBy(() => connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive(['d0149']))
  expect(error.code).toBe('NT109')
})

test('a token that comes again ends the listing as a failure', async () => {
  const transport = transportOf(() => answer(200, { data: org(1), next_token: 'again' }))
  expect((await thrownBy(() => connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive([]))).code).toBe(
    'NT108',
  )
})

for (const key of ['data', 'list', 'records'])
  test(`items are found under ${key}, one or many, each id once`, async () => {
    const [one = {}] = org(1)
    for (const items of [one, [one], [one, one]]) {
      const transport = transportOf(() => answer(200, { [key]: items }))
      expect((await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive([])).catalog.size).toBe(1)
    }
  })

test('a prefix is taken off what is ours, and the rest stands by', async () => {
  const items = [
    wireDatastore('stg_a', '1'),
    wireDatastore('prod_a', '2'),
    wireDatastore('stg_', '3'),
    wireDatastore('b', '4'),
  ]
  const transport = transportOf(() => answer(200, { data: items }))
  const live = await connectCliq(openOrg(targetOf({ prefix: 'stg_' }), depsOf({ transport }))).fetchLive([])
  expect([...live.catalog.keys()]).toEqual(['a'])
  expect(live.bystanders.map(each => [each.unique_name, each.id, each.why])).toEqual([
    ['prod_a', '2', 'other-prefix'],
    ['stg_', '3', 'other-prefix'],
    ['b', '4', 'other-prefix'],
  ])
})

test('a prefix is put before names on the way out', async () => {
  const transport = transportOf(({ method }) =>
    method === 'GET' ? answer(200, { list: [] }) : answer(200, { data: wireDatastore('stg_a', '1') }),
  )
  const cliq = connectCliq(openOrg(targetOf({ prefix: 'stg_' }), depsOf({ transport })))
  const fields = new Map([['x', { name: 'X', type: 'number', mandatory: false, masked: false } as const]])
  const definition = { unique_name: 'a', name: 'A', description: '', fields, unique_keys: [] }
  const created = await cliq.send({ call: 'create-datastore', datastore: 'a', definition })
  const identity = { id: '1', fields: new Map(), status: 'enabled' }
  await cliq.send({ call: 'edit-datastore', datastore: 'a', set: { unique_name: 'b' } }, identity)
  await cliq.fetchRecords('a', 5)
  expect(created.kind === 'done' && created.answer?.datastore.unique_name).toBe('a')
  const names = transport.requests.map(each => (JSON.parse(each.body ?? '{}') as { unique_name?: string }).unique_name)
  expect([names[0], names[1], transport.requests[2]?.url.pathname]).toEqual([
    'stg_a',
    'stg_b',
    '/api/v3/datastores/stg_a/records',
  ])
})

test('two of one name and one that cannot be read stand by, and neither reads as absent', async () => {
  const items = [
    wireDatastore('a', '1'),
    wireDatastore('a', '2'),
    wireDatastore('b', '3', { fields: 'none' }),
    ...org(97),
  ]
  const transport = transportOf(() => answer(200, { data: items }))
  const live = await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive(['a', 'b'])
  expect([live.catalog.size, live.calls]).toEqual([97, 1])
  expect(live.bystanders.map(each => [each.unique_name, each.id, each.why])).toEqual([
    ['b', '3', 'it has no list of fields'],
    ['a', '1', 'there are 2 datastores of this name'],
    ['a', '2', 'there are 2 datastores of this name'],
  ])
})

test('records are read up to a bound, and a bound that is met is not called whole', async () => {
  const rows = Array.from({ length: 250 }, (_, at) => ({
    id: String(at + 1),
    added_time: '1',
    modified_time: '1',
    n: at,
    ok: true,
    none: null,
  }))
  const read = async (most: number, tokens = true) =>
    connectCliq(openOrg(targetOf(), depsOf({ transport: paged(rows, { key: 'list', tokens }) }))).fetchRecords(
      'a',
      most,
    )
  const some = await read(10)
  expect([some.records.length, some.complete, some.calls]).toEqual([10, false, 1])
  expect(some.records[1]).toEqual({ id: '2', values: { n: '1', ok: true, none: null } })
  const all = await read(Infinity)
  expect([all.records.length, all.complete, all.calls]).toEqual([250, true, 3])
  expect((await read(Infinity, false)).complete).toBe(false)
})

test('a client that only reads has no way to write, at run time either', () => {
  expect(Object.keys(readOnly(connectCliq(openOrg(targetOf(), depsOf()))))).toEqual([
    'fetchLive',
    'fetchDatastore',
    'fetchRecords',
    'walkRecords',
    'fetchSelected',
    'fetchFirst',
    'fetchRecord',
  ])
})

test('one full page of records without a token is settled by another limit', async () => {
  const rows = Array.from({ length: 100 }, (_, at) => ({ id: String(at + 1), n: at }))
  const transport = transportOf(({ url }: HttpRequest) => {
    const limit = Number(url.searchParams.get('limit'))
    const start = Number(url.searchParams.get('next_token') ?? 0)
    const isMore = limit < 100 && start + limit < rows.length
    return answer(200, {
      list: rows.slice(start, start + limit),
      ...(isMore && { next_token: String(start + limit) }),
    })
  })
  const found = await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchRecords('a', Infinity)
  expect([found.records.length, found.complete, found.calls]).toEqual([100, true, 3])
})

test.each([
  ['a refusal in a code that nobody knows', answer(400, { code: 'extra_param_found', message: 'order_by' })],
  ['a refusal of the field', answer(400, { code: 'datastore_column_not_found', message: 'k' })],
  ['a fault of the server', answer(500, {})],
])('an order of records that Cliq does not take is asked for once a run: %s', async (_, no) => {
  const asked: (string | null)[] = []
  const transport = transportOf(({ url }: HttpRequest) => {
    const order = url.searchParams.get('order_by')
    asked.push(order)
    return order === null ? answer(200, { list: [{ id: '1', k: 'a' }] }) : no
  })
  const cliq = connectCliq(openOrg(targetOf(), depsOf({ transport })))
  const order = { field: 'k', direction: 'desc' } as const
  const first = await cliq.fetchRecords('a', Infinity, { order })
  expect([first.records, first.complete, first.calls]).toEqual([[{ id: '1', values: { k: 'a' } }], true, 2])
  const before = asked.length
  // Other clients of the same org have learnt it, too.
  await cliq.going({}).walkRecords('b', () => undefined, { order })
  await cliq.fetchRecords('a', Infinity, { order })
  expect([new Set(asked.slice(0, -3)), asked.slice(before)]).toEqual([new Set(['k desc']), [null, null]])
})

test('each page of an order is asked for in it', async () => {
  const rows = Array.from({ length: 150 }, (_, at) => ({ id: String(at + 1), n: at }))
  const pages = paged(rows, { key: 'list' })
  const read = await connectCliq(openOrg(targetOf(), depsOf({ transport: pages }))).fetchRecords('a', Infinity, {
    order: { field: 'n', direction: 'asc' },
  })
  expect([read.records.length, pages.requests.map(each => each.url.searchParams.get('order_by'))]).toEqual([
    150,
    ['n asc', 'n asc'],
  ])
})
