import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import { changeName } from '../../src/core/model/change.ts'
import { diff } from '../../src/core/model/diff.ts'
import { overLimit } from '../../src/core/model/limits.ts'
import { HIDDEN } from '../../src/core/model/plain.ts'
import type { LiveRecord } from '../../src/core/model/live.ts'
import { heldBy, needsRecords } from '../../src/core/plan/prechecks.ts'
import { risksOf } from '../../src/core/model/risk.ts'
import type { Held, Risk } from '../../src/core/model/risk.ts'
import { field, fields, RUNS, store } from './build.ts'

const bare = {
  consents: new Set<string>(),
  protects: new Set<string>(),
  declared: new Set<string>(),
  carried: new Map(),
  foreign: new Map(),
}
const value = fc.option(fc.constantFrom('a', 'b', 'c', '', '1', '01', '1.0'), { nil: null })
const rows = fc.array(fc.record({ f0: value, f1: value }), { maxLength: 12 })

function recordsOf(values: readonly LiveRecord['values'][]): readonly LiveRecord[] {
  return values.map((each, index) => ({ id: String(index + 1), values: each }))
}

function held(from: Datastore, to: Datastore, records: readonly LiveRecord[], complete = true): Held | undefined {
  const changes = diff(catalogOf([from]), catalogOf([to]))
  return [...heldBy(changes, { records, complete }, from, to).values()][0]
}

test('a new key repeats exactly where two records hold the same values in all of its fields', () => {
  fc.assert(
    fc.property(rows, values => {
      const found = held(store(fields(2)), store(fields(2), [['f0', 'f1']]), recordsOf(values))
      const whole = values.filter(each => each.f0 !== null && each.f1 !== null)
      const texts = whole.map(each => JSON.stringify([each.f0, each.f1]))
      const repeated = texts.filter(each => texts.indexOf(each) !== texts.lastIndexOf(each))
      expect(found?.repeats?.[0]?.records ?? 0).toBe(repeated.length)
      for (const { ids, values: shown } of found?.repeats ?? [])
        for (const id of ids) expect(values[Number(id) - 1]).toEqual(shown)
    }),
    { numRuns: RUNS },
  )
})

test('records are asked for a key unless one of its fields begins empty', () => {
  const asks = (key: readonly string[], fresh = field()) => {
    const [before, after] = [store(fields(2)), store({ ...fields(2), fresh, other: field() }, [key])]
    const changes = diff(catalogOf([before]), catalogOf([after]))
    return changes.some(each => each.kind === 'datastore-changed' && needsRecords(each, changes))
  }
  expect([asks(['f0']), asks(['f0', 'f1'])]).toEqual([true, true])
  expect([asks(['fresh']), asks(['f0', 'fresh']), asks(['fresh', 'other'])]).toEqual([false, false, false])
  const filled = field({ default_value: 'x' })
  expect([asks(['fresh'], filled), asks(['f0', 'fresh'], filled), asks(['fresh', 'other'], filled)]).toEqual([
    true,
    true,
    false,
  ])
})

test('a key whose field comes anew with a default is told where the rest of it does not tell records apart', () => {
  const [text, number] = [field(), field({ type: 'number', default_value: '7' })]
  const records = recordsOf([
    { f0: 'a', f1: 'x' },
    { f0: 'a', f1: 'y' },
  ])
  const told = (key: readonly string[], to = number) => {
    const [before, after] = [store({ f0: text, f1: text }, [key]), store({ f0: text, f1: to }, [key])]
    const changes = diff(catalogOf([before]), catalogOf([after]))
    const found = heldBy(changes, { records, complete: true }, before, after)
    return risksOf(changes, { ...bare, held: found }).filter(each => each.code === 'MF101')
  }
  expect(told(['f1']).map(each => [each.level, each.because])).toEqual([
    ['may-fail', 'every record will have the default of f1: Cliq may refuse the key [f1]'],
  ])
  expect(told(['f0', 'f1'])).toHaveLength(1)
  expect(told(['f1'], field({ type: 'number' }))).toEqual([])
  expect(told(['f0'])).toEqual([])
})

test('what only loosens, and what records do not feel, is no risk', () => {
  const risks = (from: Datastore, to: Datastore) => {
    const changes = diff(catalogOf([from]), catalogOf([to]))
    expect(changes).not.toEqual([])
    return risksOf(changes, { ...bare, held: new Map() }).map(each => each.code)
  }
  const before = store({ f0: field({ mandatory: true }), f1: field() }, [['f0']])
  expect(risks(before, store({ f0: field(), f1: field() }, [['f0']]))).toEqual([])
  expect(risks(before, { ...before, unique_keys: [['f0', 'f1']] })).toEqual([])
  expect(risks(before, { ...before, unique_keys: [] })).toEqual([])
  expect(risks(before, { ...before, name: 'Another' })).toEqual([])
  expect(risks(before, store({ f0: field({ mandatory: true, name: 'Other' }), f1: field() }, [['f0']]))).toEqual([])
  expect(risks(store({ f0: field() }), store({ f0: field({ mandatory: true }) }))).toEqual(['MF102'])
  expect(risks(store({ f0: field() }), store({ f0: field() }, [['f0']]))).toEqual(['MF101'])
})

test('numbers repeat by what they count, not by how they are written', () => {
  const before = store({ f0: field({ type: 'number' }) })
  const after = store({ f0: field({ type: 'number' }) }, [['f0']])
  expect(held(before, after, recordsOf([{ f0: '1' }, { f0: '01.0' }]))?.repeats?.[0]?.ids).toEqual(['1', '2'])
})

test('what is not for the eye is in no finding, and stars are no value', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{8,20}$/u), secret => {
      const masked = { f0: field({ masked: true }) }
      const found = held(store(masked), store(masked, [['f0']]), recordsOf([{ f0: secret }, { f0: secret }]))
      expect(found?.repeats).toHaveLength(1)
      expect(JSON.stringify(found)).not.toContain(secret)
      const covered = recordsOf([{ f0: '****' }, { f0: '****' }])
      expect(held(store(masked), store(masked, [['f0']]), covered)?.repeats).toBeUndefined()
    }),
    { numRuns: 100 },
  )
})

test('a key over a new field is tried against its default, which every record will hold', () => {
  const to = (default_value?: string) =>
    store({ ...fields(1), fresh: field(default_value === undefined ? {} : { default_value }) }, [['fresh']])
  const two = recordsOf([{ f0: 'a' }, { f0: 'b' }])
  const keyed = (after: Datastore) => {
    const changes = diff(catalogOf([store(fields(1))]), catalogOf([after]))
    return heldBy(changes, { records: two, complete: true }, store(fields(1)), after).get('datastore-changed:store')
  }
  expect(keyed(to('x'))?.repeats?.[0]?.values).toEqual({ fresh: 'x' })
  expect(keyed(to())).toBeUndefined()
})

test('an empty value before mandatory is counted, and a whole count without any is only a note', () => {
  fc.assert(
    fc.property(rows, fc.boolean(), (values, complete) => {
      const to = store({ ...fields(1), f1: field({ mandatory: true }) })
      const changes = diff(catalogOf([store(fields(2))]), catalogOf([to]))
      const found = heldBy(changes, { records: recordsOf(values), complete }, store(fields(2)), to)
      const [risk] = risksOf(changes, { ...bare, held: found })
      const empty = values.filter(each => each.f1 === null || each.f1 === '').length
      expect([risk?.code, risk?.held && risk.held.records - risk.held.withValue]).toEqual(['MF102', empty])
      expect(risk?.level).toBe(complete && empty === 0 ? 'note' : 'may-fail')
    }),
    { numRuns: 200 },
  )
})

test('values that no call takes back are counted before they go', () => {
  const found = held(
    store(fields(2)),
    store(fields(1)),
    recordsOf([{ f1: 'x'.repeat(1_001) }, { f1: 'x' }, { f1: '' }]),
  )
  expect(found).toEqual({ records: 3, withValue: 2, complete: true, tooLong: 1 })
})

function losses(count: number, kind: 'field-removed' | 'datastore-removed'): readonly Risk[] {
  const from = catalogOf(
    kind === 'field-removed'
      ? [store({ ...fields(1, 'kept'), ...fields(count) })]
      : Array.from({ length: count }, (_, at) => store(fields(1), [], `s${at}`)),
  )
  const changes = diff(from, kind === 'field-removed' ? catalogOf([store(fields(1, 'kept'))]) : catalogOf([]))
  return risksOf(changes, { ...bare, consents: new Set(changes.map(changeName)), held: new Map() })
}

test('the config alone lets go as much as the limits say, and a name on the command line is counted nowhere', () => {
  const counts = fc.record({ all: fc.nat(12), named: fc.nat(12), limit: fc.nat(12) })
  const kinds = fc.constantFrom('field-removed' as const, 'datastore-removed' as const)
  fc.assert(
    fc.property(counts, kinds, ({ all, named, limit }, kind) => {
      const risks = losses(all, kind)
      const names = new Set(risks.slice(0, named).flatMap(each => each.consent ?? []))
      const standing = Math.max(0, all - named)
      const found = overLimit(risks, names, { removedDatastores: limit, removedFields: limit })
      expect(found.map(each => changeName(each.change))).toEqual(
        standing > limit ? risks.slice(named).map(each => each.consent) : [],
      )
      expect(found.every(each => each.level === 'refused')).toBe(true)
    }),
    { numRuns: RUNS },
  )
})

test('what two records share is not shown where it is hidden before or after', () => {
  const [open, masked] = [field(), field({ masked: true })]
  const shared = (from: typeof open, to: typeof open) => {
    const [before, after] = [store({ f0: from }), store({ f0: to }, [['f0']])]
    const changes = diff(catalogOf([before]), catalogOf([after]))
    const records = recordsOf([{ f0: 'a' }, { f0: 'a' }])
    const found = [...heldBy(changes, { records, complete: true }, before, after).values()]
    return found.flatMap(each => each.repeats ?? [])[0]?.values
  }
  expect(shared(open, open)).toEqual({ f0: 'a' })
  for (const [from, to] of [
    [masked, open],
    [open, masked],
    [masked, masked],
  ] as const)
    expect(shared(from, to)).toEqual({ f0: HIDDEN })
})
