import type { Identity, Live, LiveDatastore, LiveRecord, LiveRecords } from './live.ts'
import type { Operation } from './operations.ts'
import type { Order } from './order.ts'
import type { Problem } from './problem.ts'
import type { Step } from './step.ts'

/** Reads of an org. Every method passes the governor, retries what may be retried, and throws a Failure for the rest. */
export interface ReadCliq {
  /**
   * Every datastore of the org, 100 a call. `expected` are unique_names that must not be taken for absent on a weak
   * proof: when one is missing from several pages, or behind a full one without next_token (C07), the listing is read
   * again in pages of another size, and what is `known` by its id is asked for by it. Where it `isWhole`, no listing may
   * end so that more could follow.
   */
  fetchLive(
    expected: Iterable<string>,
    known?: ReadonlyMap<string, string>,
    how?: { readonly isWhole?: boolean },
  ): Promise<Live>
  /** One datastore by id; undefined only when Cliq says that it is not there. */
  fetchDatastore(id: string): Promise<LiveDatastore | undefined>
  /** Records of a datastore by unique_name, at most `most`; Infinity reads all, up to the page that is enough. */
  fetchRecords(datastore: string, most: number, how?: RecordReading): Promise<LiveRecords>
  /** Reads all records once more and keeps none: `take` hears of each, again of one that is shown again. */
  walkRecords(
    datastore: string,
    take: (record: LiveRecord) => void,
    how?: Pick<RecordReading, 'order'>,
  ): Promise<Omit<LiveRecords, 'records'>>
  /**
   * All records that match, fewer than 100: `criteria` selects no more than its ten values of a unique key. Throws a
   * Failure NT108 for more, and RF1xx where Cliq refuses them.
   */
  fetchSelected(datastore: string, criteria: string, place?: CallPlace): Promise<LiveRecords>
  /** The first records that match, at most 100; `complete` where these are all. Throws RF1xx where Cliq refuses the criteria. */
  fetchFirst(datastore: string, criteria: string): Promise<LiveRecords>
  /** One record by id; undefined only when Cliq says that there is none. */
  fetchRecord(datastore: string, id: string): Promise<LiveRecord | undefined>
}

/** How records are read, where it is not all of them in Cliq's own order. */
export interface RecordReading {
  readonly enough?: EnoughRecords | undefined
  /** What is asked for as long as this run has not seen Cliq refuse an order. */
  readonly order?: RecordOrder | undefined
}

/** An order of records that Cliq is asked for; what is equal in it comes as Cliq likes. */
export interface RecordOrder {
  readonly field: string
  readonly direction: 'asc' | 'desc'
}

/** Hears of each page of records, and of the calls so far; whether no more are needed. */
export type EnoughRecords = (page: readonly LiveRecord[], calls: number) => boolean

/**
 * How a write ended. Done needs Cliq's answer, not done needs its proof; everything else is unknown and is read back.
 */
export type Sent<Answer = LiveDatastore> =
  /** `answer`: the whole datastore or record, where the operation answers with it. A 204 carries none and is proven by a read. */
  | { readonly kind: 'done'; readonly answer?: Answer }
  | { readonly kind: 'not-done'; readonly problem: Problem }
  /** `isRefusal`: Cliq said no, though not in words that prove that nothing was done. */
  | { readonly kind: 'unknown'; readonly problem: Problem; readonly isRefusal?: boolean }
  /** Nothing was done: its place was lost. Only for a call with a place; what was looked at for it has to be looked at again. */
  | Postponed

/** `retryAt` is the Unix time in ms from which it may go. */
export interface Postponed {
  readonly kind: 'postponed'
  readonly retryAt: number
}

/** Room for calls of one operation, waited for and kept: what is looked at after it needs no wait before it is acted on. */
export interface CallPlace {
  /** Gives back what was not used. */
  leave(): Promise<void>
}

/** How calls of a client go. */
export interface Way {
  readonly rank?: Rank | undefined
  /** Asked right before a call leaves, and when room for one was given; it throws where none may go any more. */
  readonly leaving?: ((operation: Operation) => void) | undefined
}

/** Of calls that wait for one operation the lowest rank goes first. Asked once for each call, and without `isCall` for room. */
export type Rank = (isCall: boolean) => number

/** Reads and writes. Commands that only read never get one. */
export interface WriteCliq extends ReadCliq {
  /**
   * Sends one step once, after the governor let it pass; never retries. `identity` is the datastore's as read in this
   * run (absent for create-datastore). Throws a Failure only for what concerns the whole run: credentials, scope, lock-out
   * past the time budget, certificate errors. With a place it never waits: it is sent at once or postponed.
   */
  send(step: Step, identity?: Identity, place?: CallPlace): Promise<Sent>
  /** Sends one order of rows once, in the same way; no text shows its values. What Cliq answers with nothing a read tells. */
  write(order: Order, place?: CallPlace): Promise<Sent<LiveRecord>>
  /** Waits until so many calls of the operation may go, fewer where its budget is smaller. Throws as `send` does. */
  reserve(operation: Operation, calls: number): Promise<CallPlace>
  /** The same client, its calls in another way. */
  going(way: Way): WriteCliq
}

/** Why a call waits. `until` is a Unix time in ms. */
export interface Wait {
  readonly why: 'budget' | 'lock-out' | 'settle' | 'late-window' | 'lease' | 'answer'
  readonly operation: Operation
  readonly until: number
  /** Calls spent of the budget, for `budget`. */
  readonly spent?: number
  readonly limit?: number
  /** Who has it, for `lease`. */
  readonly holder?: string
  /** For `late-window`: what came in the place of an answer that tells; absent where nothing came. */
  readonly answer?: string | undefined
}

/** What happens while a verb runs, for progress; the terminal draws it, the report turns it into NDJSON. */
export type Event =
  | { readonly type: 'reading'; readonly what: 'datastores' | 'records'; readonly datastore?: string }
  | {
      readonly type: 'step-started' | 'step-done' | 'step-skipped'
      readonly index: number
      readonly of: number
      readonly step: Step
    }
  | {
      readonly type: 'step-failed'
      readonly index: number
      readonly of: number
      readonly step: Step
      readonly problem: Problem
    }
  /** Rows of a datastore that were written, of so many; how fast, and how long the whole run still takes, where known. */
  | {
      readonly type: 'rows'
      readonly datastore: string
      readonly done: number
      readonly of: number
      readonly perMinute?: number
      readonly leftMs?: number
    }
  | { readonly type: 'waiting'; readonly wait: Wait }
  | { readonly type: 'resumed'; readonly operation: Operation }
  | { readonly type: 'note'; readonly problem: Problem }

export type Notify = (event: Event) => void

/** As much of an AbortSignal as a wait needs. */
export interface Interrupt {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void
}

/** A time that no setting of the clock moves, ms; times of one `run` can be compared. */
export interface Uptime {
  readonly run: string
  readonly ms: number
}

/** Time, passed in so that a test can own it. */
export interface Clock {
  /** Unix time in ms. */
  now(): number
  /** Monotonic ms of this process. */
  monotonic(): number
  /** For how long the machine has run, common to all of its processes, and which run of it that is. Absent where it cannot be told. */
  uptime?(): Uptime
  /** Resolves after `ms`, never before; rejects with `signal.reason` when aborted first. */
  sleep(ms: number, signal?: Interrupt): Promise<void>
}
