import type { RowEnd } from '../../core/rows/law.ts'
import type { Sends } from '../../core/pace/leaseRows.ts'
import { renewals } from '../../core/rows/leased.ts'
import type { RowStep } from '../../core/rows/seedSteps.ts'
import type { Holding } from '../guard.ts'
import { removeRows, updateGroup, updateRows } from './groups.ts'
import type { RowsAtWork } from './looks.ts'
import { insertRow } from './rows.ts'

/**
 * What stands before each write of rows, or before several at once: a renewal, and a word to other runs, once for twenty of
 * the same operation.
 */
export function renewing(lease: Holding, datastore: string): RowsAtWork['before'] {
  const told = renewals()
  let writes = 0
  let renewed = Promise.resolve()
  const tell = (from: number, sends: Sends) => lease.intend(`rows of ${datastore} from ${from}`, undefined, sends)
  return async (operation, more = 1) => {
    const from = writes
    writes += more
    const calls = told(operation, more)
    if (calls > 0) renewed = lease.renew().then(() => tell(from, { operation, calls }))
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
