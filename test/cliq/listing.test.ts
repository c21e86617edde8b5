import { expect, test } from 'vitest'

import { connectCliq, readOnly } from '../../src/cliq/connect.ts'
import type { HttpRequest } from '../../src/cliq/transport.ts'
import { answer, depsOf, targetOf, thrownBy, transportOf, wireDatastore } from './virtual.ts'

function org(count: number): readonly object[] {
  return Array.from({ length: count }, (_, at) =>
    wireDatastore(`d${String(at).padStart(4, '0')}`, String(227828000000132000n + BigInt(at))),
  )
}

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
    const live = await connectCliq(targetOf(), depsOf({ transport })).fetchLive([])
    expect([live.catalog.size, live.calls, transport.requests.length]).toEqual([count, calls, calls])
  })

test('a full page without a token is enough while nobody is missed', async () => {
  const live = await connectCliq(targetOf(), depsOf({ transport: paged(org(100), { tokens: false }) })).fetchLive([
    'd0001',
  ])
  expect(live.calls).toBe(1)
})

test('one that is missed behind a full page is looked for with another limit', async () => {
  const transport = paged(org(100))
  const live = await connectCliq(targetOf(), depsOf({ transport })).fetchLive(['gone'])
  expect([live.catalog.has('gone'), live.calls, transport.requests.at(-1)?.url.searchParams.get('limit')]).toEqual([
    false,
    3,
    '99',
  ])
})

test('the same behind a later page that is full', async () => {
  const transport = paged(org(200))
  const live = await connectCliq(targetOf(), depsOf({ transport })).fetchLive(['gone'])
  expect([live.catalog.has('gone'), transport.requests.at(-1)?.url.searchParams.get('limit')]).toEqual([false, '99'])
})

/** Pages by place: a datastore that goes after the first page was read lets the others slide over its edge. */
function sliding(items: readonly object[], goes: number, shown: ReadonlyMap<string, object> = new Map()) {
  let left = [...items]
  let pages = 0
  return transportOf(({ url }: HttpRequest) => {
    const id = /datastores\/(\d+)$/u.exec(url.pathname)?.[1]
    if (id !== undefined) {
      const own = shown.get(id)
      return own === undefined
        ? answer(404, { code: 'datastore_not_found', message: 'gone' })
        : answer(200, { data: own })
    }
    pages += 1
    if (pages === 2) left = left.filter((_, at) => at !== goes)
    const limit = Number(url.searchParams.get('limit'))
    const start = Number(url.searchParams.get('next_token') ?? 0)
    const end = start + limit
    return answer(200, { data: left.slice(start, end), ...(end < left.length && { next_token: String(end) }) })
  })
}

test('D7: a datastore that slides over the edge of a page is no new one, whether its id is known or not', async () => {
  const transport = sliding(org(150), 7)
  const live = await connectCliq(targetOf(), depsOf({ transport })).fetchLive(['d0100'])
  expect([live.catalog.has('d0100'), live.calls]).toEqual([true, 4])
})

test('F6: what several pages lack is asked for by its id, once, before it counts as gone', async () => {
  const there = wireDatastore('mine', '77')
  for (const [shown, isThere] of [
    [new Map([['77', there]]), true],
    [new Map<string, object>(), false],
  ] as const) {
    const transport = sliding(org(150), 7, shown)
    const known = new Map([['mine', '77']])
    const live = await connectCliq(targetOf(), depsOf({ transport })).fetchLive(['mine'], known)
    expect([live.catalog.has('mine'), live.identities.get('mine')?.id]).toEqual([isThere, isThere ? '77' : undefined])
    expect(transport.requests.filter(each => each.url.pathname.endsWith('/77'))).toHaveLength(1)
  }
})

test('F6: an empty listing of an org that is known to hold something is read twice, and its datastores are asked for', async () => {
  const own = wireDatastore('mine', '77')
  const transport = sliding([], 0, new Map([['77', own]]))
  const live = await connectCliq(targetOf(), depsOf({ transport })).fetchLive(['mine'], new Map([['mine', '77']]))
  expect([live.catalog.has('mine'), live.calls, transport.requests.length]).toEqual([true, 2, 3])
})

test('while a listing may be cut, nothing reads as absent', async () => {
  const transport = paged(org(150), { tokens: false })
  const error = await thrownBy(() => connectCliq(targetOf(), depsOf({ transport })).fetchLive(['d0149']))
  expect(error.code).toBe('NT109')
})

test('a token that comes again ends the listing as a failure', async () => {
  const transport = transportOf(() => answer(200, { data: org(1), next_token: 'again' }))
  expect((await thrownBy(() => connectCliq(targetOf(), depsOf({ transport })).fetchLive([]))).code).toBe('NT108')
})

for (const key of ['data', 'list', 'records'])
  test(`items are found under ${key}, one or many, each id once`, async () => {
    const [one = {}] = org(1)
    for (const items of [one, [one], [one, one]]) {
      const transport = transportOf(() => answer(200, { [key]: items }))
      expect((await connectCliq(targetOf(), depsOf({ transport })).fetchLive([])).catalog.size).toBe(1)
    }
  })

test('ids survive byte for byte, as text and as numbers that were not rounded on their way', async () => {
  const text = JSON.stringify({ data: [wireDatastore('empdir'), wireDatastore('other', '227828000000132032')] })
  const read = async (body: string) => {
    const { catalog, bystanders, identities } = await connectCliq(
      targetOf(),
      depsOf({ transport: transportOf(() => answer(200, body)) }),
    ).fetchLive([])
    return { names: [...catalog.keys()], whys: bystanders.map(each => each.why), identity: identities.get('empdir') }
  }
  const exact = await read(text.replaceAll(/"id":"(\d+)"/gu, '"id":$1'))
  for (const { names, identity } of [exact, await read(text.replace('"id":"119440882"', '"id":119440882'))])
    expect([names, identity?.id, identity?.fields.get('empid'), identity?.creator?.id]).toEqual([
      ['empdir', 'other'],
      '227828000000132001',
      '17202020414617773604009000',
      '119440882',
    ])
  // What a double went through may be the id of another datastore.
  const rounded = await read(JSON.stringify(JSON.parse(text.replaceAll(/"id":"(\d+)"/gu, '"id":$1'))))
  expect([rounded.names, rounded.whys]).toEqual([[], ['it has no id that is exact', 'it has no id that is exact']])
})

const [first = {}] = org(1)

test.each([
  ['204 without a body', 204, '', 0],
  ['no data', 200, '{"data":null}', 0],
  ['an empty list', 200, '{"data":[]}', 0],
  ['an empty object beside a list', 200, JSON.stringify({ data: {}, list: [first] }), 1],
  ['nothing beside a list', 200, JSON.stringify({ data: null, records: [first] }), 1],
  ['an empty list beside a full one', 200, JSON.stringify({ list: [], data: [first] }), 1],
] as const)('a listing that is answered with %s is read as it is meant', async (_, status, body, count) => {
  const transport = transportOf(() => answer(status, body))
  const live = await connectCliq(targetOf(), depsOf({ transport })).fetchLive([])
  expect([live.catalog.size, live.bystanders, transport.requests.length]).toEqual([count, [], 1])
})

test.each([
  ['an empty object alone', '{"data":{}}', 'NT106'],
  ['two lists', JSON.stringify({ data: [first], list: [first] }), 'NT106'],
  ['no list', '{"status":"fine"}', 'NT106'],
  ['a list of texts', '{"data":["a"]}', 'NT106'],
  ['a page to log in to', '<!doctype html><html><body>Log in</body></html>', 'NT106'],
  ['more items than were asked for', JSON.stringify({ data: org(101) }), 'NT108'],
] as const)('a listing that is answered with %s is refused at once', async (_, body, code) => {
  const transport = transportOf(() => answer(200, body))
  const error = await thrownBy(() => connectCliq(targetOf(), depsOf({ transport })).fetchLive(['a']))
  expect([error.code, transport.requests.length]).toEqual([code, 1])
})

test('a page to log in to is told with the host that sent it', async () => {
  const transport = transportOf(() => answer(200, '  <html>'))
  const error = await thrownBy(() => connectCliq(targetOf(), depsOf({ transport })).fetchLive([]))
  expect(error.message).toContain('answered datastores.list with a web page (HTTP 200)')
  expect(error.message).toContain(new URL(targetOf().apiUrl).host)
})

test('a listing that shows nothing new ends as a failure, though each page has another token', async () => {
  let token = 0
  const transport = transportOf(() => answer(200, { data: org(100), next_token: `t${(token += 1)}` }))
  const error = await thrownBy(() => connectCliq(targetOf(), depsOf({ transport })).fetchLive([]))
  expect([error.code, transport.requests.length]).toEqual(['NT108', 2])
})

test('an answer of more values than any page holds is not unpacked', async () => {
  const body = `{"data":[${'0,'.repeat(400_000)}0]}`
  const transport = transportOf(() => answer(200, body))
  await thrownBy(() => connectCliq(targetOf(), depsOf({ transport })).fetchLive([]))
  expect(transport.requests.length).toBeGreaterThan(1)
})

test('what is sent asks for plain text, and says that what it sends is JSON', async () => {
  const transport = transportOf(() => answer(200, { data: wireDatastore('empdir') }))
  const cliq = connectCliq(targetOf(), depsOf({ transport }))
  const identity = { id: '1', fields: new Map([['a', '2']]), status: 'enabled' }
  const fields = new Map([['a', { name: 'A', type: 'number', mandatory: false, masked: false } as const]])
  const definition = { unique_name: 'a', name: 'A', description: '', fields, unique_keys: [] }
  await cliq.send({ call: 'create-datastore', datastore: 'a', definition })
  await cliq.send({ call: 'edit-datastore', datastore: 'a', set: { name: 'B' } }, identity)
  await cliq.send({ call: 'add-fields', datastore: 'a', fields }, identity)
  await cliq.send({ call: 'edit-fields', datastore: 'a', fields: new Map([['a', { name: 'B' }]]) }, identity)
  await cliq.insertRecord('a', { a: '1' })
  await cliq.updateRecord('a', '1', { a: '1' })
  expect(transport.requests.map(each => [each.method, each.headers['content-type']])).toEqual([
    ['POST', 'application/json'],
    ['PATCH', 'application/json'],
    ['POST', 'application/json'],
    ['PATCH', 'application/json'],
    ['POST', 'application/json'],
    ['PATCH', 'application/json'],
  ])
})

test('a prefix is taken off what is ours, and the rest stands by', async () => {
  const items = [
    wireDatastore('stg_a', '1'),
    wireDatastore('prod_a', '2'),
    wireDatastore('stg_', '3'),
    wireDatastore('b', '4'),
  ]
  const transport = transportOf(() => answer(200, { data: items }))
  const live = await connectCliq(targetOf({ prefix: 'stg_' }), depsOf({ transport })).fetchLive([])
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
  const cliq = connectCliq(targetOf({ prefix: 'stg_' }), depsOf({ transport }))
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
  const live = await connectCliq(targetOf(), depsOf({ transport })).fetchLive(['a', 'b'])
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
    connectCliq(targetOf(), depsOf({ transport: paged(rows, { key: 'list', tokens }) })).fetchRecords('a', most)
  const some = await read(10)
  expect([some.records.length, some.complete, some.calls]).toEqual([10, false, 1])
  expect(some.records[1]).toEqual({ id: '2', values: { n: '1', ok: true, none: null } })
  const all = await read(Infinity)
  expect([all.records.length, all.complete, all.calls]).toEqual([250, true, 3])
  expect((await read(Infinity, false)).complete).toBe(false)
})

test('a client that only reads has no way to write, at run time either', () => {
  expect(Object.keys(readOnly(connectCliq(targetOf(), depsOf())))).toEqual([
    'fetchLive',
    'fetchDatastore',
    'fetchRecords',
    'walkRecords',
    'fetchSelected',
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
  const found = await connectCliq(targetOf(), depsOf({ transport })).fetchRecords('a', Infinity)
  expect([found.records.length, found.complete, found.calls]).toEqual([100, true, 3])
})
