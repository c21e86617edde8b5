import { byCodeUnit } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import { holdsValue } from './values.ts'
import { digestOfText } from './seen.ts'

/** What one reading showed of the records of a datastore: a digest of the values of each, by id. */
export type Sighting = Map<string, number>

/** Notes a record of a reading; one that is shown twice counts as it was shown last. */
export function sight(sighting: Sighting, { id, values }: LiveRecord): void {
  const own = Object.entries(values).sort(([a], [b]) => byCodeUnit(a, b))
  sighting.set(id, digestOfText(JSON.stringify(own)))
}

/** Whether two readings showed the same records with the same values, in whatever order. */
export function agree(a: Sighting, b: Sighting): boolean {
  return a.size === b.size && isWithin(a, b)
}

/** Whether a reading showed nothing that another one had not shown, or not so. */
export function isWithin(part: Sighting, whole: Sighting): boolean {
  for (const [id, digest] of part) if (whole.get(id) !== digest) return false
  return true
}

/** Records that were seen earlier, by id, with the fields that go and in which they held a value. */
export type Witnesses = ReadonlyMap<string, readonly string[]>

/** What records of a datastore testify of the fields that would go. */
export function witnessesOf(records: readonly LiveRecord[], fields: readonly string[]): Witnesses {
  // Most records fill the same fields: one list stands for all of them.
  const lists = new Map<string, readonly string[]>()
  return new Map(
    records.map(record => {
      const filled = fields.filter(each => holdsValue(record, each))
      const key = filled.join()
      const list = lists.get(key) ?? filled
      lists.set(key, list)
      return [record.id, list] as const
    }),
  )
}

/** The ids of witnesses that a copy lacks, or of which it lacks a value that they were seen with. */
export function unconfirmed(witnesses: Witnesses, records: readonly LiveRecord[]): readonly string[] {
  const copied = new Map(records.filter(each => witnesses.has(each.id)).map(each => [each.id, each] as const))
  return [...witnesses.keys()].filter(id => !confirms(witnesses.get(id), copied.get(id))).sort(byCodeUnit)
}

/** Whether the record, as its own id shows it, holds something that a copy was found to lack. */
export function contradicts(record: LiveRecord | undefined, copied: LiveRecord | undefined, filled: readonly string[]) {
  if (record === undefined) return false
  return copied === undefined || filled.some(each => holdsValue(record, each) && !holdsValue(copied, each))
}

function confirms(filled: readonly string[] | undefined, record: LiveRecord | undefined): boolean {
  return record !== undefined && (filled ?? []).every(each => holdsValue(record, each))
}
