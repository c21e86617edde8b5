import { expect, test } from 'vitest'
import type { Datastore } from '../../src/core/model/catalog.ts'
import { differencesOf, withDifferences } from '../../src/report/pages/promotion.ts'
import { planPage } from '../../src/report/pages/plan.ts'
import { formatsOf } from '../../src/report/formats.ts'
import type { Format } from '../../src/report/formats.ts'
import { render } from '../../src/report/render.ts'
import { definition, documentOf, field, liveOf, lockOf, store } from './build.ts'

const wanted = store('rooms', { code: field(), seats: field({ name: 'Seats' }) })
const planFor = (environment: string, live: readonly Datastore[]) => {
  const locked = lockOf(...live.filter(each => each.unique_name === 'rooms'))
  return documentOf({ live: liveOf(...live), locked, definitions: [definition(wanted)], document: { environment } })
}

const staging = planFor('staging', [store('rooms', { code: field() })])
const production = planFor('production', [store('rooms', { code: field() }), store('other', { a: field() })])
const old = planFor('old', [store('rooms', { code: field({ name: 'Old' }) })])
const fresh = planFor('fresh', [wanted])
const reportOf = (documents: readonly (typeof staging)[], format: Format) =>
  render(
    withDifferences(
      documents.map(each => planPage(each)),
      documents,
    ),
    format,
    '0.1.0',
  )

test('plans of several environments are told apart by their changes, not by what is there', () => {
  expect(differencesOf([staging])).toEqual([])
  expect(differencesOf([staging, production]).map(each => each.json)).toEqual([
    { than: 'staging', same: true, more: [], different: [], fewer: [] },
  ])
  const text = reportOf([staging, old, fresh], 'text')
  expect(text.slice(0, text.indexOf('\n\n')).split('\n')).toEqual([
    'Differences',
    '  old                   same change as staging: no',
    '  only in old           ~ field-changed:rooms.code name',
    '  fresh                 same change as staging: no',
    '  only in staging       + field-added:rooms.seats',
  ])
})

// The widget of GitLab has three numbers and no room for words.
test.each(formatsOf('plan').filter(each => each !== 'terraform'))(
  'a report as %s says whether plans are the same change',
  format => {
    const plain = (text: string) => text.replaceAll(/<\/?\w+>|`/gu, '')
    const says = (documents: readonly (typeof staging)[], words: string) =>
      format === 'json'
        ? (
            JSON.parse(reportOf(documents, 'json')) as { environments: { promotion?: { same: boolean } }[] }
          ).environments
            .map(each => each.promotion?.same)
            .includes(words === 'yes')
        : plain(reportOf(documents, format)).includes(`same change as staging: ${words}`)
    expect(says([staging, old], 'no')).toBe(true)
    expect(says([staging, old], 'yes')).toBe(false)
    // What is wrong is a finding; what is right is a test that passes.
    expect(says([staging, production], 'yes')).toBe(format !== 'sarif' && format !== 'codequality')
    expect(plain(reportOf([staging], format))).not.toContain('same change as')
  },
)

test('a report of several environments says first where they differ', () => {
  for (const format of ['text', 'markdown', 'html'] as const) {
    const text = reportOf([staging, old], format)
    expect(text.indexOf('Differences')).toBeGreaterThan(-1)
    expect(text.indexOf('Differences')).toBeLessThan(text.indexOf('data centre'))
  }
})

test('those that differ come first, and of many that change the same some are named', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map(name => ({ ...production, environment: name }))
  const text = reportOf([staging, ...many, old], 'text')
  expect(text.slice(0, text.indexOf('\n\n')).split('\n')).toEqual([
    'Differences',
    '  old                   same change as staging: no',
    '  only in old           ~ field-changed:rooms.code name',
    '  a, b, c and 2 more    same change as staging: yes',
  ])
})
