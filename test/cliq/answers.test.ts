import { expect, test } from 'vitest'
import { connectCliq, openOrg } from '../../src/cliq/connect.ts'
import { connectLeaseRows } from '../../src/cliq/leaseRows.ts'
import { META_NAME } from '../../src/core/pace/leaseRows.ts'
import { answer, depsOf, targetOf, thrownBy, transportOf, wireDatastore, wireDatastores as org } from './virtual.ts'

test('ids survive byte for byte, as text and as numbers that were not rounded on their way', async () => {
  const text = JSON.stringify({ data: [wireDatastore('empdir'), wireDatastore('other', '227828000000132032')] })
  const read = async (body: string) => {
    const { catalog, bystanders, identities } = await connectCliq(
      openOrg(targetOf(), depsOf({ transport: transportOf(() => answer(200, body)) })),
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
  const live = await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive([])
  expect([live.catalog.size, live.bystanders, transport.requests.length]).toEqual([count, [], 1])
})

test.each([
  ['an empty object alone', '{"data":{}}', 'NT106'],
  ['two lists', JSON.stringify({ data: [first], list: [first] }), 'NT106'],
  ['no list', '{"status":"fine"}', 'NT106'],
  ['a list of texts', '{"data":["a"]}', 'NT106'],
  ['a page to log in to', '<!doctype html><html><body>Log in</body></html>', 'NT106'],
  ['an error that is documented', '{"code":"datastore_access_denied","message":"no"}', 'RF103'],
  ['an error that nobody knows', '{"error":{"code":"strange","message":"no"}}', 'RF119'],
  ['an error about the token', '{"code":"oauthtoken_invalid","message":"no"}', 'AU101'],
  ['an error about its scope', '{"code":"oauthtoken_scope_invalid"}', 'AU102'],
  ['more items than were asked for', JSON.stringify({ data: org(101) }), 'NT108'],
] as const)('a listing that is answered with %s is refused at once', async (_, body, code) => {
  const transport = transportOf(() => answer(200, body))
  const error = await thrownBy(() => connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive(['a']))
  expect([error.code, transport.requests.length]).toEqual([code, 1])
})

test('a repeated key never hides what its first value said', async () => {
  const transport = transportOf(() => answer(200, `{"data":[${JSON.stringify(first)}],"data":[]}`))
  const error = await thrownBy(() => connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive([]))
  expect(error.code).toBe('NT106')
})

test('a page to log in to is told with the host that sent it', async () => {
  const transport = transportOf(() => answer(200, '  <html>'))
  const error = await thrownBy(() => connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive([]))
  expect(error.message).toContain('answered datastores.list with a web page (HTTP 200)')
  expect(error.message).toContain(new URL(targetOf().apiUrl).host)
})

test('a listing that shows nothing new ends as a failure, though each page has another token', async () => {
  let token = 0
  const transport = transportOf(() => answer(200, { data: org(100), next_token: `t${(token += 1)}` }))
  const error = await thrownBy(() => connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive([]))
  expect([error.code, transport.requests.length]).toEqual(['NT108', 2])
})

test('a listing of datastores that always shows a new one ends at the hundredth page', async () => {
  let page = 0
  const transport = transportOf(() => {
    page += 1
    return answer(200, { data: [wireDatastore(`d${page}`, String(page))], next_token: `t${page}` })
  })
  const error = await thrownBy(() => connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive([]))
  expect([error.code, error.message, transport.requests.length]).toEqual([
    'NT108',
    'the pages of datastores.list never end: 100 pages, and another follows',
    100,
  ])
})

test('an answer of more values than any page holds is not unpacked', async () => {
  const body = `{"data":[${'0,'.repeat(500_000)}0]}`
  const transport = transportOf(() => answer(200, body))
  await thrownBy(() => connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive([]))
  expect(transport.requests.length).toBeGreaterThan(1)
})

test('what the document leaves open may be missing or null', async () => {
  const [id, unique_name, name] = ['1', 'bare', 'Bare']
  const field = { id: '2', unique_name: 'a', name: 'A', type: 'number' }
  const bare = { id, unique_name, name, fields: [field] }
  const nothing = { description: null, unique_keys: null, status: null, scope: null, creator: null }
  const empty = { ...bare, ...nothing, fields: [{ ...field, mandatory: null, masked: null, default_value: null }] }
  for (const item of [bare, empty]) {
    const transport = transportOf(() => answer(200, { data: [item] }))
    const live = await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchLive([])
    const fields = new Map([['a', { name: 'A', type: 'number', mandatory: false, masked: false }]])
    expect(live.bystanders).toEqual([])
    expect(live.catalog.get('bare')).toEqual({ unique_name, name, description: '', unique_keys: [], fields })
    expect(live.identities.get('bare')).toEqual({ id, fields: new Map([['a', '2']]), status: 'unknown' })
  }
})

test('the rows of a lease are found beside what cannot be read, and refused where they cannot be', async () => {
  const unreadable = (unique_name: string) => wireDatastore(unique_name, '9', { fields: 'none' })
  const described = (...data: readonly object[]) =>
    connectLeaseRows(
      openOrg(targetOf(), depsOf({ transport: transportOf(() => answer(200, { data })) })),
    ).describeMeta()
  const meta = wireDatastore(META_NAME, '8')
  expect((await described(unreadable('a_foreign'), meta))?.unique_name).toBe(META_NAME)
  const error = await thrownBy(() => described(unreadable(META_NAME), wireDatastore('a', '8')))
  expect([error.code, error.message]).toEqual(['LE106', expect.stringContaining('it has no list of fields')])
})

test('what is sent asks for JSON, names the tool, and says that what it sends is JSON', async () => {
  const transport = transportOf(() => answer(200, { data: wireDatastore('empdir') }))
  const cliq = connectCliq(openOrg(targetOf(), depsOf({ transport })))
  const identity = { id: '1', fields: new Map([['a', '2']]), status: 'enabled' }
  const fields = new Map([['a', { name: 'A', type: 'number', mandatory: false, masked: false } as const]])
  const definition = { unique_name: 'a', name: 'A', description: '', fields, unique_keys: [] }
  await cliq.send({ call: 'create-datastore', datastore: 'a', definition })
  await cliq.send({ call: 'edit-datastore', datastore: 'a', set: { name: 'B' } }, identity)
  await cliq.send({ call: 'add-fields', datastore: 'a', fields }, identity)
  await cliq.send({ call: 'edit-fields', datastore: 'a', fields: new Map([['a', { name: 'B' }]]) }, identity)
  await cliq.write({ call: 'insert-record', datastore: 'a', values: { a: '1' } })
  await cliq.write({ call: 'update-record', datastore: 'a', id: '1', values: { a: '1' } })
  for (const { headers } of transport.requests)
    expect([headers['accept'], headers['user-agent']]).toEqual(['application/json', 'cliq-ds/test'])
  expect(transport.requests.map(each => [each.method, each.headers['content-type']])).toEqual([
    ['POST', 'application/json'],
    ['PATCH', 'application/json'],
    ['POST', 'application/json'],
    ['PATCH', 'application/json'],
    ['POST', 'application/json'],
    ['PATCH', 'application/json'],
  ])
})
