import { LEARNED_MS } from '../core/pace/ledger.ts'
import type { Book, Learned } from '../core/pace/ledger.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import type { Operation } from '../core/model/operations.ts'
import { bucketOf } from '../core/pace/pace.ts'
import type { Budgets } from '../core/pace/pace.ts'
import type { Problem } from '../core/model/problem.ts'
import { countedUnder, limitOf, spentIn } from './admission.ts'
import { usedLimit } from '../core/pace/learnedLimits.ts'

// How often a throttle may come at one small figure by the doing of others.
const CHANCES = 3

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
export function lesson(book: Book, operation: Operation, budgets: Budgets, now: number, until: number): Lesson {
  const { learned } = book
  const facts = OPERATIONS[operation]
  const bucket = countedUnder(book, operation, budgets, now)
  const classCount = spentIn(book, facts.class, budgets, now).length
  if (bucket === operation && classCount > facts.limit && !learned.apart.includes(facts.class)) {
    const shared = { ...learned.shared, [facts.class]: now }
    return taught(
      book,
      { ...learned, shared },
      `Cliq seems to count all ${facts.class} together, so they now share one budget`,
    )
  }
  const spent = spentIn(book, bucket, budgets, now).length
  const limit = limitOf(book, operation, budgets, now)
  const foreign = `Cliq locked out ${bucket} although our own calls were within its limit: another program seems to use the same Cliq user`
  // The first call of a window says nothing of a limit.
  if (spent < 2) return taught(book, learned, foreign)
  const last = learned.unexplained[bucket]
  const before = last !== undefined && last.at > now - LEARNED_MS ? last : undefined
  const times = before?.spent === spent ? before.times + 1 : 1
  const unexplained = { ...learned.unexplained, [bucket]: { at: now, spent, times } }
  // Whoever sent less than half of it was not what filled the window, unless it comes at the same figure each time.
  const isOurs = before !== undefined && (spent * 2 > limit || times >= CHANCES)
  if (!isOurs) return taught(book, { ...learned, unexplained }, foreign)
  const lowered = Math.max(1, Math.min(limit, spent) - 1)
  const firm = before.spent === spent ? (learned.limits[bucket]?.firm ?? 0) + 1 : 0
  const limits = { ...learned.limits, [bucket]: { limit: lowered, at: until, busyAt: until, firm } }
  return taught(
    book,
    { ...learned, unexplained, limits },
    `Cliq allows fewer calls of ${bucket} than documented: now ${lowered} per window, and one more after each quiet window`,
  )
}

/** Learns that a lock-out lasts longer than was waited: from now on twice as long, up to an hour. */
export function longerWait(book: Book, buckets: readonly string[], ms: number, now: number): Lesson {
  const waits = { ...book.learned.waits, ...Object.fromEntries(buckets.map(each => [each, { ms, at: now }])) }
  const message = `the lock-out of ${buckets.join(', ')} lasts longer than Cliq says: from now on it waits ${Math.ceil(ms / 1_000)} s`
  return taught(book, { ...book.learned, waits }, message)
}

/** Learns from an answer without a throttle: a class that spent more than one limit is not counted together, a lowered limit may hold more. */
export function unpunished(book: Book, operation: Operation, budgets: Budgets, now: number): Book {
  const { learned } = book
  const bucket = countedUnder(book, operation, budgets, now)
  const lowered = learned.limits[bucket]
  const used = lowered && usedLimit(lowered, spentIn(book, bucket, budgets, now).length, budgets.windowMs, now)
  const limits = used === lowered || used === undefined ? learned.limits : { ...learned.limits, [bucket]: used }
  const apart = isApart(book, operation, budgets, now) ? [...learned.apart, OPERATIONS[operation].class] : learned.apart
  if (limits === learned.limits && apart === learned.apart) return book
  return { ...book, learned: { ...learned, limits, apart } }
}

function isApart(book: Book, operation: Operation, budgets: Budgets, now: number): boolean {
  const { class: name, limit } = OPERATIONS[operation]
  if (book.learned.apart.includes(name) || book.learned.shared[name] !== undefined) return false
  // Sent and answered within one window, so Cliq counted them within one window too.
  const since = now - budgets.windowMs
  const spent = spentIn(book, bucketOf(operation, 'class'), budgets, now)
  return spent.filter(call => call.sentAt > since && call.repliedAt !== undefined).length > limit
}

function taught(book: Book, learned: Learned, message: string): Lesson {
  const hint = 'remembered for at most a day; set rateLimits to decide it yourself'
  return { book: { ...book, learned }, note: { code: 'RL103', severity: 'warning', message, hint } }
}
