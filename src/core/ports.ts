import type { Live, LiveDatastore, LiveRecords, Identity } from './live.ts'
import type { Operation } from './operations.ts'
import type { Problem } from './problem.ts'
import type { Step } from './step.ts'

/** Reads of an org. Every method passes the governor, retries what may be retried, and throws a Failure for the rest. */
export interface ReadCliq {
  /**
   * Every datastore of the org, 100 a call. `expected` are unique_names that must not be taken for absent on a weak
   * proof: when one is missing and a single full page came without next_token, the listing is settled with another limit (C07).
   */
  fetchLive(expected: Iterable<string>): Promise<Live>
  /** One datastore by id; undefined only when Cliq says datastore_not_found. */
  fetchDatastore(id: string): Promise<LiveDatastore | undefined>
  /** Records of a datastore by unique_name, at most `most`; Infinity reads all. */
  fetchRecords(datastore: string, most: number): Promise<LiveRecords>
}

/**
 * How a write ended. Done needs Cliq's answer, not done needs its proof; everything else is unknown and is read back.
 */
export type Outcome =
  /** `answer`: the whole datastore, where the operation answers with it. A 204 carries none and is proven by a read. */
  | { readonly kind: 'done'; readonly answer?: LiveDatastore }
  | { readonly kind: 'not-done'; readonly problem: Problem }
  | { readonly kind: 'unknown'; readonly problem: Problem }

/** Reads and writes. Commands that only read never get one. */
export interface WriteCliq extends ReadCliq {
  /**
   * Sends one step once, after the governor let it pass; never retries. `identity` is the datastore's as read in this
   * run (absent for create-datastore). Throws a Failure only for what concerns the whole run: credentials, scope, lock-out
   * past the time budget, certificate errors.
   */
  send(step: Step, identity?: Identity): Promise<Outcome>
}

/** Why a call waits. `until` is a Unix time in ms. */
export interface Wait {
  readonly why: 'budget' | 'lock-out' | 'settle' | 'late-window'
  readonly operation: Operation
  readonly until: number
  /** Calls spent of the budget, for `budget`. */
  readonly spent?: number
  readonly limit?: number
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

/** Time, passed in so that a test can own it. */
export interface Clock {
  /** Unix time in ms. */
  now(): number
  /** Monotonic ms, for pacing. */
  monotonic(): number
  /** Resolves after `ms`; rejects with `signal.reason` when aborted first. */
  sleep(ms: number, signal?: Interrupt): Promise<void>
}
