import { failure } from '../../core/model/failure.ts'
import type { Field } from '../../core/model/catalog.ts'
import type { LiveRecord } from '../../core/model/live.ts'
import type { RowChange, RowInsert, RowUpdate } from '../../core/rows/seed.ts'
import { differing } from '../../core/rows/compare.ts'
import { criteriaFor, keyValue } from '../../core/rows/seedSteps.ts'
import { identityOf, isHidden, sameLive } from '../../core/rows/values.ts'
import type { Place } from '../../core/model/ports.ts'
import type { RecordValues } from '../../core/model/step.ts'
import { carryThrough } from '../loop.ts'
import type { EndedWith, Task } from '../loop.ts'
import { inDoubt, moved, placeFor, waitsOf } from '../seed/hands.ts'
import type { Work, RowEnd } from '../seed/hands.ts'

/** Inserts one row in the one loop: after a lost answer its key tells whether it is there. */
export async function insertRow(insert: RowInsert, work: Work): Promise<RowEnd> {
  const { datastore, hands, before } = work
  const task: Task<LiveRecord, RecordValues> = {
    operation: 'records.insert',
    title: `insert-record ${datastore.unique_name} ${insert.name}`,
    looksFirst: false,
    left(now) {
      if (now === undefined) return { kind: 'open', order: insert.row.values }
      return isReached(insert, now, work) ? { kind: 'done' } : { kind: 'surprise', moved: [] }
    },
    look: () => lookByKey(insert, work),
    async send(order) {
      await before()
      return hands.cliq.insertRecord(datastore.unique_name, order)
    },
    // A row of this key may be our own of a lost answer.
    isOwnEffect: problem => problem.code === 'RF111',
    moved: () => [],
  }
  return endOf(insert, await carryThrough(task, undefined, waitsOf(work)), () => 'is there with other values')
}

/** Rows that were looked at together, and room to write them; `lose` is called when what was seen has become old. */
export interface Batch {
  readonly place: Place
  readonly lose: () => void
}

/**
 * Updates one row by its id in the one loop. `now` is the row as it was looked at in its batch; without one it is
 * looked at again.
 */
export async function updateRow(
  update: RowUpdate,
  now: LiveRecord | undefined,
  work: Work,
  batch?: Batch,
): Promise<RowEnd> {
  const { datastore, hands } = work
  if (now === undefined && batch !== undefined) return moved(update, 'was removed')
  const name = datastore.unique_name
  let isGone = false
  const task: Task<LiveRecord, RecordValues> = {
    operation: 'records.update',
    title: `update-record ${name} ${update.name}`,
    looksFirst: batch === undefined,
    async reserve() {
      await batch?.place.leave()
      batch?.lose()
      return placeFor('records.update', 1, work)
    },
    left(seen) {
      if (seen === undefined) return { kind: 'surprise', moved: [] }
      if (isReached(update, seen, work)) return { kind: 'done' }
      return isUntouched(update, seen, work) ? { kind: 'open', order: update.set } : { kind: 'surprise', moved: [] }
    },
    look: async () => {
      // Whatever made a look necessary took its time.
      batch?.lose()
      const found = await hands.cliq.fetchRecord(name, update.id)
      isGone = found === undefined
      return found
    },
    async send(order, seen, { place = batch?.place }) {
      const outcome = await hands.cliq.updateRecord(name, update.id, order, place)
      if (outcome.kind !== 'not-done' || outcome.problem.code !== 'RF112' || seen === undefined) return outcome
      // Cliq may want every mandatory value with each update (C19).
      const whole = { ...mandatoryOf(seen, work), ...order }
      return Object.keys(whole).length > Object.keys(order).length
        ? hands.cliq.updateRecord(name, update.id, whole, place)
        : outcome
    },
    isOwnEffect: () => false,
    moved: () => [],
  }
  return endOf(update, await carryThrough(task, now, waitsOf(work)), () => (isGone ? 'was removed' : 'was changed'))
}

/** Whether the record holds all that the row asks for, as far as it can be seen. */
export function isReached({ row }: RowInsert | RowUpdate, record: LiveRecord, { datastore }: Work): boolean {
  return Object.keys(differing(row, record, datastore).set).length === 0
}

/**
 * Whether the record holds what it held when it was compared, in the fields that would be written. One that the run has
 * added since holds nothing or its default.
 */
export function isUntouched(
  { before }: { readonly before: RowUpdate['before'] },
  record: LiveRecord,
  { datastore }: Pick<Work, 'datastore'>,
): boolean {
  return Object.entries(before).every(([name, value]) => {
    const known = datastore.fields.get(name)
    if (known === undefined || sameLive(known, value, record.values[name])) return true
    return value === undefined && isFilled(known, record.values[name])
  })
}

/**
 * Whether the record is all that it was when it was compared: what is removed is copied as it was then, so a value that
 * no copy has keeps its record. A field that the run has added since may hold its default.
 */
export function isAsCopied(
  { before }: { readonly before: LiveRecord['values'] },
  { values }: LiveRecord,
  { datastore }: Pick<Work, 'datastore'>,
): boolean {
  return [...new Set([...Object.keys(before), ...Object.keys(values)])].every(name => {
    const field = datastore.fields.get(name) ?? UNKNOWN
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

async function lookByKey(insert: RowInsert, { seed, datastore, hands }: Work): Promise<LiveRecord | undefined> {
  const name = datastore.unique_name
  const wanted = seed.key.length === 0 ? undefined : identityOf(datastore, seed.key, insert.row.values)
  if (wanted === undefined) throw failure('SD118', `without a key nobody can tell whether ${insert.name} was written`)
  const key = keyValue(seed, datastore, insert.row.values)
  const criteria = key === undefined ? undefined : criteriaFor(key.field, [key.value])
  const { records } =
    criteria === undefined
      ? await hands.cliq.fetchRecords(name, Infinity)
      : await hands.cliq.fetchSelected(name, criteria)
  return records.find(each => identityOf(datastore, seed.key, each.values) === wanted)
}

function mandatoryOf({ values }: LiveRecord, { datastore }: Work): RecordValues {
  const found: Record<string, string | boolean> = {}
  for (const [name, each] of datastore.fields) {
    const value = values[name]
    if (each.mandatory && !isHidden(each) && value !== null && value !== undefined) found[name] = value
  }
  return found
}

function endOf(change: RowChange, ended: EndedWith<LiveRecord>, what: () => string): RowEnd {
  switch (ended.kind) {
    case 'done':
    case 'skipped':
      return { change, kind: ended.kind, ...(ended.now !== undefined && { id: ended.now.id }) }
    case 'surprise':
      return moved(change, what())
    case 'failed':
      return {
        change,
        kind: 'failed',
        problem: { ...ended.problem, message: `${change.name}: ${ended.problem.message}` },
      }
    case 'unknown':
      return inDoubt(change)
  }
}
