import { randomUUID } from 'node:crypto'

import { movedBook } from '../core/pace/bookTimes.ts'
import type { Book, Ledger } from '../core/pace/ledger.ts'
import type { Clock, Uptime } from '../core/model/ports.ts'

/** What a decision makes of a book; the same book leaves it as it is. */
export interface Decided<T> {
  readonly book: Book
  readonly found: T
}

// Clocks drift against each other this much between two looks at them; what is more was set.
const SET_MS = 100

/** Where the machine's own running time cannot be told, each process has its own. */
const OWN_RUN = randomUUID()

/**
 * Changes the book of an account, with all its times by the clock as it goes at present: a clock that was set, forwards
 * or back, makes no call look older or younger than it is.
 */
export function changeBook<T>(
  ledger: Ledger,
  account: string,
  clock: Clock,
  decide: (book: Book, now: number) => Decided<T>,
): Promise<T> {
  return ledger.change(account, kept => {
    const written = { at: Math.ceil(clock.now()), up: uptimeOf(clock) }
    const before = movedBook(kept, stepSince(kept, written))
    const { book, found } = decide(before, written.at)
    return { book: book === before ? kept : { ...book, written }, found }
  })
}

function uptimeOf(clock: Clock): Uptime {
  return clock.uptime?.() ?? { run: OWN_RUN, ms: clock.monotonic() }
}

function stepSince({ written }: Book, { at, up }: NonNullable<Book['written']>): number {
  // Containers of one machine may each count a running time of their own: one that went back is not the same.
  if (written === undefined || written.up.run !== up.run || up.ms < written.up.ms) return 0
  const step = Math.round(at - written.at - (up.ms - written.up.ms))
  // Nor is one that says the clock was set back although it went on. Calls that look too young only cost time.
  return Math.abs(step) < SET_MS || (step < 0 && at >= written.at) ? 0 : step
}
