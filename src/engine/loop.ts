import type { Change } from '../core/model/change.ts'
import { Failure } from '../core/model/failure.ts'
import type { Operation } from '../core/model/operations.ts'
import { LockedOut } from '../core/pace/pace.ts'
import type { Problem } from '../core/model/problem.ts'
import type { Clock, Interrupt, Notify, CallPlace, Postponed, Sent } from '../core/model/ports.ts'
import { pause } from './pause.ts'

/** How long an unclear write may still take effect, and how long a read may lag behind a write; both in ms. */
export interface Patience {
  readonly settleMs: number
  readonly lateWindowMs: number
}

/** What the one loop waits with. */
export interface Waits {
  readonly clock: Clock
  readonly notify: Notify
  readonly patience: Patience
  readonly signal: AbortSignal
  /** Waits while a write may still take effect, and keeps the lease meanwhile; absent where there is none. */
  readonly through?: ((ms: number, signal: Interrupt) => Promise<void>) | undefined
}

/** A write of which nobody knows whether it took effect. */
export interface InDoubt {
  readonly kind: 'unknown'
  readonly problem: Problem
  /** What kept it unknown, in the words of whoever said so. */
  readonly why?: string | undefined
}

/** How one write ended; `now` is what it is about as it was last seen, undefined when it is gone. */
export type EndedWith<Now> =
  | { readonly kind: 'done' | 'skipped'; readonly now: Now | undefined }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | InDoubt
  /** `unheeded`: Cliq said yes, and what was asked did not come about. */
  | { readonly kind: 'surprise'; readonly moved: readonly Change[]; readonly unheeded?: true }

/** What is left of a write by what is there; `order` is what to send. */
export type Left<Order> =
  | { readonly kind: 'done' }
  | { readonly kind: 'open'; readonly order: Order }
  | { readonly kind: 'surprise'; readonly moved: readonly Change[] }

/** One write as the loop sees it: a step on a datastore, or a row. */
export interface Task<Now, Order> {
  readonly operation: Operation
  /** For people: `add-fields empdir`. */
  readonly title: string
  /** Whether what it is about is looked at before anything is sent. */
  readonly looksFirst: boolean
  left(now: Now | undefined): Left<Order>
  look(seen: Now | undefined): Promise<Now | undefined>
  /**
   * Waits for the room of its call, and for all else that may take long, so that no wait stands between look and call.
   * Absent where nothing is written over or removed.
   */
  readonly reserve?: () => Promise<CallPlace>
  /** Whether it has a place even where it is not checked first, so that a throttle makes it look. */
  readonly keepsPlace?: true
  /** Sends once, in its place if it has one. What has to stand before the call is done here; when it throws, nothing was sent. */
  send(order: Order, seen: Now | undefined, turn: Turn): Promise<Sent<Now>>
  /** Whether a refusal may be the effect of an earlier send of ours, so that a look tells. */
  isOwnEffect(problem: Problem): boolean
  /** What differs from what it should have left. */
  moved(now: Now | undefined): readonly Change[]
}

/** The sending of a write: in which place, and whether what it takes was copied for an earlier turn already. */
export interface Turn {
  readonly place: CallPlace | undefined
  readonly sends: number
  readonly isAgain: boolean
}

/** A write whose effect is in doubt after this many sends is left to the next run. */
const SENDS = 2
/** How often a write loses its place, as by a throttle, before the run ends. */
const POSTPONED = 3

/**
 * The one loop: post-condition holds, done; pre-condition fails, surprise; else send once, and on any answer that is
 * not a clear one read back and decide. `now` is what this run last saw; before anything destructive it is read again,
 * after every wait for its call: between look and call nobody else has more time than the calls take.
 * Resuming is this same loop: what is there already is skipped. Throws what concerns the whole run, and the signal's
 * reason, only while nothing it sent is in doubt.
 */
export async function carryThrough<Now, Order>(
  task: Task<Now, Order>,
  now: Now | undefined,
  waits: Waits,
): Promise<EndedWith<Now>> {
  let seen = now
  let postponed = 0
  let doubt = inDoubt(task.title)
  for (let sends = 0; ;) {
    let turned: Sent<Now>
    try {
      const isLooking = task.looksFirst || postponed > 0
      const place = isLooking || task.keepsPlace === true ? await task.reserve?.() : undefined
      try {
        if (isLooking) seen = await lookedAt(task, seen, waits)
        const left = task.left(seen)
        if (left.kind === 'surprise') return { kind: 'surprise', moved: left.moved }
        if (left.kind === 'done') return { kind: sends === 0 ? 'skipped' : 'done', now: seen }
        if (sends === SENDS) return doubt
        turned = await task.send(left.order, seen, { place, sends, isAgain: postponed > 0 })
      } finally {
        await place?.leave()
      }
    } catch (error) {
      // What was sent before may yet take effect, whatever keeps it from being sent again.
      if (sends > 0) return because(doubt, error)
      throw error
    }
    if (turned.kind === 'postponed') {
      postponed += 1
      if (postponed < POSTPONED) continue
      const problem = tooFast(task.operation, turned)
      if (sends > 0) return because(doubt, problem)
      throw problem
    }
    const decision = await decided(task, seen, turned, waits)
    if (decision.kind !== 'again') return decision
    seen = decision.now
    doubt = inDoubt(task.title, decision.why)
    sends += 1
  }
}

function tooFast(operation: Operation, { retryAt }: Postponed): LockedOut {
  return new LockedOut('RL104', `Cliq refused ${operation} ${POSTPONED} times because calls came too fast`, retryAt)
}

// A read may lag behind a write of ours and show what was there before it, which looks like somebody's edit.
async function lookedAt<Now, Order>(
  task: Task<Now, Order>,
  seen: Now | undefined,
  waits: Waits,
): Promise<Now | undefined> {
  const now = await task.look(seen)
  if (task.left(now).kind !== 'surprise') return now
  await pause('settle', task.operation, waits.patience.settleMs, waits)
  return task.look(now ?? seen)
}

type Decision<Now> = EndedWith<Now> | { readonly kind: 'again'; readonly now: Now | undefined; readonly why: Problem }

// An answer counts only when it shows the effect, and a 204 shows nothing.
async function decided<Now, Order>(
  task: Task<Now, Order>,
  seen: Now | undefined,
  outcome: Exclude<Sent<Now>, Postponed>,
  waits: Waits,
): Promise<Decision<Now>> {
  if (outcome.kind === 'not-done' && !task.isOwnEffect(outcome.problem))
    return { kind: 'failed', problem: outcome.problem }
  if (outcome.kind === 'done' && outcome.answer !== undefined && task.left(outcome.answer).kind === 'done')
    return { kind: 'done', now: outcome.answer }
  try {
    return await readBack(task, seen, outcome, waits)
  } catch (error) {
    // The write went out and cannot be looked at: in doubt, whatever stopped the reading.
    return because(inDoubt(task.title), error)
  }
}

async function readBack<Now, Order>(
  task: Task<Now, Order>,
  seen: Now | undefined,
  outcome: Exclude<Sent<Now>, Postponed>,
  waits: Waits,
): Promise<Decision<Now>> {
  const { settleMs, lateWindowMs } = waits.patience
  const isUnknown = outcome.kind === 'unknown'
  if (isUnknown) await pause('settle', task.operation, settleMs, waits)
  const first = isUnknown ? await task.look(seen) : await lookedAt(task, seen, waits)
  const left = task.left(first)
  if (left.kind === 'done') return { kind: 'done', now: first }
  if (left.kind === 'surprise') return { kind: 'surprise', moved: left.moved }
  // Either the read lags behind, also behind what an earlier run wrote and Cliq refused this write for, or the write may
  // still take effect: both are waited out.
  const { through, signal } = waits
  const keeping = through && ((ms: number) => through(ms, signal))
  const open = isUnknown ? outcome.problem : undefined
  if (isUnknown) await pause('late-window', task.operation, lateWindowMs, { ...waits, open }, keeping)
  else await pause('settle', task.operation, settleMs, waits)
  let second = await task.look(first ?? seen)
  let later = task.left(second)
  // Cliq said yes, and what is shown is what was there before: reads may lag further behind than they were thought to.
  for (let ms = settleMs, spent = 0; isLagging(outcome, later) && spent < lateWindowMs; spent += ms, ms *= 2) {
    await pause('settle', task.operation, Math.min(ms, lateWindowMs - spent), waits, keeping)
    second = await task.look(second ?? seen)
    later = task.left(second)
  }
  if (later.kind === 'done') return { kind: 'done', now: second }
  // Cliq said no, if in words that nobody knows, and nothing came of it: it would say no again.
  if (outcome.kind === 'unknown' && outcome.isRefusal === true && later.kind === 'open')
    return { kind: 'failed', problem: outcome.problem }
  if (outcome.kind === 'unknown') return { kind: 'again', now: second, why: outcome.problem }
  if (outcome.kind === 'done') return { kind: 'surprise', moved: task.moved(second), unheeded: true }
  return later.kind === 'surprise' ? later : { kind: 'failed', problem: outcome.problem }
}

function isLagging({ kind }: { readonly kind: string }, left: { readonly kind: string }): boolean {
  return kind === 'done' && left.kind === 'open'
}

function inDoubt(title: string, why?: Problem): InDoubt {
  const message = `it is unknown whether ${title} took effect${why === undefined ? '' : `: ${why.message}`}`
  const hint = 'run the same command again: it reads first and sends only what is missing'
  return { kind: 'unknown', problem: { code: 'AP101', severity: 'error', message, hint }, why: why?.message }
}

function because(doubt: InDoubt, error: unknown): InDoubt {
  const why = error instanceof Failure ? error.problems[0]?.message : undefined
  return why === undefined ? doubt : { ...doubt, problem: { ...doubt.problem, message: why }, why }
}
