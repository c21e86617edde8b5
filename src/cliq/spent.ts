import { OPERATIONS } from '../core/model/operations.ts'
import type { Operation } from '../core/model/operations.ts'
import { budgetsOf } from '../core/pace/pace.ts'
import type { Spent } from '../core/pace/pace.ts'
import { admission, spentIn, tidied } from './admission.ts'
import { changeBook } from './book.ts'
import type { Deps, Target } from './connect.ts'
import { bookNameOf } from './tokens.ts'

/** Reads from the ledger what this user has spent on this host already, by any process of this machine. Sends nothing. */
export async function readSpent(target: Target, deps: Pick<Deps, 'clock' | 'ledger'>): Promise<Spent> {
  const budgets = budgetsOf(target.rateLimits)
  const account = bookNameOf(target)
  const { present, now } = await changeBook(deps.ledger, account, deps.clock, (book, at) => ({
    book,
    found: { present: tidied(book, budgets.windowMs, at), now: at },
  }))
  const agoMs = new Map<Operation, readonly number[]>()
  const lockedMs = new Map<Operation, number>()
  for (const operation of Object.keys(OPERATIONS) as readonly Operation[]) {
    const ages = spentIn(present, operation, budgets, now).map(call => now - (call.repliedAt ?? now))
    if (ages.length > 0) agoMs.set(operation, ages)
    const found = admission(present, operation, budgets, now)
    // A budget that was learned, or a book that was lost, shows here as well.
    if (found.kind === 'wait') lockedMs.set(operation, found.until - now)
  }
  return { agoMs, lockedMs }
}
