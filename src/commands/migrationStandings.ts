import { migrationMeaning, migrationStanding } from '../core/migrations/standing.ts'
import type { LockedEnvironment } from '../core/model/lock.ts'
import type { Migration } from '../core/model/migration.ts'
import type { StandingMigration } from '../core/plan/migrating.ts'
import type { Project } from './world.ts'

/** How each migration of the project stands in the environment. */
export function standingMigrations(
  migrations: readonly Migration[],
  locked: Pick<LockedEnvironment, 'migrations'>,
  { digest }: Pick<Project, 'digest'>,
): readonly StandingMigration[] {
  return migrations.map(migration => {
    const own = digest(migrationMeaning(migration))
    return { migration, digest: own, standing: migrationStanding(migration.id, own, locked) }
  })
}
