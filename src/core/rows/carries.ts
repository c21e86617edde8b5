import { RECORD_LIMITS } from '../model/catalog.ts'
import type { Field } from '../model/catalog.ts'
import type { LiveRecord, LiveValue } from '../model/live.ts'
import { isCovered } from '../model/secrecy.ts'
import type { Carry } from '../model/step.ts'
import { converted } from '../model/conversions.ts'
import type { Unfit } from '../model/conversions.ts'
import { bytesOf } from './values.ts'

/** What the heir of a value shall hold; `dropped` where that is not what the old field holds. */
export type Wanted =
  | { readonly kind: 'value'; readonly value: string | boolean; readonly dropped: boolean }
  | { readonly kind: 'nothing'; readonly dropped: boolean }
  | { readonly kind: 'invalid'; readonly why: Unfit | 'covered' }

/** What a carry makes of a value of its old field, which is shown as `field`. */
export function wantedOf(carry: Carry, value: LiveValue, field: Pick<Field, 'masked' | 'type'> | undefined): Wanted {
  if (isCovered(field, value)) return { kind: 'invalid', why: 'covered' }
  const found = converted(value, carry.to)
  if (found.kind !== 'invalid') return { ...found, dropped: false }
  if (carry.invalid === 'refuse') return found
  if (carry.invalid === 'empty') return { kind: 'nothing', dropped: true }
  const put = converted(carry.invalid.text, carry.to)
  return put.kind === 'value' ? { ...put, dropped: true } : { kind: 'nothing', dropped: true }
}

/** Fields of a datastore as they are live. */
type Fields = ReadonlyMap<string, Field>

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
  /** What the first of them hold, where they are for the eye: see `examples.ts` for whose. */
  readonly examples: readonly LiveValue[]
}

const SHOWN_IDS = 3
// Alike ones are shown once.
const MOST_EXAMPLES = 30

/** Counts what a carry makes of the records. */
export function carryCountOf(carry: Carry, records: readonly LiveRecord[], fields: Fields): CarryCount {
  const unfit = new Map<Unfit | 'covered' | 'record too long', number>()
  const ids: string[] = []
  const examples: LiveValue[] = []
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
        if (examples.length < MOST_EXAMPLES && why !== 'covered') examples.push(record.values[carry.reads])
      }
    }
  }
  return { records: records.length, carried, without, unfit, ids, examples }
}

/** How many values do not fit. */
export function unfitIn({ unfit }: Pick<CarryCount, 'unfit'>): number {
  return [...unfit.values()].reduce((sum, each) => sum + each, 0)
}

// "Total max 2500 bytes" of a record, which holds both values for a while.
function tooLong({ values }: LiveRecord, heir: string, value: string | boolean): 'record too long' | undefined {
  return bytesOf(JSON.stringify({ ...values, [heir]: value })) > RECORD_LIMITS.bytes ? 'record too long' : undefined
}
