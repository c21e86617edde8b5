import type { Datastore } from '../core/model/catalog.ts'
import { failure } from '../core/model/failure.ts'
import type { Failure } from '../core/model/failure.ts'
import type { LiveRecords } from '../core/model/live.ts'
import type { EnoughRecords, ReadCliq } from '../core/model/ports.ts'
import type { Seed } from '../core/rows/seed.ts'
import { fits, searchFor } from '../core/rows/search.ts'
import { fetchSelectedBy } from '../engine/tasks/looks.ts'

type Reads = Pick<ReadCliq, 'fetchRecords' | 'fetchSelected'>

/** The datastore of seeds, as it is and as it will be when their rows are written. */
export interface Read {
  readonly now: Datastore
  readonly afterwards: Datastore
  /** Whether a call has shown its unique keys; where only a definition claims them, nothing keeps a row from coming twice. */
  readonly isShown: boolean
}

/**
 * The rows that seeds of one datastore are compared with, in the fewest calls that can be told beforehand, or twice as
 * many: pages until all that they ask for were shown, and criteria for the rest where that is less. `complete` is false
 * where rows were left unread that none of them names. Throws a Failure SD112 when Cliq does not show them to their end.
 */
export async function readRows(
  cliq: Reads,
  seeds: readonly Seed[],
  { now, afterwards, isShown }: Read,
): Promise<LiveRecords> {
  const name = now.unique_name
  const search = isShown ? searchFor(seeds, now, afterwards) : undefined
  if (search === undefined) return wholly(cliq, name)
  let isEnough = false
  const enough: EnoughRecords = (page, calls) => (isEnough = search.isEnough(page, calls))
  const pages = await cliq.fetchRecords(name, Infinity, { enough })
  if (pages.complete) return pages
  const questions = isEnough ? search.questions() : undefined
  if (questions === undefined) throw unended(name)
  const found = new Map(pages.records.map(each => [each.id, each] as const))
  let { calls } = pages
  for (const question of questions) {
    const answer = await fetchSelectedBy(question.criteria, name, cliq)
    calls += answer?.calls ?? 1
    // What Cliq makes of criteria is not what was meant, so they prove nothing.
    if (answer === undefined || !fits(question, answer.records, seeds[0] ?? { key: [] }, afterwards)) {
      const whole = await wholly(cliq, name)
      return { ...whole, calls: calls + whole.calls }
    }
    for (const each of answer.records) found.set(each.id, each)
  }
  return { records: [...found.values()], complete: false, calls }
}

async function wholly(cliq: Reads, name: string): Promise<LiveRecords> {
  const read = await cliq.fetchRecords(name, Infinity)
  if (!read.complete) throw unended(name)
  return read
}

function unended(name: string): Failure {
  return failure('SD112', `Cliq did not list all rows of ${name}`)
}
