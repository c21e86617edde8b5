import { advanceAll } from './advance.ts'
import type { RowCalls } from './beside.ts'
import { withDetours } from './detours.ts'
import { carriedBy, toldChanges, withoutRoom } from './carried.ts'
import { debtsOf, workDebts } from './debts.ts'
import { carriesOf } from './links.ts'
import { byCodeUnit, TYPE_CAPS } from '../model/catalog.ts'
import type { Catalog } from '../model/catalog.ts'
import { settled } from '../migrations/underWay.ts'
import { changeName } from '../model/change.ts'
import type { Change } from '../model/change.ts'
import type { Definition } from '../model/definition.ts'
import { diff } from '../model/diff.ts'
import { estimateOf } from './estimate.ts'
import { migratingOf, withoutTurn } from './migrating.ts'
import type { Migrating, StandingMigration } from './migrating.ts'
import type { Estimate, LeaseCosts, Pages } from './estimate.ts'
import { overLimit } from '../model/limits.ts'
import type { RunLimits } from '../model/limits.ts'
import type { Live } from '../model/live.ts'
import { lockedCatalog } from '../model/lock.ts'
import type { LockedEnvironment } from '../model/lock.ts'
import { foreignFields, ignores, recreated, renamedById, scopeOf } from './ownership.ts'
import type { Unmanaged, Scope } from './ownership.ts'
import type { Budgets } from '../pace/pace.ts'
import { sortedProblems } from '../model/problem.ts'
import type { Problem } from '../model/problem.ts'
import { risksOf } from '../model/risk.ts'
import type { Held, Risk } from '../model/risk.ts'
import { readsAround } from './readsAround.ts'
import type { Carried } from './work.ts'
import { unfitDatastores } from './standing.ts'
import { unreadableIn } from './unreadable.ts'
import type { Step } from '../model/step.ts'
import { stepsFor } from './steps.ts'

/** The base it was made from, what differs, what may go wrong, and the ordered calls. A value: saved, shown, compared, refused. */
export interface Plan {
  /** The datastores it concerns, as they were live. */
  readonly base: Catalog
  /** What live must equal afterwards: the definitions, with what is kept. */
  readonly target: Catalog
  readonly changes: readonly Change[]
  readonly risks: readonly Risk[]
  readonly steps: readonly Step[]
  /** What was changed outside since we last applied: locked against live. */
  readonly drift: readonly Change[]
  /** Defined datastores that need nothing. */
  readonly unchanged: readonly string[]
  readonly kept: Unmanaged
  /** Defined datastores that are live and not yet in the lock file: apply takes them into it, whatever else it does. */
  readonly adopts: readonly string[]
  /** What people should know of it, as of fields that wait; a document tells it among its warnings. */
  readonly notes?: readonly Problem[] | undefined
  /** Ids of migrations that it runs, and of those that have nothing to do here; absent where none is pending. */
  readonly migrations?: { readonly runs: readonly string[]; readonly notNeeded: readonly string[] } | undefined
  /** Why the plan as a whole cannot be carried out, such as a twentieth field; sorted. Then there are no steps. */
  readonly problems: readonly Problem[]
  readonly estimate: Estimate
}

/** All that a plan depends on. */
export interface Circumstances {
  readonly definitions: readonly Definition[]
  readonly live: Live
  readonly locked: LockedEnvironment
  /** Names of changes whose loss is accepted. */
  readonly consents: ReadonlySet<string>
  /** Patterns of datastores to leave alone. */
  readonly ignore: readonly string[]
  readonly budgets: Budgets
  /** What the changes would lose, by change name, and the record calls that it took to count. */
  readonly held?: ReadonlyMap<string, Held>
  readonly recordCalls?: number
  /** How much may go on the word of the standing consents; absent for no limit. */
  readonly limits?: RunLimits
  /** The consents that were given for this run. */
  readonly named?: ReadonlySet<string>
  /** Set where records are copied before they go: how many calls that takes, by live unique_name, as far as it is known. */
  readonly pages?: ReadonlyMap<string, Pages>
  /** Set for a lease in the org. */
  readonly lease?: Omit<LeaseCosts, 'listing'>
  /** What is known of records whose values are carried. */
  readonly carried?: Carried
  /** Migrations of the project, and how each stands in the environment. */
  readonly migrations?: readonly StandingMigration[] | undefined
  /** Datastores that hold no record, by live unique_name, as far as somebody looked. */
  readonly empty?: ReadonlySet<string> | undefined
  /** Set for rows that are written in the same run. */
  readonly rows?: RowCalls
}

/**
 * Plans the way from live to the definitions. Never refuses: what stands against it is in `problems` and `risks`,
 * so that people see it. Its steps are proven: played on the base with `advance`, they give the target.
 */
export function plan(about: Circumstances): Plan {
  const { definitions, live, locked } = about
  const asked = scopeOf(definitions, live, locked, ignores(about.ignore))
  const differences = diff(asked.base, asked.target, asked.renamed)
  const scope = asked.problems.length > 0 ? asked : withDetours(asked, differences)
  const changes = toldChanges(differences, scope, locked)
  const migrating = migratingOf(about.migrations ?? [], scope, { live, locked, empty: about.empty ?? new Set() })
  const isStuck = scope.problems.length + migrating.problems.length > 0
  const ordered = isStuck
    ? []
    : stepsFor(scope.base, scope.target, differences, scope.successions, scope.caps, migrating.work)
  const room = isStuck ? [] : [...withoutRoom(scope, ordered), ...withoutTurn(migrating, ordered)]
  const problems = sortedProblems([
    ...scope.problems,
    ...migrating.problems,

    ...(isStuck || room.length > 0 ? room : unproven(scope, ordered, migrating.work)),
    ...unfitDatastores(changes, live),
  ])
  const steps = problems.length > 0 ? [] : ordered
  const touched = new Set(changes.map(each => each.datastore))
  const risks = risksOf(changes, {
    consents: about.consents,
    protects: protectedNames(definitions, locked),
    foreign: foreignBelow(scope, changes, live, locked),
    held: about.held ?? new Map(),
    declared: scope.declared,
    carried: carriedBy(changes, scope),
  })
  return {
    base: scope.base,
    target: scope.target,
    changes,
    risks: about.limits === undefined ? risks : [...risks, ...overLimit(risks, about.named ?? new Set(), about.limits)],
    steps,
    drift: driftOf(live, locked, renamedById(live, locked), about.ignore),
    unchanged: [...scope.target.keys()].filter(name => !touched.has(name)),
    kept: scope.kept,
    adopts: scope.adopts,
    problems,
    ...(scope.notes.length > 0 && { notes: scope.notes }),
    ...(migrating.runs.length + migrating.notNeeded.length > 0 && {
      migrations: { runs: migrating.runs, notNeeded: migrating.notNeeded },
    }),
    estimate: estimateOf(steps, readsAround(about, steps, migrating), about.budgets),
  }
}

/** What was changed outside: the lock file's datastores against the same ones, by name or by id, live. */
export function driftOf(
  live: Live,
  locked: LockedEnvironment,
  renamed: ReadonlyMap<string, string>,
  ignore: readonly string[],
): readonly Change[] {
  const ignored = ignores(ignore)
  // What cannot be read is there, and nobody can tell whether it moved.
  const unread = unreadableIn(live, locked)
  const then = new Map([...lockedCatalog(locked)].filter(([name]) => !ignored(name) && !unread.has(name)))
  const now = new Map([...live.catalog].filter(([name]) => then.has(name) || renamed.has(name)))
  for (const [name, each] of now) {
    const left = then.get(renamed.get(name) ?? name)
    if (left === undefined) continue
    const both = settled(left, each)
    then.set(left.unique_name, both.was)
    now.set(name, both.now)
  }
  const since = new Map([...renamed].map(([nowName, name]) => [name, nowName] as const))
  const changes = [...diff(then, now, since), ...recreated(live, locked).filter(each => then.has(each.datastore))]
  return changes.sort((a, b) => byCodeUnit(a.datastore, b.datastore))
}

function unproven(scope: Scope, steps: readonly Step[], work: Migrating['work']): readonly Problem[] {
  const earlier = new Map([...scope.renamed].map(([now, then]) => [then, now] as const))
  const debts = [...scope.successions].flatMap(([name, own]) => debtsOf(earlier.get(name) ?? name, carriesOf(own)))
  const stays = (name: string, field: string) =>
    scope.target.get(scope.renamed.get(name) ?? name)?.fields.has(field) === true
  const owed = [...debts, ...workDebts(work, stays)]
  const played = advanceAll(
    scope.base,
    steps,
    name => scope.caps.get(scope.renamed.get(name) ?? name) ?? TYPE_CAPS,
    owed,
  )
  const wrong = (message: string): readonly Problem[] => [
    { code: 'LV104', severity: 'error', message, hint: 'fix the datastore in Cliq by hand, then plan again' },
  ]
  if (played.kind === 'refusal') return wrong(`no order of calls reaches the definitions: ${played.because}`)
  const left = diff(played.catalog, scope.target)
  return left.length === 0 ? [] : wrong(`the calls would leave ${left.map(changeName).join(', ')}`)
}

function protectedNames(definitions: readonly Definition[], locked: LockedEnvironment): ReadonlySet<string> {
  const written = new Map(definitions.map(each => [each.datastore.unique_name, each.protect] as const))
  return new Set(
    [...locked.datastores].filter(([name, { protect }]) => written.get(name) ?? protect).map(([name]) => name),
  )
}

function foreignBelow(
  scope: Scope,
  changes: readonly Change[],
  live: Live,
  locked: LockedEnvironment,
): ReadonlyMap<string, readonly string[]> {
  const removed = changes.filter(change => change.kind === 'datastore-removed').map(change => change.datastore)
  return new Map(
    removed.flatMap(name => {
      const now = scope.base.get(name)
      return now === undefined ? [] : [[name, [...foreignFields(now, undefined, live, locked).keys()]] as const]
    }),
  )
}
