import { OPERATIONS } from '../core/model/operations.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Book, SpentCall } from '../core/pace/ledger.ts'
import { budgetOf } from '../core/pace/pace.ts'
import type { Budgets, ColdStart } from '../core/pace/pace.ts'

/** How the ids of calls begin that nobody knows of, and that are taken to have been sent. */
const UNSEEN = 'unseen '

// A plan of one or two reads is never slowed.
const LEAST_READS = 2

/**
 * A book that nobody has written yet, on a machine that does not know what others have just spent: a part of each budget
 * counts as spent for a window. Any other book stays as it is.
 */
export function begun(book: Book, budgets: Budgets, rule: ColdStart | undefined, now: number): Book {
  if (book.since !== undefined) return book
  const operations = rule === undefined || rule === 'off' ? [] : (Object.keys(OPERATIONS) as readonly Operation[])
  const unseen = operations.flatMap(operation => {
    const limit = budgetOf(budgets, operation)
    return Array.from({ length: limit - leftOf(operation, limit, rule) }, (_, at): SpentCall => {
      // Nothing is learned from calls of which nobody knows whether they were sent.
      return {
        id: `${UNSEEN}${operation} ${at}`,
        operation,
        sentAt: Math.max(0, now - 2 * budgets.windowMs),
        repliedAt: now,
      }
    })
  })
  return { ...book, since: now, calls: [...book.calls, ...unseen] }
}

/** The calls of a book without those that nobody knows of: others have told what they spent. */
export function seenOnly(calls: readonly SpentCall[]): readonly SpentCall[] {
  return calls.filter(call => !call.id.startsWith(UNSEEN))
}

/** Whether any of them is one that nobody knows of. */
export function hasUnseen(calls: readonly SpentCall[]): boolean {
  return calls.some(call => call.id.startsWith(UNSEEN))
}

function leftOf(operation: Operation, limit: number, rule: ColdStart | undefined): number {
  const part = (of: number) => Math.max(1, Math.floor(limit / of))
  if (!OPERATIONS[operation].writes) return Math.min(limit, Math.max(LEAST_READS, part(rule === 'careful' ? 6 : 2)))
  return rule === 'careful' ? part(2) : 0
}
