import { expect, test } from 'vitest'
import type { LimitOptions, Misreading, Switches } from '../../src/emulator/options.ts'
import { created, empdir, list, org, text } from './org.ts'

const RECORDS = '/datastores/empdir/records'

async function made(switches: Partial<Switches> = {}) {
  const started = await org({ switches })
  return { ...started, ...(await created(started.call)) }
}

test.each<[Switches['texts'], string]>([
  ['verbatim', ' e\u0301\r\n'],
  ['trimmed', 'e\u0301'],
  ['normalised', '\u00e9'],
])('texts are kept %s', async (texts, kept) => {
  const { call, id } = await made({ texts })
  const sent = ' e\u0301\r\n'
  const edited = await call('PATCH', `/datastores/${id}`, { description: sent })
  expect(edited.body['data']?.['description']).toBe(kept)
  const row = await call('POST', RECORDS, { values: { empid: 1, notes: sent } })
  expect(row.body['data']?.['notes']).toBe(kept)
})

test.each<[Switches['secretValues'], unknown]>([
  ['clear', 'abc6'],
  ['starred', '*****'],
  ['crossed', 'XXXXX'],
  ['dotted', '•••••'],
  ['last-sign', '****6'],
  ['absent', undefined],
])('hidden values are shown %s', async (secretValues, shown) => {
  const { call } = await made({ secretValues })
  const row = await call('POST', RECORDS, { values: { empid: 1, secret: 'abc6' } })
  expect(row.body['data']?.['secret']).toBe(shown)
  expect(list((await call('GET', RECORDS)).body['list'])[0]?.['secret']).toBe(shown)
})

test('a field may be shown with a type that nobody knows, and no keys with no word of them', async () => {
  const { call } = await made({ shownTypes: { 'empdir.notes': 'date' }, noKeys: 'absent' })
  const [shown] = list((await call('GET', '/datastores')).body['data'])
  expect(list(shown?.['fields']).find(each => text(each['unique_name']) === 'notes')?.['type']).toBe('date')
  const other = await call('POST', '/datastores', empdir({ unique_name: 'b', unique_keys: [] }))
  expect(Object.keys(other.body['data'] ?? {})).not.toContain('unique_keys')
  expect(Object.keys(shown ?? {})).toContain('unique_keys')
})

test.each([
  [{}, 415],
  [{ contentType: 'any' }, 200],
] as const)('a body that is not said to be JSON, with %o, is answered with %s', async (switches, status) => {
  const { call } = await made(switches)
  const row = { values: { empid: 7 } }
  expect((await call('POST', RECORDS, row, { 'content-type': 'text/plain' })).status).toBe(status)
})

test.each<[Misreading, (ids: readonly string[]) => readonly string[]]>([
  ['cut', ids => ids.slice(0, 2)],
  ['empty', () => []],
  ['doubled', ids => ids.flatMap(id => [id, id])],
  ['reversed', ids => ids.toReversed()],
  ['bare', ids => ids],
])('a misreading of the kind %s strikes one listing, and looks like any other answer', async (reading, wrong) => {
  const { call, emulator } = await made()
  for (let empid = 1; empid <= 4; empid += 1) await call('POST', RECORDS, { values: { empid, notes: `n${empid}` } })
  const shown = async () => list((await call('GET', RECORDS)).body['list'])
  const right = await shown()
  emulator.fault({ kind: 'misread', operation: 'records.list', reading })
  const struck = await shown()
  const ids = right.map(each => text(each['id']))
  expect(struck.map(each => text(each['id']))).toEqual(wrong(ids))
  if (reading === 'bare') expect(Object.keys(struck[0] ?? {}).length).toBe(Object.keys(right[0] ?? {}).length - 1)
  expect(await shown()).toEqual(right)
})

test('rows slide over the edge of a page where tokens mean places, and what was edited last comes first where it does', async () => {
  const { call, clock } = await made({ pageTokens: 'place', listOrder: 'newest-first' })
  const ids: string[] = []
  for (let empid = 1; empid <= 5; empid += 1) {
    clock.now += 1
    ids.push(text((await call('POST', RECORDS, { values: { empid } })).body['data']?.['id']))
  }
  const [first = '', , third = '', fourth = '', fifth = ''] = ids
  const page = await call('GET', `${RECORDS}?limit=2`)
  expect(list(page.body['list']).map(each => text(each['id']))).toEqual([fifth, fourth])
  clock.now += 1
  await call('PATCH', `${RECORDS}/${first}`, { values: { notes: 'edited' } })
  const next = await call('GET', `${RECORDS}?limit=2&next_token=${encodeURIComponent(text(page.body['next_token']))}`)
  // What was edited went up, so another comes again.
  expect(list(next.body['list']).map(each => text(each['id']))).toEqual([fourth, third])
})

test.each<[NonNullable<LimitOptions['answer']>, number, RegExp]>([
  ['400-threshold', 400, /Threshold limit/],
  ['403-locked', 403, /locked out/],
  ['503-page', 503, /<h1>Rate limit exceeded/],
  ['200-page', 200, /<h1>Rate limit exceeded/],
])('a call too many may be answered as %s', async (answer, status, words) => {
  const { emulator } = await org({ limits: { answer, limits: { 'datastores.list': 1 }, retryAfter: 'seconds' } })
  const ask = () =>
    emulator.handle({ method: 'GET', url: '/api/v3/datastores', headers: { authorization: 'Bearer t' } })
  expect((await ask()).status).toBe(200)
  const refused = await ask()
  expect([refused.status, words.test(refused.body), refused.headers['retry-after']]).toEqual([status, true, '300'])
})
