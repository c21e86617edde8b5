import { byCodeUnit } from '../core/model/catalog.ts'
import type { LockedEnvironment, LockedMigration } from '../core/model/lock.ts'
import type { RowWork, Step } from '../core/model/step.ts'
import { nameAfter } from '../core/plan/chains.ts'
import type { StandingMigration } from '../core/plan/migrating.ts'
import type { Plan } from '../core/plan/plan.ts'
import { isRecordedAtOnce, migrationsIn } from '../core/plan/recording.ts'
import type { Holding } from '../engine/guard.ts'
import type { Planned } from './plan.ts'
import { standingMigrations } from './migrationStandings.ts'
import type { World } from './world.ts'

/** What is written of migrations while a run goes on, and the environment's part of the lock file by then. */
export interface MigrationRecord {
  readonly worked: (step: RowWork) => Promise<void>
  readonly locked: () => LockedEnvironment
  /** Lets the org remember what the end of the run alone could tell. */
  readonly ended: (isDone: (step: Step) => boolean) => Promise<void>
}

/**
 * Records each migration as soon as its last work has ended, before what it read may go: a run that is stopped right
 * then would find nothing that says so. Under a lease in the org it stands there too, for machines without the lock file.
 */
export function recordOf(
  { project, environment }: World,
  made: Planned,
  lease: Pick<Holding, 'remember'>,
): MigrationRecord {
  const { plan } = made.document
  const known = standingMigrations(made.definitions.migrations ?? [], made.locked, project)
  const digests = new Map(known.map(({ migration, digest }) => [migration.id, digest] as const))
  const left = new Map<string, number>()
  for (const step of plan.steps) for (const id of migrationsIn(step)) left.set(id, (left.get(id) ?? 0) + 1)
  const noted = new Set<string>()
  let locked = made.locked
  const note = async (id: string) => {
    const digest = digests.get(id)
    if (digest === undefined || noted.has(id)) return
    noted.add(id)
    await lease.remember?.(id, digest)
  }
  const worked = async (step: RowWork) => {
    const ids = migrationsIn(step)
    for (const id of ids) left.set(id, (left.get(id) ?? 0) - 1)
    const ended = ids.filter(id => left.get(id) === 0 && isRecordedAtOnce(id, plan.steps))
    if (ended.length === 0) return
    const own = ended.flatMap(id => {
      const digest = digests.get(id)
      return digest === undefined ? [] : [[id, { digest, how: 'ran' }] as const]
    })
    const before = [...(made.settled ?? []), ...(locked.migrations ?? [])]
    const next = { ...locked, migrations: new Map([...before, ...own].toSorted(([a], [b]) => byCodeUnit(a, b))) }
    await project.writeLocked(environment.name, locked, next)
    locked = next
    // Where machines share the file, its mark of a run that has not ended went with what was written.
    await project.tryLockFile(made.document.digest)
    for (const id of ended) await note(id)
  }
  const ended = async (isDone: (step: Step) => boolean) => {
    const after =
      migrationsAfter({ settled: undefined, locked: {} }, known, plan, isDone) ?? new Map<string, LockedMigration>()
    for (const [id, { how }] of after) if (how === 'ran') await note(id)
  }
  return { worked, locked: () => locked, ended }
}

/**
 * What is to be remembered of migrations after a run: those whose datastores have no step left have run, and those that
 * had nothing to do were not needed.
 */
export function migrationsAfter(
  { settled: before, locked }: Pick<Planned, 'settled'> & { readonly locked: Pick<LockedEnvironment, 'migrations'> },
  known: readonly StandingMigration[],
  { steps, migrations = { runs: [], notNeeded: [] } }: Pick<Plan, 'steps' | 'migrations'>,
  isDone: (step: Step) => boolean,
): LockedEnvironment['migrations'] {
  const open = new Set(steps.filter(each => !isDone(each)).flatMap(each => [each.datastore, nameAfter(each)]))
  const isOpen = (id: string) => steps.some(each => migrationsIn(each).includes(id) && open.has(each.datastore))
  const how = (id: string) =>
    migrations.notNeeded.includes(id) ? 'not-needed' : migrations.runs.includes(id) && !isOpen(id) ? 'ran' : undefined
  const settled = known.flatMap(({ migration: { id }, digest }) => {
    const end = how(id)
    return end === undefined ? [] : [[id, { digest, how: end }] as const]
  })
  const all = [...(before ?? []), ...(locked.migrations ?? []), ...settled]
  return all.length === 0 ? undefined : new Map(all.toSorted(([a], [b]) => byCodeUnit(a, b)))
}
