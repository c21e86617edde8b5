import { isTemporary } from '../model/catalog.ts'
import type { Datastore, Field } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { RecordValues } from '../model/step.ts'
import { differing } from './compare.ts'
import type { RowLaw } from './law.ts'
import type { RowInsert, RowUpdate, Seed } from './seed.ts'
import { criteriaFor, keyValue } from './seedSteps.ts'
import { identityOf, sameLive } from './values.ts'

/** What a seed says of its rows: one that somebody changed is left and told, one that is refused or in doubt ends the run. */
export function seedLaw({ key }: Pick<Seed, 'key'>, datastore: Datastore): RowLaw {
  const isReached = ({ row }: RowInsert | RowUpdate, record: LiveRecord) =>
    Object.keys(differing(row, record, datastore).set).length === 0
  return {
    find(insert) {
      const wanted = key.length === 0 ? undefined : identityOf(datastore, key, insert.row.values)
      if (wanted === undefined) return undefined
      const plain = keyValue({ key }, datastore, insert.row.values)
      return {
        criteria: plain && criteriaFor(plain.field, [plain.value]),
        among: records => records.find(each => identityOf(datastore, key, each.values) === wanted),
      }
    },
    isInserted: isReached,
    left(update, record): RecordValues | 'done' | 'moved' {
      if (record === undefined) return 'moved'
      if (isReached(update, record)) return 'done'
      return isUntouched(update.before, record, datastore) ? update.set : 'moved'
    },
    isRemovable: ({ before }, record) => isAsCopied(before, record, datastore),
    moved: 'tell',
    refused: 'stop',
  }
}

/**
 * Whether the record holds what it held when it was compared, in these fields. One that the run has added since holds
 * nothing or its default.
 */
export function isUntouched(
  before: RowUpdate['before'],
  record: LiveRecord,
  { fields }: Pick<Datastore, 'fields'>,
): boolean {
  return Object.entries(before).every(([name, value]) => {
    const known = fields.get(name)
    if (known === undefined || sameLive(known, value, record.values[name])) return true
    return value === undefined && isFilled(known, record.values[name])
  })
}

/**
 * Whether the record is all that it was when it was compared: what is removed is copied as it was then, so a value that
 * no copy has keeps its record. A field that the run has added since may hold its default.
 */
function isAsCopied(
  before: LiveRecord['values'],
  { values }: LiveRecord,
  { fields }: Pick<Datastore, 'fields'>,
): boolean {
  // What a temporary field keeps came from a field that was copied.
  const names = [...Object.keys(before), ...Object.keys(values)].filter(name => !isTemporary(name))
  return [...new Set(names)].every(name => {
    const field = fields.get(name) ?? UNKNOWN
    const [was, is] = [before[name], values[name]]
    return sameLive(field, was, is) || (was === undefined && isFilled(field, is))
  })
}

// A field that came after the datastore was last looked at.
const UNKNOWN: Field = { name: '', type: 'large-text', mandatory: false, masked: false }

// What Cliq may fill a new field with: its default, or the type's own where it has none.
function isFilled(field: Field, value: LiveRecord['values'][string] | undefined): boolean {
  if (field.default_value !== undefined) return sameLive(field, field.default_value, value)
  return field.type === 'boolean' || (field.type === 'number' && sameLive(field, '0', value))
}
