import type { Book, Ledger } from '../core/ledger.ts'
import { OPERATIONS } from '../core/operations.ts'
import type { Operation } from '../core/operations.ts'
import { LockedOut } from '../core/pace.ts'
import type { Budgets } from '../core/pace.ts'
import type { Clock, Notify } from '../core/ports.ts'
import { admission, countedUnder, tidied } from './admission.ts'
import type { Admission } from './admission.ts'
import { lesson, unpunished } from './lessons.ts'

/** Lets calls pass as fast as the limits allow, and stops what Cliq has locked out. */
export interface Governor {
  /**
   * Resolves when the call may go, having announced every wait. Throws a LockedOut when the call could go only after
   * the time budget's end, and the signal's reason when the wait is interrupted: then nothing was sent.
   */
  pass(operation: Operation): Promise<Passed>
}

/** A call that may go. One of its three ends must be told. */
export interface Passed {
  replied(): Promise<void>
  /** Cliq answered that calls came too fast; `statedMs` is how long it says that lasts, 0 if it does not. */
  throttled(statedMs: number): Promise<void>
  /** Nothing reached Cliq. */
  notSent(): Promise<void>
}

export interface GovernorSettings {
  /** Whose calls are counted: a user on a host. */
  readonly account: string
  readonly budgets: Budgets
  /** Instead of the documented lock-outs, ms. */
  readonly lockOutMs?: number
  /** Unix ms after which no call may go. */
  readonly maxWaitUntil?: number
}

export interface GovernorDeps {
  readonly clock: Clock
  readonly notify: Notify
  readonly ledger: Ledger
  readonly random: () => number
  readonly signal?: AbortSignal
}

const MINUTE_MS = 60_000
const MARGIN_MS = 5_000

/** A governor over a ledger: what all processes of this machine spend is counted together. */
export function openGovernor(settings: GovernorSettings, deps: GovernorDeps): Governor {
  const { account, budgets } = settings
  const { ledger, notify } = deps
  const time = steadyTime(deps.clock)
  let passes = 0
  const update = <T>(decide: (book: Book, now: number) => { readonly book: Book; readonly found: T }) =>
    ledger.change(account, book => {
      const now = time()
      return decide(tidied(book, budgets.windowMs, now), now)
    })
  const admitted = (operation: Operation, id: string) =>
    update((book, now): { readonly book: Book; readonly found: Admission } => {
      if (book.calls.some(call => call.id === id)) return { book, found: { kind: 'go' } }
      const found = admission(book, operation, budgets, now)
      if (found.kind === 'wait') return { book, found }
      return { book: { ...book, calls: [...book.calls, { id, operation, sentAt: now }] }, found }
    })
  return {
    async pass(operation) {
      passes += 1
      const id = `${time().toString(36)}-${passes}-${Math.floor(deps.random() * 2 ** 48).toString(36)}`
      let announced = 0
      for (;;) {
        deps.signal?.throwIfAborted()
        const found = await admitted(operation, id)
        if (found.kind === 'go') break
        refusePastBudget(operation, found, settings.maxWaitUntil)
        if (found.until !== announced) notify({ type: 'waiting', wait: { operation, ...waitOf(found) } })
        announced = found.until
        await deps.clock.sleep(Math.max(1, found.until - time()), deps.signal)
      }
      if (announced !== 0) notify({ type: 'resumed', operation })
      return passed(id, operation)
    },
  }

  function passed(id: string, operation: Operation): Passed {
    const replied = (book: Book, now: number): Book => ({
      ...book,
      calls: book.calls.map(call => (call.id === id ? { ...call, repliedAt: now } : call)),
    })
    return {
      replied: () =>
        update((book, now) => ({ book: unpunished(replied(book, now), operation, budgets, now), found: undefined })),
      notSent: () =>
        update(book => ({ book: { ...book, calls: book.calls.filter(call => call.id !== id) }, found: undefined })),
      async throttled(statedMs) {
        const note = await update((book, now) => {
          const learned = lesson(replied(book, now), operation, budgets, now)
          const until = now + lockMs(operation, statedMs, settings.lockOutMs)
          const buckets = new Set([operation, countedUnder(learned.book, operation, budgets, now)])
          const locks = [...buckets].map(each => [each, Math.max(until, book.lockOuts[each] ?? 0)] as const)
          const lockOuts = { ...book.lockOuts, ...Object.fromEntries(locks) }
          return { book: { ...learned.book, lockOuts }, found: learned.note }
        })
        notify({ type: 'note', problem: note })
      },
    }
  }
}

// The longest of what is documented and what is said, with a margin; an absurd figure is cut to 15 minutes.
function lockMs(operation: Operation, statedMs: number, setMs: number | undefined): number {
  const documented = setMs ?? OPERATIONS[operation].lockOutMs
  const least = Math.min(5 * MINUTE_MS, documented)
  return Math.min(15 * MINUTE_MS, Math.max(least, documented, statedMs) + MARGIN_MS)
}

function refusePastBudget(
  operation: Operation,
  wait: Admission & { readonly kind: 'wait' },
  end: number | undefined,
): void {
  if (end === undefined || wait.until <= end) return
  const until = new Date(wait.until).toISOString()
  if (wait.why === 'lock-out')
    throw new LockedOut(
      'RL101',
      `Cliq refuses ${operation} until ${until}, which is after the time budget's end`,
      wait.until,
    )
  throw new LockedOut(
    'RL102',
    `the budget of ${operation} is spent until ${until}, which is after the time budget's end`,
    wait.until,
  )
}

function waitOf(wait: Admission & { readonly kind: 'wait' }) {
  const { kind: _kind, ...rest } = wait
  return rest
}

// Unix time that a wall clock set back cannot set back: it runs with the monotonic clock and follows the wall clock
// forwards only, as after a suspend, in which the monotonic clock may have stood still.
function steadyTime(clock: Clock): () => number {
  let wall = clock.now()
  let monotonic = clock.monotonic()
  return () => {
    const ran = wall + (clock.monotonic() - monotonic)
    wall = Math.max(ran, clock.now())
    monotonic = clock.monotonic()
    return Math.ceil(wall)
  }
}
