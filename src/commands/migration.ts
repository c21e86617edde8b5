import { byCodeUnit } from '../core/model/catalog.ts'
import { Failure, failure } from '../core/model/failure.ts'
import { emptyEnvironment } from '../core/model/lock.ts'
import type { Migration } from '../core/model/migration.ts'
import { hasErrors } from '../core/model/problem.ts'
import { migrationOrder, migrationMeaning, migrationStanding } from '../core/migrations/standing.ts'
import type { MigrationOverview } from '../core/results/migration.ts'
import { didYouMean } from '../core/rules/nearest.ts'
import { readLocked } from './locked.ts'
import type { Project, World } from './world.ts'

/** Tells how each migration stands in the environment in use and in all that the lock file knows. Sends nothing. */
export async function performMigrationStatus(world: World): Promise<MigrationOverview> {
  const { project, environment } = world
  const migrations = await validMigrations(project)
  const own = await readLocked(world)
  const lock = new Map(await project.readLock()).set(environment.name, own)
  const environments = [...lock.keys()].sort(byCodeUnit)
  const known = new Set(migrations.map(each => each.id))
  const locked = [...lock.values()].flatMap(each => [...(each.migrations?.keys() ?? [])])
  return {
    environments,
    migrations: migrationOrder(migrations).map(migration => {
      const digest = project.digest(migrationMeaning(migration))
      const standings = environments.map(name =>
        migrationStanding(migration.id, digest, lock.get(name) ?? emptyEnvironment('')),
      )
      return { migration, standings }
    }),
    gone: [...new Set(locked.filter(each => !known.has(each)))].sort(byCodeUnit),
  }
}

/** Records that a migration is not to run in the environment; one that ran and was edited since counts as it is now. */
export async function performMigrationSkip(world: World, id: string): Promise<void> {
  const { project, environment } = world
  const migrations = await validMigrations(project)
  const migration = migrations.find(each => each.id === id)
  if (migration === undefined) throw unknownMigration(id, migrations)
  const before = await readLocked(world)
  const digest = project.digest(migrationMeaning(migration))
  const how = before.migrations?.get(id)?.how === 'ran' ? 'ran' : 'skipped'
  const after = new Map(before.migrations).set(id, { digest, how })
  await project.writeLocked(environment.name, before, {
    ...before,
    migrations: new Map([...after].toSorted(([a], [b]) => byCodeUnit(a, b))),
  })
}

async function validMigrations(project: Pick<Project, 'readDefinitions'>): Promise<readonly Migration[]> {
  const { migrations = [], problems, sources } = await project.readDefinitions()
  const [first, ...rest] = problems.filter(each => each.severity === 'error')
  if (first !== undefined && hasErrors(problems)) throw new Failure([first, ...rest], { sources })
  return migrations
}

function unknownMigration(id: string, migrations: readonly Migration[]): Failure {
  const known = migrations.map(each => each.id)
  return failure('MG108', `there is no migration ${id}`, { hint: didYouMean(id, known) })
}
