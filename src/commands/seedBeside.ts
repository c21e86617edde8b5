import type { Definition } from '../core/model/definition.ts'
import type { Live } from '../core/model/live.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { sourcesOf } from '../core/rows/seedPlan.ts'
import type { RowPlans } from '../core/rows/seedPlan.ts'
import { inOrder } from '../core/rows/refs.ts'
import { seedChains } from '../engine/chains/seeds.ts'
import type { RowsOfRun } from '../engine/links.ts'
import { chosenSeeds, theirsOf } from './seedChoice.ts'
import type { Chosen } from './seedCheck.ts'
import { plannedRows, sitesOf } from './seedRows.ts'
import type { SeedWorld } from './seedWorld.ts'

/** Seeds as a part of plan and apply. */
export interface Beside {
  /** Definitions of extensions that the rows are for; the client that plans has to reach them. */
  readonly theirs: readonly Definition[]
  /** Names of the seeds. */
  readonly seeds: readonly string[]
  /** Plans the rows against what the plan's steps will leave. Reads only. */
  plan(plan: Plan, live: Live, cliq: Pick<ReadCliq, 'fetchRecords' | 'fetchSelected'>): Promise<RowPlans>
  /** What writes them. */
  rows(rows: RowPlans): RowsOfRun
}

/**
 * All seeds of the environment, for one run with the definitions; none where it has none. Throws a Failure for seeds
 * that are wrong. `allow`: consents of this run. `datastores`: whose seeds are meant; none for all.
 */
export async function seedsBeside(
  world: SeedWorld,
  allow: readonly string[],
  datastores: readonly string[] = [],
): Promise<Beside> {
  const all = await chosenSeeds(world, { names: [], allow, mayBeNone: true })
  const chosen = datastores.length === 0 ? all : all.filter(each => datastores.includes(each.seed.datastore))
  const { budgets } = world.environment
  const theirs = theirsOf(chosen)
  return {
    theirs,
    seeds: chosen.map(each => each.seed.name),
    async plan(plan, live, cliq) {
      const siteOf = sitesOf(chosen, live, plan)
      const reads = new Map<Operation, number>()
      const touched = new Set(plan.steps.map(each => each.datastore))
      const isTouched = ({ seed }: Chosen) => touched.has(seed.datastore)
      const free = [...chosen.filter(each => !isTouched(each)), ...chosen.filter(isTouched)]
      const sorted = inOrder(free, each => each.seed)
      return plannedRows(sorted, siteOf, cliq, reads, { wishes: { consents: new Set(allow) }, budgets })
    },
    rows: ({ plans }) => rowsOfSeeds(plans, world),
  }
}

/** The rows of seeds as a part of a run. */
export function rowsOfSeeds(plans: RowPlans['plans'], { environment }: Pick<SeedWorld, 'environment'>): RowsOfRun {
  return { sources: sourcesOf(plans, environment.lease === 'org'), chains: costs => seedChains(plans, costs) }
}
