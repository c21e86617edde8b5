import { expect, test } from 'vitest'

import { memoryLedger } from '../../src/cliq/inMemory.ts'
import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { handedOver } from '../../src/core/pace/handover.ts'
import { intentValues, lockOutValues, metaRows } from '../../src/core/pace/leaseRows.ts'
import { virtualWorld } from '../engine/virtualWorld.ts'
import { fields, store } from '../laws/build.ts'

const stores = (count: number) => catalogOf(Array.from({ length: count }, (_, at) => store(fields(2), [], `d${at}`)))

/** Applies that create six datastores each, one after another, each on a machine of its own; how long that took, and what was refused. */
async function applies(count: number, ledger?: ReturnType<typeof memoryLedger>) {
  const first = await virtualWorld('org')
  const { clock } = first.world
  const { org } = first
  const start = clock.monotonic()
  for (let run = 0; run < count; run += 1) {
    const shared = { clock, org, seed: run + 7, ...(ledger && { ledger }) }
    const { world, define } = await virtualWorld('org', undefined, {}, shared)
    define(stores(6 * (run + 1)))
    await performApply(world, { yes: true, allow: [], approve: undefined, show: () => undefined })
  }
  const refused = org.requests.filter(each => each.status === 429).length
  await first.close()
  return { seconds: (clock.monotonic() - start) / 1_000, refused }
}

test('A16: two applies, one after the other, on two fresh machines under a lease in the org: no lock-out, at the time of one ledger', async () => {
  const shared = await applies(2, memoryLedger())
  const handed = await applies(2)
  expect([shared.refused, handed.refused]).toEqual([0, 0])
  expect(handed.seconds / shared.seconds).toBeLessThanOrEqual(1.05)
})

/** A pipeline of three fresh machines, which share a ledger only where one is given. */
async function pipeline(ledger?: ReturnType<typeof memoryLedger>, switches: Parameters<typeof virtualWorld>[2] = {}) {
  const first = await virtualWorld('org', undefined, switches)
  const { clock } = first.world
  const { org } = first
  const start = clock.monotonic()
  const machine = async (seed: number, prefix: string) => {
    const { world, define } = await virtualWorld(
      'org',
      undefined,
      {},
      { clock, org, seed, prefix, ...(ledger && { ledger }) },
    )
    define(stores(6))
    return world
  }
  const options = { yes: true, allow: [], approve: undefined, show: () => undefined }
  await performApply(await machine(3, 'stg_'), options)
  await performPlan(await machine(5, ''), { offline: false, allow: [] })
  const ended = await performApply(await machine(7, ''), options)
  const refused = org.requests.filter(each => each.status === 429).length
  await first.close()
  return { kind: ended.kind, refused, seconds: (clock.monotonic() - start) / 1_000 }
}

test('apply to staging, plan and apply to production, on three fresh machines: no lock-out, at the time of one ledger', async () => {
  const [shared, handed] = [await pipeline(memoryLedger()), await pipeline()]
  expect([shared.refused, handed.refused]).toEqual([0, 0])
  expect(handed.seconds / shared.seconds).toBeLessThanOrEqual(1.05)
})

test('where lists show no times, all that is told counts as just sent: no lock-out, and a window more at most', async () => {
  const [shared, handed] = [await pipeline(memoryLedger()), await pipeline(undefined, { listedTimes: 'absent' })]
  expect(handed.refused).toBe(0)
  expect(handed.seconds - shared.seconds).toBeLessThanOrEqual(65)
})

test('three of them, too', async () => {
  const { refused } = await applies(3)
  expect(refused).toBe(0)
})

const me = { owner: 'f'.repeat(32), addedAt: 1_000_000 }
const reader = { row: me, sinceMs: 500, windowMs: 60_000, tookOver: false }
const rowsOf = (
  ...rows: readonly [
    owner: string,
    seq: number,
    operation: 'datastores.create' | 'records.insert',
    calls: number,
    agoMs: number | undefined,
  ][]
) =>
  metaRows(
    rows.map(([owner, seq, operation, calls, agoMs], at) => ({
      id: String(100 + at),
      values: intentValues({ owner, seq, digest: 'x', sends: { operation, calls } }),
      ...(agoMs !== undefined && { addedAt: me.addedAt - agoMs }),
    })),
  )
const agesOf = (operation: string, ...args: Parameters<typeof handedOver>) =>
  handedOver(...args)
    .calls.filter(each => each.operation === operation)
    .map(each => each.agoMs)
    .sort((a, b) => a - b)

test('the age of a call is told by the times of rows alone, a part of a window later than its intent', () => {
  const rows = rowsOf(
    ['a', 1, 'datastores.create', 1, 61_900],
    ['a', 2, 'datastores.create', 1, 30_000],
    ['a', 3, 'datastores.create', 1, 20_000],
  )
  expect(agesOf('datastores.create', rows, reader)).toEqual([18_000, 28_000, 59_900])
})

test('a row without a time counts as just sent, and so does all where our own shows none', () => {
  expect(agesOf('datastores.create', rowsOf(['a', 1, 'datastores.create', 1, undefined]), reader)).toEqual([0])
  const untimed = { ...reader, row: { owner: me.owner } }
  expect(agesOf('datastores.create', rowsOf(['a', 1, 'datastores.create', 1, 30_000]), untimed)).toEqual([0])
})

test('after a takeover the last call of each kind counts as just sent, and the one before it ended when it began', () => {
  const rows = rowsOf(['a', 1, 'datastores.create', 1, 300_000], ['a', 2, 'datastores.create', 1, 200_000])
  expect(agesOf('datastores.create', rows, { ...reader, tookOver: true })).toEqual([0])
  expect(agesOf('datastores.create', rows, reader)).toEqual([])
})

test('rows that go under one intent count until the next one, the last until the lease was given back', () => {
  const rows = rowsOf(['a', 1, 'records.insert', 20, 50_000], ['a', 2, 'records.insert', 7, 10_000])
  const ages = agesOf('records.insert', rows, reader)
  expect(ages.filter(each => each === 10_500).length).toBe(20 + 1)
  expect(ages.filter(each => each === 500).length).toBeGreaterThanOrEqual(7)
})

test('a lock-out is told with what is left of it, and those that are over are not', () => {
  const rows = metaRows([
    {
      id: '1',
      values: lockOutValues({ owner: 'a', buckets: ['datastores.create', 'schema writes'], ms: 305_000 }, 1),
      addedAt: 900_000,
    },
    { id: '2', values: lockOutValues({ owner: 'a', buckets: ['fields.add'], ms: 99_000 }, 2), addedAt: 900_000 },
    { id: '3', values: lockOutValues({ owner: 'a', buckets: ['fields.add'], ms: 100_500 }, 3), addedAt: 900_000 },
  ])
  expect(handedOver(rows, reader).lockOuts).toEqual([
    { owner: 'a', buckets: ['datastores.create', 'schema writes'], ms: 305_000, leftMs: 204_500 },
  ])
})
