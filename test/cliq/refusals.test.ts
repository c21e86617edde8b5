import nock from 'nock'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { connectCliq, openOrg, readsOf } from '../../src/cliq/connect.ts'
import { betrays, hushed } from '../../src/cliq/credentials.ts'
import { openTransport } from '../../src/cliq/transport.ts'
import { performRead } from '../../src/cliq/reads.ts'
import { performWrite } from '../../src/cliq/writes.ts'
import { codeFacts } from '../../src/core/codes/codes.ts'
import { cliqCode } from '../../src/core/codes/cliqCodes.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { OPERATIONS } from '../../src/core/model/operations.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import type { Io } from '../../src/terminal/io.ts'
import { runExplain } from '../../src/terminal/run/explain.ts'
import { DOCUMENTED, expectedOf, REQUESTS } from './documented.ts'
import { answer, CANARY, depsOf, targetOf, transportOf, wireDatastore } from './virtual.ts'

beforeAll(() => nock.disableNetConnect())
afterEach(() => nock.cleanAll())
afterAll(() => nock.restore())

/** What the client makes of an answer: `not-done`, `unknown`, `done` or `thrown`, and its problem. */
async function outcomeOf(
  operation: Operation,
  status: number,
  body: string | object,
  headers = {},
  hidden: string[] = [],
) {
  const request = REQUESTS[operation]
  const { method, writes } = OPERATIONS[operation]
  const scope = nock('https://cliq.zoho.eu')
    .intercept(`/api/v3${request.path}`, method)
    .query(request.query)
    .matchHeader('authorization', `Zoho-oauthtoken ${CANARY.token}`)
    .reply(status, body, { 'content-type': 'application/json', ...headers })
  const deps = depsOf({ transport: openTransport() })
  const wire = openOrg(targetOf(), deps).wire
  try {
    if (writes) {
      const outcome = await performWrite(wire, request, expectedOf(operation), hidden)
      return { kind: outcome.kind, problem: 'problem' in outcome ? outcome.problem : undefined, calls: scope.isDone() }
    }
    await performRead(wire, request, () => undefined, readsOf(targetOf(), deps))
    return { kind: 'done' }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { kind: 'thrown', problem: error.problems[0], calls: scope.isDone() }
  }
}

// "One or more fields": a part may have been done.
const PARTIAL = new Set(['datastore_field_update_failed', 'bulk_record_update_failed'])

function expectReadable(problem: Problem | undefined): void {
  expect(codeFacts(problem?.code ?? '')).toBeDefined()
  expect(problem?.hint ?? '').not.toBe('')
  expect(problem?.message ?? '.').not.toMatch(/\.$|^[A-Z](?!liq)/u)
}

for (const [operation, codes] of Object.entries(DOCUMENTED) as [Operation, readonly string[]][])
  for (const code of codes)
    test(`${operation} refused as ${code} is told in Cliq's words, and does nothing twice`, async () => {
      const message = `Cliq's own words of ${code}.`
      const { kind, problem } = await outcomeOf(operation, 400, { code, message })
      expect(kind).toBe(!OPERATIONS[operation].writes ? 'thrown' : PARTIAL.has(code) ? 'unknown' : 'not-done')
      expect(problem?.code).toMatch(/^RF1/u)
      expect(problem?.message).toContain(`"Cliq's own words of ${code}" (${code})`)
      expect(problem?.message).toContain(operation)
      expectReadable(problem)
    })

const envelopes: readonly [string, object][] = [
  ['code and message', { code: 'datastore_invalid', message: 'no' }],
  ['under error', { error: { code: 'datastore_invalid', message: 'no' } }],
  ['a title with details', { error: { title: 'datastore_invalid', details: { message: 'no' } } }],
  ['an error string', { error: 'datastore_invalid', error_description: 'no' }],
]
for (const [name, body] of envelopes)
  test(`a refusal is understood as ${name}`, async () => {
    const { kind, problem } = await outcomeOf('datastores.create', 400, body)
    expect([kind, problem?.code, problem?.message]).toEqual([
      'not-done',
      'RF107',
      'Cliq refuses datastores.create: "no" (datastore_invalid)',
    ])
  })

const statuses: readonly [status: number, body: string | object, kind: string, code: string][] = [
  [400, { message: 'The request cannot be performed.' }, 'unknown', 'RF119'],
  [400, { code: 'not_in_any_table', message: 'no' }, 'unknown', 'RF119'],
  [400, '<html>no</html>', 'unknown', 'RF119'],
  [401, { message: 'Request was rejected because of invalid AuthToken.' }, 'thrown', 'AU101'],
  [401, { code: 'oauthtoken_scope_invalid', message: 'no' }, 'thrown', 'AU102'],
  [403, { code: 'oauthtoken_scope_invalid', message: 'no' }, 'thrown', 'AU102'],
  [403, { message: 'The user does not have enough permission.' }, 'not-done', 'RF103'],
  [404, '<html>not here</html>', 'unknown', 'RF119'],
  [405, { message: 'no' }, 'unknown', 'RF119'],
  [406, { message: 'no' }, 'unknown', 'RF119'],
  [500, { message: 'no' }, 'unknown', 'NT105'],
  [502, '<html>gateway</html>', 'unknown', 'NT105'],
  [302, '', 'unknown', 'NT107'],
  [307, '', 'unknown', 'NT107'],
  [200, '<html>login</html>', 'unknown', 'NT106'],
  [200, '', 'unknown', 'NT106'],
  [202, { data: {} }, 'unknown', 'NT106'],
  [200, { code: 'datastore_invalid', message: 'no' }, 'unknown', 'RF107'],
  [200, { message: 'not today' }, 'unknown', 'RF119'],
  [200, { code: 'oauthtoken_invalid', message: 'no' }, 'thrown', 'AU101'],
  [200, { error: { code: 'oauthtoken_scope_invalid' } }, 'thrown', 'AU102'],
]
for (const [status, body, kind, code] of statuses)
  test(`a write answered with ${status} ${JSON.stringify(body)} is ${kind}`, async () => {
    const found = await outcomeOf('datastores.create', status, body, { location: 'https://evil.example/' })
    expect([found.kind, found.problem?.code]).toEqual([kind, code])
    expectReadable(found.problem)
  })

test('a delete is done by 204, by an empty 200 and by a lone Response Code, and by nothing else', async () => {
  const kinds = []
  for (const [status, body] of [
    [204, ''],
    [200, ''],
    [200, { 'Response Code': '204' }],
    [200, { data: [] }],
    [201, ''],
  ] as const)
    kinds.push((await outcomeOf('datastores.delete', status, body)).kind)
  expect(kinds).toEqual(['done', 'done', 'done', 'unknown', 'unknown'])
})

test.each(Object.entries(DOCUMENTED).flatMap(([operation, codes]) => codes.map(code => [operation, code] as const)))(
  'what explain says of %s refused as %s has a cause and a next command',
  async (_, code) => {
    const written: string[] = []
    const out = { write: (text: string) => written.push(text) }
    await runExplain({ out, env: {}, argv: [] } as unknown as Io, code)
    const { code: ours = '', why = '' } = cliqCode(code) ?? {}
    // As one line, since texts keep to the width of a terminal.
    const said = written.join('').replaceAll(/\s+/gu, ' ')
    expect(said).toContain(`${code} reported as ${ours}, `)
    expect(said).toContain(` Why ${why} `)
    expect(written.join('')).toMatch(/\nNext {2}cliq-ds \S/u)
  },
)

test('a datastore that is gone is known by either code that the document lists for it', async () => {
  for (const code of DOCUMENTED['datastores.get']) {
    const transport = transportOf(() => answer(404, { code, message: 'no' }))
    expect(await connectCliq(openOrg(targetOf(), depsOf({ transport }))).fetchDatastore('7')).toBe(undefined)
  }
})

test('a refusal that speaks of the scope of a datastore is no lack of a scope', async () => {
  const body = { code: 'datastore_access_denied', message: 'Its scope is personal' }
  expect((await outcomeOf('datastores.edit', 403, body)).problem?.code).toBe('RF103')
  expect((await outcomeOf('datastores.edit', 403, { message: 'Scope mismatch' })).problem?.code).toBe('AU102')
})

test('a scope error names the scope and the operation', async () => {
  const { problem } = await outcomeOf('fields.delete', 403, { code: 'oauthtoken_scope_invalid', message: 'no' })
  expect(problem?.message).toBe('the token lacks the scope ZohoCliq.Datastores.UPDATE, which fields.delete needs')
})

test('neither tokens nor hidden values come back in what Cliq says', async () => {
  const message = `"hidden-value" of ${CANARY.token} and ${Buffer.from(CANARY.token).toString('base64')} is wrong`
  const { problem } = await outcomeOf('fields.add', 400, { code: 'datastore_fields_invalid_value', message }, {}, [
    'hidden-value',
  ])
  expect(problem?.message).toContain('"[redacted]" of [redacted] and [redacted] is wrong')
  const short = await outcomeOf(
    'fields.add',
    400,
    { code: 'datastore_invalid', message: 'The default 42 is wrong' },
    {},
    ['42'],
  )
  expect(short.problem?.message).toBe('Cliq refuses fields.add: (datastore_invalid)')
})

test('where one secret begins another nothing of the longer one is left, in whichever order they are known', () => {
  for (const secrets of [
    ['abcdefg', 'abcdefgh-tail'],
    ['abcdefgh-tail', 'abcdefg'],
  ]) {
    expect(hushed('x abcdefgh-tail y abcdefg z', secrets)).toBe('x [redacted] y [redacted] z')
    expect(betrays('x abcdefg', secrets)).toBe(true)
  }
  expect([hushed('x 12345 y', ['12345']), betrays('12345', ['12345'])]).toEqual(['', false])
  expect([hushed('x 123456 y', ['123456']), betrays('123456', ['123456'])]).toEqual(['x [redacted] y', true])
  expect(hushed('nothing of it', ['12345', '123456'])).toBe('nothing of it')
})

test('a read from where there is no API says that the URL is wrong', async () => {
  const { problem } = await outcomeOf('datastores.list', 404, '<html>not here</html>')
  expect([problem?.code, problem?.message]).toEqual(['CF804', 'there is no Cliq API at cliq.zoho.eu/api/v3 (HTTP 404)'])
})

test('a datastore is gone by a 404 in words alone when the listing lacks it too, and not by a page of somebody else', async () => {
  const found = async (body: string | object, listed: object) => {
    nock('https://cliq.zoho.eu').get('/api/v3/datastores/227828000000132001').reply(404, body)
    nock('https://cliq.zoho.eu').get('/api/v3/datastores').query(true).reply(200, listed)
    const cliq = connectCliq(openOrg(targetOf(), depsOf({ transport: openTransport() })))
    return (await cliq.fetchDatastore('227828000000132001'))?.datastore.unique_name
  }
  const others = { data: [wireDatastore('other', '227828000000132002')] }
  for (const said of [
    { message: 'Datastore not found' },
    { error: { title: 'Not there', details: { message: 'x' } } },
  ]) {
    expect(await found(said, others)).toBeUndefined()
    expect(await found(said, { data: [wireDatastore('empdir')] })).toBe('empdir')
  }
  await expect(found({ message: 'No' }, { data: [{ unique_name: 'broken' }] })).rejects.toMatchObject({ code: 'NT106' })
  await expect(found('<html>Not Found</html>', others)).rejects.toMatchObject({ code: 'CF804' })
})
