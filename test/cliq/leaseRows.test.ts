import { expect, test } from 'vitest'

import { openOrg } from '../../src/cliq/connect.ts'
import { bookHandedOver, heeding } from '../../src/cliq/handover.ts'
import { memoryLedger } from '../../src/cliq/inMemory.ts'
import { connectLeaseRows } from '../../src/cliq/leaseRows.ts'
import type { HttpReply } from '../../src/cliq/transport.ts'
import { intentValues, META, META_NAME } from '../../src/core/pace/leaseRows.ts'
import { bookNameOf } from '../../src/cliq/tokens.ts'
import { answer, depsOf, targetOf, thrownBy, transportOf, virtualClock, wireDatastore } from './virtual.ts'

const gone = (code: string) => answer(code === 'operation_failed' ? 500 : 404, { code, message: 'Cliq says no' })
const rowsOf = (...ids: readonly string[]) =>
  answer(200, { list: ids.map(id => ({ id, kind: 'apply', added_time: '1800000000000' })) })

/** The rows of the lease of an org with this prefix that answers so. */
function reached(reply: (path: string, method: string) => HttpReply, prefix = '') {
  const transport = transportOf(({ url, method }) => reply(url.pathname.split('/api/v3/')[1] ?? '', method))
  return { rows: connectLeaseRows(openOrg(targetOf({ prefix }), depsOf({ transport }))), transport }
}

test('a datastore that a listing knows and a read does not is empty, and any other no ends the run', async () => {
  expect(await reached(() => gone('datastore_not_found')).rows.list()).toEqual([])
  expect((await thrownBy(() => reached(() => gone('datastore_access_denied')).rows.list())).code).not.toBe('LE106')
  expect((await reached(() => rowsOf('1', '2')).rows.list()).map(each => [each.id, each.addedAt])).toEqual([
    ['1', 1_800_000_000_000],
    ['2', 1_800_000_000_000],
  ])
})

test('leases of other prefixes are read as far as they can be, and their refusal stops nothing', async () => {
  const { rows, transport } = reached(path =>
    path.includes('b_') ? gone('datastore_access_denied') : rowsOf(path.includes('long_') ? '9' : '1'),
  )
  expect(
    (await rows.listOthers(['a_cliqds_meta', 'b_cliqds_meta', 'long_name_cliqds_meta'])).map(each => each.id),
  ).toEqual(['1', '9'])
  expect(transport.requests).toHaveLength(3)
  expect((await rows.listOthers(['a_cliqds_meta']))[0]?.addedAt).toBe(1_800_000_000_000)
  expect(await rows.listOthers([])).toEqual([])
  const dead = reached(() => answer(401, { code: 'oauthtoken_invalid', message: 'no' }))
  expect((await thrownBy(() => dead.rows.listOthers(['a_cliqds_meta']))).code).toMatch(/^AU/u)
})

test('its name with the prefix fits, or is refused with its length before anything is sent', async () => {
  const named = (length: number) => reached(() => rowsOf(), 'p'.repeat(length - META_NAME.length)).rows
  const most = Array.from({ length: 200 }, (_, at) => at + 12).filter(length => {
    try {
      return named(length) !== undefined
    } catch {
      return false
    }
  })
  const limit = Math.max(...most)
  expect(most).toHaveLength(limit - 11)
  const error = await thrownBy(async () => named(limit + 1))
  expect([error.code, error.message]).toEqual([
    'LE106',
    expect.stringContaining(`has ${limit + 1} characters, limit ${limit}`),
  ])
})

test('a meta datastore that was made is believed only where it is ours', async () => {
  const fields = [...META.fields].map(([unique_name, each], at) => ({ ...each, unique_name, id: String(100 + at) }))
  const made = (more: object) => wireDatastore(META_NAME, '8', { fields, unique_keys: [['kind', 'seq']], ...more })
  const kind = async (more: object) => (await reached(() => answer(200, { data: made(more) })).rows.createMeta()).kind
  expect(await kind({})).toBe('done')
  expect(await kind({ unique_name: 'another' })).toBe('unknown')
  expect(await kind({ unique_keys: [['kind']] })).toBe('unknown')
  const refused = await reached(() =>
    answer(409, { code: 'datastore_name_already_exists', message: 'x' }),
  ).rows.createMeta()
  expect(refused).toMatchObject({ kind: 'not-done' })
})

test('how long a lease was in counts the time that reading the others took', async () => {
  const clock = virtualClock()
  await clock.sleep(3_000)
  const kept = memoryLedger()
  const ledger: typeof kept = {
    change: async (account, decide) => {
      await clock.sleep(1)
      return kept.change(account, decide)
    },
  }
  const target = targetOf()
  const records = [
    {
      id: '5',
      values: intentValues({
        owner: 'a'.repeat(32),
        seq: 1,
        digest: 'x',
        sends: { operation: 'fields.add', calls: 1 },
      }),
      addedAt: 1_000_000,
    },
  ]
  const rows = {
    listOthers: async () => {
      await clock.sleep(7_000)
      return records
    },
  }
  const heed = heeding(target, depsOf({ clock, ledger }), rows, ['a_cliqds_meta'])
  const row = {
    id: '1',
    owner: 'f'.repeat(32),
    beat: 0,
    ttlMs: 900_000,
    since: 0,
    who: 'w',
    run: '',
    addedAt: 1_020_000,
  }
  await heed({ leases: [], intents: [], lockOuts: [] }, { row, inMs: 500, tookOver: false })
  const ended = clock.now()
  const sentAt = await kept.change(bookNameOf(target), book => ({
    book,
    found: book.calls.find(call => call.operation === 'fields.add')?.sentAt,
  }))
  // 20 s by Cliq's clock, and 7.5 s since then, less what may lie between an intent and its call.
  expect(ended - (sentAt ?? 0)).toBe(20_000 + 7_500 - 2_500)
})

test('what gives a lease back goes on after an interrupt, and nothing else does', async () => {
  const listed = async (isUnstoppable: boolean) => {
    const transport = transportOf((_, index) => (index === 0 ? answer(503, 'busy') : rowsOf('1')))
    const org = openOrg(targetOf(), depsOf({ transport, signal: AbortSignal.abort(new Error('interrupted')) }))
    return (await connectLeaseRows(org, { isUnstoppable }).list()).length
  }
  expect(await listed(true)).toBe(1)
  await expect(listed(false)).rejects.toThrow('interrupted')
})

test('what others spent is written once, and a run that is known here already is passed over', async () => {
  const ledger = memoryLedger()
  const clock = virtualClock()
  const target = targetOf()
  const deps = { ledger, clock }
  const read = () => ledger.change(bookNameOf(target), book => ({ book, found: book }))
  const handed = (owner: string, agoMs = 5_000, leftMs = 30_000.5) => ({
    calls: [{ id: `intent ${owner}`, owner, operation: 'fields.add' as const, agoMs }],
    lockOuts: [{ owner, buckets: ['fields.edit'], leftMs, ms: 60_000 }],
  })
  const now = clock.now()
  await bookHandedOver(target, deps, undefined, handed('a'))
  const first = await read()
  expect(first.calls).toEqual([
    { id: 'intent a', operation: 'fields.add', sentAt: now - 5_000, repliedAt: now - 5_000 },
  ])
  expect([first.lockOuts, first.trials]).toEqual([
    { 'fields.edit': now + 30_001 },
    { 'fields.edit': { until: now + 30_001, ms: 60_000 } },
  ])
  expect([first.owners, first.since]).toEqual([{}, now])
  // A later reading knows the ages better, and a lock-out never gets shorter.
  await bookHandedOver(target, deps, 'me', handed('a', 4_000, 10_000))
  const again = await read()
  expect(again.calls.map(each => each.sentAt)).toEqual([now - 4_000])
  expect([again.lockOuts, again.owners]).toEqual([{ 'fields.edit': now + 30_001 }, { me: now }])
  await bookHandedOver(target, deps, undefined, handed('me', 1_000, 90_000))
  const ours = await read()
  expect([ours.calls, ours.lockOuts]).toEqual([[], { 'fields.edit': now + 30_001 }])
  // Whoever had a lease more than a day ago is forgotten.
  const kept = async (agoMs: number) => {
    await ledger.change(bookNameOf(target), book => ({ book: { ...book, owners: { old: now - agoMs } }, found: 0 }))
    await bookHandedOver(target, deps, undefined, { calls: [], lockOuts: [] })
    return Object.keys((await read()).owners)
  }
  const day = 86_400_000
  expect([await kept(day - 1), await kept(day), await kept(day + 1)]).toEqual([['old'], [], []])
})
