import type { Datastore } from '../model/catalog.ts'
import type { Identity, LiveRecord } from '../model/live.ts'
import { leavingOf } from '../pace/leaseRows.ts'
import type { Operation } from '../model/operations.ts'
import { budgetOf } from '../pace/pace.ts'
import type { Budgets, Schedule } from '../pace/pace.ts'
import { estimateRun } from '../pace/runs.ts'
import type { RunCosts } from '../pace/runs.ts'
import { sourceChains } from '../pace/sources.ts'
import type { SourceCalls } from '../pace/sources.ts'
import type { Problem } from '../model/problem.ts'
import type { RowChange, Seed } from './seed.ts'
import { collisions } from './collisions.ts'
import type { Comparison } from './compare.ts'
import { leasedCalls, phaseCalls, renewalsOf } from './leased.ts'
import type { LeaseOfRows } from './leased.ts'
import { seedsBefore } from './refs.ts'
import { rowPhases, rowSteps } from './seedSteps.ts'
import type { RowStep } from './seedSteps.ts'

/** What a person asked of a run. */
export interface SeedWishes {
  /** Only these changes; undefined for all. */
  readonly only?: RowChange['kind'] | undefined
  /** At most so many rows of each seed. */
  readonly limit?: number | undefined
  /** At most so many rows may be removed, instead of 10 and 30 %. */
  readonly maxRemoved?: number | undefined
  /** Names of losses that are accepted for this run. */
  readonly consents: ReadonlySet<string>
}

/** One seed of a plan: what differs, and the ordered calls. */
export interface SeedPlan {
  readonly seed: Seed
  /** As it is, or as it will be when its rows are written. */
  readonly datastore: Datastore
  /** Undefined while it is yet to be created. */
  readonly identity: Identity | undefined
  readonly records: readonly LiveRecord[]
  /** False where rows were left unread that the seed does not name. */
  readonly complete: boolean
  readonly found: Comparison
  readonly phases: readonly (readonly (readonly RowStep[])[])[]
  /** Rows that differ and that the wishes of this run leave for another. */
  readonly later: number
}

/** What seeds write, and why they may not. */
export interface RowPlans {
  readonly plans: readonly SeedPlan[]
  readonly estimate: SeedEstimate
  /** Sorted by seed. */
  readonly problems: readonly Problem[]
}

/** What a run over seeds costs, reads included. */
export interface SeedEstimate extends RunCosts {
  /** The calls before the first row is written. */
  readonly reads: readonly (readonly [Operation, number])[]
}

/** Removals above these need a raised limit (`reliability`: a seed that lost half its file must not empty an org). */
export const REMOVAL_LIMITS = { rows: 10, share: 0.3 } as const

/** Plans one seed. What stands against it is in `found.problems`. */
export function planSeed(
  seed: Seed,
  site: Pick<SeedPlan, 'datastore' | 'identity' | 'complete'>,
  records: readonly LiveRecord[],
  found: Comparison,
  wishes: SeedWishes,
  budgets: Budgets,
): SeedPlan {
  const { datastore } = site
  const wanted = wishedFor(found, wishes)
  const { insert, update, remove } = rowCounts(found)
  const all = insert + update + remove
  const chosen = wanted.inserts.length + wanted.updates.length + wanted.removals.length
  const phases = rowPhases(rowSteps(wanted, seed, datastore, budgetOf(budgets, 'records.update')), seed, datastore)
  const problems = [
    ...found.problems,
    ...removalProblems(seed, records.length, found, wishes),
    ...collisions(seed, datastore, records, phases),
  ]
  return { ...site, seed, records, found: { ...found, problems }, phases, later: all - chosen }
}

/**
 * Counts every call of a run: the reads before it, then the seeds one after another. `lease` for one in the org, which
 * is renewed as rows are written and given back at the end; what taking it costs is a part of the reads.
 */
export function estimateSeeds(
  plans: readonly SeedPlan[],
  reads: ReadonlyMap<Operation, number>,
  budgets: Budgets,
  lease?: LeaseOfRows,
): SeedEstimate {
  const before = [...reads].flatMap(([operation, count]) => repeated(operation, count))
  const renewals = lease === undefined ? 0 : plans.reduce((sum, each) => sum + renewalsOf(each), 0)
  const leaving = leavingOf(lease?.intents ?? 0, renewals)
  const after = repeated('records.delete', renewals === 0 ? 0 : 1 + leaving.atEnd)
  const beside = repeated('records.delete', leaving.beside)
  const taking = [...before, ...(lease === undefined ? [] : [lease.settleMs])]
  const rows = sourceChains(sourcesOf(plans, lease !== undefined))
  return { ...estimateRun(rows, taking, after, budgets, { beside }), reads: [...reads] }
}

/** The calls of plans, with those that renew a lease in the org, where there is one. */
export function sourcesOf(plans: readonly SeedPlan[], isLeased: boolean): readonly SourceCalls[] {
  return plans.map(plan => {
    const before = seedsBefore(plan.seed)
    return {
      datastore: plan.datastore.unique_name,
      phases: isLeased ? leasedCalls(plan) : phaseCalls(plan),
      behind: plans.flatMap((each, at) => (before.has(each.seed.name) ? [at] : [])),
    }
  })
}

function repeated(operation: Operation, times: number): readonly Operation[] {
  return Array.from({ length: times }, () => operation)
}

/** The rows that a plan writes. */
export function rowsToWrite({ found, later }: SeedPlan): number {
  const { insert, update, remove } = rowCounts(found)
  return insert + update + remove - later
}

/** Whether anything is to be written. */
export function writesRows(rows: Pick<RowPlans, 'plans'> | undefined): boolean {
  return rows?.plans.some(each => rowsToWrite(each) > 0) ?? false
}

/** The rows that differ, those included that are left for another run. */
export function rowCounts({
  inserts,
  updates,
  removals,
  more,
}: Comparison): Readonly<Record<RowChange['kind'], number>> {
  return {
    insert: inserts.length + more.inserts,
    update: updates.length + more.updates,
    remove: removals.length,
  }
}

/** How many calls of a schedule start in time, of all. */
export function callsWithin({ order }: Schedule, ms: number): { readonly within: number; readonly all: number } {
  return { within: order.filter(each => each.startMs <= ms).length, all: order.length }
}

/** The consent that removing rows of a datastore needs. */
export function removalConsent(seed: Pick<Seed, 'datastore'>): string {
  return `records-removed:${seed.datastore}`
}

function wishedFor({ inserts, updates, removals }: Comparison, { only, limit = Infinity }: SeedWishes) {
  const wanted = {
    inserts: only === undefined || only === 'insert' ? inserts : [],
    updates: only === undefined || only === 'update' ? updates : [],
    removals: only === undefined || only === 'remove' ? removals : [],
  }
  let left = limit
  const first = <T>(rows: readonly T[]): readonly T[] => {
    const some = rows.slice(0, left)
    left -= some.length
    return some
  }
  return { inserts: first(wanted.inserts), updates: first(wanted.updates), removals: first(wanted.removals) }
}

function removalProblems(
  seed: Seed,
  live: number,
  { removals }: Comparison,
  { consents, maxRemoved, only }: SeedWishes,
): readonly Problem[] {
  const count = removals.length
  if (count === 0 || (only !== undefined && only !== 'remove')) return []
  const consent = removalConsent(seed)
  const tell = (code: string, message: string, hint: string): Problem => ({
    code,
    severity: 'error',
    message,
    at: seed.at,
    hint,
  })
  const rows = `${count} of ${live} ${live === 1 ? 'row' : 'rows'} of ${seed.datastore} would be removed`
  const above =
    maxRemoved === undefined ? count > REMOVAL_LIMITS.rows || count > live * REMOVAL_LIMITS.share : count > maxRemoved
  const limit = maxRemoved === undefined ? `${REMOVAL_LIMITS.rows} rows or 30 %` : `${maxRemoved}`
  return [
    ...(above ? [tell('SD113', `${rows}, more than ${limit}`, `to remove them: --max-removed ${count}`)] : []),
    ...(consents.has(consent) ? [] : [tell('SD114', rows, `to remove them: --allow ${consent}`)]),
  ]
}
