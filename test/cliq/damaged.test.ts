import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { connectCliq, openOrg } from '../../src/cliq/connect.ts'
import { Failure } from '../../src/core/model/failure.ts'
import type { Live } from '../../src/core/model/live.ts'
import type { Step } from '../../src/core/model/step.ts'
import type { HttpReply } from '../../src/cliq/transport.ts'
import { gateLine } from '../gateLine.ts'
import { depsOf, targetOf, transportOf, wireDatastore } from './virtual.ts'

const ID = '227828000000132001'
const identity = { id: ID, fields: new Map([['notes', '8']]), status: 'enabled' }
const field = { name: 'A', type: 'number', mandatory: false, masked: false } as const
const whole = JSON.stringify({ url: '/x', type: 'datastore', data: wireDatastore('empdir') })

const steps: readonly Step[] = [
  {
    call: 'create-datastore',
    datastore: 'empdir',
    definition: { unique_name: 'empdir', name: 'A', description: '', fields: new Map([['x', field]]), unique_keys: [] },
  },
  { call: 'edit-datastore', datastore: 'empdir', set: { name: 'B' } },
  { call: 'add-fields', datastore: 'empdir', fields: new Map([['x', field]]) },
  { call: 'edit-fields', datastore: 'empdir', fields: new Map([['notes', { name: 'B' }]]) },
]
const deletes: readonly Step[] = [
  { call: 'delete-fields', datastore: 'empdir', fields: ['notes'] },
  { call: 'delete-datastore', datastore: 'empdir' },
]

function without(...keys: readonly string[]): object {
  const copy = structuredClone(JSON.parse(whole)) as {
    data: Record<string, unknown> & { fields: Record<string, unknown>[] }
  }
  for (const key of keys) {
    delete copy.data[key]
    if (copy.data.fields?.[0] !== undefined) delete copy.data.fields[0][key.replace('field.', '')]
  }
  return copy
}

const set = (more: object) => ({ data: wireDatastore('empdir', ID, more) })

/** Bodies that are not the documented answer, whatever the status. */
const BODIES: readonly (string | Buffer)[] = [
  ...[1, 2, 10, 40, 120, whole.length - 3, whole.length - 1].map(length => whole.slice(0, length)),
  '<html><body>502 Bad Gateway</body></html>',
  'null',
  'true',
  '42',
  '"text"',
  '[]',
  '{}',
  '{"data":null}',
  '{"data":[]}',
  '{"data":{}}',
  '{"data":"empdir"}',
  '{"data":[[]]}',
  '{"error":{}}',
  '{"code":"datastore_invalid","message":"no"}',
  '{"__proto__":{"data":{}}}',
  `${whole}${whole}`,
  `\u0000${whole}`,
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  `{"data":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
  Buffer.concat([Buffer.from(whole.slice(0, -3)), Buffer.from([0xff, 0xfe]), Buffer.from('"}}')]),
  Buffer.from(whole, 'utf16le'),
  ...['id', 'unique_name', 'name', 'fields', 'field.type', 'field.id'].map(key => JSON.stringify(without(key))),
  ...[
    { id: '12a' },
    { id: 1.5 },
    { id: null },
    { id: '99' },
    { unique_name: '' },
    { fields: {} },
    { fields: [null] },
    { fields: [{ id: '1', unique_name: 'a', name: 'A', type: 'date' }] },
    { fields: [{ id: '1', unique_name: 'a', name: 'A', type: 'number', mandatory: 'maybe' }] },
    { fields: [{ id: '1', unique_name: 'a', name: 'A', type: 'number', default_value: {} }] },
    { unique_keys: 'empid' },
    { unique_keys: [['gone']] },
    { unique_keys: [[]] },
  ].map(more => JSON.stringify(set(more))),
]

function replyOf(status: number, body: string | Buffer): HttpReply {
  return { kind: 'answer', status, headers: {}, body: Buffer.from(body) }
}

const STATUSES = [200, 201, 203, 206, 299]
const ODD_STATUSES = [0, 100, 204, 301, 304, 400, 418, 499, 500, 503, 599]

test('damaged replies to writes are never a success and never a crash', async () => {
  let count = 0
  const taken: string[] = []
  for (const step of steps)
    for (const status of [...STATUSES, ...ODD_STATUSES])
      for (const body of BODIES) {
        // A refusal in full is a refusal under a status that says so.
        if (status >= 400 && String(body).includes('datastore_invalid')) continue
        const cliq = connectCliq(openOrg(targetOf(), depsOf({ transport: transportOf(() => replyOf(status, body)) })))
        const known = step.call === 'create-datastore' ? undefined : identity
        // A create cannot know the id it gets.
        if (step.call === 'create-datastore' && String(body).includes('"id":"99"')) continue
        const outcome = await cliq.send(step, known)
        if (outcome.kind !== 'unknown') taken.push(`${step.call} ${status} ${String(body).slice(0, 80)}`)
        count += 1
      }
  gateLine('G6', count, taken.length, 0)
  expect(taken).toEqual([])
  expect(count).toBeGreaterThanOrEqual(480)
}, 120_000)

test('a whole reply under another status than the documented one is no success', async () => {
  for (const step of steps)
    for (const status of [201, 202, 204, 206, 302, 500]) {
      const cliq = connectCliq(openOrg(targetOf(), depsOf({ transport: transportOf(() => replyOf(status, whole)) })))
      expect((await cliq.send(step, step.call === 'create-datastore' ? undefined : identity)).kind).toBe('unknown')
    }
})

test('damaged replies to deletes are never a success', async () => {
  for (const step of deletes)
    for (const status of [200, 201, 202, 206, 301, 400, 500])
      for (const body of BODIES) {
        if (status >= 400 && String(body).includes('datastore_invalid')) continue
        const cliq = connectCliq(openOrg(targetOf(), depsOf({ transport: transportOf(() => replyOf(status, body)) })))
        expect((await cliq.send(step, identity)).kind).toBe('unknown')
      }
})

function countOf(listed: unknown): number {
  const { catalog, bystanders } = listed as Live
  return catalog.size + bystanders.length
}

test('damaged replies to reads never read as absent, empty or there', async () => {
  for (const status of [200, 201, 204, 302, 400, 403, 404, 500])
    for (const body of BODIES) {
      // An empty list is a good answer to a listing.
      if (isEmptyList(status, String(body))) continue
      const cliq = connectCliq(openOrg(targetOf(), depsOf({ transport: transportOf(() => replyOf(status, body)) })))
      await expect(cliq.fetchDatastore(ID)).rejects.toBeInstanceOf(Failure)
      const listed = await cliq.fetchLive([]).catch((error: unknown) => error)
      // One that cannot be read stands by; one under another id or name is read as what it is.
      const shown = listed instanceof Failure ? 1 : countOf(listed)
      expect(shown, `${status} ${String(body).slice(0, 80)}`).toBe(1)
    }
}, 120_000)

function isEmptyList(status: number, body: string): boolean {
  return status === 200 ? /^\{"data":(?:\[\]|null)\}$/u.test(body) : status === 204 && body === ''
}

const record = JSON.stringify({
  url: '/x',
  type: 'record',
  data: { id: '9', added_time: '1', empid: '7', isactive: true },
})
const RECORD_BODIES: readonly (string | Buffer)[] = [
  ...BODIES,
  ...Array.from(record, (_, length) => record.slice(0, length)).filter(each => each !== ''),
  ...[{}, { id: 'x' }, { id: '8', a: {} }, { id: '8', a: [] }].map(data => JSON.stringify({ data })),
]

function recordsOf(status: number, body: string | Buffer) {
  return connectCliq(openOrg(targetOf(), depsOf({ transport: transportOf(() => replyOf(status, body)) })))
}

test('damaged replies to record calls are never a success, never absent, and never a crash', async () => {
  const wrong: string[] = []
  const datastore = 'empdir'
  for (const status of [200, 201, 404, 500])
    for (const body of RECORD_BODIES) {
      if (String(body).includes('datastore_invalid')) continue
      const cliq = recordsOf(status, body)
      const writes = await Promise.all([
        cliq.write({ call: 'insert-record', datastore, values: { empid: '7' } }),
        cliq.write({ call: 'update-record', datastore, id: '9', values: { empid: '7' } }),
        cliq.write({ call: 'update-records', datastore, criteria: 'empid==7', values: { empid: '8' } }),
        cliq.write({ call: 'delete-records', datastore, ids: ['9'] }),
      ])
      // An empty list is a good answer to a listing.
      const isList = isEmptyList(status, String(body))
      const lists = isList ? [] : [cliq.fetchRecords('empdir', 10), cliq.fetchSelected('empdir', 'empid==7')]
      const reads = await Promise.allSettled([cliq.fetchRecord('empdir', '9'), ...lists])
      const isSound =
        writes.every(each => each.kind === 'unknown') &&
        reads.every(each => each.status === 'rejected' && each.reason instanceof Failure)
      if (!isSound) wrong.push(`${status} ${String(body).slice(0, 80)}`)
    }
  expect(wrong).toEqual([])
}, 120_000)

test('a reply cut at any byte, or with any byte changed, is unknown or the same datastore', async () => {
  const bytes = Buffer.from(whole)
  for (let at = 0; at < bytes.length; at += 1) {
    const cut = transportOf(() => replyOf(200, bytes.subarray(0, at)))
    expect([
      at,
      (await connectCliq(openOrg(targetOf(), depsOf({ transport: cut }))).send(steps[1] as Step, identity)).kind,
    ]).toEqual([at, 'unknown'])
  }
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.option(fc.nat(255)), async (at, byte) => {
      const body = byte === null ? bytes.subarray(0, at) : Buffer.from(bytes)
      if (byte !== null) body[at] = byte
      const cliq = connectCliq(openOrg(targetOf(), depsOf({ transport: transportOf(() => replyOf(200, body)) })))
      const outcome = await cliq.send(steps[1] as Step, identity)
      if (outcome.kind === 'unknown') return
      expect([outcome.kind, outcome.kind === 'done' && outcome.answer?.identity.id]).toEqual(['done', ID])
    }),
    { numRuns: 1_000 },
  )
})
