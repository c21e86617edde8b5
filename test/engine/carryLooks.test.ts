import { expect, test } from 'vitest'

import type { LiveDatastore, LiveRecord } from '../../src/core/model/live.ts'
import type { Order } from '../../src/core/model/order.ts'
import type { WriteCliq } from '../../src/core/model/ports.ts'
import type { CarryWork } from '../../src/core/model/step.ts'
import { performCarry } from '../../src/engine/tasks/carry.ts'
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
