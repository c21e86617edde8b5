import { changedProblem, wrongProblem } from './migrationTroubles.ts'
import type { WrongStep } from './migrationTroubles.ts'
import { heirMark } from '../migrations/marks.ts'
import { migrationOrder } from '../migrations/standing.ts'
import type { MigrationStanding } from '../migrations/standing.ts'
import { touched } from '../migrations/circles.ts'
import type { Datastore } from '../model/catalog.ts'
import type { Live } from '../model/live.ts'
import { fieldsAround, placeInMigration } from '../model/migration.ts'
import type { Migration, MigrationStep, DataMove } from '../model/migration.ts'
import type { Problem } from '../model/problem.ts'
import type { DeletionWork, MigrationWork, Step } from '../model/step.ts'
import type { Scope } from './ownership.ts'
import { ownsDatastore } from './ownership.ts'
import type { LockedEnvironment } from '../model/lock.ts'

/** A migration and how it stands in the environment of a plan. */
export interface StandingMigration {
  readonly migration: Migration
  readonly standing: MigrationStanding
  /** Of its meaning. */
  readonly digest: string
}

/** What pending migrations ask of a plan. */
export interface Migrating {
  /** In the order in which it goes, by the names that datastores have live. */
  readonly work: readonly (MigrationWork | DeletionWork)[]
  /** Ids of those that run, and of those that have nothing to do here. */
  readonly runs: readonly string[]
  readonly notNeeded: readonly string[]
  readonly problems: readonly Problem[]
}

/** A migration that has nothing to do gives no work; one that cannot go is a problem, with the way out. */
export function migratingOf(
  known: readonly StandingMigration[],
  scope: Scope,
  there: Pick<About, 'live' | 'locked' | 'empty'>,
): Migrating {
  const problems: Problem[] = []
  for (const { migration, standing } of known) if (standing === 'changed') problems.push(changedProblem(migration))
  const pending = new Set(known.filter(each => each.standing === 'pending').map(each => each.migration.id))
  const all = migrationOrder(known.map(each => each.migration)).filter(each => pending.has(each.id))
  const about: About = { ...there, scope, earlier: new Map([...scope.renamed].map(([now, then]) => [then, now])) }
  const needed: Needed[] = []
  const notNeeded: string[] = []
  const ran: string[] = []
  for (const migration of all) {
    if (migration.steps.some(step => stepStanding(step, about).kind === 'waits')) continue
    const found = migration.steps.flatMap((step, at) => {
      const standing = stepStanding(step, about)
      if (standing.kind === 'wrong') problems.push(wrongProblem(migration, `steps.${at}.${step.kind}`, standing))
      return standing.kind === 'needed' ? [{ migration, step }] : []
    })
    if (wasRun(migration, about)) ran.push(migration.id)
    else if (found.length === 0) notNeeded.push(migration.id)
    needed.push(...found)
  }
  problems.push(...conflicts(needed))
  const runs = [...new Set([...needed.map(each => each.migration.id), ...ran])]
  const work = problems.length > 0 ? [] : workOf(needed, about)
  return { work, runs, notNeeded: notNeeded.filter(id => !runs.includes(id)), problems }
}

/** Where the caps of a datastore leave no state in which all that a migration names is there. */
export function withoutTurn({ work, runs }: Migrating, steps: readonly Step[]): readonly Problem[] {
  if (work.length === 0 || steps.some(each => each.call === 'row-work' && each.source !== 'carry')) return []
  const names = [...new Set(work.map(each => each.datastore))].join(', ')
  const message = `there is no state of ${names} in which all fields are there that ${runs.join(', ')} reads and writes`
  const hint = 'keep the old fields for one apply, or define a field less: caps of all fields or of a type are full'
  return [{ code: 'MG113', severity: 'error', message, hint }]
}

interface About {
  readonly scope: Scope
  readonly live: Live
  readonly locked: LockedEnvironment
  /** Live names of datastores that hold no record. */
  readonly empty: ReadonlySet<string>
  /** Live names by those that a plan gives. */
  readonly earlier: ReadonlyMap<string, string>
}

interface Needed {
  readonly migration: Migration
  readonly step: MigrationStep
}

type StepStanding =
  /** `waits`: its datastore is left alone by this run. */
  { readonly kind: 'needed' | 'not-needed' | 'done' | 'waits' } | WrongStep

function liveOf(name: string, { scope, live, earlier }: About): Datastore | undefined {
  const now = earlier.get(name) ?? name
  return scope.base.get(now) ?? live.catalog.get(now)
}

function stepStanding(step: MigrationStep, about: About): StepStanding {
  const { scope } = about
  const wanted = scope.target.get(step.datastore)
  const now = liveOf(step.datastore, about)
  if (wanted === undefined) return { kind: 'waits' }
  // What is made in this run holds no record yet.
  if (now === undefined) return { kind: 'not-needed' }
  const { reads } = fieldsAround(step)
  for (const { datastore, field } of reads) {
    const fields = [liveOf(datastore, about)?.fields, scope.target.get(datastore)?.fields]
    if (fields[0] === undefined && fields[1] !== undefined) return { kind: 'not-needed' }
    if (fields.some(each => each?.has(field) === true)) continue
    // What it read went after it had run: the mark says that it wrote, and nobody has finished since.
    if (isMarked(step, now)) return { kind: 'done' }
    // Where no record is, nothing was to be moved.
    if (about.empty.has(now.unique_name)) return { kind: 'not-needed' }
    const names = fieldsAround(step).writes.map(each => each.field)
    const isWritten = names.length > 0 && names.every(each => now.fields.has(each))
    const written = `${names.join(', ')} of ${step.datastore} (look: cliq-ds query ${step.datastore})`
    const message = `${datastore}.${field} is not there any more`
    return { kind: 'wrong', code: 'MG111', message, ...(isWritten && { written }) }
  }
  if (step.kind === 'delete_records' && !ownsDatastore(about.locked, about.live, now.unique_name)) {
    const message = `the lock file does not know ${step.datastore}, so nobody knows whether its records were deleted before`
    return { kind: 'wrong', code: 'MG112', message }
  }
  return { kind: 'needed' }
}

function wasRun({ steps }: Migration, about: About): boolean {
  return steps.some(step => stepStanding(step, about).kind === 'done')
}

function isMarked(step: MigrationStep, { fields }: Datastore): boolean {
  const { writes } = fieldsAround(step)
  return writes.length > 0 && writes.every(({ field }) => fields.get(field)?.name === migratedMark(field))
}

// Work on one datastore goes together as far as nothing between needs its result.
function workOf(needed: readonly Needed[], about: About): readonly (MigrationWork | DeletionWork)[] {
  const work: (MigrationWork | DeletionWork)[] = []
  const chained = chains(needed)
  for (const { migration, step } of needed) {
    const now = liveOf(step.datastore, about)
    const wanted = about.scope.target.get(step.datastore)
    if (now === undefined || wanted === undefined) continue
    const beside = [...(chained.get(step.datastore) ?? [])].flatMap(name => {
      const other = liveOf(name, about)?.unique_name
      return other === undefined || other === now.unique_name ? [] : [other]
    })
    const common = { call: 'row-work', datastore: now.unique_name, beside } as const
    if (step.kind === 'delete_records') {
      work.push({ ...common, source: 'deletion', migration: migration.id, deletion: step })
      continue
    }
    const move = atLive(step, about)
    const last = work.at(-1)
    if (last?.source === 'migration' && last.datastore === now.unique_name) {
      work.pop()
      const migrations = last.migrations.includes(migration.id) ? last.migrations : [...last.migrations, migration.id]
      work.push({ ...last, migrations, moves: [...last.moves, move] })
    } else
      work.push({
        ...common,
        source: 'migration',
        migrations: [migration.id],
        moves: [move],
        ours: [],
        by: keyOf(now, wanted),
      })
  }
  const firsts = new Map<string, number>()
  return work.map((each, at) => {
    if (each.source !== 'migration') return each
    const ours = [...new Set(each.moves.flatMap(move => fieldsAround(move).writes.map(({ field }) => field)))].filter(
      field => isOurs(each, field, about) && (firsts.get(`${each.datastore} ${field}`) ?? at) === at,
    )
    for (const field of ours) firsts.set(`${each.datastore} ${field}`, at)
    return { ...each, ours }
  })
}

// A field that the plan adds, or that an earlier run of it has added and not yet given its own name.
function isOurs({ datastore, moves }: MigrationWork, field: string, { scope, live }: About): boolean {
  const own = moves.find(each => fieldsAround(each).writes.some(write => write.field === field))
  if (own === undefined) return false
  const carried = (scope.successions.get(own.datastore) ?? []).some(each => [each.heir, each.source].includes(field))
  const there = live.catalog.get(datastore)?.fields.get(field)
  return !carried && (there === undefined || there.name === migratedMark(field))
}

/** The display name of a new field while migrations write into it: as long as it is so called, they alone say what it holds. */
export function migratedMark(field: string): string {
  return heirMark('', field)
}

function atLive(move: DataMove, about: About): DataMove {
  if (move.kind !== 'copy' || move.from === undefined) return move
  const datastore = liveOf(move.from.datastore, about)?.unique_name ?? move.from.datastore
  return { ...move, from: { ...move.from, datastore } }
}

// A single field that tells records apart before and after.
function keyOf(now: Datastore, wanted: Datastore): string | undefined {
  const single = (each: Datastore) => each.unique_keys.flatMap(key => (key.length === 1 ? key : []))
  const kept = single(now).filter(name => single(wanted).includes(name))
  return kept.find(name => now.fields.get(name)?.type === wanted.fields.get(name)?.type)
}

// Datastores that have to go one after another, since migrations wait for each other or read from one another.
function chains(needed: readonly Needed[]): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>()
  const join = (names: readonly string[]) => {
    const whole = new Set(names.flatMap(name => [name, ...(groups.get(name) ?? [])]))
    for (const name of whole) groups.set(name, whole)
  }
  const byId = new Map<string, Set<string>>()
  for (const { migration, step } of needed) {
    const own = byId.get(migration.id) ?? new Set<string>()
    byId.set(migration.id, own.add(step.datastore))
    join([...own, ...fieldsAround(step).reads.map(each => each.datastore)])
    for (const id of migration.after) join([...own, ...(byId.get(id) ?? [])])
  }
  return groups
}

// Two of one run must not need to be run in their order: a run that is stopped between goes on with both.
function conflicts(needed: readonly Needed[]): readonly Problem[] {
  return needed.flatMap(({ migration, step }, at): readonly Problem[] => {
    const earlier = needed.slice(0, at).find(each => each.migration !== migration && touched(each.step, step))
    const field = earlier && touched(earlier.step, step)
    if (earlier === undefined || field === undefined) return []
    const message = `${migration.id} writes ${field.datastore}.${field.field}, which ${earlier.migration.id} reads: both cannot run in one apply`
    const hint = `apply ${earlier.migration.id} first, with ${migration.file} moved away, then the other`
    return [{ code: 'MG105', severity: 'error', message, at: placeInMigration(migration, 'steps'), hint }]
  })
}
