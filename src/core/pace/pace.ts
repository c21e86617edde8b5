import { Failure } from '../model/failure.ts'
import { OPERATIONS } from '../model/operations.ts'
import type { Operation } from '../model/operations.ts'
import { floorOf, rehearse } from './rehearsal.ts'
import type { CallChain } from './links.ts'
import type { After, Course, Priority, ScheduledCall, Standing } from './rehearsal.ts'

/** The calls we allow ourselves: what Cliq allows, less the headroom. */
export interface Budgets {
  /** Calls of any one window; an operation that is not named has the document's limit less one. */
  readonly limits: ReadonlyMap<Operation, number>
  readonly windowMs: number
  /** `class`: operations of one class draw on the smallest budget among them, together. Default `operation`. */
  readonly scope?: 'operation' | 'class'
  /** Classes that were learned to be counted together, whatever the scope. */
  readonly shared?: ReadonlySet<string>
}

/**
 * What a machine that knows nothing takes to be spent already: nothing; half of each budget of writes and five sixths of
 * those of reads; all of each budget of writes, and half of those of reads.
 */
export type ColdStart = 'off' | 'careful' | 'spent'

/** The settings that budgets are made of, as a config has them. */
export interface RateSettings {
  readonly windowMs?: number
  readonly headroom?: number
  readonly scope?: 'operation' | 'class'
  readonly limits?: Partial<Readonly<Record<Operation, number>>>
}

/** What is spent already when a schedule begins, in ms before and after that moment. */
export interface Spent {
  /** How long ago the replies of calls came that still count. */
  readonly agoMs: ReadonlyMap<Operation, readonly number[]>
  /** Whether calls count among them that nobody saw: this machine does not know yet what others have just spent. */
  readonly isCold?: true | undefined
  /** For how long Cliq still refuses an operation. */
  readonly lockedMs: ReadonlyMap<Operation, number>
  /** What was learned of limits, in place of what is set; absent for nothing. */
  readonly learned?: Pick<Budgets, 'limits'> & Required<Pick<Budgets, 'shared'>>
}

export interface Schedule {
  /** Until the last reply; one decimal. */
  readonly seconds: number
  /** Every call in the order of its start. Sent by these ranks, calls keep to the schedule. */
  readonly order: readonly ScheduledCall[]
}

/** Cliq refuses calls, or the budget of time ends, before the next call may go. Nothing is in doubt: the run can be resumed. */
export class LockedOut extends Failure {
  /** Unix ms from which the call may go. */
  readonly retryAt: number

  constructor(code: string, message: string, retryAt: number) {
    const hint = `run the same command again after ${new Date(retryAt).toISOString()}: it resumes where it stopped`
    super([{ code, severity: 'error', message, hint }])
    this.name = 'LockedOut'
    this.retryAt = retryAt
  }
}

/** When Cliq takes calls again, Unix ms; undefined for what ended otherwise. */
export function retryAtOf(error: unknown): number | undefined {
  return error instanceof LockedOut ? error.retryAt : undefined
}

/** Cliq's window ("Threshold limit ... per minute" of each operation), ms. */
export const WINDOW_MS = 60_000

/** What a call is taken to last, ms. */
export const CALL_MS = 300

/** The budgets of these settings. A limit above the document's counts as the document's; at least one call is left. */
export function budgetsOf(settings: RateSettings = {}): Budgets {
  const { windowMs = WINDOW_MS, headroom = 1, scope = 'operation', limits = {} } = settings
  const operations = Object.keys(OPERATIONS) as readonly Operation[]
  const allowed = (operation: Operation) => Math.min(OPERATIONS[operation].limit, limits[operation] ?? Infinity)
  const budgets = operations.map(operation => [operation, Math.max(1, allowed(operation) - headroom)] as const)
  return { limits: new Map(budgets), windowMs, scope }
}

/** The calls of one window that an operation may take. */
export function budgetOf(budgets: Budgets, operation: Operation): number {
  const own = (each: Operation) => budgets.limits.get(each) ?? OPERATIONS[each].limit - 1
  const bucket = bucketIn(budgets, operation)
  if (bucket === operation) return own(operation)
  const operations = Object.keys(OPERATIONS) as readonly Operation[]
  return Math.min(...operations.filter(each => bucketOf(each, 'class') === bucket).map(own))
}

/** The budgets with what was learned of them, so that a plan tells the time that its apply will take. */
export function learnedBudgets(budgets: Budgets, { learned }: Pick<Spent, 'learned'>): Budgets {
  if (learned === undefined) return budgets
  return { ...budgets, limits: new Map([...budgets.limits, ...learned.limits]), shared: learned.shared }
}

function bucketIn(budgets: Budgets, operation: Operation): string {
  const isShared = budgets.shared?.has(OPERATIONS[operation].class) === true
  return bucketOf(operation, isShared ? 'class' : budgets.scope)
}

/** The name of what an operation is counted under: itself, or its class. */
export function bucketOf(operation: Operation, scope: 'operation' | 'class' | undefined): string {
  return scope === 'class' ? OPERATIONS[operation].class : operation
}

/**
 * The first moment from `now` on at which one more call leaves no window with more than `limit`. `spent` are the times
 * of the replies, in any order, all in ms of one clock: a call that was sent early and answered late may have been
 * counted at any moment between, so a slot is free one window after the reply.
 */
export function earliest(spent: readonly number[], limit: number, windowMs: number, now: number): number {
  if (spent.length < limit) return now
  const oldest = spent.toSorted((a, b) => a - b)[spent.length - limit] ?? -Infinity
  return Math.max(now, oldest + windowMs)
}

/** Plans calls so that chains end as early as the budgets and one request in flight per operation allow. */
export function schedule(chains: readonly CallChain[], budgets: Budgets, callMs: number = CALL_MS): Schedule {
  return schedulePhases([chains], budgets, callMs)
}

/**
 * The same for phases, each of which starts when the one before has ended. Chains are numbered through. Without `spent`
 * all budgets are idle at the start.
 */
export function schedulePhases(
  phases: readonly (readonly CallChain[])[],
  budgets: Budgets,
  callMs: number = CALL_MS,
  spent?: Spent,
): Schedule {
  const course = courseOf(budgets, callMs)
  const order: ScheduledCall[] = []
  let standing = beginning(budgets, spent)
  let first = 0
  for (const chains of phases) {
    const best = fastest(chains, course, standing)
    for (const slot of best.order) order.push({ ...slot, chain: slot.chain + first })
    standing = best.end
    first += chains.length
  }
  return { seconds: Math.round(standing.atMs / 100) / 10, order }
}

/** The same for chains each of which may wait for some others to end. */
export function scheduleAfter(chains: readonly CallChain[], after: After, budgets: Budgets, spent?: Spent): Schedule {
  const { end, order } = fastest(chains, courseOf(budgets, CALL_MS), beginning(budgets, spent), after)
  return { seconds: Math.round(end.atMs / 100) / 10, order }
}

function beginning(budgets: Budgets, spent: Spent | undefined): Standing {
  const replies = new Map<string, readonly number[]>()
  for (const [operation, ages] of spent?.agoMs ?? []) {
    const bucket = bucketIn(budgets, operation)
    const times = [...(replies.get(bucket) ?? []), ...ages.map(age => -age)]
    replies.set(
      bucket,
      times.sort((a, b) => a - b),
    )
  }
  return { atMs: 0, replies, ...(spent && { lockedUntil: spent.lockedMs }) }
}

// No one rule wins everywhere: finishing one datastore before the next wins where the first and the last call of each
// share a budget. The rest are the same rules from other starting points, without chance.
const PRIORITIES: readonly Priority[] = [
  ({ weight, chain }) => weight - chain * 1e-6,
  ({ chain }) => -chain,
  ({ left, chain }) => -left - chain * 1e-6,
  ({ left, chain }) => left - chain * 1e-6,
  ...[1, 2, 3].map(
    (seed): Priority =>
      ({ chain, weight }) =>
        weight * (0.8 + scatter(chain, seed) * 0.4),
  ),
  ...[4, 5, 6].map(
    (seed): Priority =>
      ({ chain }) =>
        scatter(chain, seed),
  ),
]

function scatter(chain: number, seed: number): number {
  return (Math.imul(Math.imul(chain + 1, 0x9e3779b1) ^ seed, 0x85ebca6b) >>> 8) / 0x1000000
}

function fastest(
  chains: readonly CallChain[],
  course: Course,
  from: Standing,
  after?: After,
): ReturnType<typeof rehearse> {
  const floor = floorOf(chains, course, from)
  let best = rehearse(chains, course, from, PRIORITIES[0] ?? (() => 0), after)
  for (const priority of PRIORITIES.slice(1)) {
    // Later replies within a window push the next one, so that is the best to hope for.
    if (best.end.atMs <= floor * 1.005) return best
    const run = rehearse(chains, course, from, priority, after)
    if (run.end.atMs < best.end.atMs) best = run
  }
  return best
}

function courseOf(budgets: Budgets, callMs: number): Course {
  const operations = Object.keys(OPERATIONS) as readonly Operation[]
  const limits = new Map(operations.map(each => [each, budgetOf(budgets, each)] as const))
  return {
    bucketOf: operation => bucketIn(budgets, operation),
    limitOf: operation => limits.get(operation) ?? 1,
    windowMs: budgets.windowMs,
    callMs,
  }
}
