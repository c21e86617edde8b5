import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { FIELD_TYPES } from '../../src/core/model/catalog.ts'
import type { FieldType } from '../../src/core/model/catalog.ts'
import { converted, isConvertible, sourceTypesOf } from '../../src/core/model/conversions.ts'
import type { Converted } from '../../src/core/model/conversions.ts'
import { holdsExactly } from '../../src/core/rows/needs.ts'

const page = readFileSync(new URL('../../docs/conversions.md', import.meta.url), 'utf8')
const lines = (page.split('## Values')[1] ?? '')
  .split('\n')
  .filter(each => each.startsWith('| ') && !each.startsWith('| value'))
const rows = lines.map(each =>
  each
    .split('|')
    .slice(1, 4)
    .map(cell => cell.trim()),
)

const read = (cell: string): string | boolean | null =>
  cell === 'nothing' ? null : (JSON.parse(cell) as string | boolean)

function shown(found: Converted): string {
  if (found.kind === 'value') return JSON.stringify(found.value)
  return found.kind === 'nothing' ? 'nothing' : found.why
}

test('the page has its table', () => expect(rows.length).toBeGreaterThan(25))

for (const [value = '', to = '', becomes = ''] of rows)
  test(`${value} to ${to} becomes ${becomes}`, () => {
    const type = FIELD_TYPES.find(each => each === to) ?? 'encrypted-text'
    expect(shown(converted(read(value), type))).toBe(becomes)
  })

test('the pairs are those of the page', () => {
  const pairs = (page.split('## Values')[0] ?? '').split('\n').flatMap(line => {
    const [, from = '', to = '', how = ''] = line.split('|').map(each => each.trim())
    if (how === '' || how === 'how' || how.startsWith('---') || how.startsWith('none')) return []
    return from.split(', ').flatMap(one => to.split(', ').map(other => `${one} ${other}`))
  })
  const kept = FIELD_TYPES.flatMap(from =>
    FIELD_TYPES.filter(to => to !== from && isConvertible(from, to)).map(to => `${from} ${to}`),
  )
  expect(kept.sort()).toEqual([...new Set(pairs)].sort())
  expect(sourceTypesOf('encrypted-text')).toEqual([])
})

const text = fc.string({ unit: 'grapheme', maxLength: 60 })
const TYPES: readonly FieldType[] = ['boolean', 'number', 'limited-text', 'large-text']

test('what was converted converts to itself, and is held exactly by nothing but itself', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.boolean(), fc.integer().map(String)), fc.constantFrom(...TYPES), (value, type) => {
      const once = converted(value, type)
      if (once.kind !== 'value') return
      expect(converted(once.value, type)).toEqual(once)
      expect(holdsExactly(once.value, once.value, { type })).toBe(true)
      expect([null, undefined].some(each => holdsExactly(each, once.value, { type }))).toBe(false)
      if (once.value !== '') expect(holdsExactly('', once.value, { type })).toBe(false)
      if (type !== 'boolean') expect(holdsExactly(`${String(once.value)}x`, once.value, { type })).toBe(false)
    }),
  )
})

test('a text is kept whole or does not fit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_100 }), length => {
      const value = 'é'.repeat(length)
      for (const [type, most] of [
        ['limited-text', 250],
        ['large-text', 1_000],
      ] as const)
        expect(converted(value, type)).toEqual(
          length > most ? { kind: 'invalid', why: 'text too long' } : { kind: 'value', value },
        )
    }),
  )
})
