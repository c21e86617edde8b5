import { byCodeUnit, serverDefault } from '../model/catalog.ts'
import type { Datastore, Field } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Seed, SeedRow } from './seed.ts'
import { isCovered } from '../model/secrecy.ts'
import { comparableText } from './values.ts'
import type { LiveValue } from '../model/live.ts'

type Values = Readonly<Record<string, LiveValue>>

/** Some fields of a datastore, and what a value of one is compared as. */
interface Manner {
  readonly columns: readonly string[]
  readonly textOf: (name: string, value: LiveValue) => string
}

/** Records that cover none of some columns, by what they hold there. */
interface Shelf {
  readonly columns: readonly string[]
  readonly byText: Map<string, LiveRecord[]>
}

/**
 * The record that each row of a seed without a key stands for, by the place of the row from 0. A record stands for one
 * row, so equal rows are counted, not merged. Rows find first what an insert of them would have left, then those with
 * most to say whatever holds all of it. Each way looks at a row and at a record once.
 */
export function standIns(
  seed: Seed,
  { fields }: Datastore,
  records: readonly LiveRecord[],
): ReadonlyMap<number, LiveRecord> {
  const found = new Map<number, LiveRecord>()
  const shown = [...fields].flatMap(([name, { type }]) => (type === 'encrypted-text' ? [] : [name]))
  const text = (orElse: (field: Field) => LiveValue) => (name: string, value: LiveValue) => {
    const field = fields.get(name)
    return field === undefined ? '' : comparableText(field, value ?? orElse(field))
  }
  const columnsOf = ({ values }: SeedRow) => shown.filter(each => Object.hasOwn(values, each))
  const inserted: Manner = { columns: shown, textOf: text(defaultOf) }
  let free = shelved(records, inserted, fields)
  const others = new Map<string, readonly string[]>()
  const take = (manner: Manner, isMeant: (row: SeedRow) => boolean) => {
    let place = -1
    for (const row of seed.rows) {
      place += 1
      if (found.has(place) || !isMeant(row)) continue
      const record = takenFrom(free, row.values, manner)
      if (record !== undefined) found.set(place, record)
      else others.set(columnsOf(row).join(), columnsOf(row))
    }
  }
  take(inserted, () => true)
  const sets = [...others].sort(([a, x], [b, y]) => y.length - x.length || byCodeUnit(a, b))
  for (const [set, columns] of sets) {
    const left = leftOn(free)
    if (left.length === 0) break
    const stated: Manner = { columns, textOf: text(() => undefined) }
    free = shelved(left, stated, fields)
    take(stated, row => columnsOf(row).join() === set)
  }
  return found
}

function defaultOf({ type, default_value }: Field): string {
  return default_value ?? serverDefault(type)
}

function shelved(
  records: readonly LiveRecord[],
  { columns, textOf }: Manner,
  fields: Datastore['fields'],
): ReadonlyMap<string, Shelf> {
  const shelves = new Map<string, Shelf>()
  // From the last, so that the first is on top.
  for (let at = records.length - 1; at >= 0; at -= 1) {
    const record = records[at]
    if (record === undefined) continue
    const { values } = record
    const clear = columns.filter(name => !isCovered(fields.get(name), values[name]))
    const shelf = shelves.get(clear.join()) ?? { columns: clear, byText: new Map<string, LiveRecord[]>() }
    shelves.set(clear.join(), shelf)
    const text = textOn(shelf, values, textOf)
    const same = shelf.byText.get(text)
    if (same === undefined) shelf.byText.set(text, [record])
    else same.push(record)
  }
  return shelves
}

function takenFrom(shelves: ReadonlyMap<string, Shelf>, values: Values, { textOf }: Manner): LiveRecord | undefined {
  for (const shelf of shelves.values()) {
    const record = shelf.byText.get(textOn(shelf, values, textOf))?.pop()
    if (record !== undefined) return record
  }
  return undefined
}

function leftOn(shelves: ReadonlyMap<string, Shelf>): readonly LiveRecord[] {
  const left = [...shelves.values()].flatMap(({ byText }) => [...byText.values()].flat())
  return left.sort((a, b) => byCodeUnit(a.id, b.id))
}

function textOn({ columns }: Shelf, values: Values, textOf: Manner['textOf']): string {
  return JSON.stringify(columns.map(name => textOf(name, values[name])))
}
