import { LEARNED_MS } from '../core/pace/ledger.ts'
import type { Book, Shares, SpentCall, Trial } from '../core/pace/ledger.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import type { Operation } from '../core/model/operations.ts'
import { bucketOf, budgetOf, earliest } from '../core/pace/pace.ts'
import type { Budgets } from '../core/pace/pace.ts'
import { grownLimit } from '../core/pace/learnedLimits.ts'

/** Whether a call may go now; otherwise why not, and the first moment (Unix ms) at which asking again makes sense. */
export type Admission =
  | { readonly kind: 'go' }
  | {
      readonly kind: 'wait'
      readonly why: 'lock-out'
      readonly until: number
      /** Another call tests whether the lock-out is over: its answer may come long before `until`. */
      readonly lookAt?: number
    }
  | {
      readonly kind: 'wait'
      readonly why: 'budget'
      readonly until: number
      readonly spent: number
      readonly limit: number
      /** Nothing of the limit is ours while the shared ledger is out of reach, which it may be again soon. */
      readonly lookAt?: number
    }

/** A call whose reply never came was cut at the latest then: the transport's time-out, with a margin. */
const ABANDONED_MS = 40_000

const DAMAGE = Infinity
// How soon a call is asked about that tests a lock-out.
const LOOK_MS = 250
// How soon a ledger is asked again that was out of reach.
const RETRY_MS = 1_000

/** Asks the book whether so many more calls of this operation may go at `now`, Unix ms; no more than one window takes. */
export function admission(book: Book, operation: Operation, budgets: Budgets, now: number, more = 1): Admission {
  const bucket = countedUnder(book, operation, budgets, now)
  const locked = lockedOut(book, operation, budgets, now)
  if (locked > now) return { kind: 'wait', why: 'lock-out', until: locked }
  const tested = testedUntil(book, operation, budgets, now)
  if (tested !== undefined) return { kind: 'wait', why: 'lock-out', until: tested, lookAt: now + LOOK_MS }
  const limit = limitOf(book, operation, budgets, now)
  if (limit < 1)
    return { kind: 'wait', why: 'budget', until: now + budgets.windowMs, spent: 0, limit, lookAt: now + RETRY_MS }
  const lost = book.lostAt === undefined ? -DAMAGE : book.lostAt + budgets.windowMs
  const calls = spentIn(book, bucket, budgets, now)
  // A call in flight is answered now at the earliest; when it is, its slot is one window away.
  const until = earliest(
    calls.map(call => repliedAt(call, now) ?? now),
    limit - Math.min(limit, more) + 1,
    budgets.windowMs,
    Math.max(now, lost),
  )
  if (until > now) return { kind: 'wait', why: 'budget', until, spent: lost > now ? limit : calls.length, limit }
  return { kind: 'go' }
}

/** Until when Cliq refuses the operation, Unix ms; in the past where it does not. */
export function lockedOut(book: Book, operation: Operation, budgets: Budgets, now: number): number {
  return Math.max(...bucketsOf(book, operation, budgets, now).map(each => lockedUntil(book, each)))
}

/** The names under which lock-outs of the operation are kept: its own, and that of what it is counted with. */
export function bucketsOf(book: Book, operation: Operation, budgets: Budgets, now: number): readonly string[] {
  return [...new Set([countedUnder(book, operation, budgets, now), operation])]
}

// One call tests whether a lock-out is over, and the others wait for its answer: each that goes too soon may prolong it.
function testedUntil(book: Book, operation: Operation, budgets: Budgets, now: number): number | undefined {
  for (const bucket of bucketsOf(book, operation, budgets, now)) {
    const trial = book.trials[bucket]
    if (trial === undefined) continue
    const test = spentIn(book, bucket, budgets, now).find(
      call => call.sentAt >= trial.until && repliedAt(call, now) === undefined,
    )
    if (test !== undefined) return test.sentAt + ABANDONED_MS
  }
  return undefined
}

/** The calls of a bucket that still count at `now`. */
export function spentIn(book: Book, bucket: string, budgets: Budgets, now: number): readonly SpentCall[] {
  const isClass = !Object.hasOwn(OPERATIONS, bucket)
  return book.calls.filter(call => {
    if (bucketOf(call.operation, isClass ? 'class' : 'operation') !== bucket) return false
    const replied = repliedAt(call, now)
    return replied === undefined || replied > now - budgets.windowMs
  })
}

/** The bucket that an operation is counted under, as set or as learned. */
export function countedUnder(book: Book, operation: Operation, budgets: Budgets, now: number): string {
  const shared = book.learned.shared[OPERATIONS[operation].class]
  const isShared = shared !== undefined && shared > now - LEARNED_MS
  return bucketOf(operation, isShared ? 'class' : budgets.scope)
}

/** The calls of one window that an operation may take, as set or as learned. */
export function limitOf(book: Book, operation: Operation, budgets: Budgets, now: number): number {
  const bucket = countedUnder(book, operation, budgets, now)
  const scope = bucket === operation ? 'operation' : 'class'
  const set = budgetOf({ ...budgets, scope }, operation)
  const learned = book.learned.limits[bucket]
  const isKnown = learned !== undefined && learned.at > now - LEARNED_MS
  const limit = isKnown ? Math.min(set, grownLimit(learned, budgets.windowMs, now)) : set
  return sharedLimit(limit, book.shares, now)
}

function sharedLimit(limit: number, shares: Shares | undefined, now: number): number {
  if (shares === undefined) return limit
  const { cutOff, silent, runners } = shares
  // Who saw nobody else may have been followed by another: half is the most that one run takes without asking.
  const partOf = (of: number) => Math.floor(limit / Math.max(2, of))
  if (cutOff !== undefined) return cutOff.until > now ? partOf(cutOff.runners) : 0
  // Some of them were killed and spend nothing: a part stays for those that can be reached, however many are silent.
  return Math.max(1, partOf(runners), limit - silent.reduce((sum, of) => sum + partOf(of), 0))
}

/** The book without what cannot count any more, and without times that a clock set back has left in the future. */
export function tidied(book: Book, windowMs: number, now: number): Book {
  if (isTidy(book, windowMs, now)) return book
  const { lostAt, ...rest } = book
  const calls = rest.calls
    .map(call => {
      const sentAt = Math.min(call.sentAt, now)
      return { ...call, sentAt, ...(call.repliedAt !== undefined && { repliedAt: Math.min(call.repliedAt, now) }) }
    })
    .filter(call => (repliedAt(call, now) ?? now) > now - windowMs)
  const lockOuts = Object.fromEntries(Object.entries(rest.lockOuts).filter(([, until]) => until > now))
  const trials = Object.fromEntries(Object.entries(rest.trials).filter(([, trial]) => isOpen(trial, now)))
  const mints = rest.mints.map(at => Math.min(at, now))
  return {
    ...rest,
    calls,
    lockOuts,
    trials,
    mints,
    ...(lostAt !== undefined && lostAt > now - windowMs && { lostAt: Math.min(lostAt, now) }),
  }
}

// Mostly there is nothing to do, and a book is looked at twice a call.
function isTidy({ calls, lockOuts, trials, mints, lostAt }: Book, windowMs: number, now: number): boolean {
  const isPresent = (at: number) => at > now - windowMs && at <= now
  return (
    calls.every(call => call.sentAt <= now && isPresent(repliedAt(call, now) ?? now)) &&
    Object.values(lockOuts).every(until => until > now) &&
    Object.values(trials).every(trial => isOpen(trial, now)) &&
    mints.every(at => at <= now) &&
    (lostAt === undefined || isPresent(lostAt))
  )
}

// Who comes much later learns nothing of how long a lock-out lasted.
function isOpen({ until, ms }: Trial, now: number): boolean {
  return until + ms > now
}

function repliedAt(call: SpentCall, now: number): number | undefined {
  if (call.repliedAt !== undefined) return call.repliedAt
  return call.sentAt + ABANDONED_MS < now ? call.sentAt + ABANDONED_MS : undefined
}

function lockedUntil(book: Book, bucket: string): number {
  return book.lockOuts[bucket] ?? -Infinity
}
