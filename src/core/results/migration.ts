import type { MigrationStanding } from '../migrations/standing.ts'
import type { Migration } from '../model/migration.ts'

/** How each migration stands in each environment that is known here. */
export interface MigrationOverview {
  readonly environments: readonly string[]
  /** In the order in which they run. */
  readonly migrations: readonly {
    readonly migration: Pick<Migration, 'id' | 'file' | 'description'>
    /** In the order of `environments`. */
    readonly standings: readonly MigrationStanding[]
  }[]
  /** Ids that the lock file knows and no file has. */
  readonly gone: readonly string[]
}
