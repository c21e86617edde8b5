import { byCodeUnit } from '../core/model/catalog.ts'
import type { LockedEnvironment } from '../core/model/lock.ts'
import { fieldsAround } from '../core/model/migration.ts'
import { carriesIn } from '../core/model/step.ts'
import type { RowWork, Step } from '../core/model/step.ts'
import { nameAfter } from '../core/plan/chains.ts'
import type { StandingMigration } from '../core/plan/migrating.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { Planned } from './plan.ts'
import { standingMigrations } from './migrationStandings.ts'
import type { World } from './world.ts'

/** What is written of migrations while a run goes on, and the environment's part of the lock file by then. */
export interface MigrationRecord {
  readonly worked: (step: RowWork) => Promise<void>
  readonly locked: () => LockedEnvironment
}

/**
 * Records each migration as soon as its last work has ended, before what it read may go: a run that is stopped right
 * then would find nothing that says so. One that writes into an heir is recorded at the end alone: until its old field
 * has gone the carry counts.
 */
export function recordOf({ project, environment }: World, made: Planned): MigrationRecord {
  const { plan } = made.document
  const known = standingMigrations(made.definitions.migrations ?? [], made.locked, project)
  const heirs = new Set(plan.steps.flatMap(step => carriesIn(step).map(({ writes }) => `${step.datastore} ${writes}`)))
  const left = new Map<string, number>()
  for (const step of plan.steps) for (const id of idsOf(step)) left.set(id, (left.get(id) ?? 0) + 1)
  let locked = made.locked
  const worked = async (step: RowWork) => {
    for (const id of idsOf(step)) left.set(id, (left.get(id) ?? 0) - 1)
    const ended = idsOf(step).filter(id => left.get(id) === 0 && !writesHeirs(id, plan.steps, heirs))
    if (ended.length === 0) return
    const own = known.flatMap(({ migration: { id }, digest }) =>
      ended.includes(id) ? [[id, { digest, how: 'ran' }] as const] : [],
    )
    const migrations = new Map([...(locked.migrations ?? []), ...own].toSorted(([a], [b]) => byCodeUnit(a, b)))
    const next = { ...locked, migrations }
    await project.writeLocked(environment.name, locked, next)
    locked = next
    // Where machines share the file, its mark of a run that has not ended went with what was written.
    await project.tryLockFile(made.document.digest)
  }
  return { worked, locked: () => locked }
}

function writesHeirs(id: string, steps: readonly Step[], heirs: ReadonlySet<string>): boolean {
  return steps.some(
    step =>
      step.call === 'row-work' &&
      step.source === 'migration' &&
      step.migrations.includes(id) &&
      step.moves.some(move => fieldsAround(move).writes.some(({ field }) => heirs.has(`${step.datastore} ${field}`))),
  )
}

/**
 * What is to be remembered of migrations after a run: those whose datastores have no step left have run, and those that
 * had nothing to do were not needed.
 */
export function migrationsAfter(
  before: LockedEnvironment,
  known: readonly StandingMigration[],
  { steps, migrations = { runs: [], notNeeded: [] } }: Pick<Plan, 'steps' | 'migrations'>,
  isDone: (step: Step) => boolean,
): LockedEnvironment['migrations'] {
  const open = new Set(steps.filter(each => !isDone(each)).flatMap(each => [each.datastore, nameAfter(each)]))
  const isOpen = (id: string) => steps.some(each => idsOf(each).includes(id) && open.has(each.datastore))
  const how = (id: string) =>
    migrations.notNeeded.includes(id) ? 'not-needed' : migrations.runs.includes(id) && !isOpen(id) ? 'ran' : undefined
  const settled = known.flatMap(({ migration: { id }, digest }) => {
    const end = how(id)
    return end === undefined ? [] : [[id, { digest, how: end }] as const]
  })
  if (settled.length === 0) return before.migrations
  return new Map([...(before.migrations ?? []), ...settled].toSorted(([a], [b]) => byCodeUnit(a, b)))
}

// The migrations that a step works for.
function idsOf(step: Step): readonly string[] {
  if (step.call !== 'row-work' || step.source === 'carry') return []
  return step.source === 'deletion' ? [step.migration] : step.migrations
}
