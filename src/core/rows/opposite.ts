import { byCodeUnit } from '../model/catalog.ts'
import type { Datastore, Field } from '../model/catalog.ts'
import type { LiveRecord, LiveValue } from '../model/live.ts'
import type { RecordOrder } from '../model/ports.ts'
import { isHidden } from '../model/secrecy.ts'

/** The first and the last records of a reading, a few of each, with their places in it. */
export interface ReadingEnds {
  readonly first: readonly Placed[]
  readonly last: readonly Placed[]
}

interface Placed extends LiveRecord {
  readonly place: number
}

// One alone may stand out, and far ones tell little of what would follow the last.
const END_RECORDS = 3

/** Keeps the ends of a reading while it goes on: `take` hears of each record in its order. */
export function endsOf(
  records: Iterable<LiveRecord> = [],
): ReadingEnds & { readonly take: (record: LiveRecord) => void } {
  const [first, last]: readonly [Placed[], Placed[]] = [[], []]
  let place = 0
  const take = (record: LiveRecord) => {
    const placed = { ...record, place: (place += 1) }
    if (first.length < END_RECORDS) first.push(placed)
    if (last.push(placed) > END_RECORDS) last.shift()
  }
  for (const each of records) take(each)
  return { first, last, take }
}

/**
 * The order that shows first what a reading has shown last, as far as one field tells: a listing that always stops too
 * early stops elsewhere in it. Undefined where every field is hidden or too large to sort by.
 */
export function oppositeOrder({ fields, unique_keys }: Datastore, ends: ReadingEnds): RecordOrder | undefined {
  const keys = unique_keys.toSorted((a, b) => a.length - b.length).flat()
  const others = [...fields.keys()].sort(byCodeUnit).sort((a, b) => spread(fields.get(b)) - spread(fields.get(a)))
  const names = [...keys, ...others].filter(name => spread(fields.get(name)) > 0)
  const field = names.find(name => risesIn(name, ends) !== 0) ?? names[0]
  if (field === undefined) return undefined
  return { field, direction: risesIn(field, ends) < 0 ? 'asc' : 'desc' }
}

// How well records can be told apart by a field: an order may leave out those without a value. 0 where nobody sorts by it.
function spread(field: Field | undefined): number {
  if (field === undefined || isHidden(field) || field.type === 'large-text') return 0
  return (field.mandatory ? 2 : 0) + (field.type === 'boolean' ? 1 : 2)
}

// From each record of one end to each later one of the other, how often the value rises less how often it falls.
function risesIn(field: string, { first, last }: ReadingEnds): number {
  const pairs = first.flatMap(from =>
    last.map(to => (from.place < to.place ? compared(from.values[field], to.values[field]) : 0)),
  )
  return pairs.reduce((sum, each) => sum + each, 0)
}

function compared(from: LiveValue, to: LiveValue): number {
  if (from === to || from === undefined || to === undefined || from === null || to === null) return 0
  const [low, high] = [Number(from), Number(to)]
  if (Number.isNaN(low) || Number.isNaN(high)) return from < to ? 1 : -1
  return Math.sign(high - low)
}
