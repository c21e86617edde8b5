import { expect, test } from 'vitest'

import { canonicalNumber } from '../../src/core/model/catalog.ts'
import type { Datastore, Field } from '../../src/core/model/catalog.ts'
import { isCovered, isHidden } from '../../src/core/model/secrecy.ts'
import { heldBy } from '../../src/core/plan/prechecks.ts'
import { bytesOf, comparableText, identityOf, isTooLong, keyPart, storedForm } from '../../src/core/rows/values.ts'
import { restorationOf } from '../../src/core/rows/restore.ts'
import { field, liveOf, store } from '../report/build.ts'

const types = ['number', 'limited-text', 'large-text', 'encrypted-text'] as const
const many = '😀'.repeat(600)

/** The datastore live, with one record; and a backup that holds other values of it. */
function restored(datastore: Datastore, there: Record<string, string>, kept: Record<string, string>) {
  const identity = liveOf(datastore).identities.get(datastore.unique_name)!
  const record = (id: string, values: Record<string, string>) => ({ id, values })
  const ids = { datastore: 'another', fields: identity.fields }
  const backup = { environment: 'staging', target: 'eu', datastore, ids, takenAt: 0, records: [record('1', kept)] }
  return restorationOf(backup, { datastore, identity }, [record('9', there)])
}

test('hidden: stars of a masked and of an encrypted field cover a value, and those of another are one', () => {
  const cases: readonly (readonly [Partial<Field>, boolean])[] = [
    [{ masked: true }, true],
    [{ type: 'encrypted-text' }, true],
    [{ type: 'large-text' }, false],
  ]
  for (const [more, hidden] of cases) {
    expect(isHidden(field(more))).toBe(hidden)
    expect(isCovered(field(more), '****')).toBe(hidden)
    expect(isCovered(field(more), '***1')).toBe(false)
    expect(identityOf(store('s', { pin: field(more) }), ['pin'], { pin: '****' }) === undefined).toBe(hidden)
  }
  expect(isHidden(undefined)).toBe(false)
})

test('same key: blanks around a value tell no rows apart, for seeds, restores and new keys', () => {
  const rooms = store('rooms', { code: field(), seats: field({ type: 'number' }) }, { unique_keys: [['code']] })
  expect(identityOf(rooms, ['code'], { code: 'R1 ' })).toBe(identityOf(rooms, ['code'], { code: 'R1' }))
  expect(restored(rooms, { code: 'R1' }, { code: 'R1 ' }).orders).toEqual([])
  const change = {
    kind: 'datastore-changed',
    datastore: 'rooms',
    attribute: 'unique_keys',
    from: [],
    to: [['code']],
  } as const
  const records = [
    { id: '1', values: { code: 'R1' } },
    { id: '2', values: { code: ' R1' } },
  ]
  const held = heldBy([change], { records, complete: true }, { ...rooms, unique_keys: [] }, rooms)
  expect([...held.values()][0]?.repeats?.[0]?.ids).toEqual(['1', '2'])
})

test('same value: numbers by what they count, everything else as it is written', () => {
  const number = field({ type: 'number', mandatory: true })
  expect(comparableText(number, '007.50')).toBe(canonicalNumber('7.5'))
  expect(keyPart(number, '7.0')).toBe(keyPart(number, '7'))
  expect(comparableText(field(), 'a ')).not.toBe(comparableText(field(), 'a'))
})

test('too long: characters are counted as people count them, wherever a value is written or kept', () => {
  for (const type of types) expect(isTooLong({ type }, many)).toBe(type === 'limited-text')
  expect(isTooLong({ type: 'large-text' }, '😀'.repeat(1_001))).toBe(true)
  expect('value' in storedForm({ type: 'large-text' }, { as: 'text', text: many })).toBe(true)
  const notes = store('notes', { code: field(), text: field({ type: 'large-text' }) }, { unique_keys: [['code']] })
  const gaps = restored(notes, { code: 'other' }, { code: 'R1', text: many }).gaps
  expect(gaps.map(each => each.kind)).not.toContain('too-long')
})

test('bytes are those of UTF-8, on either side of each of its bounds', () => {
  for (const point of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff]) {
    const text = String.fromCodePoint(point)
    expect([point, bytesOf(`a${text}`)]).toEqual([point, 1 + Buffer.byteLength(text)])
  }
})
