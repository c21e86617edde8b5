import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { byCodeUnit, catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog, Field, FieldType, UniqueKey } from '../../src/core/model/catalog.ts'
import { NO_TYPE_CAPS } from '../../src/core/model/caps.ts'
import type { FieldHints } from '../../src/core/model/definition.ts'
import { diff } from '../../src/core/model/diff.ts'
import { temporaryField } from '../../src/core/migrations/marks.ts'
import { advanceAll } from '../../src/core/plan/advance.ts'
import { stepsFor } from '../../src/core/plan/steps.ts'
import type { Step } from '../../src/core/model/step.ts'
import { field, fields, liveOf, lockOf, RUNS, store } from './build.ts'
import { pasts, planned } from './pasts.ts'
import type { Past } from './pasts.ts'

const text = field()
const number = field({ type: 'number' })
const large = field({ type: 'large-text' })
const flag = field({ type: 'boolean' })

function outline(step: Step): string {
  if (step.call === 'row-work') return `carry ${step.carries.map(each => `${each.reads}>${each.writes}`).join(' ')}`
  if (step.call === 'edit-datastore') return `edit ${Object.keys(step.set).join(' ')}`
  if (step.call === 'add-fields') return `add ${[...step.fields.keys()].join(' ')}`
  if (step.call === 'edit-fields')
    return `edit ${[...step.fields].map(([name, edit]) => `${name}:${Object.keys(edit).join('+')}`).join(' ')}`
  return step.call === 'delete-fields' ? `delete ${step.fields.join(' ')}` : step.call
}

const renamed = (...names: readonly string[]): FieldHints => ({ renamed_from: names })
const [t, tb] = [temporaryField('a'), temporaryField('b')]
const as = (type: FieldType, of: Record<string, Field> = {}) => store({ a: field({ type }), ...of })
const keyed = (of: Record<string, Field>, ...keys: readonly UniqueKey[]) => store(of, keys)
const retyped: FieldHints = { renamed_from: [], convert: { from: 'limited-text', invalid: 'refuse' } }
const later: FieldHints = { renamed_from: ['a'], contract: 'later' }

// More of a type than the caps say shows an org that does not hold to them.
const texts = (prefix: string) =>
  Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${prefix}${at}`, field({ name: 'One of nine' })]))

const TABLE: readonly (Past & { readonly law: string; readonly steps: readonly string[] })[] = [
  {
    law: 'a renamed field is added, carried, and only then deleted; its name and demands come last',
    from: store({ a: text }),
    to: store({ b: field({ mandatory: true, default_value: 'x' }) }),
    hints: { b: renamed('a') },
    steps: ['add b', 'carry a>b', 'delete a', 'edit b:name+mandatory+default_value'],
  },
  {
    law: 'nine renames share one carry',
    from: store(texts('f')),
    to: store(texts('g')),
    hints: Object.fromEntries(Object.keys(texts('g')).map(name => [name, renamed(name.replace('g', 'f'))])),
    steps: [
      `add ${Object.keys(texts('g')).join(' ')}`,
      `carry ${Object.keys(texts('f'))
        .map(name => `${name}>${name.replace('f', 'g')}`)
        .join(' ')}`,
      `delete ${Object.keys(texts('f')).join(' ')}`,
      `edit ${Object.keys(texts('g'))
        .map(name => `${name}:name`)
        .join(' ')}`,
    ],
  },
  {
    law: 'a key moves to the heir once that holds its values',
    from: keyed({ a: text, z: number }, ['a']),
    to: keyed({ b: text, z: number }, ['b']),
    hints: { b: renamed('a') },
    steps: ['add b', 'carry a>b', 'edit unique_keys', 'delete a', 'edit b:name'],
  },
  {
    law: 'another type under the same name goes over a field of its own',
    from: as('limited-text'),
    to: as('number'),
    hints: { a: retyped },
    steps: [`add ${t}`, `carry a>${t}`, 'delete a', 'add a', `carry ${t}>a`, `delete ${t}`, 'edit a:name'],
  },
  {
    law: 'a keyed field of another type loses its key for as long as it must',
    from: keyed({ a: text }, ['a']),
    to: keyed({ a: number }, ['a']),
    hints: { a: retyped },
    steps: [
      `add ${t}`,
      `carry a>${t}`,
      'edit unique_keys',
      'delete a',
      'add a',
      `carry ${t}>a`,
      'edit unique_keys',
      `delete ${t}`,
      'edit a:name',
    ],
  },
  {
    law: 'what waits is carried, and its old field becomes optional and stays',
    from: store({ a: field({ mandatory: true }) }),
    to: store({ b: field({ mandatory: true }) }),
    hints: { b: later },
    steps: ['add b', 'carry a>b', 'edit a:mandatory', 'edit b:name'],
  },
  {
    law: 'a field that leaves by consent makes room',
    from: store({ ...fields(4, 'f', {}), a: text }),
    to: store({ f0: text, f1: text, f2: text, b: text }),
    hints: { b: renamed('a') },
    steps: ['delete f3', 'add b', 'carry a>b', 'delete a', 'edit b:name'],
  },
  {
    law: 'where the cap of its type is full, a renamed field goes over another type',
    from: store({ n0: number, n1: number, n2: number, n3: number, n4: number }),
    to: store({ n0: number, n1: number, n2: number, n3: number, b: field({ type: 'number', masked: true }) }),
    hints: { b: renamed('n4') },
    steps: [`add ${tb}`, `carry n4>${tb}`, 'delete n4', 'add b', `carry ${tb}>b`, `delete ${tb}`, 'edit b:name'],
  },
  {
    law: 'one detour makes the room for another rename',
    from: store({ n0: number, n1: number, n2: number, n3: number, n4: number }),
    to: store({ n0: number, n1: number, n2: number, a: number, b: number }),
    hints: { a: renamed('n3'), b: renamed('n4') },
    steps: [
      `add ${tb}`,
      `carry n4>${tb}`,
      'delete n4',
      'add a',
      'carry n3>a',
      'delete n3',
      'add b',
      `carry ${tb}>b`,
      `delete ${tb}`,
      'edit a:name b:name',
    ],
  },
  {
    law: 'the only large text that Cliq allows gets another name over a limited one',
    from: store({ a: large, z: number }),
    to: store({ b: large, z: number }),
    hints: { b: renamed('a') },
    steps: [`add ${tb}`, `carry a>${tb}`, 'delete a', 'add b', `carry ${tb}>b`, `delete ${tb}`, 'edit b:name'],
  },
  {
    law: 'a text that becomes the only large one is kept as it was meanwhile',
    from: as('limited-text'),
    to: as('large-text'),
    hints: { a: retyped },
    steps: [`add ${t}`, `carry a>${t}`, 'delete a', 'add a', `carry ${t}>a`, `delete ${t}`, 'edit a:name'],
  },
]

for (const { law, steps, ...past } of TABLE)
  test(`steps: ${law}`, () => {
    const made = planned(past)
    expect([made.problems, made.steps.map(outline)]).toEqual([[], steps])
  })

test('a rename is no loss, and a field of a time is told to nobody', () => {
  const one = planned({ from: as('limited-text'), to: as('number'), hints: { a: retyped } })
  expect(one.changes.map(each => each.kind)).toEqual(['field-retyped'])
  expect(one.risks.map(each => each.level)).toEqual(['note'])
  const two = planned({ from: keyed({ a: text }, ['a']), to: keyed({ b: text }, ['b']), hints: { b: renamed('a') } })
  expect(two.changes.map(each => each.kind)).toEqual(['datastore-changed', 'field-renamed'])
  expect(two.risks.map(each => `${each.level} ${each.code}`)).toEqual(['note DS114'])
  // Over a field of another type as well, and half-way there.
  const past: Past = {
    from: store({ a: large, z: text }),
    to: store({ b: large, z: text }),
    hints: { b: renamed('a') },
  }
  const three = planned(past)
  three.steps.slice(0, -1).forEach((_, at) => {
    const { changes, risks, drift } = planned(past, played(three.base, three.steps.slice(0, at)))
    const told = changes.map(each =>
      each.kind === 'field-renamed' ? `${each.from}>${each.field} ${each.was.type}` : '',
    )
    expect([told, risks.map(each => each.level)]).toEqual([['a>b large-text'], ['note']])
    expect(JSON.stringify(drift)).not.toContain('cliqds_')
  })
})

test('values on a detour belong to the definition that sent them there', () => {
  const past: Past = { from: as('limited-text'), to: as('large-text'), hints: { a: retyped } }
  const made = planned(past)
  const there = played(made.base, made.steps.slice(0, 3))
  expect(planned(past, there).problems).toEqual([])
  const other = planned({ ...past, to: as('number') }, there)
  expect(other.problems.map(each => each.code)).toEqual(['LV113'])
})

test('where no room is left for an heir, the plan says which caps are full', () => {
  // No other type gives back what a text holds, but the large one that is taken.
  const full = { ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map(name => [name, text])), notes: large }
  const others = Object.fromEntries(Object.entries(full).filter(([name]) => name !== 'a'))
  const made = planned({ from: store(full), to: store({ ...others, g: text }), hints: { g: renamed('a') } })
  expect(made.problems.map(each => each.code)).toEqual(['LV117'])
  expect(made.steps).toEqual([])
  expect(planned({ from: store({ a: large }), to: store({ b: large }), hints: { b: later } }).problems).toHaveLength(1)
})

test('nothing is deleted before it was carried, whatever step is left out or goes early', () => {
  const past = TABLE.find(each => each.law.startsWith('another type'))
  if (past === undefined) throw new Error('the table has it')
  const made = planned(past)
  const debts = made.steps.flatMap(step =>
    step.call === 'row-work'
      ? step.carries.map(each => ({ datastore: 'store', old: each.reads, heir: each.writes }))
      : [],
  )
  const play = (steps: readonly Step[]) => advanceAll(made.base, steps, undefined, debts)
  expect(play(made.steps).kind).toBe('catalog')
  made.steps.forEach((step, index) => {
    if (step.call === 'row-work') expect(play(made.steps.filter(each => each !== step)).kind).toBe('refusal')
    if (step.call !== 'delete-fields') return
    const early = [...made.steps]
    early.splice(index, 1)
    early.splice(index - 1, 0, step)
    expect(play(early).kind).toBe('refusal')
  })
})

// Once the two large texts have left, only the field that waits for its name shows that the org takes more than one.
const TWO_OF_ONE_LARGE: Past = {
  from: keyed({ f0: large, f1: large, f3: flag, f4: flag }, ['f3']),
  to: store({ f1: flag, f4: large }),
  hints: {
    f1: { renamed_from: [], convert: { from: 'large-text', invalid: 'empty' } },
    f4: { renamed_from: [], convert: { from: 'boolean', invalid: 'empty' } },
  },
}

test('half-way, a lock file of today still shows that caps are not held', () => {
  const made = planned(TWO_OF_ONE_LARGE)
  made.steps.forEach((_, at) => {
    const there = played(made.base, made.steps.slice(0, at))
    const again = planned(TWO_OF_ONE_LARGE, there, lockOf(liveOf(there)))
    expect(again.problems, `${at} of ${made.steps.map(outline).join(', ')}`).toEqual([])
    expect(diff(played(there, again.steps), made.target)).toEqual([])
  })
})

function played(base: Catalog, steps: readonly Step[]): Catalog {
  // Whether the caps of types are held is the planner's to judge, by what it knows of the org.
  const end = advanceAll(base, steps, () => NO_TYPE_CAPS)
  if (end.kind === 'refusal') throw new Error(end.because)
  return end.catalog
}

test('after any prefix of a plan that carries values, planning again arrives and carries what was not carried', () => {
  let told = 0
  fc.assert(
    fc.property(pasts, fc.nat(), (past, cut) => {
      const made = planned(past)
      if (made.problems.some(each => each.code === 'LV117')) return
      expect(made.problems).toEqual([])
      const carries = made.steps.findIndex(each => each.call === 'row-work')
      if (carries !== -1) told += 1
      const at = cut % (made.steps.length + 1)
      const there = played(made.base, made.steps.slice(0, at))
      const again = planned(past, there)
      expect(again.problems.filter(each => each.code !== 'LV117')).toEqual([])
      expect(diff(played(there, again.steps), made.target)).toEqual([])
      // What was not carried for sure is carried again, as long as the old field is there.
      const left = made.steps.slice(at).flatMap(each => (each.call === 'row-work' ? each.carries : []))
      const carried = new Set(
        again.steps.flatMap(each => (each.call === 'row-work' ? each.carries.map(one => one.writes) : [])),
      )
      expect(left.filter(each => !carried.has(each.writes))).toEqual([])
    }),
    {
      numRuns: Math.ceil(RUNS / 5),
      examples: [[TWO_OF_ONE_LARGE, 4]],
    },
  )
  expect(told).toBeGreaterThan(100)
})

test('a plan that has arrived is empty', () => {
  fc.assert(
    fc.property(pasts, past => {
      const made = planned(past)
      if (made.problems.length > 0) return
      const end = played(made.base, made.steps)
      expect(planned(past, end).steps).toEqual([])
      expect([...end.keys()].sort(byCodeUnit)).toEqual(['store'])
    }),
    { numRuns: 200 },
  )
})

test('without successions the steps are those of before', () => {
  const [from, to] = [catalogOf([as('number')]), catalogOf([as('limited-text')])]
  expect(stepsFor(from, to, diff(from, to)).map(outline)).toEqual([
    'add cliqds_stand_in',
    'delete a',
    'add a',
    'delete cliqds_stand_in',
  ])
})
