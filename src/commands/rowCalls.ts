import type { RowCalls } from '../core/plan/beside.ts'
import { renewalsOf } from '../core/rows/leased.ts'
import { sourcesOf } from '../core/rows/seedPlan.ts'
import type { RowPlans } from '../core/rows/seedPlan.ts'
import type { Environment } from './world.ts'

/** The calls of rows, for the estimate of the plan that they are a part of. */
export function rowCallsOf({ plans, estimate }: RowPlans, lease: Environment['lease']): RowCalls {
  const reads = estimate.reads.flatMap(([operation, count]) => Array.from({ length: count }, () => operation))
  return {
    reads,
    sources: sourcesOf(plans, lease === 'org'),
    renewals: lease === 'org' ? plans.reduce((sum, each) => sum + renewalsOf(each), 0) : 0,
  }
}
