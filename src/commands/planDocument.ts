import { writtenKeys } from '../core/model/definition.ts'
import { attribution } from '../core/drift/attribution.ts'
import { unfinishedProblems } from '../core/drift/unfinished.ts'
import { changeKey } from '../core/model/change.ts'
import type { Definitions } from '../core/model/definition.ts'
import type { Live } from '../core/model/live.ts'
import type { LockedEnvironment } from '../core/model/lock.ts'
import type { Problem } from '../core/model/problem.ts'
import { META_NAME } from '../core/pace/leaseRows.ts'
import type { Checks, ChosenNames, PlanDocument } from '../core/plan/document.ts'
import { datastoreDigests } from '../core/model/plain.ts'
import { planMeaning } from '../core/plan/meaning.ts'
import { ignores } from '../core/plan/ownership.ts'
import { placesOf } from '../core/plan/places.ts'
import type { Plan } from '../core/plan/plan.ts'
import { strayConsents } from '../core/plan/strayConsents.ts'
import { originsOf } from './origins.ts'
import type { World } from './world.ts'

/** What a plan was made from. */
interface Read {
  readonly definitions: Definitions
  readonly live: Live
  readonly locked: LockedEnvironment
  readonly chosen?: ChosenNames | undefined
}

/** A plan, and what came of making it. */
interface Made {
  readonly plan: Plan
  readonly rows: PlanDocument['rows'] | undefined
  readonly now: PlanDocument['now'] | undefined
  readonly timeline: PlanDocument['timeline']
  /** The consents of this run. */
  readonly allow: readonly string[]
  /** Datastores that nobody chose. */
  readonly leftOut: readonly string[]
  /** How far records were read; undefined for an offline plan. */
  readonly checks: Checks | undefined
  /** Seeds that were asked for beside it. */
  readonly seeds: readonly string[]
  /** Whether the lease's own datastore is yet to come. */
  readonly createsMeta: boolean
  readonly migrated: NonNullable<PlanDocument['migrations']>
}

/** A plan with all that people and programs are told around it. */
export function documentOf({ project, environment }: World, read: Read, made: Made): PlanDocument {
  const { definitions, locked, chosen } = read
  const { plan, rows, now, timeline, checks, migrated } = made
  const { name, target, where, prefix } = environment
  const ignored = ignores([...environment.ignore, ...made.leftOut])
  const rowsOnly = new Map(definitions.rowsOnly.map(each => [each.datastore.unique_name, each.extension ?? '']))
  const keys = writtenKeys(definitions.definitions)
  const digestOf = datastoreDigests(project.digest)
  const kept = environment.backup ? {} : ({ backup: 'waived' } as const)
  return {
    environment: name,
    target,
    where,
    source: checks === undefined ? 'lock' : 'live',
    definitions: definitions.definitions.filter(each => !ignored(each.datastore.unique_name)).length,
    plan,
    places: placesOf(definitions.definitions, plan.changes),
    digest: project.digest(planMeaning({ ...kept, environment: name, target, plan }, digestOf)),
    warnings: warningsOf(environment, read, made),
    ...(migrated.length > 0 && { migrations: migrated }),
    origins: originsOf(project, definitions.definitions, locked, digestOf),
    ...(prefix !== '' && { prefix }),
    ...(keys.size > 0 && { keys }),
    ...(chosen && { chosen }),
    ...(rowsOnly.size > 0 && { rowsOnly }),
    ...(rows && { rows }),
    ...(now && { now }),
    ...(timeline && { timeline }),
    ...(checks !== undefined && { checks }),
    ...kept,
  }
}

function warningsOf(
  { allow: standing, prefix }: World['environment'],
  { definitions, live, locked }: Read,
  made: Made,
): readonly Problem[] {
  return [
    ...definitions.problems,
    ...(made.plan.notes ?? []),
    ...leftBehind({ definitions, live, locked }, made),
    ...(made.checks === undefined ? notCompared(made.seeds) : []),
    ...strayConsents({ allow: made.allow, standing }, { definitions: definitions.definitions, live, locked }),
    ...(made.createsMeta ? [metaComes(prefix)] : []),
  ]
}

// What the definitions ask for, and the lock file does not know, is of an apply that could not write it: nobody else's.
function leftBehind({ definitions, live, locked }: Read, { plan, leftOut }: Made): readonly Problem[] {
  if (plan.drift.length === 0) return []
  const moved = new Set(plan.drift.map(changeKey))
  const sides = { locked, live, definitions: definitions.definitions, ignore: leftOut }
  return unfinishedProblems(attribution(sides).drift.filter(each => moved.has(changeKey(each.change))))
}

function notCompared(seeds: readonly string[]): readonly Problem[] {
  if (seeds.length === 0) return []
  const message = `rows of ${seeds.join(', ')} are valid; an offline plan does not compare them with the org`
  return [{ code: 'SD132', severity: 'warning', message, hint: 'plan without --offline' }]
}

function metaComes(prefix: string): Problem {
  const message = `${prefix}${META_NAME} will be created in the org: it stores the lease`
  return { code: 'LE105', severity: 'warning', message }
}
