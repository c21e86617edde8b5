import { expect, onTestFinished, test } from 'vitest'

import { connectCliq, openOrg, readsOf } from '../../src/cliq/connect.ts'
import { memoryLedger, memoryTokens } from '../../src/cliq/inMemory.ts'
import { insertRecord, listDatastores } from '../../src/cliq/requests.ts'
import { asIs, fetchListing } from '../../src/cliq/listing.ts'
import type { Transport } from '../../src/cliq/transport.ts'
import { performWrite, theRecord } from '../../src/cliq/writes.ts'
import type { Datastore, Field } from '../../src/core/model/catalog.ts'
import type { Identity } from '../../src/core/model/live.ts'
import { CALL_MS, WINDOW_MS } from '../../src/core/pace/pace.ts'
import type { Clock, WriteCliq } from '../../src/core/model/ports.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { seeded } from './limiter.ts'
import { answer, CANARY, depsOf, targetOf, virtualClock } from './virtual.ts'

const text = { name: 'A field', type: 'limited-text', mandatory: false, masked: false } as const
const definition = (unique_name: string): Datastore => ({
  unique_name,
  name: 'A store',
  description: 'Of a test',
  fields: new Map<string, Field>([
    ['a', text],
    ['b', { ...text, type: 'number' }],
  ]),
  unique_keys: [['a']],
})

async function created(cliq: WriteCliq, name: string): Promise<Identity> {
  const outcome = await cliq.send({ call: 'create-datastore', datastore: name, definition: definition(name) })
  if (outcome.kind !== 'done' || outcome.answer === undefined) throw new Error(outcome.kind)
  return outcome.answer.identity
}

test('over a socket, with a token that it mints, the client carries out every kind of step', async () => {
  const emulator = await startEmulator({})
  onTestFinished(() => emulator.close())
  const credentials = { clientId: 'client', clientSecret: CANARY.secret, refreshToken: CANARY.refresh }
  const { apiUrl, accountsUrl } = emulator
  const cliq = connectCliq(openOrg(targetOf({ apiUrl, accountsUrl, credentials, prefix: 'p_' }), depsOf()))
  const identity = await created(cliq, 'store')
  const send = async (step: Parameters<WriteCliq['send']>[0]) => (await cliq.send(step, identity)).kind
  const kinds = [
    await send({ call: 'add-fields', datastore: 'store', fields: new Map([['c', text]]) }),
    await send({
      call: 'edit-fields',
      datastore: 'store',
      fields: new Map([['b', { name: 'Bee', default_value: '7' }]]),
    }),
    await send({ call: 'edit-datastore', datastore: 'store', set: { name: 'Shop', unique_keys: [] } }),
    await send({ call: 'delete-fields', datastore: 'store', fields: ['a'] }),
  ]
  expect(kinds).toEqual(['done', 'done', 'done', 'done'])
  const now = (await cliq.fetchLive(['store'])).catalog.get('store')
  expect([now?.name, [...(now?.fields.keys() ?? [])], now?.fields.get('b')?.default_value]).toEqual([
    'Shop',
    ['b', 'c'],
    '7',
  ])
  expect(await send({ call: 'delete-datastore', datastore: 'store' })).toBe('done')
  expect(await cliq.fetchDatastore(identity.id)).toBeUndefined()
})

const faults = [
  { kind: 'drop-before', code: 'NT104' },
  { kind: 'drop-after', code: 'NT104' },
  { kind: '500-before', code: 'NT105' },
  { kind: '500-after', code: 'NT105' },
  { kind: 'html', code: 'NT105' },
  { kind: 'truncate', code: 'NT104' },
] as const
for (const { kind, code } of faults)
  test(`a write that meets ${kind} is unknown and is sent once; a read is sent again`, async () => {
    const emulator = await startEmulator({})
    onTestFinished(() => emulator.close())
    const { apiUrl, accountsUrl } = emulator
    const cliq = connectCliq(openOrg(targetOf({ apiUrl, accountsUrl }), depsOf()))
    emulator.fault({ operation: 'datastores.create', kind })
    emulator.fault({ operation: 'datastores.list', kind })
    const outcome = await cliq.send({ call: 'create-datastore', datastore: 'a', definition: definition('a') })
    expect([outcome.kind, 'problem' in outcome && outcome.problem.code]).toEqual(['unknown', code])
    await cliq.fetchLive([])
    const sent = (operation: string) => emulator.requests.filter(each => each.operation === operation).length
    expect([sent('datastores.create'), sent('datastores.list')]).toEqual([1, 2])
  })

/** The emulator without sockets, in virtual time. */
function inVirtualTime(emulator: Emulator, clock: Clock): Transport {
  return {
    async exchange({ method, url, headers, body }) {
      await clock.sleep(CALL_MS / 2)
      const request = { method, url: `${url.pathname}${url.search}`, headers, ...(body !== undefined && { body }) }
      const reply = await emulator.handle(request)
      await clock.sleep(CALL_MS / 2)
      return answer(reply.status, reply.body, reply.headers)
    },
  }
}

test('60 creates, 200 record writes and a listing, by two processes of one user, meet no throttle within 1.05 x the bound', async () => {
  const clock = virtualClock()
  const emulator = await startEmulator({ limits: { window: 'sliding' }, now: clock.now })
  onTestFinished(() => emulator.close())
  const { apiUrl, accountsUrl } = emulator
  const target = targetOf({ apiUrl, accountsUrl })
  const shared = { clock, ledger: memoryLedger(), tokens: memoryTokens(), transport: inVirtualTime(emulator, clock) }
  const start = clock.now()
  const all = await Promise.all(
    ['x', 'y'].map(async (name, index) => {
      const deps = depsOf({ ...shared, random: seeded(index) })
      const cliq = connectCliq(openOrg(target, deps))
      await created(cliq, name)
      const wire = openOrg(target, deps).wire
      const creates = async () => {
        for (let at = 1; at < 30; at += 1) await created(cliq, `${name}${at}`)
      }
      const inserts = async () => {
        for (let at = 0; at < 100; at += 1) {
          const written = await performWrite(wire, insertRecord({ datastore: name }, { a: String(at) }), theRecord())
          expect(written.kind).toBe('done')
        }
      }
      await Promise.all([
        creates(),
        inserts(),
        fetchListing(wire, listDatastores, readsOf(target, deps), { limit: 100, read: asIs }),
      ])
      return deps.events
    }),
  )
  expect(emulator.requests.filter(each => each.status !== 200)).toEqual([])
  expect(emulator.requests.length).toBe(60 + 200 + 2)
  const bound = WINDOW_MS * Math.floor(59 / 9) + ((59 % 9) + 1) * CALL_MS
  expect((clock.now() - start) / bound).toBeLessThanOrEqual(1.05)
  for (const events of all) {
    const pauses = events.filter(each => each.type === 'waiting')
    expect(pauses.length).toBeGreaterThan(0)
    expect(events.filter(each => each.type === 'resumed').length).toBeGreaterThan(0)
  }
})
