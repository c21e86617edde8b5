import { expect, test } from 'vitest'

import type { Backup } from '../../src/core/model/backup.ts'
import type { Field } from '../../src/core/model/catalog.ts'
import type { LiveDatastore, LiveRecord } from '../../src/core/model/live.ts'
import { restorationOf, restoreLaw, restoreSteps } from '../../src/core/rows/restore.ts'
import { field, store } from './build.ts'

const number = (more: Partial<Field> = {}) => field({ type: 'number', ...more })
const flag = (more: Partial<Field> = {}) => field({ type: 'boolean', ...more })
type Values = LiveRecord['values']
type Fields = Readonly<Record<string, Field>>

const rows = (values: readonly Values[], from = 1): readonly LiveRecord[] =>
  values.map((each, at) => ({ id: String(from + at), values: each }))

/** A backup of records with these fields, and the datastore as it is now: made anew, with other fields where they are given. */
function scene(
  fields: Fields,
  copied: readonly Values[],
  { as = fields, keys = [['k']] }: { as?: Fields; keys?: string[][] } = {},
) {
  const ids = (of: Fields, mark: string) => new Map(Object.keys(of).map((name, at) => [name, `${mark}${at}`]))
  const backup: Backup = {
    environment: 'org',
    target: 'eu',
    takenAt: 0,
    datastore: store(fields, keys),
    ids: { datastore: '1', fields: ids(fields, '1') },
    records: rows(copied),
  }
  const now: LiveDatastore = {
    datastore: store(as, keys),
    identity: { id: '2', fields: ids(as, '2'), status: 'enabled' },
  }
  return { backup, now }
}

function restored(
  fields: Fields,
  copied: readonly Values[],
  more: Parameters<typeof scene>[2] & { live?: readonly Values[] } = {},
) {
  const { backup, now } = scene(fields, copied, more)
  const { orders, there, gaps } = restorationOf(backup, now, rows(more.live ?? [], 100))
  return {
    orders: orders.map(each => (each.kind === 'insert' ? each.row.values : { [each.id]: each.set })),
    there,
    gaps: gaps.map(each => `${each.kind} ${each.field} ${each.records}`),
  }
}

test('values come back in the form that a record call takes, and what has none is told', () => {
  const fields = { k: field(), n: number(), f: flag(), t: field({ type: 'large-text' }) }
  const { orders, gaps } = restored(fields, [
    { k: 'a', n: '7', f: true, t: 'x' },
    { k: 'b', n: '', f: 'false', t: '' },
    { k: 'c', n: null, f: false },
    { k: 'd', f: 'true' },
    { k: 'e', f: 'odd' },
    { k: 'f', f: '', n: true },
  ])
  expect(orders).toEqual([
    { k: 'a', n: '7', f: true, t: 'x' },
    { k: 'b', f: false, t: '' },
    { k: 'c', f: false },
    { k: 'd', f: true },
    { k: 'e' },
    { k: 'f' },
  ])
  expect(gaps).toEqual(['other-type f 1', 'other-type n 1'])
})

test('rows that are there are counted, each once, and a field of theirs is filled only while it is empty', () => {
  const fields = { k: field(), n: number(), p: field({ masked: true, default_value: '****' }) }
  const copied = [{ k: 'a', n: '7' }, { k: 'b', n: '8' }, { k: 'c', n: '9', p: 'pin' }, { k: 'd' }]
  const live = [
    { k: 'a', n: '7' },
    { k: 'b', n: '' },
    { k: 'c', n: '1', p: '****' },
  ]
  expect(restored(fields, copied, { live })).toEqual({ orders: [{ 101: { n: '8' } }, { k: 'd' }], there: 2, gaps: [] })
})

test('what is mandatory now is filled by its default, and a record without one stays out', () => {
  const fields = { k: field() }
  const as = (more: Fields) => ({ as: { ...fields, ...more } })
  expect(restored(fields, [{ k: 'a' }], as({ m: number({ mandatory: true, default_value: '5' }) })).orders).toEqual([
    { k: 'a', m: '5' },
  ])
  expect(restored(fields, [{ k: 'a' }], as({ m: flag({ mandatory: true, default_value: 'true' }) })).orders).toEqual([
    { k: 'a', m: true },
  ])
  for (const preset of [undefined, ''])
    expect(
      restored(
        fields,
        [{ k: 'a' }, { k: 'b' }],
        as({ m: field({ mandatory: true, ...(preset !== undefined && { default_value: preset }) }) }),
      ),
    ).toEqual({ orders: [], there: 0, gaps: ['mandatory m 2'] })
  expect(restored(fields, [{ k: 'a' }], as({ m: field({ default_value: 'x' }) })).orders).toEqual([{ k: 'a' }])
})

test('what Cliq shows as stars is a value, whatever the default is, and is not filled', () => {
  const [k, hidden] = [field(), field({ masked: true, default_value: '****' })]
  const { backup, now } = scene({ k, h: hidden }, [{ k: 'a', h: 'x' }])
  const same = { ...now, identity: { ...now.identity, id: '1' } }
  const filled = (h: string | null) => restorationOf(backup, same, rows([{ k: 'a', h }])).orders.length
  expect([filled('****'), filled(null)]).toEqual([0, 1])
})

test('of a record that is too large the longest values stay out, those of keys and mandatory fields last', () => {
  const long = field({ type: 'large-text' })
  const fields = { k: field(), m: { ...long, mandatory: true }, x: long, y: long, z: long }
  const value = (letter: string, length: number) => letter.repeat(length)
  const whole = { k: value('k', 200), m: 'm', x: value('x', 900), y: value('y', 800) }
  const room = 2_500 - JSON.stringify({ ...whole, z: '' }).length
  const stay = (z: number, of = whole) => {
    const { orders, gaps } = restored(fields, [{ ...of, z: value('z', z) }])
    return [Object.keys(orders[0] ?? {}).join(''), ...gaps]
  }
  expect(stay(room)).toEqual(['kmxyz'])
  expect(stay(room + 1)).toEqual(['kmyz', 'too-large x 1'])
  // Without `x` it has just the room that there is.
  const rest = { k: value('k', 200), m: value('m', 500), y: value('y', 850) }
  const wider = { ...rest, x: value('x', 950) }
  const just = 2_500 - JSON.stringify({ ...rest, z: '' }).length
  expect(stay(just, wider)).toEqual(['kmyz', 'too-large x 1'])
  expect(stay(just + 1, wider)).toEqual(['kmy', 'too-large x 1', 'too-large z 1'])
  const wide = { k: value('k', 250), m: value('m', 1_000), x: value('x', 30), y: value('y', 40), z: value('é', 700) }
  expect(restored(fields, [wide]).gaps).toEqual(['too-large z 1'])
  const heavy = { k: value('é', 250), m: value('é', 1_000), x: 'x', y: 'yy', z: 'zzz' }
  expect(restored(fields, [heavy]).gaps).toEqual(['mandatory m 1'])
})

test('a row is looked for as the one that stands for its record, and nothing that is there is removed', () => {
  const { backup, now } = scene({ k: field(), n: number() }, [
    { k: 'a', n: '1' },
    { k: 'b', n: '2' },
  ])
  const law = restoreLaw(backup, now)
  const live = rows([{ k: 'b' }, { k: 'a' }], 100)
  const found = (from: string) => {
    const { among } = law.find({ row: { from } } as never) as unknown as {
      among: (of: readonly LiveRecord[]) => LiveRecord | undefined
    }
    return among(live)?.id
  }
  expect([found('1'), found('2'), found('3')]).toEqual(['101', '100', undefined])
  expect(law.isInserted({} as never, {} as never)).toBe(true)
  expect(law.isRemovable({} as never, {} as never)).toBe(false)
  const { orders } = restorationOf(backup, now, live)
  expect(restoreSteps(orders).map(each => each.call)).toEqual(['update-record', 'update-record'])
  expect(restoreSteps(restorationOf(backup, now, []).orders).map(each => each.call)).toEqual([
    'insert-record',
    'insert-record',
  ])
  const [first] = orders
  if (first?.kind !== 'update') throw new Error('no update')
  expect(law.left(first, live[1])).toEqual({ n: '1' })
  const [, second] = orders
  if (second?.kind !== 'update') throw new Error('no update')
  expect(law.left(second, live[0])).toEqual({ n: '2' })
  expect([law.left(first, undefined), law.left(first, { id: '101', values: { k: 'a', n: '3' } })]).toEqual([
    'done',
    'done',
  ])
})
