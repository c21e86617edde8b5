import { expect, test } from 'vitest'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { strayConsents } from '../../src/core/plan/strayConsents.ts'
import { nearest } from '../../src/core/rules/nearest.ts'
import { definitionsOf, field, liveOf, lockOf, store } from './build.ts'

const definitions = definitionsOf(catalogOf([store({ notes: field() }, [], 'empdir')]))
const live = liveOf(catalogOf([store({ old: field() }, [], 'empdir'), store({ a: field() }, [], 'foreign')]))
const locked = lockOf(liveOf(catalogOf([store({ a: field() }, [], 'gone')])))

test('a consent of a name that is nowhere is told, with the name that was meant', () => {
  const told = (consent: string) => strayConsents([consent], { definitions, live, locked })
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

test('the nearest word is found by its letters, and a very long one is not gone through', () => {
  expect(nearest('empdri', ['empdir', 'oncall'])).toBe('empdir')
  expect(nearest('EMPDIR', ['empdir'])).toBe('empdir')
  expect(nearest('x'.repeat(1_000_000), ['empdir'])).toBeUndefined()
  expect(nearest('on', ['off', 'an'])).toBe('an')
})
