import { LEARNED_MS } from '../core/pace/ledger.ts'
import type { Book } from '../core/pace/ledger.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Budgets } from '../core/pace/pace.ts'
import { bucketsOf } from './admission.ts'
import { lesson, longerWait } from './lessons.ts'
import type { Lesson } from './lessons.ts'

/** The longest wait that doubling comes to, ms. */
const MOST_MS = 60 * 60_000

/** A call that Cliq refused for coming too fast; `stated` is how long to wait by the document and the answer, ms. */
interface Refused {
  readonly id: string
  readonly operation: Operation
  readonly stated: number
}

/**
 * The book after a throttle, with its lock-out. A call that was sent after a lock-out was waited out tests it: where it is
 * refused, the lock-out was longer, or starts anew with each call, so the wait doubles and is kept as a lesson.
 */
export function refused(
  book: Book,
  { id, operation, stated }: Refused,
  budgets: Budgets,
  now: number,
): Lesson & { readonly until: number; readonly buckets: readonly string[] } {
  const known = bucketsOf(book, operation, budgets, now)
  const sentAt = book.calls.find(call => call.id === id)?.sentAt ?? now
  const tested = known.flatMap(each => book.trials[each] ?? []).filter(trial => sentAt >= trial.until)
  const waits = known.flatMap(each => book.learned.waits[each] ?? []).filter(each => each.at > now - LEARNED_MS)
  const doubled = Math.min(MOST_MS, 2 * Math.max(0, ...tested.map(trial => trial.ms)))
  const ms = Math.max(stated, doubled, ...waits.map(each => each.ms))
  const learned = tested.length > 0 ? longerWait(book, known, ms, now) : lesson(book, operation, budgets, now, now + ms)
  const buckets = bucketsOf(learned.book, operation, budgets, now)
  const until = Math.max(now + ms, ...buckets.map(each => book.lockOuts[each] ?? 0))
  const named = <T>(value: T) => Object.fromEntries(buckets.map(each => [each, value]))
  return {
    book: {
      ...learned.book,
      lockOuts: { ...book.lockOuts, ...named(until) },
      trials: { ...book.trials, ...named({ until, ms }) },
    },
    note: learned.note,
    until,
    buckets,
  }
}

/** The book after a call that went well: lock-outs that it was sent after are over. */
export function proved(book: Book, id: string, buckets: readonly string[]): Book {
  const sentAt = book.calls.find(call => call.id === id)?.sentAt ?? -Infinity
  const over = buckets.filter(each => (book.trials[each]?.until ?? Infinity) <= sentAt)
  if (over.length === 0) return book
  return { ...book, trials: Object.fromEntries(Object.entries(book.trials).filter(([name]) => !over.includes(name))) }
}
