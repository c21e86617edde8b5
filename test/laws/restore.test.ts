import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Backup } from '../../src/core/model/backup.ts'
import { serverDefault } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import type { LiveDatastore, LiveRecord } from '../../src/core/model/live.ts'
import { restorationOf, restoreLaw, withProven } from '../../src/core/rows/restore.ts'
import type { RowInsert, RowUpdate } from '../../src/core/rows/seed.ts'
import { field, RUNS, store } from './build.ts'

const shape = store({
  code: field(),
  seats: field({ type: 'number', default_value: '4' }),
  open: field({ type: 'boolean' }),
  notes: field({ type: 'large-text' }),
  pin: field({ masked: true }),
})
const text = fc.option(fc.constantFrom('', 'a', 'b', 'x'.repeat(1_001), 'é'.repeat(900)), { nil: null })
const row = fc.record({
  code: fc.option(fc.constantFrom('k1', 'k2', 'k3', 'k4'), { nil: null }),
  seats: fc.option(fc.constantFrom('4', '7', '07'), { nil: null }),
  open: fc.option(fc.boolean(), { nil: null }),
  notes: text,
  pin: fc.option(fc.constantFrom('p', '****'), { nil: null }),
})

/** What was copied, and what is there: the same datastore or one made anew, with or without a key. */
const scene = fc.record({
  rows: fc.array(row, { maxLength: 8 }),
  there: fc.array(row, { maxLength: 4 }),
  isKeyed: fc.boolean(),
  isAnew: fc.boolean(),
  cut: fc.nat(8),
})

interface Made {
  readonly backup: Backup
  readonly now: LiveDatastore
  readonly records: readonly LiveRecord[]
}

function made({
  rows,
  there,
  isKeyed,
  isAnew,
}: {
  rows: object[]
  there: object[]
  isKeyed: boolean
  isAnew: boolean
}): Made {
  const datastore: Datastore = { ...shape, unique_keys: isKeyed ? [['code']] : [] }
  const ids = (mark: string) => new Map([...shape.fields.keys()].map((name, at) => [name, `${mark}${at}`]))
  const taken = lawful(rows, isKeyed, 1)
  const backup = { environment: 'org', target: 'eu', datastore, ids: { datastore: '1', fields: ids('1') }, takenAt: 0 }
  const identity = { id: isAnew ? '2' : '1', fields: isAnew ? ids('2') : ids('1'), status: 'enabled' }
  return { backup: { ...backup, records: taken }, now: { datastore, identity }, records: lawful(there, isKeyed, 100) }
}

// As Cliq would hold them: each key once.
function lawful(rows: readonly object[], isKeyed: boolean, from: number): readonly LiveRecord[] {
  const records = rows.map((each, at) => ({ id: String(from + at), values: { ...each } as LiveRecord['values'] }))
  const first = (one: LiveRecord) => records.findIndex(each => each.values['code'] === one.values['code'])
  return records.filter((each, at) => !isKeyed || each.values['code'] === null || first(each) === at)
}

/** An org that does what it is told: an insert is filled with defaults, an update sets what it names. */
function played(records: readonly LiveRecord[], orders: readonly (RowInsert | RowUpdate)[]): readonly LiveRecord[] {
  return orders.reduce((so, order) => {
    if (order.kind === 'update')
      return so.map(each => (each.id === order.id ? { ...each, values: { ...each.values, ...order.set } } : each))
    const filled = [...shape.fields].map(([name, { type, default_value }]) => {
      const empty = default_value ?? serverDefault(type)
      return [name, order.row.values[name] ?? (type === 'boolean' ? empty === 'true' : empty)] as const
    })
    return [...so, { id: String(1_000 + so.length), values: Object.fromEntries(filled) }]
  }, records)
}

test('after a restore a second one has nothing to do, whatever was there', () => {
  fc.assert(
    fc.property(scene, about => {
      const { backup, now, records } = made(about)
      const { orders } = restorationOf(backup, now, records)
      const after = played(records, orders)
      expect(restorationOf(backup, now, after).orders).toEqual([])
      expect(after.length - records.length).toBe(orders.filter(each => each.kind === 'insert').length)
    }),
    { numRuns: RUNS },
  )
})

test('a restore that stopped anywhere goes on to the same end, and writes no row twice', () => {
  fc.assert(
    fc.property(scene, about => {
      const { backup, now, records } = made(about)
      const { orders } = restorationOf(backup, now, records)
      const half = played(records, orders.slice(0, about.cut))
      const rest = restorationOf(backup, now, half).orders
      expect(rest.map(each => each.row.from)).toEqual(orders.slice(about.cut).map(each => each.row.from))
      expect(played(half, rest)).toHaveLength(played(records, orders).length)
    }),
    { numRuns: RUNS },
  )
})

test('of an update the same is left while its row stays, nothing once it is played, and what somebody wrote is left out', () => {
  fc.assert(
    fc.property(scene, fc.boolean(), (about, isWhole) => {
      const { backup, now, records } = made(about)
      for (const order of restorationOf(backup, now, records).orders) {
        if (order.kind === 'insert') continue
        const leftIn = (all: readonly LiveRecord[]) =>
          restoreLaw(backup, now).left(
            order,
            all.find(each => each.id === order.id),
          )
        expect(leftIn(records)).toEqual(order.set)
        expect(leftIn(played(records, [order]))).toBe('done')
        expect(leftIn([])).toBe('done')
        const edited = Object.keys(order.set).slice(isWhole ? 0 : 1)
        const byHand = Object.fromEntries(edited.map(name => [name, name === 'open' ? false : '8']))
        const left = leftIn(played(records, [{ ...order, set: byHand }]))
        expect(Object.keys(typeof left === 'object' ? left : {}).filter(name => edited.includes(name))).toEqual([])
      }
    }),
    { numRuns: RUNS },
  )
})

test('nothing that someone wrote is written over', () => {
  fc.assert(
    fc.property(scene, about => {
      const { backup, now, records } = made(about)
      const after = new Map(played(records, restorationOf(backup, now, records).orders).map(each => [each.id, each]))
      for (const { id, values } of records)
        for (const [name, value] of Object.entries(values)) {
          // In a datastore that was made anew a default may have been written.
          const isUnset = value === null || value === ''
          if (!isUnset && value !== '****') expect(after.get(id)?.values[name]).toBe(value)
        }
    }),
    { numRuns: RUNS },
  )
})

test('no order carries what Cliq refuses, and what stays out is told', () => {
  fc.assert(
    fc.property(scene, about => {
      const { backup, now, records } = made({ ...about, there: [], isAnew: true })
      const { orders, gaps } = restorationOf(backup, now, records)
      for (const { row } of orders) {
        const { values } = row
        expect(new TextEncoder().encode(JSON.stringify(values)).length).toBeLessThanOrEqual(2_500)
        for (const value of Object.values(values)) expect(String(value).length).toBeLessThanOrEqual(1_000)
        expect(values['pin']).not.toBe('****')
      }
      const long = backup.records.filter(each => String(each.values['notes']).length > 1_000).length
      expect(gaps.find(each => each.kind === 'too-long')?.records ?? 0).toBe(long)
    }),
    { numRuns: RUNS },
  )
})

test('a field that was never gone is left alone, also where someone emptied it, and one made anew is filled', () => {
  const rows = [{ code: 'k1', seats: '7', open: false, notes: 'a', pin: 'p' }]
  const cleared = { code: 'k1', seats: '4', open: true, notes: '', pin: null }
  const orders = (isAnew: boolean, id: string) => {
    const { backup, now } = made({ rows, there: [], isKeyed: true, isAnew })
    return restorationOf(backup, now, [{ id, values: cleared }]).orders
  }
  expect(orders(false, '1')).toEqual([])
  expect(orders(false, '99')).toEqual([])
  // Of a row that somebody put into a datastore made anew nobody knows whether its defaults were written.
  const empty = { notes: 'a', pin: 'p' }
  expect(orders(true, '99').map(each => each.kind === 'update' && each.set)).toEqual([empty])
  const { backup, now } = made({ rows, there: [], isKeyed: true, isAnew: true })
  const fieldsAnew = { ...now, identity: { ...now.identity, id: '1' } }
  const older = restorationOf(backup, fieldsAnew, [{ id: '1', values: cleared }]).orders
  const filling = { seats: '7', open: false, notes: 'a', pin: 'p' }
  expect(older).toMatchObject([{ kind: 'update', row: { from: '1' }, id: '1', set: filling }])
  // Nothing is no default, and is filled as well.
  const none = restorationOf(backup, fieldsAnew, [{ id: '1', values: { ...cleared, seats: null, open: null } }]).orders
  expect(none).toMatchObject([{ id: '1', set: filling }])
  const younger = restorationOf(backup, fieldsAnew, [{ id: '99', values: cleared }]).orders
  expect(younger.map(each => each.kind === 'update' && each.set)).toEqual([empty])
})

test.each(['****6', 'XXXXX', '•••••', '#####', '1*', 'p'])(
  'F8: %s of a hidden field is not written back before a probe has shown that such values read back',
  pin => {
    const { backup, now } = made({ rows: [{ code: 'k1', notes: 'a', pin }], there: [], isKeyed: true, isAnew: true })
    for (const [hidden, proven] of [
      [field({ masked: true }), { masked: false, encrypted: true }],
      [field({ type: 'encrypted-text' }), { masked: true, encrypted: false }],
    ] as const) {
      const fields = new Map([...shape.fields, ['pin', hidden] as const])
      const then = { ...backup, datastore: { ...backup.datastore, fields } }
      const there = { ...now, datastore: { ...now.datastore, fields } }
      const { orders, gaps } = restorationOf(withProven(then, proven), there, [])
      expect(orders.map(each => each.row.values)).toEqual([{ code: 'k1', notes: 'a' }])
      expect(gaps).toEqual([{ kind: 'hidden', field: 'pin', records: 1 }])
      const both = restorationOf(withProven(then, { masked: true, encrypted: true }), there, [])
      expect(both.orders[0]?.row.values['pin']).toBe(pin)
    }
  },
)
