import type { RowCalls } from '../core/plan/beside.ts'
import type { BackedUp } from '../core/model/backup.ts'
import type { Definition } from '../core/model/definition.ts'
import type { Live } from '../core/model/live.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { leasedCalls, phaseCalls, renewalsOf } from '../core/rows/leased.ts'
import type { RowPlans } from '../core/rows/seedPlan.ts'
import { inOrder } from '../core/rows/refs.ts'
import type { Gates } from '../engine/gates.ts'
import type { Holding } from '../engine/guard.ts'
import { countingRecords } from '../engine/seed/hands.ts'
import { performSeeds } from '../engine/seed/perform.ts'
import type { SeedJournal } from '../engine/seed/perform.ts'
import { copied } from './seed.ts'
import { chosenSeeds, theirsOf } from './seedChoice.ts'
import type { Chosen } from './seedChoice.ts'
import { plannedRows, sitesOf } from './seedRows.ts'
import type { SeedWorld } from './seedWorld.ts'
import type { Environment } from './world.ts'

/** How rows ended that were written beside the steps of an apply. */
export interface RowsBeside {
  readonly plans: RowPlans['plans']
  readonly journals: readonly SeedJournal[]
  readonly backups: readonly BackedUp[]
  readonly stoppedBy: unknown
}

/** Seeds as a part of plan and apply. */
export interface Beside {
  /** Definitions of extensions that the rows are for; the client that plans has to reach them. */
  readonly theirs: readonly Definition[]
  /** Plans the rows against what the plan's steps will leave. Reads only. */
  plan(plan: Plan, live: Live, cliq: Pick<ReadCliq, 'fetchRecords' | 'fetchSelected'>): Promise<RowPlans>
  /** What writes them, and counts its calls. */
  perform(calls: Map<Operation, number>): WriteRows
}

/** Writes rows, those of each datastore as soon as it is ready. */
export type WriteRows = (rows: RowPlans, lease: Holding, gates: Gates) => Promise<RowsBeside>

/**
 * All seeds of the environment, for one run with the definitions; none where it has none. Throws a Failure for seeds
 * that are wrong. `allow`: consents of this run.
 */
export async function seedsBeside(world: SeedWorld, allow: readonly string[]): Promise<Beside> {
  const chosen = await chosenSeeds(world, { names: [], allow, mayBeNone: true })
  const { budgets } = world.environment
  const theirs = theirsOf(chosen)
  return {
    theirs,
    async plan(plan, live, cliq) {
      const siteOf = sitesOf(chosen, live, plan)
      const reads = new Map<Operation, number>()
      const touched = new Set(plan.steps.map(each => each.datastore))
      const isTouched = ({ seed }: Chosen) => touched.has(seed.datastore)
      const free = [...chosen.filter(each => !isTouched(each)), ...chosen.filter(isTouched)]
      const sorted = inOrder(free, each => each.seed)
      return plannedRows(sorted, siteOf, cliq, reads, { wishes: { consents: new Set(allow) }, budgets })
    },
    perform: calls => async (rows, lease, gates) => {
      const backups = await copied(world, rows)
      const cliq = countingRecords(await world.connectRecords(theirs), calls)
      return {
        ...(await performSeeds(rows.plans, rows.estimate, { ...world, cliq, lease }, gates)),
        plans: rows.plans,
        backups,
      }
    },
  }
}

/** The calls of rows, for the estimate of the plan that they are a part of. */
export function rowCallsOf({ plans, estimate }: RowPlans, lease: Environment['lease']): RowCalls {
  const reads = estimate.reads.flatMap(([operation, count]) => Array.from({ length: count }, () => operation))
  const callsOf = lease === 'org' ? leasedCalls : phaseCalls
  return {
    reads,
    seeds: plans.map(each => ({ datastore: each.datastore.unique_name, phases: callsOf(each) })),
    renewals: lease === 'org' ? plans.reduce((sum, each) => sum + renewalsOf(each), 0) : 0,
  }
}
