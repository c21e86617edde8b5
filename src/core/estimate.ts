import { byCodeUnit, LIMITS } from './catalog.ts'
import { callsOf, scheduleOf } from './chains.ts'
import { OPERATIONS } from './operations.ts'
import type { Operation } from './operations.ts'
import type { Budgets, Spent } from './pace.ts'
import type { Step } from './step.ts'

/** Everything that `apply` will send, reads included. */
export interface Estimate {
  readonly calls: ReadonlyMap<Operation, number>
  readonly writes: number
  readonly total: number
  /** Earliest finish with idle budgets, one decimal. */
  readonly seconds: number
  /** Needed scopes, sorted. */
  readonly scopes: readonly string[]
  /** The calls are the fewest possible: records are copied that nobody has counted to their end. */
  readonly atLeast?: true
}

/** What apply sends around its steps. */
export interface Reads {
  /** GET /datastores calls of the listing that the plan was made from. */
  readonly listing: number
  /** Datastores that the listing held, ours or not. */
  readonly datastores: number
  /** GET records calls that counted what would be lost. */
  readonly records: number
  /** GET records calls that copy what a step takes, by the step's index. */
  readonly copies?: ReadonlyMap<number, Pages>
}

/** How many calls it takes to read the records of a datastore; `complete` false for a lower bound. */
export interface Pages {
  readonly calls: number
  readonly complete: boolean
}

/**
 * Counts the calls of an apply: the listing, the counting of what would be lost, each step, a read before and after
 * each delete (a 204 proves nothing), the copies before the first, and a listing at the end when anything was sent.
 * `seconds` are from idle budgets, or from those that are partly spent.
 */
export function estimateOf(steps: readonly Step[], reads: Reads, budgets: Budgets, spent?: Spent): Estimate {
  const before = [...repeated('datastores.list', reads.listing), ...repeated('records.list', reads.records)]
  const after = repeated('datastores.list', steps.length === 0 ? 0 : pagesAfter(steps, reads))
  const calls = new Map<Operation, number>()
  const copies = reads.copies ?? new Map<number, Pages>()
  const pages = new Map([...copies].map(([index, each]) => [index, each.calls] as const))
  for (const operation of [...before, ...steps.flatMap((step, index) => callsOf(step, pages.get(index))), ...after])
    calls.set(operation, (calls.get(operation) ?? 0) + 1)
  const named = [...calls].sort(([a], [b]) => byCodeUnit(a, b))
  const scopes = new Set(named.map(([operation]) => OPERATIONS[operation].scope))
  return {
    calls: new Map(named),
    writes: named.reduce((sum, [operation, count]) => sum + (OPERATIONS[operation].writes ? count : 0), 0),
    total: named.reduce((sum, [, count]) => sum + count, 0),
    seconds: scheduleOf(steps, before, after, budgets, pages, spent).seconds,
    scopes: [...scopes].sort(byCodeUnit),
    ...([...copies.values()].some(each => !each.complete) && { atLeast: true }),
  }
}

function pagesAfter(steps: readonly Step[], reads: Reads): number {
  const count = (call: Step['call']) => steps.filter(step => step.call === call).length
  const more = count('create-datastore') - count('delete-datastore')
  return more === 0 ? reads.listing : Math.max(1, Math.ceil((reads.datastores + more) / LIMITS.datastoresPerPage))
}

function repeated(operation: Operation, times: number): readonly Operation[] {
  return Array.from({ length: times }, () => operation)
}
