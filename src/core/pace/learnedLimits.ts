import type { LearnedLimit } from './ledger.ts'

// Windows at full speed without a throttle that stand for one quiet window.
const BUSY_WINDOWS = 30

/**
 * A lowered limit as it is by now: it grows by one a quiet window, in which at most half of it was spent, since a throttle
 * by someone else's calls must not be paid for all day. One that was met several times is trusted longer each time.
 */
export function grownLimit(learned: LearnedLimit, windowMs: number, now: number): number {
  return (
    learned.limit + quietSteps(learned, windowMs, now) + stepsSince(learned.at, BUSY_WINDOWS, learned, windowMs, now)
  )
}

/** The same limit when a call has gone: more than half spent is no quiet window; more than it, unpunished, is a proof. */
export function usedLimit(learned: LearnedLimit, spent: number, windowMs: number, now: number): LearnedLimit {
  if (spent > learned.limit && learned.firm > 0) return { ...learned, limit: spent, at: now, busyAt: now, firm: 0 }
  if (spent * 2 <= grownLimit(learned, windowMs, now)) return learned
  return { ...learned, limit: learned.limit + quietSteps(learned, windowMs, now), busyAt: now }
}

function quietSteps(learned: LearnedLimit, windowMs: number, now: number): number {
  return stepsSince(Math.max(learned.at, learned.busyAt), 1, learned, windowMs, now)
}

function stepsSince(at: number, windows: number, { firm }: LearnedLimit, windowMs: number, now: number): number {
  return Math.max(0, Math.floor((now - at) / (windows * windowMs * 2 ** Math.max(0, firm - 1))))
}
