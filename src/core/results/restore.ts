import type { Backup } from '../model/backup.ts'
import type { Live, LiveDatastore, LiveRecord } from '../model/live.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Plan } from '../plan/plan.ts'
import type { Descent } from '../rows/lineage.ts'
import type { Restoration } from '../rows/restore.ts'

/** Rows of one backup that are to come back. */
export interface Returned {
  readonly backup: Backup
  /** The datastore's name today. */
  readonly name: string
  /** The datastore as the steps leave it; what they make anew has no ids yet. */
  readonly now: LiveDatastore
  readonly records: readonly LiveRecord[]
  readonly restoration: Restoration
}

/** One backup on its way back. */
export interface Returning extends Returned {
  /** Unique keys of the backup that a datastore which is there does not have; they are not set. */
  readonly keysLeft: number
  /** Fields whose values come back in another field, or in another type. */
  readonly descents: readonly Descent[]
}

/** What a restore would do, counted from the org. */
export interface RestorePlan {
  readonly environment: string
  readonly where: string
  /** What is created first. */
  readonly plan: Plan
  readonly live: Live
  readonly returning: readonly Returning[]
  /** Calls from the first to the last, reads included, and the earliest finish with idle budgets. */
  readonly calls: number
  readonly seconds: number
}

/** How a restore ended; in its journal is one end of rows for each backup. */
export interface Restored extends Outcome {
  readonly plan: RestorePlan
  /** Rows that are still missing, as the org was last compared. */
  readonly left: number
}
