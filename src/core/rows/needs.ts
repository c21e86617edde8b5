import { canonicalNumber } from '../model/catalog.ts'
import type { Field } from '../model/catalog.ts'
import type { LiveRecord, LiveValue } from '../model/live.ts'
import type { Carry, RecordValues } from '../model/step.ts'
import { wantedOf } from './carries.ts'

/** Fields of a datastore as they are live. */
type Fields = ReadonlyMap<string, Field>

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
  /** Old fields whose value does not fit, where the hint refuses that. */
  readonly unfit: readonly string[]
}

// An old value wins where the hint says so and it is one.
function winsOver({ conflicts, from, reads }: Carry, old: LiveValue, fields: Fields): boolean {
  return conflicts === 'old' && !isEmptyHeir(old, { type: from, ...fields.get(reads) })
}

/** What a record needs of the carries. A value that does not fit is no need: those are counted before any write. */
export function needOf({ id, values }: LiveRecord, carries: readonly Carry[], fields: Fields): Need {
  const [set, from]: [Record<string, string | boolean>, Record<string, string | boolean>] = [{}, {}]
  const conflicts: string[] = []
  const unfit: string[] = []
  for (const carry of carries) {
    const [old, heir] = [values[carry.reads], values[carry.writes]]
    const wanted = wantedOf(carry, old, fields.get(carry.reads))
    const field = { type: carry.to, ...fields.get(carry.writes) }
    if (wanted.kind === 'invalid') unfit.push(carry.reads)
    if (wanted.kind !== 'value' || holdsExactly(heir, wanted.value, { type: carry.to })) continue
    if (carry.into === 'theirs' && !isEmptyHeir(heir, field) && !winsOver(carry, old, fields)) {
      // Who writes to the new field alone leaves the default in the old one, which is no value of its own.
      const isOpen = !isEmptyHeir(old, { type: carry.from, ...fields.get(carry.reads) })
      if (isOpen && carry.conflicts === undefined) conflicts.push(carry.writes)
      continue
    }
    set[carry.writes] = wanted.value
    from[carry.reads] = old ?? ''
  }
  return { id, set, from, conflicts, unfit }
}

/** The records as they are once a carry has ended, without the old values: a field of their name may come anew. */
export function afterCarry(
  records: readonly LiveRecord[],
  carries: readonly Carry[],
  fields: Fields,
): readonly LiveRecord[] {
  const read = new Set(carries.map(each => each.reads))
  return records.map(each => {
    const values = { ...each.values, ...needOf(each, carries, fields).set }
    return { id: each.id, values: Object.fromEntries(Object.entries(values).filter(([name]) => !read.has(name))) }
  })
}
