import type { BackedUp } from './backup.ts'
import type { Change } from './change.ts'
import type { Operation } from './operations.ts'
import type { Problem } from './problem.ts'
import type { Step } from './step.ts'

/** A step that did not end well, and why. */
export interface Trouble {
  readonly step: Step
  readonly problem: Problem
}

/** What an apply did, counted from what it sent and saw. Every step of the plan is in exactly one of the lists. */
export interface Journal {
  readonly done: readonly Step[]
  /** Found done already; nothing was sent for them. */
  readonly skipped: readonly Step[]
  /** Sent, and whether they took effect is not known. */
  readonly unknown: readonly Trouble[]
  /** Refused by Cliq, or stopped by a surprise: nothing of them is in doubt. */
  readonly failed: readonly Trouble[]
  readonly notStarted: readonly Step[]
  /** Where the org is not what it should be: found before or after a step, or by the check at the end. */
  readonly surprises: readonly Change[]
  /** Copies of what was removed, in the order in which they were made. */
  readonly backups?: readonly BackedUp[]
  readonly calls: ReadonlyMap<Operation, number>
  readonly seconds: number
}
