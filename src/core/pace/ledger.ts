import type { Operation } from '../model/operations.ts'
import type { Uptime } from '../model/ports.ts'

/** One call that was sent, or is about to be. Times are Unix ms. */
export interface SpentCall {
  readonly id: string
  readonly operation: Operation
  readonly sentAt: number
  /** Absent while the reply is awaited. */
  readonly repliedAt?: number
}

/** What throttles below our own count have taught. Times are Unix ms. */
export interface Learned {
  /** Classes whose operations Cliq counts together, and when that was learned. */
  readonly shared: Readonly<Record<string, number>>
  /** Classes that were seen above the limit without a throttle: they are not counted together. */
  readonly apart: readonly string[]
  /** Lowered limits by bucket. */
  readonly limits: Readonly<Record<string, LearnedLimit>>
  /** The last throttle by bucket below the limit, how many calls of ours there were, and how often at that figure. */
  readonly unexplained: Readonly<
    Record<string, { readonly at: number; readonly spent: number; readonly times: number }>
  >
  /** Waits by bucket, ms, that proved too short and were made longer. */
  readonly waits: Readonly<Record<string, { readonly ms: number; readonly at: number }>>
}

/** A limit that was lowered, and how fast it grows again. */
export interface LearnedLimit {
  readonly limit: number
  /** From when on no throttle came, Unix ms. */
  readonly at: number
  /** When more than half of it was last spent, Unix ms. */
  readonly busyAt: number
  /** How often a throttle came at exactly this figure. */
  readonly firm: number
}

/** A lock-out that was waited out, or is: the first call after it tells whether that was long enough. */
export interface Trial {
  /** Unix ms. */
  readonly until: number
  /** How long was waited, ms. */
  readonly ms: number
}

/** How runners divide the limits when some of them cannot reach the ledger that all share. */
export interface Shares {
  /** Present for a run that is cut off: how many runners it last knew of, and until when it may use its part, Unix ms. */
  readonly cutOff?: { readonly runners: number; readonly until: number }
  /** How many runners each one knew of that was not heard of lately: their parts are left to them. */
  readonly silent: readonly number[]
  /** How many there are, those included. */
  readonly runners: number
}

/** The calls that one user spent on one host, from all processes of this machine. */
export interface Book {
  readonly calls: readonly SpentCall[]
  /** By bucket: Unix ms until which Cliq refuses. */
  readonly lockOuts: Readonly<Record<string, number>>
  /** By bucket: lock-outs after which no call has gone well yet. */
  readonly trials: Readonly<Record<string, Trial>>
  /** When access tokens were minted. */
  readonly mints: readonly number[]
  readonly learned: Learned
  /** When it was begun; absent in one that nobody has written. */
  readonly since?: number
  /** The book was lost at this time: any budget may have been spent just before. */
  readonly lostAt?: number
  /** Runs under a lease whose calls are in this book, and when that was last so: what their rows tell is known here. */
  readonly owners: Readonly<Record<string, number>>
  /** What of each limit is ours, where machines that share the book lose each other. */
  readonly shares?: Shares
  /** When it was written, by the clock and by what no setting of the clock moves. */
  readonly written?: { readonly at: number; readonly up: Uptime }
}

/** What was learned counts for a day, ms: a limit that was lowered for good would be paid for ever. */
export const LEARNED_MS = 24 * 60 * 60_000

/** A book in which nothing is written yet. */
export const EMPTY_BOOK: Book = {
  calls: [],
  lockOuts: {},
  trials: {},
  mints: [],
  owners: {},
  learned: { shared: {}, apart: [], limits: {}, unexplained: {}, waits: {} },
}

/** The books of this machine, shared by its processes. */
export interface Ledger {
  /**
   * Writes the book that `decide` makes of the present one, alone among all processes, and returns its finding.
   * `decide` may be called again when another process came first.
   */
  change<T>(account: string, decide: (book: Book) => { readonly book: Book; readonly found: T }): Promise<T>
}

/** An access token as it is kept until it expires. */
export interface AccessToken {
  readonly accessToken: string
  /** Unix ms. */
  readonly expiresAt: number
  readonly scopes: readonly string[]
  /** Unix ms; absent in what an earlier version kept. */
  readonly mintedAt?: number
  /** The data centre that the accounts server says it is for; absent where it does not, or names none that is known. */
  readonly centre?: string | undefined
}

/** Access tokens kept between runs. */
export interface TokenCache {
  /** The kept token if it is good, else the one that `mint` gives. Of all processes one mints, and the others wait for it. */
  take(account: string, isGood: (token: AccessToken) => boolean, mint: () => Promise<AccessToken>): Promise<AccessToken>
  /** Forgets what is kept for the account. */
  forget(account: string): Promise<void>
}
