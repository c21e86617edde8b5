import { runChains } from './beside.ts'
import type { RowCalls } from './beside.ts'
import type { Setting } from './chains.ts'
import { byCodeUnit, LIMITS } from '../model/catalog.ts'
import { aroundWrites, leavingOf, looksAt } from '../pace/leaseRows.ts'
import { OPERATIONS } from '../model/operations.ts'
import type { Operation } from '../model/operations.ts'
import type { Budgets, Spent } from '../pace/pace.ts'
import type { CallChain } from '../pace/links.ts'
import { estimateRun } from '../pace/runs.ts'
import type { ChainCosts } from '../pace/runs.ts'
import type { Step } from '../model/step.ts'
import type { WorkCosts } from './work.ts'

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
  /** Reads of records that copy what goes, before it does; absent for none. */
  readonly copies?: number
  /** What a lease in the org takes; it is in all figures above. */
  readonly lease?: LeaseCosts
}

/** What the calls of a lease in the org depend on. */
export interface LeaseCosts {
  /** False while its datastore is yet to be created. */
  readonly isThere: boolean
  /** Rows of intents that lie in it. */
  readonly intents: number
  /** Rows that remember migrations; absent for none. */
  readonly migrations?: number
  /** Leases of other prefixes in the org, which tell of the same budgets. */
  readonly others?: number
  /** Between the two reads that prove a lease, ms. */
  readonly settleMs: number
  /** Calls of one listing of datastores, as the plan took it. */
  readonly listing: number
}

/** How many rows lie in the datastore of a lease, which each look at it lists. */
export function rowsThere({ intents, migrations = 0 }: Pick<LeaseCosts, 'intents' | 'migrations'>): number {
  return intents + migrations
}

/** What apply sends around its steps. */
export interface Reads {
  /** GET /datastores calls of the listing that the plan was made from. */
  readonly listing: number
  /** GET /datastores/{id} calls for what it lacked. */
  readonly asked?: number | undefined
  /** Datastores that the listing held, ours or not. */
  readonly datastores: number
  /** GET records calls that counted what would be lost. */
  readonly records: number
  /** GET records calls that copy what a step takes, by the step's index. */
  readonly copies?: ReadonlyMap<number, Pages>
  /** Absent for a lease on this machine, which takes no calls. */
  readonly lease?: Omit<LeaseCosts, 'listing'>
  /** What row-work takes, by the step's index. */
  readonly work?: ReadonlyMap<number, WorkCosts>
  /** How many migrations a lease in the org remembers at the end. */
  readonly remembered?: number
  /** Rows that are written beside the steps. */
  readonly rows?: RowCalls
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
  const { before, chains, after, beside, lease } = callsAround(steps, reads)
  const work = [...(reads.work ?? new Map<number, WorkCosts>()).values()]
  const copies = [...(reads.copies ?? new Map<number, Pages>()).values()]
  const looked = work.reduce((sum, each) => sum + each.copies + each.looks, 0)
  const copied = copies.reduce((sum, each) => sum + each.calls, looked)
  const { schedule: _, ...costs } = estimateRun(chains, before, after, budgets, { spent, beside })
  const scopes = new Set([...costs.calls.keys()].map(operation => OPERATIONS[operation].scope))
  return {
    ...costs,
    scopes: [...scopes].sort(byCodeUnit),
    ...([...copies, ...work].some(each => !each.complete) && { atLeast: true }),
    ...(copied > 0 && { copies: copied }),
    ...(lease !== undefined && { lease: { ...lease, listing: reads.listing } }),
  }
}

/** The calls of an apply: those of its chains, and what goes before and after them. */
export interface ApplyCalls {
  readonly before: CallChain
  readonly chains: readonly ChainCosts[]
  readonly after: readonly Operation[]
  /** Beside the writes: nothing waits for them. */
  readonly beside: readonly Operation[]
  /** Absent where no lease in the org is taken. */
  readonly lease: Reads['lease']
  /** What the calls of its steps depend on. */
  readonly setting: Setting
}

/** All calls of an apply, in the chains in which they go. */
export function callsAround(steps: readonly Step[], reads: Reads): ApplyCalls {
  const work = [...(reads.work ?? new Map<number, WorkCosts>()).values()]
  const renewals = (reads.rows?.renewals ?? 0) + work.reduce((sum, each) => sum + each.renewals, 0)
  const isIdle = steps.length + renewals === 0
  const lease = isIdle ? undefined : reads.lease
  const leaving = leavingOf(lease?.intents ?? 0, steps.length + renewals)
  const read = [
    ...repeated('datastores.list', reads.listing),
    ...repeated('datastores.get', reads.asked ?? 0),
    ...repeated('records.list', reads.records),
  ]
  const after = [
    ...repeated('datastores.list', steps.length === 0 ? 0 : pagesAfter(steps, reads)),
    ...repeated('records.insert', lease === undefined ? 0 : (reads.remembered ?? 0)),
    ...repeated('records.delete', lease === undefined ? 0 : 1 + leaving.atEnd),
  ]
  const rows = reads.rows?.reads ?? []
  const copies = repeated(
    'records.list',
    work.reduce((sum, each) => sum + each.copies, 0),
  )
  const before: CallChain = [...read, ...(lease === undefined ? [] : callsToTake(lease, reads)), ...rows, ...copies]
  const pages = new Map([...(reads.copies ?? [])].map(([index, each]) => [index, each.calls] as const))
  const setting = { pages, around: lease === undefined ? [] : aroundWrites(rowsThere(lease)), work: reads.work }
  const chains = runChains(steps, reads.rows?.sources ?? [], setting)
  const beside = repeated('records.delete', lease === undefined ? 0 : leaving.beside)
  return { before, chains: [...chains.steps, ...chains.rows], after, beside, lease, setting }
}

// The rows are looked at for the plan, the lease is inserted and read back twice, some time apart, and the plan is made again under it.
function callsToTake(lease: Omit<LeaseCosts, 'listing'>, reads: Reads): CallChain {
  const { isThere, settleMs, others = 0 } = lease
  const look = looksAt(rowsThere(lease))
  const first: readonly Operation[] = isThere ? look : ['datastores.create']
  const listing = isThere ? reads.listing : pagesOf(reads.datastores + 1)
  const theirs = repeated('records.list', others)
  return [...first, 'records.insert', ...look, settleMs, ...look, ...theirs, ...repeated('datastores.list', listing)]
}

function pagesAfter(steps: readonly Step[], reads: Reads): number {
  const count = (call: Step['call']) => steps.filter(step => step.call === call).length
  const made = reads.lease?.isThere === false ? 1 : 0
  const more = count('create-datastore') - count('delete-datastore') + made
  // What is missing was looked for twice, and is there by then.
  return more === 0 && count('create-datastore') === 0 ? reads.listing : pagesOf(reads.datastores + more)
}

function pagesOf(datastores: number): number {
  return Math.max(1, Math.ceil(datastores / LIMITS.datastoresPerPage))
}

function repeated(operation: Operation, times: number): readonly Operation[] {
  return Array.from({ length: times }, () => operation)
}
