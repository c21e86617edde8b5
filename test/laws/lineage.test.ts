import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { heirMark, temporaryField } from '../../src/core/migrations/marks.ts'
import type { Backup } from '../../src/core/model/backup.ts'
import type { Datastore, Field } from '../../src/core/model/catalog.ts'
import type { Definition, FieldHints } from '../../src/core/model/definition.ts'
import type { LiveDatastore, LiveRecord } from '../../src/core/model/live.ts'
import { namedByHints, throughHints, underway } from '../../src/core/rows/lineage.ts'
import { rebuilt, restorationOf } from '../../src/core/rows/restore.ts'
import type { RecordValues } from '../../src/core/model/step.ts'
import { field, RUNS, store } from './build.ts'

const no = field({ mandatory: true })
const text = field()
const number = field({ type: 'number' })
const hint = (more: Partial<FieldHints> = {}): FieldHints => ({ renamed_from: [], ...more })

function defined(to: Datastore, hints: Record<string, FieldHints>): Definition {
  const fields = new Map(Object.entries(hints))
  return { datastore: to, protect: undefined, hints: { renamed_from: [], fields }, file: '', places: new Map() }
}

const idsOf = ({ fields }: Datastore, mark: string) => new Map([...fields.keys()].map(name => [name, `${mark}${name}`]))

function backupOf(datastore: Datastore, rows: readonly LiveRecord['values'][]): Backup {
  const records = rows.map((values, at) => ({ id: String(at + 1), values }))
  const ids = { datastore: '1', fields: idsOf(datastore, 'then ') }
  return { environment: 'org', target: 'eu', datastore, ids, takenAt: 0, records }
}

function liveOf(datastore: Datastore): LiveDatastore {
  return { datastore, identity: { id: '1', fields: idsOf(datastore, 'now '), status: 'enabled' } }
}

/** What a restore writes, by the key of the record. */
function written(backup: Backup, now: LiveDatastore, records: readonly LiveRecord[]): Record<string, RecordValues> {
  const { orders } = restorationOf(backup, now, records)
  return Object.fromEntries(
    orders.map(each => [
      String(each.row.values['no'] ?? each.row.from),
      each.kind === 'insert' ? each.row.values : each.set,
    ]),
  )
}

interface Case {
  readonly law: string
  readonly from: Record<string, Field>
  readonly to: Record<string, Field>
  readonly hints: Record<string, FieldHints>
  readonly row: LiveRecord['values']
  readonly back: RecordValues
  readonly gaps?: readonly object[]
}

const via = temporaryField('a')
const unfit = (name: string) => [{ kind: 'unfit', field: name, records: 1 }]
const retyped = (invalid: 'refuse' | 'empty' | { text: string }) => ({
  a: hint({ convert: { from: 'limited-text', invalid } }),
})
const both = (conflicts?: 'heir' | 'old') => ({ b: hint({ renamed_from: ['a'], conflicts }) })

const CASES: readonly Case[] = [
  {
    law: 'a value goes to its heir',
    from: { a: text },
    to: { b: text },
    hints: both(),
    row: { a: 'x' },
    back: { b: 'x' },
  },
  {
    law: 'the newest name that the backup has is the source',
    from: { z: text },
    to: { b: text },
    hints: { b: hint({ renamed_from: ['y', 'z'] }) },
    row: { z: 'x' },
    back: { b: 'x' },
  },
  {
    law: 'a value is converted',
    from: { a: text },
    to: { a: number },
    hints: retyped('refuse'),
    row: { a: '07' },
    back: { a: '7' },
  },
  {
    law: 'what does not convert stays out, and is told',
    from: { a: text },
    to: { a: number },
    hints: retyped('refuse'),
    row: { a: 'some' },
    back: {},
    gaps: unfit('a'),
  },
  {
    law: 'what the hint empties stays out, and is told',
    from: { a: text },
    to: { a: number },
    hints: retyped('empty'),
    row: { a: 'some' },
    back: {},
    gaps: unfit('a'),
  },
  {
    law: 'what the hint replaces is replaced, and told',
    from: { a: text },
    to: { a: number },
    hints: retyped({ text: '9' }),
    row: { a: 'some' },
    back: { a: '9' },
    gaps: unfit('a'),
  },
  {
    law: 'another type without a hint brings nothing',
    from: { a: text },
    to: { a: number },
    hints: {},
    row: { a: '7' },
    back: {},
    gaps: [{ kind: 'other-type', field: 'a', records: 1 }],
  },
  {
    law: 'stars are no value of the heir',
    from: { a: field({ masked: true }) },
    to: { b: field({ masked: true }) },
    hints: both(),
    row: { a: '***' },
    back: {},
    gaps: [{ kind: 'covered', field: 'b', records: 1 }],
  },
  {
    law: 'of both in the backup the old one counts where the hint says so',
    from: { a: text, b: text },
    to: { b: text },
    hints: both('old'),
    row: { a: 'x', b: 'y' },
    back: { b: 'x' },
  },
  {
    law: 'of both in the backup the old one counts where the heir is empty',
    from: { a: text, b: field({ default_value: 'none' }) },
    to: { b: field({ default_value: 'none' }) },
    hints: both(),
    row: { a: 'x', b: 'none' },
    back: { b: 'x' },
  },
  {
    law: 'a copy from the middle of a carry has the truth in the old field',
    from: { a: text, b: field({ name: heirMark('a', 'b') }) },
    to: { b: text },
    hints: both(),
    row: { a: 'x', b: 'older' },
    back: { b: 'x' },
  },
  {
    law: 'a copy from the middle of a change of type has the values in the temporary field, with or without its hint',
    from: { [via]: number },
    to: { a: number },
    hints: {},
    row: { [via]: '7' },
    back: { a: '7' },
  },
]

test.each(CASES)('$law', ({ from, to, hints, row, back, gaps = [] }) => {
  const backup = backupOf(store({ no, ...from }, [['no']]), [{ no: 'k', ...row }])
  const target = store({ no, ...to }, [['no']])
  for (const now of [target, undefined]) {
    const { backup: mapped } = throughHints(backup, defined(target, hints), now)
    // Without a hint a datastore that is made anew is made as it was.
    if (now === undefined && Object.keys(hints).length === 0) continue
    const there = liveOf(rebuilt(mapped, now))
    expect([...there.datastore.fields.keys()].sort()).toEqual([...target.fields.keys()].sort())
    const { orders, gaps: told } = restorationOf(mapped, there, [])
    expect(orders.map(each => each.row.values)).toEqual([{ no: 'k', ...back }])
    expect(told).toEqual(gaps)
  }
})

test('what is still live under its old name takes its own values back', () => {
  const now = store({ no, a: text, b: text }, [['no']])
  const backup = backupOf(store({ no, a: text }, [['no']]), [{ no: 'k', a: 'x' }])
  const { backup: mapped, descents } = throughHints(backup, defined(store({ no, b: text }), both()), now)
  expect(descents).toEqual([])
  expect(written(mapped, liveOf(now), [])).toEqual({ k: { no: 'k', a: 'x' } })
})

test('a record that is there is filled in its heir only where that is empty, and a key over the heir tells records apart', () => {
  const now = liveOf(store({ b: text, n: text }, [['b']]))
  const backup = backupOf(store({ a: text, n: text }, [['a']]), [
    { a: 'k1', n: 'x' },
    { a: 'k2', n: 'y' },
  ])
  const { backup: mapped } = throughHints(backup, defined(now.datastore, both()), now.datastore)
  const records = [{ id: '9', values: { b: 'k2', n: 'z' } }]
  expect(restorationOf(mapped, now, records).orders.map(each => each.row.values)).toEqual([{ b: 'k1', n: 'x' }])
  const emptied = [{ id: '1', values: { b: null, n: 'x' } }, ...records]
  expect(restorationOf(mapped, now, emptied).orders).toMatchObject([{ kind: 'update', id: '1', set: { b: 'k1' } }])
})

const value = fc.option(fc.constantFrom('', '1', '02', 'x', '-3.0', 'true'), { nil: null })

test('to copy, carry and restore gives what to restore and carry gives', () => {
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 6 }),
      fc.constantFrom('limited-text', 'number', 'boolean'),
      (values, type) => {
        const to = store({ no, b: field({ type }) }, [['no']])
        const rows = values.map((a, at) => ({ no: `k${at}`, a }))
        const backup = backupOf(store({ no, a: text }, [['no']]), rows)
        const hints = { b: hint({ renamed_from: ['a'], convert: { invalid: 'empty' } }) }
        const { backup: mapped } = throughHints(backup, defined(to, hints), to)
        // The model: each value in its new type, by hand.
        const model = rows.map(({ no: key, a }) => {
          if (a === null) return [key, { no: key }]
          if (type === 'limited-text') return [key, a === '' ? { no: key, b: '' } : { no: key, b: a }]
          if (type === 'boolean') return [key, a === 'true' ? { no: key, b: true } : { no: key }]
          const digits = new Map([
            ['1', '1'],
            ['02', '2'],
            ['-3.0', '-3'],
          ]).get(a)
          return [key, digits === undefined ? { no: key } : { no: key, b: digits }]
        })
        expect(written(mapped, liveOf(to), [])).toEqual(Object.fromEntries(model))
      },
    ),
    { numRuns: RUNS },
  )
})

test('names of a backup that a hint gives to others are told, and values on their way are seen', () => {
  const backup = backupOf(store({ no, a: text, c: text }, [['no']]), [])
  const to = store({ no, b: text, c: number }, [['no']])
  const hints = { ...both(), c: hint({ convert: { invalid: 'refuse' } }) }
  expect(namedByHints(backup, [defined(to, hints)])).toEqual(['store.a', 'store.c'])
  expect(namedByHints(backup, [defined(to, {})])).toEqual([])
  const others = defined(store({}, [], 'shop'), {})
  const whole = { ...others, hints: { renamed_from: ['store'], fields: new Map() } }
  expect(namedByHints(backup, [whole])).toEqual(['store'])
  const at = (fields: Record<string, Field>) => underway(store({ no, ...fields }), backup, defined(to, hints))
  expect(at({ a: text, b: field({ name: heirMark('a', 'b') }) })).toBe('b')
  expect(at({ [temporaryField('c')]: number })).toBe('c')
  expect(at({ a: text, b: text, c: number })).toBeUndefined()
})
