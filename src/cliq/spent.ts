import type { Book } from '../core/pace/ledger.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import type { Operation } from '../core/model/operations.ts'
import { budgetOf, budgetsOf } from '../core/pace/pace.ts'
import type { Budgets, Spent } from '../core/pace/pace.ts'
import { admission, countedUnder, limitOf, spentIn, tidied } from './admission.ts'
import { begun, hasUnseen } from './coldStart.ts'
import { changeBook } from './book.ts'
import type { Deps, Target } from './connect.ts'
import { bookNameOf } from './tokens.ts'

/** Reads from the ledger what this user has spent on this host already, by any process of this machine. Sends nothing. */
export async function readSpent(target: Target, deps: Pick<Deps, 'clock' | 'ledger'>): Promise<Spent> {
  const budgets = budgetsOf(target.rateLimits)
  const account = bookNameOf(target)
  const { present, now } = await changeBook(deps.ledger, account, deps.clock, (book, at) => ({
    book,
    found: { present: tidied(begun(book, budgets, target.rateLimits.coldStart, at), budgets.windowMs, at), now: at },
  }))
  const agoMs = new Map<Operation, readonly number[]>()
  const lockedMs = new Map<Operation, number>()
  let isCold = false
  for (const operation of Object.keys(OPERATIONS) as readonly Operation[]) {
    const counting = spentIn(present, operation, budgets, now)
    const ages = counting.map(call => now - (call.repliedAt ?? now))
    if (hasUnseen(counting)) isCold = true
    if (ages.length > 0) agoMs.set(operation, ages)
    const found = admission(present, operation, budgets, now)
    // A budget that was learned, or a book that was lost, shows here as well.
    if (found.kind === 'wait') lockedMs.set(operation, found.until - now)
  }
  const learned = learnedOf(present, budgets, now)
  return { agoMs, lockedMs, ...(isCold && { isCold }), ...(learned && { learned }) }
}

function learnedOf(book: Book, budgets: Budgets, now: number): Spent['learned'] {
  const operations = Object.keys(OPERATIONS) as readonly Operation[]
  const shared = new Set(
    operations.filter(each => countedUnder(book, each, budgets, now) !== each).map(each => OPERATIONS[each].class),
  )
  const limits = operations
    .map(each => [each, limitOf(book, each, budgets, now)] as const)
    .filter(([each, limit]) => limit < budgetOf(budgets, each))
  return limits.length === 0 && shared.size === 0 ? undefined : { limits: new Map(limits), shared }
}
