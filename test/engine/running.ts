import type { Live } from '../../src/core/model/live.ts'
import type { Budgets } from '../../src/core/pace/pace.ts'
import { scheduleRun } from '../../src/core/pace/runs.ts'
import { runChains } from '../../src/core/plan/beside.ts'
import type { Plan } from '../../src/core/plan/plan.ts'
import type { Ran } from '../../src/engine/book.ts'
import { schemaChains, seenIn } from '../../src/engine/chains/schema.ts'
import type { Holding } from '../../src/engine/guard.ts'
import { performRun } from '../../src/engine/run.ts'
import type { RunHands } from '../../src/engine/run.ts'
import { BUDGETS } from '../laws/build.ts'

const nothing = async () => undefined

/** A lease that nobody else wants. */
export function noLease({ sleep }: Pick<RunHands['clock'], 'sleep'>): Holding {
  return { renew: nothing, intend: nothing, doubt: () => undefined, through: sleep, release: nothing }
}

/** Carries the steps of a plan out, and nothing else. */
export function performPlanSteps(
  plan: Plan,
  live: Live,
  hands: Omit<RunHands, 'lease'>,
  budgets: Budgets = BUDGETS,
): Promise<Ran> {
  const costs = runChains(plan.steps, [])
  const schedule = scheduleRun(costs.steps, [], [], budgets)
  return performRun(
    schemaChains(plan, costs.steps),
    seenIn(plan, live),
    { ...hands, lease: noLease(hands.clock) },
    schedule,
  )
}
