import { failure } from '../../core/model/failure.ts'
import type { LiveDatastore, LiveRecord } from '../../core/model/live.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { DeletionWork } from '../../core/model/step.ts'
import { deletionSteps, leavingRecords } from '../../core/rows/deletions.ts'
import type { RowEnd } from '../../core/rows/law.ts'
import { seedLaw } from '../../core/rows/seedLaw.ts'
import type { Ended } from '../guard.ts'
import type { CarryHands } from './carryWrites.ts'
import { performStream, renewing } from './streams.ts'
import { fetchLacking, fetchOpposite } from './wholeReads.ts'

/**
 * Deletes the records that a migration means, by their ids. Nothing goes on the word of one reading: a record goes only
 * where the copy, a second reading and a look right before its delete all show it as it was; what has changed meanwhile
 * stays and stops the run, and so do two readings that do not mean the same records (BK101). `copied` are the records as they were read before the first write.
 */
export async function performDeletion(
  step: DeletionWork,
  index: number,
  copied: readonly LiveRecord[],
  seen: LiveDatastore,
  hands: CarryHands,
): Promise<Ended> {
  await hands.guard?.before(step, index)
  hands.guard?.sending(index)
  const { datastore } = seen
  const again = await fetchOpposite(hands.cliq, step.datastore, hands, { datastore, records: copied })
  const meant = new Map(leavingRecords(step.deletion, copied, datastore.fields).map(each => [each.id, each] as const))
  const meantAgain = leavingRecords(step.deletion, again, datastore.fields)
  const leaving = meantAgain.filter(each => meant.has(each.id))
  const missing = await lackedBy(meant, again, meantAgain, hands, step)
  if (missing > 0) throw unlike(missing, step)
  const copies = leaving.flatMap(each => meant.get(each.id) ?? [])
  const ends: RowEnd[] = []
  await performStream(
    deletionSteps(copies, datastore),
    {
      datastore,
      law: seedLaw({ key: [] }, datastore),
      hands: { ...hands, through: hands.lease.through },
      before: renewing(hands.lease, step.datastore),
    },
    () => hands.signal.aborted || ends.some(each => 'problem' in each),
    more => ends.push(...more),
  )
  if (hands.signal.aborted) throw hands.signal.reason
  const wrong = ends.find(each => 'problem' in each)
  if (wrong !== undefined && 'problem' in wrong)
    return { kind: wrong.kind === 'unknown' ? 'unknown' : 'failed', problem: told(wrong.problem, step) }
  hands.notify({ type: 'rows', datastore: step.datastore, done: ends.length, of: ends.length })
  return { kind: 'done', now: seen }
}

// A migration runs once, so what a careless listing did not show would stay for ever: two readings have to mean the same
// records. One that the second lacks is asked for by its id.
async function lackedBy(
  meant: ReadonlyMap<string, LiveRecord>,
  again: readonly LiveRecord[],
  leaving: readonly LiveRecord[],
  { cliq }: CarryHands,
  { datastore }: DeletionWork,
): Promise<number> {
  const added = leaving.filter(each => !meant.has(each.id)).length
  const shown = new Set(again.map(each => each.id))
  const unseen = [...meant.keys()].filter(id => !shown.has(id))
  return added + ((await fetchLacking(cliq, datastore, unseen)) ?? unseen).length
}

function unlike(count: number, { datastore, migration }: DeletionWork): Error {
  const records = count === 1 ? '1 record' : `${count} records`
  const message = `two readings of ${datastore} differ by ${records} that ${migration} deletes; none was deleted`
  return failure('BK101', message, { hint: 'run the same command again' })
}

function told(problem: Problem, { datastore, migration }: DeletionWork): Problem {
  return { ...problem, message: `${migration} stopped in ${datastore}: ${problem.message}` }
}
