import { expect, test } from 'vitest'

import { catalogOf, isTemporary } from '../../src/core/model/catalog.ts'
import type { Field, FieldType } from '../../src/core/model/catalog.ts'
import type { Definition, FieldHints } from '../../src/core/model/definition.ts'
import { heritageOf } from '../../src/core/migrations/heirs.ts'
import { heirMark, temporaryField } from '../../src/core/migrations/marks.ts'
import { nameLaws, uniqueNameLaws } from '../../src/core/rules/names.ts'
import { lockedAfter } from '../../src/core/model/lock.ts'
import { driftOf, plan } from '../../src/core/plan/plan.ts'
import { BUDGETS, field, liveOf, lockOf, store } from './build.ts'

const text = field()
const number = field({ type: 'number' })
const hint = (more: Partial<FieldHints> = {}): FieldHints => ({ renamed_from: [], ...more })

function defined(
  of: Record<string, Field>,
  fields: Record<string, FieldHints> = {},
  renamed_from: readonly string[] = [],
  unique_name = 'store',
): Definition {
  const hints = { renamed_from, fields: new Map(Object.entries(fields)) }
  const datastore = store(of, [], unique_name)
  return { datastore, protect: undefined, hints, file: `schemas/${unique_name}.yaml`, places: new Map() }
}

test('a mark and a temporary name are legal, and tell fields apart', () => {
  const wrong: string[] = []
  const law = (code: string) => void (code === 'NM103' || wrong.push(code))
  const names = Array.from({ length: 2_000 }, (_, at) => `field_${at}`)
  for (const name of names) {
    nameLaws(heirMark(name, 'heir'), 'name', law)
    uniqueNameLaws(temporaryField(name), 'fields', law)
    if (!isTemporary(temporaryField(name))) wrong.push(name)
  }
  expect(wrong).toEqual([])
  expect(new Set(names.map(name => heirMark(name, 'heir'))).size).toBe(names.length)
  expect(new Set(names.map(temporaryField)).size).toBe(names.length)
  expect(heirMark('a', 'b')).not.toBe(heirMark('b', 'a'))
})

const mark = heirMark('old', 'heir')
const [over, out] = [heirMark('heir', temporaryField('heir')), heirMark(temporaryField('heir'), 'heir')]
const t = temporaryField('heir')
const renamed = hint({ renamed_from: ['old', 'older'] })
const later = hint({ renamed_from: ['old'], contract: 'later' })
const retyped = hint({ convert: { from: 'limited-text', invalid: 'refuse' } })
const all = () => true

interface State {
  readonly state: string
  readonly live: Record<string, Field>
  readonly hints: FieldHints
  readonly type?: FieldType
  readonly owns?: (field: string) => boolean
  readonly found: readonly string[]
}

const STATES: readonly State[] = [
  { state: 'old', live: { old: text }, hints: renamed, found: ['old > heir absent'] },
  { state: 'older', live: { older: text }, hints: renamed, found: ['older > heir absent'] },
  { state: 'new', live: { heir: text }, hints: renamed, found: [] },
  { state: 'both of a list', live: { old: text, older: text }, hints: renamed, found: ['LV110 error'] },
  {
    state: 'old and ours',
    live: { old: text, heir: field({ name: mark }) },
    hints: renamed,
    found: ['old > heir ours'],
  },
  { state: 'old and theirs', live: { old: text, heir: text }, hints: renamed, found: ['old > heir theirs'] },
  {
    state: 'old and an heir of another type',
    live: { old: text, heir: number },
    hints: renamed,
    found: ['LV110 error'],
  },
  {
    state: 'neither, with nothing to lose',
    live: { a: text },
    hints: renamed,
    owns: () => false,
    found: ['LV114 warning'],
  },
  { state: 'neither, with a field that leaves', live: { odl: text }, hints: renamed, found: ['LV114 error'] },
  { state: 'an old field of others', live: { old: text }, hints: renamed, owns: () => false, found: ['LV112 error'] },
  {
    state: 'an old field of others that stays',
    live: { old: text },
    hints: later,
    owns: () => false,
    found: ['old > heir absent later'],
  },
  {
    state: 'later, with an heir that is ours',
    live: { old: text, heir: field({ name: mark }) },
    hints: later,
    found: ['old > heir ours later'],
  },
  { state: 'later, carried', live: { old: text, heir: text }, hints: later, found: ['waiting old > heir'] },
  {
    state: 'old of a type without a way',
    live: { old: field({ type: 'boolean' }) },
    hints: renamed,
    type: 'number',
    found: ['LV111 error'],
  },
  { state: 'old encrypted', live: { old: field({ type: 'encrypted-text' }) }, hints: renamed, found: ['LV111 error'] },
  {
    state: 'old of another type than the hint says',
    live: { old: number },
    hints: { ...renamed, convert: { from: 'boolean', invalid: 'empty' } },
    found: ['LV111 error'],
  },
  { state: 'the old type', live: { heir: text }, hints: retyped, type: 'number', found: [`heir > ${t} > heir absent`] },
  { state: 'the new type', live: { heir: number }, hints: retyped, type: 'number', found: [] },
  {
    state: 'a type the hint does not name',
    live: { heir: field({ type: 'large-text' }) },
    hints: retyped,
    type: 'number',
    found: [],
  },
  {
    state: 'the old type and ours',
    live: { heir: text, [t]: field({ type: 'number', name: over }) },
    hints: retyped,
    type: 'number',
    found: [`heir > ${t} > heir ours`],
  },
  {
    state: 'only the temporary one',
    live: { [t]: field({ type: 'number', name: over }) },
    hints: retyped,
    type: 'number',
    found: [`${t} > heir absent`],
  },
  {
    state: 'temporary and heir',
    live: { [t]: number, heir: field({ type: 'number', name: out }) },
    hints: retyped,
    type: 'number',
    found: [`${t} > heir ours`],
  },
  {
    state: 'temporary of another type',
    live: { [t]: text },
    hints: retyped,
    type: 'number',
    found: ['LV113 error'],
  },
  {
    state: 'temporary without a hint',
    live: { heir: number, [t]: number },
    hints: hint(),
    type: 'number',
    found: ['LV113 error'],
  },
  {
    state: 'renamed long ago and retyped now',
    live: { heir: text },
    hints: { ...renamed, convert: { invalid: 'empty' } },
    type: 'number',
    found: [`heir > ${t} > heir absent`],
  },
]

for (const { state, live, hints, type = 'limited-text', owns = all, found } of STATES)
  test(`live ${state}: ${found.join(', ') || 'nothing to do'}`, () => {
    const heritage = heritageOf(defined({ heir: field({ type }) }, { heir: hints }), store(live), owns)
    const seen = [
      ...heritage.successions.map(({ source, via, heir, standing, isWaiting }) =>
        [...[source, via, heir].filter(Boolean).join(' > ').split(' '), standing, ...(isWaiting ? ['later'] : [])].join(
          ' ',
        ),
      ),
      ...heritage.waiting.map(({ heir, old }) => `waiting ${old} > ${heir}`),
      ...heritage.problems.map(({ code, severity }) => `${code} ${severity}`),
    ]
    expect(seen).toEqual(found)
  })

const about = (
  definitions: readonly Definition[],
  before: Parameters<typeof liveOf>[0],
  locked = lockOf(liveOf(before)),
) => plan({ definitions, live: liveOf(before), locked, consents: new Set(), ignore: [], budgets: BUDGETS })

test('a datastore that a definition says had another name is renamed by one edit, without a consent', () => {
  const was = store({ a: text }, [], 'old')
  const made = about([defined({ a: text }, {}, ['old'])], catalogOf([was]))
  expect([made.problems, made.risks, made.adopts]).toEqual([[], [], []])
  expect(made.changes.map(each => each.kind)).toEqual(['datastore-renamed'])
  expect(made.steps).toEqual([{ call: 'edit-datastore', datastore: 'old', set: { unique_name: 'store' } }])
})

test('fields of a renamed datastore that are ours leave, and those of others stay', () => {
  const was = store({ a: text, ours: text, theirs: text }, [], 'old')
  const live = liveOf(catalogOf([was]))
  const made = about(
    [defined({ a: text }, {}, ['old'])],
    live.catalog,
    lockOf(live, path => !path.includes('theirs')),
  )
  expect(made.kept.fields).toEqual(new Map([['store', ['theirs']]]))
  expect(made.steps.map(each => each.call)).toEqual(['edit-datastore', 'delete-fields'])
})

test('two datastores of which one was the other are an error, and none is deleted', () => {
  const both = catalogOf([store({ a: text }), store({ a: text }, [], 'old')])
  const made = about([defined({ a: text }, {}, ['old'])], both)
  expect(made.problems.map(each => each.code)).toEqual(['LV110'])
  expect(made.changes).toEqual([])
})

test('a datastore that was renamed by hand already is adopted without a call', () => {
  const now = liveOf(catalogOf([store({ a: text })]), () => 'id')
  const before = lockOf(liveOf(catalogOf([store({ a: text }, [], 'old')]), () => 'id'))
  const made = about([defined({ a: text }, {}, ['old'])], now.catalog, before)
  expect([made.problems, made.steps, made.changes]).toEqual([[], [], []])
})

test('what waits is no change, and is told', () => {
  const live = catalogOf([store({ old: text, heir: text })])
  const made = about([defined({ heir: field({ mandatory: true }) }, { heir: later })], live)
  expect([made.problems, made.changes, made.steps]).toEqual([[], [], []])
  expect(made.notes?.map(each => each.message)).toEqual([
    'waiting: old; its values are in heir too, and it stays for now',
  ])
})

test('a field of a time is in no lock file, and no drift', () => {
  const now = liveOf(catalogOf([store({ a: text, [t]: number })]))
  const before = lockOf(liveOf(catalogOf([store({ a: text })])))
  const after = lockedAfter(before, {
    definitions: [defined({ a: text })],
    live: now,
    ignored: () => false,
    elsewhere: [],
  })
  expect([...(after.datastores.get('store')?.definition.fields.keys() ?? [])]).toEqual(['a'])
  expect(driftOf(now, before, new Map(), [])).toEqual([])
})
