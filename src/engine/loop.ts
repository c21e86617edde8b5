import { destroys, nameAfter } from '../core/chains.ts'
import type { Change } from '../core/change.ts'
import { Failure } from '../core/failure.ts'
import type { LiveDatastore } from '../core/live.ts'
import type { Problem } from '../core/problem.ts'
import { operationOf } from '../core/step.ts'
import type { Step } from '../core/step.ts'
import type { Clock, Interrupt, Notify, Outcome, ReadCliq, Wait, WriteCliq } from '../core/ports.ts'
import { differences, remainder } from './remainder.ts'
import type { Errand } from './remainder.ts'

/** How long an unclear write may still take effect, and how long a read may lag behind a write; both in ms. */
export interface Patience {
  readonly settleMs: number
  readonly lateWindowMs: number
}

/** What the one loop needs. */
export interface Hands {
  readonly cliq: WriteCliq
  readonly clock: Clock
  readonly notify: Notify
  readonly patience: Patience
  readonly signal: AbortSignal
  /** Copies what the step takes; the step is not sent when it throws. Absent where no copies are kept. */
  readonly beforeDestroying?: (step: Step, seen: LiveDatastore, cliq: ReadCliq) => Promise<void>
  /** Stands before every write. Absent only where nothing can be written by another run. */
  readonly guard?: Guard
}

/** What stands before each write of a run and hears how its step ended: the lease, the intents, the journal. */
export interface Guard {
  /** Throws a Failure when the step must not be sent; then nothing was. */
  before(step: Step, index: number): Promise<void>
  after(step: Step, index: number, ended: Ended): Promise<void>
  /** Waits while a write may still take effect, and keeps the lease meanwhile. */
  through(ms: number, signal: Interrupt): Promise<void>
}

/** How one step ended; `now` is the datastore as it was last seen, undefined when it is gone. */
export type Ended =
  | { readonly kind: 'done' | 'skipped'; readonly now: LiveDatastore | undefined }
  | { readonly kind: 'unknown' | 'failed'; readonly problem: Problem }
  | { readonly kind: 'surprise'; readonly moved: readonly Change[] }

/** A step whose effect is in doubt after this many sends is left to the next run. */
const SENDS = 2

/**
 * The one loop: post-condition holds, done; pre-condition fails, surprise; else send once, and on any answer that is
 * not a clear one read back and decide. `now` is the datastore as this run last saw it; before anything destructive it
 * is read again. Resuming is this same loop: what is there already is skipped. Throws what concerns the whole run, and
 * the signal's reason, only while nothing it sent is in doubt.
 */
export async function carryOut(errand: Errand, now: LiveDatastore | undefined, hands: Hands): Promise<Ended> {
  let seen = isDestructive(errand.step) ? await reread(errand, now, hands) : now
  for (let sends = 0; ; sends += 1) {
    const left = remainder(errand, seen?.datastore)
    if (left.kind === 'surprise') return { kind: 'surprise', moved: left.moved }
    if (left.kind === 'done') return { kind: sends === 0 ? 'skipped' : 'done', now: seen }
    if (sends === SENDS) return { kind: 'unknown', problem: inDoubt(errand.step) }
    if (sends === 0 && seen !== undefined && destroys(left.step))
      await hands.beforeDestroying?.(left.step, seen, hands.cliq)
    await hands.guard?.before(left.step, errand.index)
    const decision = await decided(errand, seen, await hands.cliq.send(left.step, seen?.identity), hands)
    if (decision.kind !== 'again') return decision
    seen = decision.now
  }
}

type Decision = Ended | { readonly kind: 'again'; readonly now: LiveDatastore | undefined }

// An answer counts only when it shows the effect, and a 204 shows nothing.
async function decided(
  errand: Errand,
  seen: LiveDatastore | undefined,
  outcome: Outcome,
  hands: Hands,
): Promise<Decision> {
  if (outcome.kind === 'not-done' && !isDecidedByReading(outcome.problem))
    return { kind: 'failed', problem: outcome.problem }
  if (outcome.kind === 'done' && outcome.answer !== undefined)
    if (remainder(errand, outcome.answer.datastore).kind === 'done') return { kind: 'done', now: outcome.answer }
  try {
    return await readBack(errand, seen, outcome, hands)
  } catch (error) {
    // The write went out and cannot be looked at: in doubt, whatever stopped the reading.
    const problem = error instanceof Failure ? error.problems[0] : undefined
    return { kind: 'unknown', problem: { ...inDoubt(errand.step), ...(problem && { message: problem.message }) } }
  }
}

async function readBack(
  errand: Errand,
  seen: LiveDatastore | undefined,
  outcome: Outcome,
  hands: Hands,
): Promise<Decision> {
  if (outcome.kind === 'unknown') await pause('settle', hands.patience.settleMs, errand.step, hands)
  const first = await reread(errand, seen, hands)
  const left = remainder(errand, first?.datastore)
  if (left.kind === 'done') return { kind: 'done', now: first }
  if (left.kind === 'surprise') return { kind: 'surprise', moved: left.moved }
  if (outcome.kind === 'not-done') return { kind: 'failed', problem: outcome.problem }
  // Either the read lags behind, or the write may still take effect: both are waited out.
  if (outcome.kind === 'done') await pause('settle', hands.patience.settleMs, errand.step, hands)
  else await pause('late-window', hands.patience.lateWindowMs, errand.step, hands)
  const second = await reread(errand, first ?? seen, hands)
  const still = remainder(errand, second?.datastore)
  if (still.kind === 'done') return { kind: 'done', now: second }
  if (outcome.kind === 'unknown') return { kind: 'again', now: second }
  return { kind: 'surprise', moved: differences(errand, second?.datastore) }
}

async function reread(
  errand: Errand,
  seen: LiveDatastore | undefined,
  hands: Hands,
): Promise<LiveDatastore | undefined> {
  if (seen !== undefined) return hands.cliq.fetchDatastore(seen.identity.id)
  const name = nameAfter(errand.step)
  const live = await hands.cliq.fetchLive([])
  const datastore = live.catalog.get(name)
  const identity = live.identities.get(name)
  return datastore === undefined || identity === undefined ? undefined : { datastore, identity }
}

function isDestructive(step: Step): boolean {
  return step.call === 'delete-fields' || step.call === 'delete-datastore'
}

// "Already exists" and "not found" may be our own effect of an earlier send: a read tells.
function isDecidedByReading(problem: Problem): boolean {
  return problem.code === 'RF101' || problem.code === 'RF102'
}

async function pause(why: Wait['why'], ms: number, step: Step, hands: Hands): Promise<void> {
  const operation = operationOf(step)
  hands.notify({ type: 'waiting', wait: { why, operation, until: hands.clock.now() + ms } })
  if (why === 'late-window' && hands.guard !== undefined) await hands.guard.through(ms, hands.signal)
  else await hands.clock.sleep(ms, hands.signal)
  hands.notify({ type: 'resumed', operation })
}

function inDoubt(step: Step): Problem {
  return {
    code: 'AP101',
    severity: 'error',
    message: `whether ${step.call} ${step.datastore} took effect is not known`,
    hint: 'run the same command again: it reads first and sends only what is missing',
  }
}
