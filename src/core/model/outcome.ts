import type { BackedUp } from './backup.ts'
import type { Change } from './change.ts'
import { Failure } from './failure.ts'
import type { Operation } from './operations.ts'
import type { Problem } from './problem.ts'
import type { Step } from './step.ts'

/** A step that did not end well, and why. */
export interface Trouble {
  readonly step: Step
  readonly problem: Problem
}

/** A row that did not end well: changed by somebody else, refused, or in doubt. */
export interface RowTrouble {
  /** The row in words; hidden values are left out. */
  readonly row: string
  readonly kind: 'moved' | 'failed' | 'unknown'
  readonly problem: Problem
}

/** What came of the rows of one source, counted; rows themselves are kept nowhere. */
export interface RowsEnd {
  /** Names the source: a seed, a backup, a carry. */
  readonly name: string
  readonly datastore: string
  readonly inserted: number
  readonly updated: number
  readonly removed: number
  /** Found so already; nothing was sent for them. */
  readonly skipped: number
  readonly troubles: readonly RowTrouble[]
  readonly notStarted: number
}

/** What a run did, counted from what it sent and saw. Every step of its plan is in exactly one of the lists. */
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
  /** One for each source of rows, in their order. */
  readonly rows: readonly RowsEnd[]
  /** Copies of what was removed, in the order in which they were made. */
  readonly backups: readonly BackedUp[]
  readonly calls: ReadonlyMap<Operation, number>
  readonly seconds: number
}

/** What came of a run, whoever planned it. */
export interface Outcome {
  readonly kind: 'nothing-to-do' | 'done' | 'declined' | 'stopped' | 'diverged'
  readonly journal: Journal
  /** What stopped the run as a whole: lost credentials, a lock-out past the budget, an interrupt. */
  readonly stoppedBy?: unknown
}

/** What ended a run as a whole, as problems. */
export function problemsOfStop({ stoppedBy }: Pick<Outcome, 'stoppedBy'>): readonly Problem[] {
  return stoppedBy instanceof Failure ? stoppedBy.problems : []
}

/** Whether everything that was planned came about. */
export function isWhole({
  unknown,
  failed,
  notStarted,
  rows,
}: Pick<Journal, 'unknown' | 'failed' | 'notStarted' | 'rows'>): boolean {
  const isOpen = (each: RowsEnd) => each.troubles.length > 0 || each.notStarted > 0
  return unknown.length + failed.length + notStarted.length === 0 && !rows.some(isOpen)
}

/** Whether something of a run was not begun, or nobody knows what came of it. */
export function hasOpenEnds({ notStarted, rows }: Pick<Journal, 'notStarted' | 'rows'>): boolean {
  const isOpen = (each: RowsEnd) => each.notStarted > 0 || each.troubles.some(({ kind }) => kind === 'unknown')
  return notStarted.length > 0 || rows.some(isOpen)
}

/** Rows that are as they should be, whether something was sent for them or not. */
export function rowsFinished(rows: readonly RowsEnd[]): number {
  return rows.flatMap(each => [each.inserted, each.updated, each.skipped]).reduce((sum, each) => sum + each, 0)
}
