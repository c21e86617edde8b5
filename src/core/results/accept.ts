import type { Change } from '../model/change.ts'

/** Drift that a person has to take over by hand; it stays drift until then. */
export interface LeftByHand {
  readonly datastore: string
  readonly file: string
  readonly because: string
  readonly changes: readonly Change[]
}

/** What accepting did. */
export interface Accepted {
  readonly environment: string
  readonly where: string
  /** Files by datastore. */
  readonly written: ReadonlyMap<string, string>
  /** Datastores whose drift is none any more; the lock file says what is live. */
  readonly settled: readonly string[]
  /** Moved by both, and not the same way: the definition's edit stays, and waits for an apply. */
  readonly conflicts: readonly Change[]
  readonly byHand: readonly LeftByHand[]
  readonly calls: number
}
