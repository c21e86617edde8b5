import { sortedProblems } from '../core/model/problem.ts'
import type { Checks, ChosenNames, PlanDocument } from '../core/plan/document.ts'
import { failure } from '../core/model/failure.ts'
import { callsAround } from '../core/plan/estimate.ts'
import type { ApplyCalls, LeaseCosts } from '../core/plan/estimate.ts'
import { readsAround } from '../core/plan/readsAround.ts'
import type { Live, LiveRecord } from '../core/model/live.ts'
import { elsewhereIn, knownIds } from '../core/model/lock.ts'
import type { Lock, LockedEnvironment } from '../core/model/lock.ts'
import type { RunLimits } from '../core/model/limits.ts'
import { plan } from '../core/plan/plan.ts'
import type { Circumstances } from '../core/plan/plan.ts'
import { learnedBudgets } from '../core/pace/pace.ts'
import type { Spent } from '../core/pace/pace.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import type { Witnesses } from '../core/rows/agreement.ts'
import type { HearExamples } from '../core/rows/examples.ts'
import { writesRows } from '../core/rows/seedPlan.ts'
import { choose, namesLeftOut } from './choose.ts'
import { carryTwins, migrationCounts, migrationExamples, migrationProblems } from './migrationChecks.ts'
import { metaReading } from './metaRead.ts'
import { standingMigrations } from './migrationStandings.ts'
import { momentOf, timelineNow } from './moment.ts'
import { liveAsLocked } from './offline.ts'
import { documentOf } from './planDocument.ts'
import { checkRecords, UNCHECKED, withEmpty } from './prechecks.ts'
import { lockedIn } from './locked.ts'
import { readValid } from './validDefinitions.ts'
import { rowCallsOf } from './rowCalls.ts'
import type { Beside } from './seedBeside.ts'
import type { Environment, World } from './world.ts'
import type { Definitions } from '../core/model/definition.ts'

/** What a person asks of one plan or apply. */
export interface Asked {
  /** Names of changes whose loss is accepted, besides the environment's standing ones. */
  readonly allow: readonly string[]
  /** Datastores that the plan is about; all where none is named. */
  readonly names?: readonly string[]
  /** Default `bounded`. */
  readonly checks?: Checks
  /** What the lease in the org takes, where that is known already; else its rows are read. */
  readonly lease?: LeaseCosts
  /** What became of migrations, where that is known already. */
  readonly settled?: LockedEnvironment['migrations']
  /** In place of the environment's limits. */
  readonly limits?: Partial<RunLimits>
  /** Whether the plan tells when each call goes. */
  readonly timeline?: boolean | undefined
  /** Rows that belong to the plan. */
  readonly beside?: Pick<Beside, 'plan' | 'theirs' | 'seeds'> | undefined
  /** Hears a few values that do not fit, which the plan itself never holds. */
  readonly hearExamples?: HearExamples | undefined
}

export interface PlanOptions extends Asked {
  /** Compare with the lock file instead of the org; sends nothing. */
  readonly offline: boolean
}

/** A plan with what it was made from. */
export interface Planned {
  readonly document: PlanDocument
  readonly definitions: Definitions
  readonly live: Live
  readonly locked: LockedEnvironment
  /** The parts of the other environments. */
  readonly elsewhere: readonly LockedEnvironment[]
  /** What became of migrations, as the lock file and the org say it. */
  readonly settled: LockedEnvironment['migrations']
  /** Set where only some datastores were asked for. */
  readonly chosen?: ChosenNames | undefined
  /** By live unique_name: what was seen of what would go. */
  readonly witnesses: ReadonlyMap<string, Witnesses>
  /** By live unique_name: all records of datastores whose values are carried, where the plan has read them to their end. */
  readonly records: ReadonlyMap<string, readonly LiveRecord[]>
  /** Its calls as the estimate has them. */
  readonly calls: ApplyCalls
}

/** Compares the definitions with the org, or with the lock file. Throws a Failure for definitions that are not valid. */
export async function performPlan(world: World, options: PlanOptions): Promise<PlanDocument> {
  const cliq = options.offline ? undefined : await world.environment.connectReadOnly(options.beside?.theirs)
  return (await planned(world, cliq, options)).document
}

/** Plans with a given client; without one, from the lock file alone. */
export async function planned(world: World, cliq: ReadCliq | undefined, asked: Asked): Promise<Planned> {
  const { environment } = world
  let known: Promise<Lock> | undefined
  const readLock = () => (known ??= world.project.readLock())
  const definitions = await readValid(world, asked.allow, readLock)
  const lock = await readLock()
  const locked = lockedIn(lock, environment)
  // A name that nobody knows is refused before anything is read.
  const chosen = choose(asked.names ?? [], definitions.definitions, locked)
  const names = definitions.definitions.map(each => each.datastore.unique_name)
  const live =
    cliq === undefined
      ? liveAsLocked(locked)
      : await cliq.fetchLive(new Set([...names, ...locked.datastores.keys()]), knownIds(locked))
  if (cliq !== undefined) refuseOtherOrg(live, locked, environment)
  const elsewhere = elsewhereIn(lock, environment.name)
  return plannedFrom(world, cliq, asked, { definitions, live, locked, elsewhere, chosen })
}

/** Plans from what was read already. */
export async function plannedFrom(
  world: World,
  cliq: ReadCliq | undefined,
  asked: Asked,
  read: Omit<Planned, 'document' | 'witnesses' | 'records' | 'calls' | 'settled'>,
): Promise<Planned> {
  const { environment } = world
  const { definitions, live, locked, chosen } = read
  const { allow, checks = 'bounded', timeline, beside } = asked
  const meta = cliq && metaReading(world, cliq, live)
  const spent = cliq === undefined ? undefined : await environment.spentNow()
  const settled = asked.settled ?? (await meta?.settled(definitions, locked)) ?? locked.migrations
  const leftOut = chosen === undefined ? [] : namesLeftOut(chosen, live)
  const given = circumstancesOf(world, asked, read, { isOffline: cliq === undefined, leftOut, settled, spent })
  const about = cliq === undefined || checks === 'skipped' ? given : await withEmpty(given, cliq)
  const first = plan(about)
  const seen = cliq === undefined ? UNCHECKED : await checkRecords(first, cliq, checks, asked.hearExamples)
  const rows = cliq === undefined ? undefined : await beside?.plan(first, live, cliq)
  const lease = asked.lease ?? (await meta?.costs(first.steps.length > 0 || writesRows(rows)))
  const counted = {
    ...about,
    held: seen.held,
    recordCalls: seen.recordCalls + (meta?.calls() ?? 0) + (about.recordCalls ?? 0),
    carried: { records: seen.records, settleMs: world.patience.settleMs },
    ...(environment.backup && { pages: seen.pages }),
    ...(lease && { lease }),
    ...(rows && { rows: rowCallsOf(rows, environment.lease) }),
  }
  // Without a client nothing is known now that was not known before.
  const whole = cliq === undefined && lease === undefined ? first : plan(counted)
  // What rows must not become is refused here already, as far as they were read.
  const twins = [...seen.records].flatMap(([name, records]) => {
    const datastore = whole.base.get(name)
    return datastore === undefined ? [] : carryTwins(records, datastore, whole)
  })
  if (asked.hearExamples !== undefined) asked.hearExamples(migrationExamples(whole, seen.records))
  const unfit = [...twins, ...migrationProblems(whole, seen.records, { named: new Set(allow) })]
  const full = unfit.length === 0 ? whole : { ...whole, problems: sortedProblems([...whole.problems, ...unfit]) }
  const document = documentOf(world, read, {
    plan: full,
    allow,
    leftOut,
    checks: cliq && checks,
    seeds: beside?.seeds ?? [],
    createsMeta: lease?.isThere === false,
    migrated: migrationCounts(full, seen.records),
    rows,
    now: cliq && (await momentOf(environment, counted, full)),
    timeline: timeline === true ? await timelineNow(environment, counted, full) : undefined,
  })
  const calls = callsAround(full.steps, readsAround(counted, full.steps, full.migrations))
  return { ...read, settled, document, witnesses: seen.witnesses, records: seen.records, calls }
}

interface Around {
  readonly isOffline: boolean
  readonly leftOut: readonly string[]
  readonly settled: LockedEnvironment['migrations']
  readonly spent: Spent | undefined
}

/** All that the schema's own plan depends on, before any record was read. */
function circumstancesOf(
  { project, environment }: World,
  { allow, limits }: Asked,
  { definitions, live, locked }: Pick<Planned, 'definitions' | 'live' | 'locked'>,
  { isOffline, leftOut, settled, spent }: Around,
): Circumstances {
  return {
    definitions: definitions.definitions,
    live,
    locked,
    consents: new Set([...environment.allow, ...allow]),
    named: new Set(allow),
    limits: { ...environment.limits, ...limits },
    // A slip in a definition shall not read as the wish that its datastore goes.
    ignore: [...environment.ignore, ...definitions.rowsOnly.map(each => each.datastore.unique_name), ...leftOut],
    budgets: learnedBudgets(environment.budgets, spent ?? {}),
    migrations: standingMigrations(definitions.migrations ?? [], { migrations: settled }, project),
    ...(isOffline && environment.backup && { pages: UNCHECKED.pages }),
  }
}

/** So many known datastores and not one of them there is more likely another org than all of them deleted. */
const ALL_GONE = 3

/** Throws ST102 for a lock file of another org: known names under other ids or none of them there, and no known id. */
export function refuseOtherOrg(live: Live, locked: LockedEnvironment, environment: Pick<Environment, 'name'>): void {
  const ids = new Set([...[...live.identities.values()].map(each => each.id), ...live.bystanders.map(each => each.id)])
  const known = [...locked.datastores]
  const seen = known.filter(([name]) => live.catalog.has(name)).length
  if (known.some(([, { id }]) => ids.has(id)) || (seen < 2 && (seen > 0 || known.length < ALL_GONE))) return
  throw failure(
    'ST102',
    seen > 0
      ? `all ${seen} known datastores of ${environment.name} have other ids: this is another org`
      : `none of the ${known.length} known datastores of ${environment.name} exists here: this is another org`,
    {
      hint: `check the credentials, or rebuild the lock file with cliq-ds lock repair --env ${environment.name}`,
    },
  )
}
