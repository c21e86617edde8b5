import type { Datastore, UniqueKey } from '../model/catalog.ts'
import { changeName } from '../model/change.ts'
import type { Change } from '../model/change.ts'
import type { LiveRecord, LiveRecords } from '../model/live.ts'
import { HIDDEN } from '../model/plain.ts'
import { losesData, tightenedKeys } from '../model/risk.ts'
import type { Held, Repetition } from '../model/risk.ts'
import { isCovered, isHidden } from '../model/secrecy.ts'
import type { Carry } from '../model/step.ts'
import { carryCountOf, unfitIn, wantedOf } from '../rows/carries.ts'
import { holdsValue, isTooLong, keyPart } from '../rows/values.ts'

/** Whether records tell what the change would lose, or whether it may fail. `changes` are those of the same datastore. */
export function needsRecords(change: Change, changes: readonly Change[]): boolean {
  if (
    losesData(change) ||
    change.kind === 'field-renamed' ||
    tightenedKeys(change).some(key => !key.some(name => startsEmpty(name, changes)))
  )
    return true
  if (change.kind === 'field-added') return change.to.mandatory && change.to.default_value === undefined
  return change.kind === 'field-changed' && change.attribute === 'mandatory' && change.to === true
}

/**
 * What the records of one datastore say of its changes, by change name: values that would go, values that are missing,
 * and records that a new unique key would not tell apart. `before` and `after` are the datastore's two sides; `carries`
 * are those of fields whose values are carried, by the name of the heir.
 */
export function heldBy(
  changes: readonly Change[],
  { records, complete }: Pick<LiveRecords, 'records' | 'complete'>,
  before: Datastore,
  after: Datastore | undefined,
  carries: ReadonlyMap<string, Carry> = new Map(),
): ReadonlyMap<string, Held> {
  const found = { records: records.length, complete }
  return new Map(
    changes
      .filter(each => needsRecords(each, changes))
      .map((change): readonly [string, Held] => {
        const carry = 'field' in change ? carries.get(change.field) : undefined
        const keys = [...tightenedKeys(change), ...(carry === undefined ? keysAnew(change, after) : [])]
        const repeats = keys.flatMap(key => repetitionOf(key, records, before, after, carries) ?? [])
        const filled =
          'field' in change ? records.filter(each => holdsValue(each, carry?.reads ?? change.field)) : records
        const lost =
          change.kind === 'datastore-removed' ? [...before.fields.keys()] : 'field' in change ? [change.field] : []
        const tooLong =
          losesData(change) && carry === undefined
            ? records.filter(each => lost.some(name => isTooLongIn(each, name, before))).length
            : 0
        return [
          changeName(change),
          {
            ...found,
            withValue: change.kind === 'field-added' ? 0 : filled.length,
            ...(repeats.length > 0 && { repeats }),
            ...(tooLong > 0 && { tooLong }),
            ...(carry !== undefined && carryHeld(carry, records, before)),
          },
        ]
      }),
  )
}

function carryHeld(carry: Carry, records: readonly LiveRecord[], { fields }: Datastore): Partial<Held> {
  const count = carryCountOf(carry, records, fields)
  const covered = count.unfit.get('covered') ?? 0
  const unfit = unfitIn(count) - covered
  return { ...(unfit > 0 && { unfit }), ...(covered > 0 && { covered }) }
}

// A key whose field comes anew is set anew, over a default that every record holds.
function keysAnew(change: Change, after: Datastore | undefined): readonly UniqueKey[] {
  if (change.kind !== 'field-retyped' || change.to.default_value === undefined) return []
  return (after?.unique_keys ?? []).filter(key => key.includes(change.field))
}

// A new field that is empty everywhere keeps every old record outside of its keys.
function startsEmpty(field: string, changes: readonly Change[]): boolean {
  return changes.some(
    each =>
      (each.kind === 'field-added' || each.kind === 'field-retyped') &&
      each.field === field &&
      each.to.default_value === undefined,
  )
}

function isTooLongIn({ values }: LiveRecord, name: string, { fields }: Datastore): boolean {
  const field = fields.get(name)
  return field !== undefined && isTooLong(field, values[name])
}

// A record without a value for a part of a key is taken to stand outside of it, as in other databases.
function repetitionOf(
  key: UniqueKey,
  records: readonly LiveRecord[],
  before: Datastore,
  after: Datastore | undefined,
  carries: ReadonlyMap<string, Carry>,
): Repetition | undefined {
  const groups = new Map<string, LiveRecord[]>()
  for (const record of records) {
    const values = key.map(name => valueAfter(record, name, before, after, carries))
    if (values.includes(undefined)) continue
    const text = JSON.stringify(values)
    const group = groups.get(text)
    if (group === undefined) groups.set(text, [record])
    else group.push(record)
  }
  const repeated = [...groups.values()].filter(each => each.length > 1)
  const [first, second] = repeated[0] ?? []
  if (first === undefined || second === undefined) return undefined
  // Examples of values that are carried are for a terminal alone.
  const shown = key
    .filter(name => !carries.has(name))
    .map((name): readonly [string, string] => {
      const hides = isHidden(before.fields.get(name)) || isHidden(after?.fields.get(name))
      return [name, hides ? HIDDEN : (valueAfter(first, name, before, after, carries) ?? '')]
    })
  return {
    key,
    ids: [first.id, second.id],
    values: Object.fromEntries(shown),
    records: repeated.reduce((sum, each) => sum + each.length, 0),
  }
}

// What the record will hold once the plan is done: a field that comes, or comes anew, holds its default everywhere.
function valueAfter(
  { values }: LiveRecord,
  name: string,
  before: Datastore,
  after: Datastore | undefined,
  carries: ReadonlyMap<string, Carry>,
): string | undefined {
  const carry = carries.get(name)
  if (carry !== undefined) {
    const wanted = wantedOf(carry, values[carry.reads], before.fields.get(carry.reads))
    return wanted.kind === 'value' ? String(wanted.value) : undefined
  }
  const [from, to] = [before.fields.get(name), after?.fields.get(name)]
  if (from === undefined || (to !== undefined && from.type !== to.type)) return to?.default_value
  const value = values[name]
  if (value === undefined || value === null || isCovered(from, value)) return undefined
  return keyPart(from, value)
}
