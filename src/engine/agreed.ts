import { byId } from '../core/model/catalog.ts'
import type { Datastore } from '../core/model/catalog.ts'
import { failure } from '../core/model/failure.ts'
import type { Failure } from '../core/model/failure.ts'
import type { LiveRecord } from '../core/model/live.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { agree, contradicts, isWithin, sight, unconfirmed } from '../core/rows/agreement.ts'
import type { Sighting, Witnesses } from '../core/rows/agreement.ts'
import { endsOf, oppositeOrder } from '../core/rows/opposite.ts'
import type { ReadingEnds } from '../core/rows/opposite.ts'

type Reads = Pick<ReadCliq, 'fetchRecords' | 'walkRecords' | 'fetchRecord'>

/** Readings of all records after which they move too fast to be copied. */
const READINGS = 6
/** Records that are asked for by their ids; where more are in doubt, the plan has to count anew. */
const ASKED_BY_ID = 20

/**
 * All records of a datastore, as two readings in a row have shown them: one alone may be cut, stale, or have moved while
 * it went on. Every other one asks for them from the other end, so that a listing that is always cut is cut elsewhere.
 * What was seen earlier and is not among them is asked for by its id. `calls` are those of listings. Throws a Failure
 * BK101 where readings do not come to agree, or an id shows what they did not.
 */
export async function fetchAgreed(
  cliq: Reads,
  datastore: Datastore,
  witnesses: Witnesses = new Map(),
): Promise<{ readonly records: readonly LiveRecord[]; readonly calls: number }> {
  const name = datastore.unique_name
  // The first is not kept: one copy in memory is enough.
  const first = await fetchFirstSight(cliq, name)
  let before: Sighted = { ...first, isTurned: false }
  let order = oppositeOrder(datastore, first.ends)
  let { calls } = first
  const seen = new Map(witnesses)
  for (let readings = 2; readings <= READINGS; readings += 1) {
    const isTurned = !before.isTurned && order !== undefined
    const read = await cliq.fetchRecords(name, Infinity, isTurned ? { order } : {})
    if (!read.complete) throw unended(name)
    calls += read.calls
    const now: Sighted = { shown: new Map(), isTurned }
    for (const each of read.records) sight(now.shown, each)
    if (agree(before.shown, now.shown)) {
      await confirm(cliq, name, seen, read.records)
      // In one order, whichever Cliq was asked for.
      return { records: read.records.toSorted((a, b) => byId(a.id, b.id)), calls }
    }
    // What an order shows less than there is without it, Cliq loses between its pages.
    const [turned, plain] = isTurned ? [now, before] : [before, now]
    if (turned.isTurned && isWithin(turned.shown, plain.shown)) order = undefined
    for (const id of before.shown.keys()) if (!seen.has(id)) seen.set(id, [])
    if (order !== undefined || !isTurned) before = now
  }
  throw unproven(`${READINGS} reads in a row showed different records of ${name}`, 'pause what writes there, then ')
}

interface Sighted {
  readonly shown: Sighting
  /** Whether it was asked for from the other end. */
  readonly isTurned: boolean
}

async function fetchFirstSight(
  cliq: Reads,
  name: string,
): Promise<{ readonly shown: Sighting; readonly ends: ReadingEnds; readonly calls: number }> {
  const shown: Sighting = new Map()
  const ends = endsOf()
  const { complete, calls } = await cliq.walkRecords(name, each => {
    ends.take(each)
    sight(shown, each)
  })
  if (!complete) throw unended(name)
  return { shown, ends, calls }
}

async function confirm(
  cliq: Reads,
  datastore: string,
  witnesses: Witnesses,
  records: readonly LiveRecord[],
): Promise<void> {
  const ids = unconfirmed(witnesses, records)
  if (ids.length > ASKED_BY_ID)
    throw unproven(`${ids.length} records of ${datastore} that were seen before are not listed any more`)
  for (const id of ids) {
    const own = await cliq.fetchRecord(datastore, id)
    const copied = records.find(each => each.id === id)
    if (contradicts(own, copied, witnesses.get(id) ?? []))
      throw unproven(`Cliq shows record ${id} of ${datastore} differently in the list and by its id`)
  }
}

function unended(datastore: string): Failure {
  return unproven(`Cliq did not list all records of ${datastore}`)
}

function unproven(why: string, first = ''): Failure {
  return failure('BK101', `${why}, so the copy is incomplete`, {
    hint: `nothing was removed; ${first}run the command again`,
  })
}
