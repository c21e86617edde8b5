import { callsOnly } from '../core/pace/links.ts'
import { scheduleRun } from '../core/pace/runs.ts'
import { stepChains } from '../core/plan/chains.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import { LockedOut } from '../core/pace/pace.ts'
import type { Clock, Notify } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import type { Environment } from './world.ts'

/** What tells whether a plan fits into its time. */
export interface TimeLeft {
  readonly clock: Pick<Clock, 'now'>
  readonly notify: Notify
  /** Unix ms after which nothing is begun; absent without a limit. */
  readonly deadline?: number
  readonly environment: Pick<Environment, 'budgets' | 'spentNow'>
}

/**
 * Throws a LockedOut RL102 when no write of the plan may go before the deadline, by what is spent and locked out: then
 * nothing was sent. Where a part of it may, people hear that it will stop there, resumably.
 */
export async function checkTime(left: TimeLeft, { plan }: PlanDocument): Promise<void> {
  const { deadline, clock, notify, environment } = left
  if (deadline === undefined || plan.steps.length === 0) return
  const spent = await environment.spentNow()
  const chains = stepChains(plan.steps)
  const { order, seconds, ranks } = scheduleRun(chains, [], ['datastores.list'], environment.budgets, spent)
  const writes = chains.flatMap(({ links }) =>
    links.flatMap(link => {
      const [calls = []] = link.calls
      const [own = []] = ranks.get(link) ?? []
      return callsOnly(calls).flatMap((operation, at) => {
        const slot = order[own[at] ?? Infinity]
        return slot !== undefined && OPERATIONS[operation].writes ? [slot] : []
      })
    }),
  )
  const now = clock.now()
  const firstAt = now + Math.min(...writes.map(each => each.startMs))
  if (firstAt > deadline) throw tooShort(firstAt)
  const spareMs = deadline - now
  if (seconds * 1000 > spareMs) notify({ type: 'note', problem: partial(seconds, spareMs / 1000) })
}

function tooShort(firstAt: number): LockedOut {
  const until = new Date(firstAt).toISOString()
  return new LockedOut('RL102', `no write of the plan can be sent until ${until}, past --max-duration`, firstAt)
}

function partial(seconds: number, spare: number): Problem {
  return {
    code: 'RL106',
    severity: 'warning',
    message: `the plan needs ${Math.ceil(seconds)} s and ${Math.floor(spare)} s are left: it will stop part-way; run again to resume`,
    hint: 'allow more with --max-duration, or run the same command again afterwards',
  }
}
