import { callsOf, phasesOf, scheduleOf } from '../core/plan/chains.ts'
import type { Chain } from '../core/plan/chains.ts'
import { aroundWrites } from '../core/plan/estimate.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Budgets } from '../core/pace/pace.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { Step } from '../core/model/step.ts'

/** The places of one chain's calls in the schedule of the estimate; of calls that wait, the lowest goes first. */
export interface Ranks {
  /** Of the calls of its steps, in their order. */
  readonly calls: readonly number[]
  /** Of what a lease sends before a step, by the step's index. */
  readonly guards: ReadonlyMap<number, number>
}

/** For a chain that the schedule does not know. */
export const NO_RANKS: Ranks = { calls: [], guards: new Map() }

/** The ranks of a plan's calls, by chain. */
export function ranksOf({ steps, estimate }: Plan, budgets: Budgets): ReadonlyMap<number, Ranks> {
  const around = aroundWrites(estimate.lease !== undefined)
  const places = new Map<number, number[]>()
  // The schedule's chain 0 is what goes before the steps; here nothing does.
  scheduleOf(steps, [], [], budgets, { around }).order.forEach(({ chain }, rank) => {
    places.set(chain - 1, [...(places.get(chain - 1) ?? []), rank])
  })
  return new Map(
    phasesOf(steps)
      .flat()
      .map((chain, at) => [at, shared(chain, steps, around, places.get(at) ?? [])]),
  )
}

function shared(chain: Chain, steps: readonly Step[], around: readonly Operation[], places: readonly number[]): Ranks {
  const calls: number[] = []
  const guards = new Map<number, number>()
  const sent = chain.flatMap(index =>
    steps.slice(index, index + 1).flatMap(step => callsOf(step, 0, around).map(operation => ({ index, operation }))),
  )
  sent.forEach(({ index, operation }, at) => {
    const rank = places[at] ?? 0
    if (!around.includes(operation)) calls.push(rank)
    else if (!guards.has(index)) guards.set(index, rank)
  })
  return { calls, guards }
}
