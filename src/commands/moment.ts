import type { PlanDocument } from '../core/plan/document.ts'
import { estimateOf } from '../core/plan/estimate.ts'
import { readsAround } from '../core/plan/readsAround.ts'
import type { Circumstances, Plan } from '../core/plan/plan.ts'
import { timelineOf } from '../core/plan/timeline.ts'
import type { Timeline } from '../core/plan/timeline.ts'
import type { Environment } from './world.ts'

/** What is spent already, and when an apply that starts now would end; undefined where nothing is counted. */
export async function momentOf(
  environment: Pick<Environment, 'spentNow'>,
  about: Circumstances,
  { steps, estimate, migrations }: Plan,
): Promise<PlanDocument['now']> {
  const spent = await environment.spentNow()
  if (spent === undefined) return undefined
  const counts = new Map([...spent.agoMs].map(([operation, ages]) => [operation, ages.length] as const))
  const reads = readsAround(about, steps, migrations)
  const { seconds } = steps.length === 0 ? estimate : estimateOf(steps, reads, about.budgets, spent)
  return { spent: counts, seconds: Math.max(seconds, estimate.seconds), isCold: spent.isCold }
}

/** When each call of an apply that starts now would go. */
export async function timelineNow(
  environment: Pick<Environment, 'spentNow'>,
  about: Circumstances,
  { steps, migrations }: Plan,
): Promise<Timeline> {
  return timelineOf(steps, readsAround(about, steps, migrations), about.budgets, await environment.spentNow())
}
