import type { BackedUp } from '../core/model/backup.ts'
import type { Live } from '../core/model/live.ts'
import type { Journal } from '../core/model/outcome.ts'
import type { WriteCliq } from '../core/model/ports.ts'
import type { Step } from '../core/model/step.ts'
import { scheduleRun } from '../core/pace/runs.ts'
import { runChains } from '../core/plan/beside.ts'
import type { Witnesses } from '../core/rows/agreement.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import type { Plan } from '../core/plan/plan.ts'
import { aroundWrites } from '../core/plan/estimate.ts'
import type { Ran } from '../engine/book.ts'
import { schemaChains, seenIn } from '../engine/chains/schema.ts'
import type { Guard, Holding } from '../engine/guard.ts'
import type { RowsOfRun } from '../engine/links.ts'
import { performRun } from '../engine/run.ts'
import { copyingFirst } from './backup.ts'
import { guarded } from './holding.ts'
import type { World } from './world.ts'

/** What was done, without what it took. */
export type Done = Omit<Journal, 'calls' | 'seconds'>

/** The journal of a run that has not begun. */
export function notBegun(steps: readonly Step[]): Done {
  return { done: [], skipped: [], unknown: [], failed: [], notStarted: steps, surprises: [], rows: [], backups: [] }
}

/** Begins to count; what it gives tells the calls and the time since. What a person thought about, ms, is not what the calls took. */
export function startOf({ clock, environment }: World): (thoughtMs: number) => Pick<Journal, 'calls' | 'seconds'> {
  const began = clock.monotonic()
  const before = environment.sent()
  return thought => {
    const since = [...environment.sent()].map(
      ([operation, count]) => [operation, count - (before.get(operation) ?? 0)] as const,
    )
    return {
      calls: new Map(since.filter(([, count]) => count > 0)),
      seconds: (clock.monotonic() - began - thought) / 1000,
    }
  }
}

/** What a run is about: steps of a plan, rows, or both. */
export interface Errands {
  readonly plan: Pick<Plan, 'base' | 'target' | 'steps'>
  readonly digest: string
  readonly checks?: PlanDocument['checks'] | undefined
  readonly live: Live
  /** Records that the plan saw of what goes: they have to be in the copies. */
  readonly witnesses?: ReadonlyMap<string, Witnesses> | undefined
  readonly rows: RowsOfRun | undefined
}

/**
 * Carries out the steps and the rows of a run behind the lease and the journal, in the places of their estimate. Throws
 * JR101 for a damaged journal, before anything is sent. `backups` takes the copies of what was removed.
 */
export async function performErrands(
  world: World,
  { plan, digest, checks, live, witnesses = new Map(), rows }: Errands,
  cliq: WriteCliq,
  lease: Holding,
  backups: BackedUp[],
): Promise<Ran> {
  const { environment } = world
  const around = aroundWrites(environment.lease === 'org')
  const costs = runChains(plan.steps, rows?.sources ?? [], { around })
  const schedule = scheduleRun([...costs.steps, ...costs.rows], [], [], environment.budgets)
  const chains = [...schemaChains(plan, costs.steps), ...(rows?.chains(costs.rows) ?? [])]
  const beforeDestroying = environment.backup ? copyingFirst(world, backups, { live, witnesses }) : undefined
  const carry = (guard: Guard | undefined) =>
    performRun(chains, seenIn(plan, live), { ...world, cliq, lease, guard, beforeDestroying }, schedule)
  return plan.steps.length === 0 ? carry(undefined) : guarded(world, { plan, digest, checks }, lease, carry)
}
