import { LIMITS } from '../core/catalog.ts'
import { canonicalText, plainCatalog, plainChange, plainStep } from '../core/plain.ts'
import type { Json } from '../core/plain.ts'
import { changeKey, changeName } from '../core/change.ts'
import { hidesField } from '../core/document.ts'
import type { PlanDocument } from '../core/document.ts'
import { Failure, failure } from '../core/failure.ts'
import type { Live } from '../core/live.ts'
import { emptyEnvironment, lockedCatalog } from '../core/lock.ts'
import type { LockedEnvironment } from '../core/lock.ts'
import { datastoresLosing, placeOfChange, plan } from '../core/plan.ts'
import type { Plan } from '../core/plan.ts'
import { hasErrors, sortedProblems } from '../core/problem.ts'
import { losesData } from '../core/risk.ts'
import type { Held } from '../core/risk.ts'
import type { ReadCliq } from '../core/ports.ts'
import type { Definitions, Environment, World } from './world.ts'

/** Records that are read per datastore to count a loss, unless told otherwise. */
export const COUNTED_RECORDS = 300

export interface PlanOptions {
  /** Compare with the lock file instead of the org; sends nothing. */
  readonly offline: boolean
  /** Names of changes whose loss is accepted, besides the environment's standing ones. */
  readonly allow: readonly string[]
}

/** A plan with what it was made from. */
export interface Planned {
  readonly document: PlanDocument
  readonly definitions: Definitions
  readonly live: Live
  readonly locked: LockedEnvironment
}

/** Compares the definitions with the org, or with the lock file. Throws a Failure for definitions that are not valid. */
export async function performPlan(world: World, options: PlanOptions): Promise<PlanDocument> {
  const cliq = options.offline ? undefined : await world.environment.connectReadOnly()
  return (await planned(world, cliq, options.allow)).document
}

/** Plans with a given client; without one, from the lock file alone. */
export async function planned(world: World, cliq: ReadCliq | undefined, allow: readonly string[]): Promise<Planned> {
  const { project, environment } = world
  const definitions = validDefinitions(await project.readDefinitions(), project.schemas)
  const locked = await readLocked(world)
  const names = definitions.definitions.map(each => each.datastore.unique_name)
  const live =
    cliq === undefined ? liveAsLocked(locked) : await cliq.fetchLive(new Set([...names, ...locked.datastores.keys()]))
  if (cliq !== undefined) refuseOtherOrg(live, locked, environment)
  const about = {
    definitions: definitions.definitions,
    live,
    locked,
    consents: new Set([...environment.allow, ...allow]),
    ignore: environment.ignore,
    budgets: environment.budgets,
  }
  const first = plan(about)
  const counted = cliq === undefined ? undefined : await countLosses(first, cliq)
  const full = counted === undefined || counted.recordCalls === 0 ? first : plan({ ...about, ...counted })
  const document: PlanDocument = {
    environment: environment.name,
    target: environment.target,
    where: environment.where,
    source: cliq === undefined ? 'lock' : 'live',
    definitions: names.length,
    plan: full,
    places: new Map(
      full.changes.flatMap(change => {
        const place = placeOfChange(definitions.definitions, change)
        return place === undefined ? [] : [[changeKey(change), place] as const]
      }),
    ),
    digest: project.digest(meaning(environment, full)),
    warnings: definitions.problems,
  }
  return { document, definitions, live, locked }
}

/** The environment's part of the lock file; empty when it was never applied. Throws ST101 when the lock file knows another org. */
export async function readLocked({
  project,
  environment,
}: Pick<World, 'project' | 'environment'>): Promise<LockedEnvironment> {
  const locked = (await project.readLock()).get(environment.name)
  if (locked === undefined) return emptyEnvironment(environment.target)
  if (locked.target === environment.target) return locked
  throw failure(
    'ST101',
    `the lock file binds ${environment.name} to ${locked.target}, and the config to ${environment.target}`,
    { hint: `restore the config, or start over with cliq-ds lock repair --env ${environment.name}` },
  )
}

function validDefinitions(read: Definitions, folder: string): Definitions {
  const problems = sortedProblems(read.problems)
  const [first, ...rest] = problems.filter(each => each.severity === 'error')
  if (first !== undefined && hasErrors(problems)) throw new Failure([first, ...rest], { sources: read.sources })
  if (read.definitions.length > 0) return { ...read, problems }
  throw failure('DF001', `${folder} holds no definition`, { hint: 'an empty folder never means: remove everything' })
}

// A lock file of another org would claim names that merely look alike: two known names under other ids, and none under its own.
function refuseOtherOrg(live: Live, locked: LockedEnvironment, environment: Environment): void {
  const seen = [...locked.datastores].filter(([name]) => live.catalog.has(name))
  if (seen.length < 2 || seen.some(([name, { id }]) => live.identities.get(name)?.id === id)) return
  throw failure(
    'ST102',
    `all ${seen.length} known datastores of ${environment.name} have other ids: this is another org`,
    {
      hint: `check the credentials, or rebuild the lock file with cliq-ds lock repair --env ${environment.name}`,
    },
  )
}

function liveAsLocked(locked: LockedEnvironment): Live {
  return {
    catalog: lockedCatalog(locked),
    identities: new Map(
      [...locked.datastores].map(([name, { id, fields }]) => [name, { id, fields, status: 'enabled' }] as const),
    ),
    bystanders: [],
    calls: Math.max(1, Math.ceil(locked.datastores.size / LIMITS.datastoresPerPage)),
  }
}

async function countLosses(
  first: Plan,
  cliq: ReadCliq,
): Promise<{ readonly held: ReadonlyMap<string, Held>; readonly recordCalls: number }> {
  const held = new Map<string, Held>()
  let recordCalls = 0
  const liveNames = new Map(
    [...first.changes].flatMap(each => (each.kind === 'datastore-renamed' ? [[each.datastore, each.from]] : [])),
  )
  for (const datastore of datastoresLosing(first)) {
    const read = await cliq.fetchRecords(liveNames.get(datastore) ?? datastore, COUNTED_RECORDS)
    recordCalls += read.calls
    for (const change of first.changes.filter(each => each.datastore === datastore && losesData(each))) {
      const holds = (value: unknown) => value !== undefined && value !== null && value !== ''
      const withValue = 'field' in change ? read.records.filter(each => holds(each.values[change.field])) : read.records
      held.set(changeName(change), {
        records: read.records.length,
        withValue: withValue.length,
        complete: read.complete,
      })
    }
  }
  return { held, recordCalls }
}

/** What a plan means, as text: nothing of places, counts or time is in it, and nothing that must stay hidden. */
function meaning(environment: Environment, { base, target, changes, steps, risks }: Plan): string {
  const losses = risks.flatMap(each => (each.consent === undefined ? [] : [each.consent]))
  const value: Json = {
    environment: environment.name,
    org: environment.target,
    base: plainCatalog(base),
    target: plainCatalog(target),
    changes: changes.map(plainChange),
    steps: steps.map(step => plainStep(step, hidesField({ base, target }, step))),
    losses,
  }
  return canonicalText(value)
}
