import { OPERATIONS } from '../model/operations.ts'
import type { Operation } from '../model/operations.ts'
import type { Step } from '../model/step.ts'
import { budgetOf, CALL_MS } from '../pace/pace.ts'
import type { Budgets, Spent } from '../pace/pace.ts'
import { scheduleRun } from '../pace/runs.ts'
import { callsAround } from './estimate.ts'
import type { Reads } from './estimate.ts'

/** When each call of an apply goes, under the limits. */
export interface Timeline {
  /** In the order of their start. */
  readonly calls: readonly TimedCall[]
  /** Ms until the last reply. */
  readonly endMs: number
  /** A budget counts the calls of any window of this length, ms. */
  readonly windowMs: number
  /** Calls of each operation that one window takes. */
  readonly limits: ReadonlyMap<Operation, number>
  /** For how long Cliq still refuses an operation, ms. */
  readonly lockedMs: ReadonlyMap<Operation, number>
}

/** One call, in ms from the start. */
export interface TimedCall {
  readonly operation: Operation
  readonly startMs: number
  readonly endMs: number
  /** What it is about; '' for what goes before and after all steps. */
  readonly datastore: string
}

/** The calls that the estimate counts, each with its time: from idle budgets, or from those that are partly spent. */
export function timelineOf(steps: readonly Step[], reads: Reads, budgets: Budgets, spent?: Spent): Timeline {
  const { before, chains, after } = callsAround(steps, reads)
  const { order, nodes, subjects } = scheduleRun(chains, before, after, budgets, spent)
  const calls = order.flatMap(({ chain, call, startMs }): readonly TimedCall[] => {
    const operation = nodes[chain]?.[call]
    if (typeof operation !== 'string') return []
    return [{ operation, startMs, endMs: startMs + CALL_MS, datastore: subjects[chain] ?? '' }]
  })
  const used = new Set(calls.map(each => each.operation))
  const operations = (Object.keys(OPERATIONS) as readonly Operation[]).filter(each => used.has(each))
  return {
    calls: calls.sort((a, b) => a.startMs - b.startMs),
    endMs: Math.max(0, ...calls.slice(-1).map(each => each.endMs)),
    windowMs: budgets.windowMs,
    limits: new Map(operations.map(each => [each, budgetOf(budgets, each)] as const)),
    lockedMs: new Map([...(spent?.lockedMs ?? [])].filter(([operation, ms]) => used.has(operation) && ms > 0)),
  }
}
