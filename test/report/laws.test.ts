import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog, Datastore, Field } from '../../src/core/model/catalog.ts'
import type { PlanDocument } from '../../src/core/plan/document.ts'
import { columns } from '../../src/report/layout.ts'
import { definition, documentOf, liveOf, lockOf } from './build.ts'
import { empdirDocument } from './empdir.ts'
import { DANGEROUS, jsonsOf, textsOf, turnedRound } from './everything.ts'
import { documents, histories, poisoned } from './histories.ts'

const CANARY = 'canary-7f0c9a'
const RUNS = { numRuns: 150 }

function withFields(of: Catalog, edit: (field: Field) => Field): Catalog {
  const edited = (each: Datastore) => new Map([...each.fields].map(([name, field]) => [name, edit(field)] as const))
  return catalogOf([...of.values()].map(each => ({ ...each, fields: edited(each) })))
}

test('the same plan gives the same bytes, in whatever order its parts come', () => {
  fc.assert(
    fc.property(documents, document => {
      const turned = turnedRound(document)
      expect(textsOf(turned).slice(0, 2)).toEqual(textsOf(document).slice(0, 2))
      expect(jsonsOf(turned)[0]).toBe(jsonsOf(document)[0])
    }),
    RUNS,
  )
})

test('masked and encrypted values are in no output', () => {
  const secret = (mark: string) => (each: Field) => {
    const hidden = each.masked || each.type === 'encrypted-text'
    return hidden ? { ...each, default_value: `${CANARY}${mark}` } : each
  }
  const secretive = histories.map(({ left, live, wanted }) =>
    documentOf({
      live: liveOf(...withFields(live, secret('1')).values()),
      locked: lockOf(...withFields(left, secret('0')).values()),
      definitions: [...withFields(wanted, secret('2')).values()].map(each => definition(each)),
    }),
  )
  fc.assert(
    fc.property(secretive, document => {
      for (const text of [...textsOf(document), ...jsonsOf(document)]) expect(text).not.toContain(CANARY)
    }),
    RUNS,
  )
})

test('hostile text acts in no output, wherever it comes from', () => {
  const units = fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)),
    minLength: 1,
  })
  const acting = fc.constantFrom(
    '\u001b]0;title\u0007',
    '\n::error ::x',
    '\u202eabc',
    '\u0085##[command]',
    '\ud800',
    '\u2028',
  )
  fc.assert(
    fc.property(documents, units, acting, (document, some, other) => {
      const hostile = poisoned(document, `${some}${other}`)
      for (const text of textsOf(hostile)) {
        expect(text.replaceAll('\n', '')).not.toMatch(DANGEROUS)
        expect(text).not.toMatch(/^\s*::|##\w*\[/m)
      }
      for (const text of jsonsOf(hostile)) expect(text).not.toMatch(DANGEROUS)
    }),
    RUNS,
  )
})

test('ordinary plans keep to 100 columns, and the one of the guide to 80', () => {
  const wide = (document: PlanDocument, most: number) =>
    textsOf(document).flatMap(text => text.split('\n').filter(line => columns(line) > most))
  fc.assert(
    fc.property(documents, document => {
      expect(wide(document, 100)).toEqual([])
    }),
    RUNS,
  )
  expect(wide(empdirDocument(), 80)).toEqual([])
})
