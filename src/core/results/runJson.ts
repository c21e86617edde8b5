import type { CallsJson, ChangeJson, ProblemJson, StepJson } from './json.ts'
import type { Json } from '../model/plain.ts'

/** What every verb that writes came to. */
export interface RunJson {
  readonly type: 'result'
  readonly formatVersion: 1
  readonly environment: string
  readonly calls: CallsJson
  readonly seconds: number
  readonly problems: readonly ProblemJson[]
  /** When a lock-out ends, ISO 8601. */
  readonly retry_at?: string
}

/** What came of the rows of one seed. */
export interface RowsJson {
  readonly name: string
  readonly inserted: number
  readonly updated: number
  readonly removed: number
  readonly skipped: number
  readonly notStarted: number
  readonly troubles: readonly { readonly row: string; readonly kind: string; readonly problem: ProblemJson }[]
}

/** A copy of what was removed. */
export interface BackupJson {
  readonly datastore: string
  readonly folder: string
  readonly records: number
}

type TroubleJson = StepJson & { readonly problem: ProblemJson }

/** How an apply ended; each step of its plan is in one of the lists. */
export interface AppliedJson extends RunJson {
  readonly outcome: 'applied' | 'nothing-to-do' | 'declined' | 'stopped' | 'diverged'
  readonly done: readonly StepJson[]
  readonly skipped: readonly StepJson[]
  readonly unknown: readonly TroubleJson[]
  readonly failed: readonly TroubleJson[]
  readonly notStarted: readonly StepJson[]
  /** What is not as planned. */
  readonly surprises: readonly ChangeJson[]
  readonly backups?: readonly BackupJson[]
  readonly seeds?: readonly RowsJson[]
}

/** How a run over seeds ended. */
export interface SeededJson extends RunJson {
  readonly outcome: 'seeded' | 'nothing-to-do' | 'declined' | 'stopped' | 'diverged'
  readonly seeds: readonly RowsJson[]
  readonly backups: readonly BackupJson[]
}

/** What was changed outside, and by whom as far as that can be told. */
export type DriftedJson = ChangeJson & { readonly by: 'outside' | 'both' | 'unknown'; readonly conflict: boolean }

/** What was changed outside since the last apply or pull. */
export interface DriftJson {
  readonly formatVersion: 1
  readonly environment: string
  readonly where: string
  readonly drifted: boolean
  readonly known: number
  readonly calls: number
  readonly drift: readonly DriftedJson[]
  readonly ignored: readonly (DriftedJson & {
    readonly pattern: string
    readonly reason: string
    readonly until: string
  })[]
  readonly pending: readonly ChangeJson[]
  readonly unknown?: ProblemJson
  readonly problems: readonly ProblemJson[]
}

/** What a check of definitions and seeds found. */
export interface ValidatedJson {
  readonly formatVersion: 1
  readonly definitions: number
  readonly files: number
  readonly problems: readonly ProblemJson[]
}

/** What a pull wrote. */
export interface PulledJson {
  readonly formatVersion: 1
  readonly environment: string
  readonly where: string
  /** Files by datastore. */
  readonly written: Readonly<Record<string, string>>
  readonly unchanged: readonly string[]
  readonly adopted: readonly string[]
  readonly absent: readonly string[]
  readonly byHand: readonly {
    readonly datastore: string
    readonly problems: readonly Pick<ProblemJson, 'code' | 'message'>[]
  }[]
  readonly calls: number
}

/** One thing that happened while a verb runs, as `--json` prints it; `type` tells what. */
export interface EventJson {
  readonly type:
    | 'reading'
    | 'step-started'
    | 'step-done'
    | 'step-skipped'
    | 'step-failed'
    | 'rows'
    | 'waiting'
    | 'resumed'
    | 'note'
  readonly [key: string]: Json
}
