import type { Catalog } from './catalog.ts'
import type { Change } from './change.ts'
import type { Operation } from './operations.ts'
import type { Problem } from './problem.ts'
import type { Risk } from './risk.ts'
import type { Step } from './step.ts'

/** Everything that `apply` will send, reads included. */
export interface Estimate {
  readonly calls: ReadonlyMap<Operation, number>
  readonly writes: number
  readonly total: number
  /** Earliest finish with idle budgets, one decimal. */
  readonly seconds: number
  /** Needed scopes, sorted. */
  readonly scopes: readonly string[]
}

/** What is live, not ours, and kept. */
export interface Kept {
  readonly datastores: readonly string[]
  /** Field unique_names by datastore, only where there are any. */
  readonly fields: ReadonlyMap<string, readonly string[]>
}

/** The base it was made from, what differs, what may go wrong, and the ordered calls. A value: saved, shown, compared, refused. */
export interface Plan {
  readonly base: Catalog
  /** What live must equal afterwards: the definitions, with what is kept. */
  readonly target: Catalog
  readonly changes: readonly Change[]
  readonly risks: readonly Risk[]
  readonly steps: readonly Step[]
  /** What was changed outside since we last applied: locked against live. */
  readonly drift: readonly Change[]
  /** Defined datastores that need nothing. */
  readonly unchanged: readonly string[]
  readonly kept: Kept
  /** Why the plan as a whole cannot be carried out, such as a twentieth field; sorted. */
  readonly problems: readonly Problem[]
  readonly estimate: Estimate
}
