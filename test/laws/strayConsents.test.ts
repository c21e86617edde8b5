import { expect, test } from 'vitest'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { strayConsents, straySeedConsents } from '../../src/core/plan/strayConsents.ts'
import { nearest } from '../../src/core/rules/nearest.ts'
import { definitionsOf, field, liveOf, lockOf, store } from './build.ts'

const definitions = definitionsOf(catalogOf([store({ notes: field() }, [], 'empdir')]))
const live = liveOf(catalogOf([store({ old: field() }, [], 'empdir'), store({ a: field() }, [], 'foreign')]))
const locked = lockOf(liveOf(catalogOf([store({ a: field() }, [], 'gone')])))

test('a consent of a name that is nowhere is told, with the name that was meant', () => {
  const told = (consent: string) => strayConsents({ allow: [consent], standing: [] }, { definitions, live, locked })
  for (const consent of [
    'field-removed:empdir.notes',
    'field-removed:empdir.old',
    'datastore-removed:foreign',
    'datastore-removed:gone',
    'records-removed:empdir',
    'unkeyed-seed:anything',
  ])
    expect(told(consent)).toEqual([])
  expect(told('field-removed:empdir.ntes')).toMatchObject([
    { code: 'DS120', severity: 'warning', hint: 'did you mean `empdir.notes`?' },
  ])
  expect(told('datastore-removed:empdri')).toMatchObject([{ hint: 'did you mean `empdir`?' }])
  expect(told('datastore-removed:quite_other')).toMatchObject([{ hint: 'known here: gone, empdir, foreign' }])
})

test('a field of a datastore that is renamed goes under the new name, and no field of another one', () => {
  const [own] = definitionsOf(catalogOf([store({ a: field() }, [], 'staff')]))
  const rooms = definitionsOf(catalogOf([store({ size: field() }, [], 'rooms')]))
  const hints = { renamed_from: ['empdir'], fields: new Map() }
  const all = own ? [{ ...own, hints }, ...rooms] : []
  const told = (consent: string) =>
    strayConsents({ allow: [consent], standing: [] }, { definitions: all, live, locked })
  expect(told('field-removed:staff.old')).toEqual([])
  for (const name of ['b', 'size']) expect(told(`field-removed:staff.${name}`)).toMatchObject([{ code: 'DS120' }])
})

test('a consent for a thing of another kind is told, and one of the config as such', () => {
  const told = (standing: string) => strayConsents({ allow: [], standing: [standing] }, { definitions, live, locked })
  expect(told('field-removed:empdir.notes')).toEqual([])
  for (const consent of [
    'field-removed:empdir',
    'datastore-removed:empdir.notes',
    'values-dropped:gone',
    'records-removed:x',
  ])
    expect(told(consent)).toMatchObject([{ code: 'DS120', severity: 'warning' }])
  expect(told('field-retyped:empdir.ntes')[0]?.message).toMatch(/^`allow: field-retyped:empdir\.ntes` allows nothing/u)
})

test('a stray consent of the run and one of the config are both told', () => {
  const given = { allow: ['datastore-removed:empdri'], standing: ['datastore-removed:empdirr'] }
  const told = strayConsents(given, { definitions, live, locked })
  expect(told.map(each => each.message.slice(0, 12))).toEqual(['`--allow dat', '`allow: data'])
})

test('a consent for a seed without a key is held against the names of seeds', () => {
  const told = (allow: readonly string[]) => straySeedConsents({ allow, standing: ['unkeyed-seed:b'] }, ['log', 'b'])
  expect(told(['unkeyed-seed:log', 'field-removed:a.b'])).toEqual([])
  expect(told(['unkeyed-seed:lgo'])).toMatchObject([{ code: 'DS120', hint: 'did you mean `log`?' }])
})

test('the nearest word is found by its letters, and a very long one is not gone through', () => {
  expect(nearest('empdri', ['empdir', 'oncall'])).toBe('empdir')
  expect(nearest('EMPDIR', ['empdir'])).toBe('empdir')
  // A nearer one is kept whatever comes after it, and the first of those that are as near.
  for (const others of [['empdirzz'], ['empdirz'], ['empdirz', 'empdirzz']])
    expect(nearest('empdiry', ['empdirx', ...others])).toBe('empdirx')
  expect(nearest('empdiry', ['empdirzz', 'empdirx'])).toBe('empdirx')
  expect(nearest('x'.repeat(1_000_000), ['empdir'])).toBeUndefined()
  expect(nearest('on', ['off', 'an'])).toBe('an')
})
