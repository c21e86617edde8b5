import { expect, test } from 'vitest'

import type { LiveDatastore, LiveRecord } from '../../src/core/model/live.ts'
import type { Order } from '../../src/core/model/order.ts'
import type { CarryWork } from '../../src/core/model/step.ts'
import type { Event, Sent, WriteCliq } from '../../src/core/model/ports.ts'
import { rowPlay } from '../../src/core/rows/rowPlay.ts'
import { performCarry } from '../../src/engine/tasks/carry.ts'
import { writeOrders } from '../../src/engine/tasks/carryWrites.ts'
import { noLease } from './running.ts'
import { virtualClock } from '../cliq/virtual.ts'
import { field, store } from '../laws/build.ts'

const STEP: CarryWork = {
  call: 'row-work',
  source: 'carry',
  datastore: 'store',
  carries: [{ reads: 'a', writes: 'b', from: 'limited-text', to: 'limited-text', invalid: 'refuse', into: 'ours' }],
}
const SEEN: LiveDatastore = {
  datastore: store({ a: field(), b: field() }),
  identity: { id: '1', fields: new Map(), status: 'enabled' },
}

/** Records of which each reading shows only some, as pages that move while they are read do. */
function moving(records: Map<string, LiveRecord>, readings: readonly (readonly string[])[]) {
  let reading = 0
  const walkRecords: WriteCliq['walkRecords'] = async (_, take) => {
    const shown = readings[reading++] ?? [...records.keys()]
    for (const id of shown) take(records.get(id) ?? { id, values: {} })
    return { complete: true, calls: 1 }
  }
  const write = async (order: Order) => {
    const ids = order.call === 'update-record' ? [order.id] : [...records.keys()]
    const values = 'values' in order ? order.values : {}
    for (const id of ids) {
      const now = records.get(id)
      if (now !== undefined && (order.call === 'update-record' || now.values['a'] === 'x y'))
        records.set(id, { id, values: { ...now.values, ...values } })
    }
    return { kind: 'done' } as const
  }
  const fetchRecord = async (_: string, id: string) => records.get(id)
  return { cliq: { walkRecords, write, fetchRecord } as unknown as WriteCliq, readings: () => reading }
}

test('a look that shows a record for the first time is not the last one', async () => {
  const records = new Map<string, LiveRecord>(
    [
      ['1', 'x y'],
      ['2', undefined],
      ['3', 'x y'],
    ].map(([id = '', a]) => [id, { id, values: a === undefined ? {} : { a } }] as const),
  )
  // The copy shows the first record alone, the first look one more that needs nothing, and only then comes the third.
  const { cliq, readings } = moving(records, [
    ['1', '2'],
    ['1', '2', '3'],
  ])
  const clock = virtualClock()
  const ended = await performCarry(STEP, 0, [{ id: '1', values: { a: 'x y' } }], SEEN, {
    cliq,
    clock,
    lease: {
      renew: async () => undefined,
      intend: async () => undefined,
      doubt: () => undefined,
      through: async () => undefined,
      release: async () => undefined,
    },
    notify: () => undefined,
    patience: { settleMs: 0, lateWindowMs: 0 },
    signal: new AbortController().signal,
  })
  expect(ended.kind).toBe('done')
  expect(records.get('3')?.values['b']).toBe('x y')
  expect(readings()).toBeGreaterThan(2)
})

test.each([
  [5, 'done'],
  [6, 'AP107'],
] as const)('where %s looks show a record that none before has shown, the carry ends so: %s', async (moves, end) => {
  const ids = Array.from({ length: moves + 1 }, (_, at) => `${at}`)
  const records = new Map<string, LiveRecord>(ids.map(id => [id, { id, values: {} }]))
  const { cliq, readings } = moving(
    records,
    Array.from({ length: moves }, (_, at) => ids.slice(0, at + 2)),
  )
  const clock = virtualClock()
  const { signal } = new AbortController()
  const hands = { cliq, clock, notify: () => undefined, patience: { settleMs: 0, lateWindowMs: 0 }, signal }
  const ended = await performCarry(STEP, 0, [{ id: '0', values: {} }], SEEN, { ...hands, lease: noLease(clock) })
  expect([ended.kind === 'failed' ? ended.problem.code : ended.kind, readings()]).toEqual([end, 6])
})

/** Writes so many updates; `answers` are those to the writes, one after another, then all are done. */
async function written(count: number, answers: readonly Sent<LiveRecord>[] = []) {
  const fields = new Map([...SEEN.datastore.fields, ['m', field({ mandatory: true })]])
  const told: Event[] = []
  const sent: object[] = []
  let doubts = 0
  const cliq = {
    write: async (order: object) => answers[sent.push(order) - 1] ?? { kind: 'done' },
    fetchRecord: async (_: string, id: string) => ({ id, values: { m: 'needed' } }),
  } as unknown as WriteCliq
  const clock = virtualClock()
  const { signal } = new AbortController()
  const lease = { ...noLease(clock), doubt: () => void (doubts += 1) }
  const notify = (event: Event) => void told.push(event)
  const hands = { cliq, clock, notify, patience: { settleMs: 0, lateWindowMs: 0 }, signal, lease }
  const renew = async () => undefined
  const orders = Array.from(
    { length: count },
    (_, at) => ({ call: 'update-record', id: `${at}`, set: { b: 'x' }, isShown: false }) as const,
  )
  const refused = await writeOrders(orders, {
    step: STEP,
    fields,
    play: rowPlay(STEP, fields, new Map()),
    hands,
    renew,
  })
  const rows = told.flatMap(each => (each.type === 'rows' ? [[each.done, each.of]] : []))
  return { refused: refused?.code, sent: sent.length, doubts, rows }
}

test('values that are written are told by tens, and at the end', async () => {
  expect((await written(25)).rows).toEqual([10, 20, 25].map(done => [done, 25]))
  expect((await written(20)).rows).toEqual([10, 20].map(done => [done, 20]))
})

const said = (code: string) => ({ kind: 'not-done', problem: { code, severity: 'error', message: 'no' } }) as const
const lost = { kind: 'unknown', problem: said('NT101').problem } as const
test.each<[string, Sent<LiveRecord>, string | undefined, number]>([
  ['is done', { kind: 'done' }, undefined, 0],
  ['is in doubt where no answer comes', lost, undefined, 1],
  ['is in doubt where it has to wait', { kind: 'postponed', retryAt: 0 } as never, undefined, 1],
  ['is refused for good', said('RF101'), 'RF101', 0],
])('a value that Cliq refuses is sent again with all that is mandatory, and %s', async (_, again, refused, doubts) => {
  expect(await written(1, [said('RF112'), again])).toMatchObject({ refused, sent: 2, doubts })
})
