import { LEARNED_MS } from '../core/pace/ledger.ts'
import type { Book, Learned } from '../core/pace/ledger.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import type { Operation } from '../core/model/operations.ts'
import { bucketOf } from '../core/pace/pace.ts'
import type { Budgets } from '../core/pace/pace.ts'
import type { Problem } from '../core/model/problem.ts'
import { countedUnder, limitOf, spentIn } from './admission.ts'

/** The book after a lesson, and what to tell people of it. */
export interface Lesson {
  readonly book: Book
  readonly note: Problem
}

/**
 * Learns from a throttle that came although our own count was within the limit. If the class as a whole had spent more
 * than one limit, and was never seen to do so unpunished, Cliq counts the class together. Otherwise the first time is
 * put down to another program with the same user, and the second within a day to a lower limit.
 */
export function lesson(book: Book, operation: Operation, budgets: Budgets, now: number): Lesson {
  const { learned } = book
  const facts = OPERATIONS[operation]
  const bucket = countedUnder(book, operation, budgets, now)
  const classCount = spentIn(book, facts.class, budgets, now).length
  if (bucket === operation && classCount > facts.limit && !learned.apart.includes(facts.class)) {
    const shared = { ...learned.shared, [facts.class]: now }
    return taught(
      book,
      { ...learned, shared },
      `Cliq seems to count all ${facts.class} together, so from now on they share one budget`,
    )
  }
  const before = learned.unexplained[bucket]
  const spent = spentIn(book, bucket, budgets, now).length
  // The first call after a wait says nothing of the limit: the lock-out was longer than it was said to be.
  if (before === undefined || before <= now - LEARNED_MS || spent < 2) {
    const unexplained = { ...learned.unexplained, [bucket]: now }
    const because = 'another program seems to use the same Cliq user'
    return taught(
      book,
      { ...learned, unexplained },
      `Cliq locked out ${bucket} although our own calls were within its limit: ${because}`,
    )
  }
  const limit = Math.max(1, Math.min(limitOf(book, operation, budgets, now), spent) - 1)
  const limits = { ...learned.limits, [bucket]: { limit, at: now } }
  return taught(
    book,
    { ...learned, limits },
    `Cliq allows fewer calls of ${bucket} than documented: from now on ${limit} a window`,
  )
}

/** Learns from an answer without a throttle: a class that spent more than one limit is not counted together. */
export function unpunished(book: Book, operation: Operation, budgets: Budgets, now: number): Book {
  const { class: name, limit } = OPERATIONS[operation]
  if (book.learned.apart.includes(name) || book.learned.shared[name] !== undefined) return book
  // Sent and answered within one window, so Cliq counted them within one window too.
  const since = now - budgets.windowMs
  const spent = spentIn(book, bucketOf(operation, 'class'), budgets, now)
  const sent = spent.filter(call => call.sentAt > since && call.repliedAt !== undefined)
  if (sent.length <= limit) return book
  return { ...book, learned: { ...book.learned, apart: [...book.learned.apart, name] } }
}

function taught(book: Book, learned: Learned, message: string): Lesson {
  const hint = 'kept for a day in the ledger of this machine; set rateLimits to decide it yourself'
  return { book: { ...book, learned }, note: { code: 'RL103', severity: 'warning', message, hint } }
}
