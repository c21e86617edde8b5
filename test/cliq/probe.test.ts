import { openOrg } from '../../src/cliq/connect.ts'
import { expect, onTestFinished, test } from 'vitest'

import { performProbe } from '../../src/cliq/probe.ts'
import type { Transport } from '../../src/cliq/transport.ts'
import { PROBE_MARK } from '../../src/core/model/probe.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { EmulatorOptions } from '../../src/emulator/options.ts'
import { depsOf, targetOf, thrownBy, virtualClock } from './virtual.ts'

const CALL_MS = 300

/** An org with these options, to be probed in virtual time; `before` comes first in each call. */
async function org(options: EmulatorOptions = {}, before: (method: string, path: string) => void = () => undefined) {
  const clock = virtualClock()
  const emulator = await startEmulator({ limits: true, now: clock.now, ...options })
  onTestFinished(() => emulator.close())
  const transport: Transport = {
    async exchange({ method, url, headers, body }) {
      before(method, url.pathname)
      await clock.sleep(CALL_MS / 2)
      const request = { method, url: url.pathname + url.search, headers, ...(body !== undefined && { body }) }
      const { status, body: answer, headers: told } = await emulator.handle(request)
      await clock.sleep(CALL_MS / 2)
      return { kind: 'answer', status, headers: told, body: Buffer.from(answer) }
    },
  }
  const deps = { ...depsOf({ clock }), transport }
  const target = targetOf({ apiUrl: emulator.apiUrl, accountsUrl: emulator.accountsUrl })
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: 'Zoho-oauthtoken a-person', 'content-type': 'application/json' }
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    return JSON.parse((await emulator.handle({ method, url: `/api/v3${path}`, headers, ...text })).body) as {
      readonly data: { readonly length?: number }
    }
  }
  return { emulator, deps, call, probe: () => performProbe(openOrg(target, deps)) }
}

async function answersOf(options: EmulatorOptions) {
  const { probe } = await org(options)
  const { report } = await probe()
  const of = (question: string) => report.answers.find(each => each.question === question)
  return { of, report }
}

test('a probe asks every question without a single throttle, and leaves nothing behind', async () => {
  const { probe, emulator, call } = await org()
  const { report, leftBehind } = await probe()
  expect(leftBehind).toBeUndefined()
  expect(new Set(report.answers.map(each => each.question)).size).toBe(21)
  expect(report.answers.filter(each => /not (?:asked|measured|known|seen)/u.test(each.found))).toEqual([])
  expect(emulator.requests.filter(each => each.status === 429)).toEqual([])
  expect(report.calls).toBe(emulator.requests.length)
  expect((await call('GET', '/datastores')).data.length).toBe(0)
})

test.each([
  ['a masked value is starred', 'masked', { secretValues: 'starred' }, 'starred'],
  ['lists show no times', 'added-time', { listedTimes: 'absent' }, 'not shown'],
  ['lists show times', 'added-time', { listedTimes: 'shown' }, 'shown'],
  ['numbers stay as they came', 'numbers', { numbers: 'verbatim' }, '007 as 007'],
  ['decimals are refused', 'numbers', { decimals: 'refused' }, '1.50 refused'],
  ['extra keys are passed over', 'extra-keys', { extraKeys: 'ignored' }, 'accepted'],
  ['unique keys are absent', 'unique-keys', { uniqueKeys: 'absent' }, 'absent'],
  ['unique keys are racy', 'unique-keys', { uniqueKeys: 'racy' }, 'broken in 3 of 3 races'],
  ['mandatory values are wanted again', 'mandatory', { mandatoryOnUpdate: 'resent' }, 'refused'],
  ['a token comes on every full page', 'paging', { nextToken: 'full-page' }, 'one on a full page'],
  ['no token ever comes', 'paging', { nextToken: 'never' }, 'no next_token where more follows'],
  ['rows stand under another key', 'paging', { listKey: 'records' }, 'rows under records'],
  ['a delete answers with 200', 'no-content', { noContent: '200-code' }, 'HTTP 200'],
  ['old rows hold the default', 'added-field', { addedField: 'type-default' }, '"0"'],
  ['reserved names are none', 'reserved-names', { reservedNames: [] }, 'accepted'],
  ['a batch is done in part', 'field-batches', { fieldBatches: 'partial' }, 'the right part of it was done'],
  ['caps are enforced', 'type-caps', { typeCaps: 'enforced' }, 'refused'],
  ['rows may break a new key', 'broken-key', { brokenUniqueKey: 'ignored' }, 'accepted'],
  ['a keyed field may go', 'keyed-field', { keyedFieldDelete: 'allowed' }, 'accepted'],
  ['the last field may go', 'last-field', { lastFieldDelete: 'allowed' }, 'accepted'],
] as const)('where %s the probe says so', async (_law, question, switches, found) => {
  expect((await answersOf({ switches })).of(question)?.found).toContain(found)
})

test('a read lag is measured to a look, the setting for it is named, and no other answer suffers from it', async () => {
  const { of, report } = await answersOf({ switches: { readLagMs: 2_000 } })
  const swift = await answersOf({})
  const but = (each: typeof report) => each.answers.filter(({ question }) => question !== 'read-lag')
  expect(but(report)).toEqual(but(swift.report))
  expect(report.lagMs).toBeGreaterThanOrEqual(1_800)
  expect(report.lagMs).toBeLessThanOrEqual(3_000)
  expect(of('read-lag')?.setting).toMatch(/^consistency: \{ settleMs: [4-6]000 \}$/u)
})

test('what an earlier probe left goes first; a namesake of others stays, and ends the probe', async () => {
  const field = { unique_name: 'a', name: 'A', type: 'number' }
  const body = { unique_name: 'cliqds_probe', name: 'Probe', fields: [field] }
  const left = await org()
  await left.call('POST', '/datastores', { ...body, description: PROBE_MARK })
  expect((await left.probe()).leftBehind).toBeUndefined()
  expect((await left.call('GET', '/datastores')).data.length).toBe(0)
  const foreign = await org()
  await foreign.call('POST', '/datastores', { ...body, description: 'Of somebody' })
  expect((await thrownBy(foreign.probe)).code).toBe('DR201')
  expect((await foreign.call('GET', '/datastores')).data.length).toBe(1)
})

test('a probe that is interrupted removes its datastore all the same', async () => {
  const controller = new AbortController()
  let inserts = 0
  const { probe, deps, call } = await org({}, method => {
    if (method === 'POST' && (inserts += 1) === 5) controller.abort(130)
  })
  Object.assign(deps, { signal: controller.signal })
  await expect(probe()).rejects.toBe(130)
  expect((await call('GET', '/datastores')).data.length).toBe(0)
})

test('what cannot be removed is told, and a missing scope leaves the other questions', async () => {
  const { probe, emulator } = await org()
  emulator.fault({ operation: 'datastores.delete', kind: 'refuse', times: 9 })
  emulator.fault({ operation: 'records.bulkUpdate', kind: 'refuse', status: 403, code: 'oauthtoken_scope_invalid' })
  const { report, leftBehind } = await probe()
  expect(leftBehind?.code).toBe('DR203')
  expect(report.answers.find(each => each.question === 'no-match')?.found).toContain('ZohoCliq.DatastoreRecords.UPDATE')
})
