import { failure } from '../core/model/failure.ts'
import type { Failure } from '../core/model/failure.ts'
import type { LiveRecord } from '../core/model/live.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { agree, contradicts, sight, unconfirmed } from '../core/rows/agreement.ts'
import type { Sighting, Witnesses } from '../core/rows/agreement.ts'

type Reads = Pick<ReadCliq, 'fetchRecords' | 'walkRecords' | 'fetchRecord'>

/** Readings of all records after which they move too fast to be copied. */
const READINGS = 6
/** Records that are asked for by their ids; where more are in doubt, the plan has to count anew. */
const ASKED_BY_ID = 20

/**
 * All records of a datastore, as two readings in a row have shown them: one alone may be cut, stale, or have moved while
 * it went on. What was seen earlier and is not among them is asked for by its id. `calls` are those of listings. Throws
 * a Failure BK101 where readings do not come to agree, or an id shows what they did not.
 */
export async function fetchAgreed(
  cliq: Reads,
  datastore: string,
  witnesses: Witnesses = new Map(),
): Promise<{ readonly records: readonly LiveRecord[]; readonly calls: number }> {
  // The first is not kept: one copy in memory is enough.
  let before: Sighting = new Map()
  const first = await cliq.walkRecords(datastore, each => sight(before, each))
  if (!first.complete) throw unended(datastore)
  let { calls } = first
  for (let readings = 2; readings <= READINGS; readings += 1) {
    const read = await cliq.fetchRecords(datastore, Infinity)
    if (!read.complete) throw unended(datastore)
    calls += read.calls
    const now: Sighting = new Map()
    for (const each of read.records) sight(now, each)
    if (agree(before, now)) {
      await confirm(cliq, datastore, witnesses, read.records)
      return { records: read.records, calls }
    }
    before = now
  }
  throw unproven(
    `${READINGS} reads in a row showed different records of ${datastore}`,
    'pause what writes there, then ',
  )
}

async function confirm(
  cliq: Reads,
  datastore: string,
  witnesses: Witnesses,
  records: readonly LiveRecord[],
): Promise<void> {
  const ids = unconfirmed(witnesses, records)
  if (ids.length > ASKED_BY_ID)
    throw unproven(`${ids.length} records of ${datastore} that the plan counted no longer exist`)
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
