import type { Backup } from '../model/backup.ts'
import { RECORD_LIMITS, serverDefault } from '../model/catalog.ts'
import type { Datastore, Field } from '../model/catalog.ts'
import type { LiveDatastore, LiveRecord } from '../model/live.ts'
import type { ReadBack } from '../model/probe.ts'
import { isCovered } from '../model/secrecy.ts'
import type { RecordValues } from '../model/step.ts'
import type { RowLaw } from './law.ts'
import { matcherOf } from './matching.ts'
import type { RowInsert, RowUpdate } from './seed.ts'
import type { RowStep } from './seedSteps.ts'
import { bytesOf, comparableText, isTooLong } from './values.ts'

/** Why a value or a record cannot be brought back. */
export type GapKind = 'too-long' | 'too-large' | 'covered' | 'hidden' | 'other-type' | 'unfit' | 'mandatory'

/** What cannot be brought back: values of a field, or the records that lack its mandatory value. */
export interface Gap {
  readonly kind: GapKind
  readonly field: string
  readonly records: number
}

/** What brings the records of a backup back into the datastore as it is now. */
export interface Restoration {
  readonly orders: readonly (RowInsert | RowUpdate)[]
  /** Records of the backup that are there and need nothing. */
  readonly there: number
  readonly gaps: readonly Gap[]
}

/** The datastore with what the backup has and it lacks: all of it, or its missing fields. Keys of one that is there stay. */
export function rebuilt({ datastore }: Backup, now: Datastore | undefined): Datastore {
  if (now === undefined) return datastore
  const missing = [...datastore.fields].filter(([name]) => !now.fields.has(name))
  return { ...now, fields: new Map([...now.fields, ...missing]) }
}

/** The backup with what nobody has proven to read back: what is shown of a hidden field may be a mask, and no value. */
export function withProven(backup: Backup, proven: ReadBack): Backup {
  const isProven = ({ masked, type }: Field) =>
    (!masked || proven.masked) && (type !== 'encrypted-text' || proven.encrypted)
  const unproven = [...backup.datastore.fields].flatMap(([name, field]) => (isProven(field) ? [] : [name]))
  return unproven.length === 0 ? backup : { ...backup, unproven: new Set(unproven) }
}

/**
 * Compares the records of a backup with those that are there: by id, by unique key, else by all of their values. What
 * is missing is inserted; of what is there only fields that were made anew since the backup, and are still empty, are
 * filled. Nothing that someone wrote is written over, and a second comparison after the orders finds nothing to do.
 */
export function restorationOf(backup: Backup, now: LiveDatastore, records: readonly LiveRecord[]): Restoration {
  const gaps = new Map<string, Gap>()
  const note = (kind: GapKind, field: string) => {
    const key = `${kind} ${field}`
    gaps.set(key, { kind, field, records: (gaps.get(key)?.records ?? 0) + 1 })
  }
  const match = matcherOf(backup, now, records)
  // A record that was there before a field was made holds its default; of any other somebody may have written it.
  const isSame = backup.ids.datastore === now.identity.id
  const older = new Set(isSame ? backup.records.map(each => each.id) : [])
  const orders: (RowInsert | RowUpdate)[] = []
  let there = 0
  for (const record of backup.records) {
    const { values, left } = writable(record, backup, now.datastore)
    const whole = withMandatory(values, now.datastore)
    const found = match(record, 'missing' in whole ? values : whole.values)
    if (found !== undefined) {
      const isOpen = openIn(found, backup, now, older.has(found.id))
      const filling = Object.fromEntries(Object.entries(values).filter(([name, value]) => isOpen(name, value)))
      for (const { kind, field } of left) if (isOpen(field, undefined)) note(kind, field)
      if (Object.keys(filling).length === 0) there += 1
      else orders.push({ kind: 'update', id: found.id, ...wantedOf(record, filling), set: filling, before: {} })
    } else if ('missing' in whole) note('mandatory', whole.missing)
    else {
      for (const { kind, field } of left) note(kind, field)
      orders.push({ kind: 'insert', ...wantedOf(record, whole.values) })
    }
  }
  return { orders, there, gaps: [...gaps.values()] }
}

/** What a restore says of its rows: a refused one stops no other, and one that was filled or removed meanwhile needs nothing. */
export function restoreLaw(backup: Backup, now: LiveDatastore): RowLaw {
  return {
    find: ({ row }) => ({ criteria: undefined, among: records => standingFor(row.from, backup, now, records) }),
    // An answer bears the id that Cliq gave: the row is there, in whatever form Cliq keeps its values.
    isInserted: () => true,
    left(update, record) {
      if (record === undefined) return 'done'
      const own = { ...backup, records: backup.records.filter(each => each.id === update.row.from) }
      const [left] = restorationOf(own, now, [record]).orders
      return left?.kind === 'update' ? left.set : 'done'
    },
    isRemovable: () => false,
    moved: 'tell',
    refused: 'tell',
  }
}
/** The orders as they are sent: one after another, each row to fill looked at right before. */
export function restoreSteps(orders: Restoration['orders']): readonly RowStep[] {
  return orders.map(each =>
    each.kind === 'insert'
      ? { call: 'insert-record', insert: each }
      : { call: 'update-record', looks: [{ ids: [each.id] }], updates: [each] },
  )
}

function wantedOf({ id }: LiveRecord, values: RecordValues): Pick<RowInsert, 'name' | 'row'> {
  return { name: `record ${id} of the backup`, row: { values, from: id } }
}

// The live record that stands for a record of the backup; each stands for one only, so all before it are matched first.
function standingFor(
  from: string | undefined,
  backup: Backup,
  now: LiveDatastore,
  records: readonly LiveRecord[],
): LiveRecord | undefined {
  const match = matcherOf(backup, now, records)
  for (const record of backup.records) {
    const { values } = writable(record, backup, now.datastore)
    const whole = withMandatory(values, now.datastore)
    const found = match(record, 'missing' in whole ? values : whole.values)
    if (record.id === from) return found
  }
  return undefined
}

interface Writable {
  readonly values: RecordValues
  /** What stays out. */
  readonly left: readonly Omit<Gap, 'records'>[]
}

function writable(record: LiveRecord, backup: Backup, now: Datastore): Writable {
  const values: Record<string, string | boolean> = {}
  const left: Omit<Gap, 'records'>[] = []
  const note = (kind: GapKind, field: string) => left.push({ kind, field })
  for (const [name, was] of backup.datastore.fields) {
    const value = record.values[name]
    const field = now.fields.get(name)
    if (value === undefined || value === null || field === undefined) continue
    const form = written(value, field)
    if (form === undefined && value === '') continue
    if (field.type !== was.type || form === undefined) note('other-type', name)
    else if (isCovered(was, value)) note('covered', name)
    else if (backup.unproven?.has(name) === true) note('hidden', name)
    else if (isTooLong(field, form)) note('too-long', name)
    else values[name] = form
  }
  for (const [name, kind] of backup.unfit?.get(record.id) ?? []) note(kind, name)
  const fits = fitting(values, now)
  return { values: fits, left: [...left, ...outOf(values, fits)] }
}

function outOf(values: RecordValues, fits: RecordValues): Writable['left'] {
  return Object.keys(values).flatMap(field => (field in fits ? [] : [{ kind: 'too-large' as const, field }]))
}

// Record calls carry numbers as text and booleans as JSON.
function written(value: string | boolean, { type }: Field): string | boolean | undefined {
  switch (type) {
    case 'boolean':
      return value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined
    case 'number':
      return typeof value === 'string' && value !== '' ? value : undefined
    case 'limited-text':
    case 'encrypted-text':
    case 'large-text':
      return String(value)
  }
}

// "Total max 2500 bytes": the longest values stay out, those of keys and mandatory fields last of all.
function fitting(values: RecordValues, now: Datastore): RecordValues {
  if (bytesOf(JSON.stringify(values)) <= RECORD_LIMITS.bytes) return values
  const needed = new Set([
    ...now.unique_keys.flat(),
    ...[...now.fields].flatMap(([name, each]) => (each.mandatory ? [name] : [])),
  ])
  const longest = Object.keys(values)
    .sort((a, b) => String(values[b]).length - String(values[a]).length)
    .sort((a, b) => Number(needed.has(a)) - Number(needed.has(b)))
  let kept = values
  for (const name of longest) {
    if (bytesOf(JSON.stringify(kept)) <= RECORD_LIMITS.bytes) break
    kept = Object.fromEntries(Object.entries(kept).filter(([each]) => each !== name))
  }
  return kept
}

function withMandatory(
  values: RecordValues,
  now: Datastore,
): { readonly values: RecordValues } | { readonly missing: string } {
  const whole: Record<string, string | boolean> = { ...values }
  for (const [name, field] of now.fields) {
    if (!field.mandatory || whole[name] !== undefined) continue
    const filler = field.default_value === undefined ? undefined : written(field.default_value, field)
    if (filler === undefined || filler === '') return { missing: name }
    whole[name] = filler
  }
  return { values: whole }
}

// Whether a field of the record is to be filled: made anew since the backup and still empty. An empty value fills nothing.
function openIn(found: LiveRecord, backup: Backup, now: LiveDatastore, isOlder: boolean) {
  return (name: string, value: string | boolean | undefined): boolean => {
    const field = now.datastore.fields.get(name)
    const isNew = now.identity.fields.get(name) !== backup.ids.fields.get(name)
    if (field === undefined || !isNew || !(isOlder ? isEmpty : isNothing)(found.values[name], field)) return false
    return value === undefined || !isEmpty(value, field)
  }
}

function isNothing(value: string | boolean | null | undefined): value is '' | null | undefined {
  return value === undefined || value === null || value === ''
}

// Nothing, empty text and the default are the same of a field that came after its records.
function isEmpty(value: string | boolean | null | undefined, field: Field): boolean {
  if (isNothing(value)) return true
  if (isCovered(field, value)) return false
  const text = comparableText(field, value)
  return text === comparableText(field, field.default_value ?? serverDefault(field.type))
}
