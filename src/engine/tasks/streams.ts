import type { RowEnd } from '../../core/rows/law.ts'
import type { Operation } from '../../core/model/operations.ts'
import { isRenewalDue, WRITES_A_RENEWAL } from '../../core/rows/leased.ts'
import type { RowStep } from '../../core/rows/seedSteps.ts'
import type { Holding } from '../guard.ts'
import { removeRows, updateGroup, updateRows } from './groups.ts'
import type { RowsAtWork } from './looks.ts'
import { insertRow } from './rows.ts'

/** What stands before each write of rows, or before several at once: a renewal, and a word to other runs, once for twenty. */
export function renewing(lease: Holding, datastore: string): RowsAtWork['before'] {
  let writes = 0
  let renewed = Promise.resolve()
  const tell = (operation: Operation) =>
    lease.intend(`rows of ${datastore} from ${writes}`, undefined, { operation, calls: WRITES_A_RENEWAL })
  return async (operation, more = 1) => {
    const isDue = isRenewalDue(writes, more)
    writes += more
    if (isDue) renewed = lease.renew().then(() => tell(operation))
    await renewed
  }
}

/** Carries out the steps of one stream until one is the last; `take` hears of the rows of each, also of one that throws. */
export async function performStream(
  steps: Iterable<RowStep> | AsyncIterable<RowStep>,
  about: Omit<RowsAtWork, 'ended'>,
  hasStopped: () => boolean,
  take: (ends: readonly RowEnd[]) => void,
): Promise<void> {
  for await (const step of steps) {
    if (hasStopped()) return
    const ended: RowEnd[] = []
    try {
      await performRowStep(step, { ...about, ended })
    } finally {
      take(ended)
    }
  }
}

async function performRowStep(step: RowStep, work: RowsAtWork): Promise<void> {
  switch (step.call) {
    case 'insert-record':
      work.ended.push(await insertRow(step.insert, work))
      return
    case 'update-record':
      return updateRows(step, work)
    case 'update-records':
      return updateGroup(step, work)
    case 'delete-records':
      return removeRows(step, work)
  }
}
