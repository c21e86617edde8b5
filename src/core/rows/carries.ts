import { canonicalNumber, RECORD_LIMITS } from '../model/catalog.ts'
import type { Field } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Carry, RecordValues } from '../model/step.ts'
import { converted } from './conversions.ts'
import type { Unfit } from './conversions.ts'
import { isCovered } from './values.ts'
import type { LiveValue } from './values.ts'

/** What the heir of a value shall hold; `dropped` where that is not what the old field holds. */
export type Wanted =
  | { readonly kind: 'value'; readonly value: string | boolean; readonly dropped: boolean }
  | { readonly kind: 'nothing'; readonly dropped: boolean }
  | { readonly kind: 'invalid'; readonly why: Unfit | 'covered' }

/** What a carry makes of a value of its old field, which is shown as `field`. */
export function wantedOf(carry: Carry, value: LiveValue, field: Pick<Field, 'masked'> | undefined): Wanted {
  if (isCovered(field, value)) return { kind: 'invalid', why: 'covered' }
  const found = converted(value, carry.to)
  if (found.kind !== 'invalid') return { ...found, dropped: false }
  if (carry.invalid === 'refuse') return found
  if (carry.invalid === 'empty') return { kind: 'nothing', dropped: true }
  const put = converted(carry.invalid.text, carry.to)
  return put.kind === 'value' ? { ...put, dropped: true } : { kind: 'nothing', dropped: true }
}

/**
 * Whether a heir holds a value, exactly: null is not "0", not "" and not false. Numbers are the same in any decimal
 * form, since Cliq keeps them as text.
 */
export function holdsExactly(heir: LiveValue, wanted: string | boolean, { type }: Pick<Field, 'type'>): boolean {
  if (heir === null || heir === undefined) return false
  if (type === 'number') return heir !== '' && canonicalNumber(String(heir)) === canonicalNumber(String(wanted))
  return type === 'boolean' ? String(heir) === String(wanted) : heir === wanted
}

/** Whether a heir holds nothing of its own: nothing, empty text, or the default that its live field shows. */
export function isEmptyHeir(heir: LiveValue, field: Pick<Field, 'type' | 'default_value'>): boolean {
  if (heir === null || heir === undefined || heir === '') return true
  return field.default_value !== undefined && holdsExactly(heir, field.default_value, field)
}

/** What one record still needs, and what stands against it. */
export interface Need {
  readonly id: string
  /** Values to write; empty for none. */
  readonly set: RecordValues
  /** Old values that `set` is made of, by field. */
  readonly from: RecordValues
  /** Heirs that hold another value of their own, where nothing says which one wins. */
  readonly conflicts: readonly string[]
}

/** Fields of a datastore as they are live. */
type Fields = ReadonlyMap<string, Field>

/** What a record needs of the carries. A value that does not fit is no need: a count of those comes before any write. */
export function needOf({ id, values }: LiveRecord, carries: readonly Carry[], fields: Fields): Need {
  const [set, from]: [Record<string, string | boolean>, Record<string, string | boolean>] = [{}, {}]
  const conflicts: string[] = []
  for (const carry of carries) {
    const [old, heir] = [values[carry.reads], values[carry.writes]]
    const wanted = wantedOf(carry, old, fields.get(carry.reads))
    const field = { type: carry.to, ...fields.get(carry.writes) }
    if (wanted.kind !== 'value' || holdsExactly(heir, wanted.value, { type: carry.to })) continue
    if (carry.into === 'theirs' && carry.conflicts !== 'old' && !isEmptyHeir(heir, field)) {
      if (carry.conflicts === undefined) conflicts.push(carry.writes)
      continue
    }
    set[carry.writes] = wanted.value
    from[carry.reads] = old ?? ''
  }
  return { id, set, from, conflicts }
}

/** What records say of one carry, before anything is written. */
export interface CarryCount {
  readonly records: number
  /** Those with a value that is carried as it is. */
  readonly carried: number
  /** Those without an old value: their heirs keep the default. */
  readonly without: number
  /** Values that do not fit, by why; `record too long` where the record would not take both. */
  readonly unfit: ReadonlyMap<Unfit | 'covered' | 'record too long', number>
  /** Ids of the first of them. */
  readonly ids: readonly string[]
}

const SHOWN_IDS = 3

/** Counts what a carry makes of the records. */
export function countOf(carry: Carry, records: readonly LiveRecord[], fields: Fields): CarryCount {
  const unfit = new Map<Unfit | 'covered' | 'record too long', number>()
  const ids: string[] = []
  let [carried, without] = [0, 0]
  const exact: Carry = { ...carry, invalid: 'refuse' }
  for (const record of records) {
    const wanted = wantedOf(exact, record.values[carry.reads], fields.get(carry.reads))
    if (wanted.kind === 'nothing') without += 1
    else {
      const why = wanted.kind === 'invalid' ? wanted.why : tooLong(record, carry.writes, wanted.value)
      if (why === undefined) carried += 1
      else {
        unfit.set(why, (unfit.get(why) ?? 0) + 1)
        if (ids.length < SHOWN_IDS) ids.push(record.id)
      }
    }
  }
  return { records: records.length, carried, without, unfit, ids }
}

/** How many values do not fit. */
export function unfitIn({ unfit }: Pick<CarryCount, 'unfit'>): number {
  return [...unfit.values()].reduce((sum, each) => sum + each, 0)
}

// "Total max 2500 bytes" of a record, which holds both values for a while.
function tooLong({ values }: LiveRecord, heir: string, value: string | boolean): 'record too long' | undefined {
  return bytesOf(JSON.stringify({ ...values, [heir]: value })) > RECORD_LIMITS.bytes ? 'record too long' : undefined
}

function bytesOf(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
