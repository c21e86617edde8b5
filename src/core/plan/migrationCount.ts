import type { MoveMisfit } from '../rows/moves.ts'

/** What migrations make of the records of one datastore, as far as they were read. */
export interface MigrationCount {
  readonly migrations: readonly string[]
  readonly datastore: string
  readonly records: number
  /** Records that are written, or deleted. */
  readonly touched: number
  readonly isDeletion: boolean
  readonly misfits: ReadonlyMap<MoveMisfit, readonly string[]>
}
