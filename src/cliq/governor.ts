import type { Book, Ledger } from '../core/pace/ledger.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import type { Operation } from '../core/model/operations.ts'
import { LockedOut } from '../core/pace/pace.ts'
import type { Budgets, ColdStart } from '../core/pace/pace.ts'
import type { Clock, Notify, CallPlace } from '../core/model/ports.ts'
import { admission, bucketsOf, limitOf, lockedOut, tidied } from './admission.ts'
import type { Admission } from './admission.ts'
import { begun } from './coldStart.ts'
import { refusePast } from './bounds.ts'
import type { Bounds } from './bounds.ts'
import { changeBook } from './book.ts'
import type { Decided } from './book.ts'
import { unpunished } from './lessons.ts'
import { proved, refused } from './trials.ts'

/** Lets calls pass as fast as the limits allow, and stops what Cliq has locked out. */
export interface Governor {
  /** Lets a call pass; undefined when it may not go yet. Throws the signal's reason after an interrupt. */
  pass(operation: Operation, bounds: Bounds): Promise<Passed | undefined>
  /**
   * Resolves when so many calls may go at once, no more than one window takes, having announced every wait; their room is
   * kept until it is used or left. Throws a LockedOut when they could go only after an end of their bounds, and the
   * signal's reason when the wait is interrupted: then nothing was sent.
   */
  reserve(operation: Operation, calls: number, bounds: Bounds): Promise<CallPlace>
  /** The next call of a place; undefined when it may not go any more, or not yet. */
  enter(place: CallPlace): Promise<Passed | undefined>
}

/** A call that may go. One of its three ends must be told. */
export interface Passed {
  replied(): Promise<void>
  /**
   * Cliq answered that calls came too fast; `statedMs` is how long it says that lasts, 0 if it does not. Tells until when
   * nothing is sent, Unix ms.
   */
  throttled(statedMs: number): Promise<number>
  /** Nothing reached Cliq. */
  notSent(): Promise<void>
}

export interface GovernorSettings {
  /** Whose calls are counted: a user on a host. */
  readonly account: string
  readonly budgets: Budgets
  /** What a ledger that is new takes to be spent. Default `off`. */
  readonly coldStart?: ColdStart | undefined
  /** Instead of the documented lock-outs, ms. */
  readonly lockOutMs?: number | undefined
}

export interface GovernorDeps {
  readonly clock: Clock
  readonly notify: Notify
  readonly ledger: Ledger
  readonly random: () => number
  /** Hears of each lock-out: what it stops, and for how long, ms. */
  readonly lockedOut?: ((buckets: readonly string[], ms: number) => void) | undefined
}

const MINUTE_MS = 60_000
const MARGIN_MS = 5_000
// Sister products have been seen to lock for 22 minutes. A longer figure than an hour is taken for a slip.
const MOST_STATED_MS = 60 * MINUTE_MS
const INSTEAD_MS = 15 * MINUTE_MS

/** A governor over a ledger: what all processes of this machine spend is counted together. */
export function openGovernor(settings: GovernorSettings, deps: GovernorDeps): Governor {
  const desk = openDesk(settings, deps)
  const places = new WeakMap<CallPlace, { readonly operation: Operation; readonly ids: string[] }>()
  return {
    async reserve(operation, calls, bounds) {
      const { budgets } = settings
      const most = await desk.update((book, now) => ({ book, found: limitOf(book, operation, budgets, now) }))
      const ids = Array.from({ length: Math.max(1, Math.min(calls, most)) }, desk.newId)
      await admit(operation, ids, bounds, desk)
      const place = { leave: () => forget(ids.splice(0), desk) }
      places.set(place, { operation, ids })
      return place
    },
    async pass(operation, { signal }) {
      signal?.throwIfAborted()
      return enter(operation, desk.newId(), desk)
    },
    async enter(place) {
      const known = places.get(place)
      return known && enter(known.operation, known.ids.shift() ?? desk.newId(), desk)
    },
  }
}

/** Where one account's book is changed. */
interface Desk {
  readonly settings: GovernorSettings
  readonly deps: GovernorDeps
  /** Decides by the book as it is now, and writes what became of it; other processes wait for that. */
  update<T>(decide: (book: Book, now: number) => Decided<T>): Promise<T>
  /** Names a call like no other of any process. */
  newId(): string
}

function openDesk(settings: GovernorSettings, deps: GovernorDeps): Desk {
  const { account, budgets, coldStart } = settings
  const { clock, ledger, random } = deps
  let ids = 0
  return {
    settings,
    deps,
    update: decide =>
      changeBook(ledger, account, clock, (kept, now) => {
        const book = tidied(begun(kept, budgets, coldStart, now), budgets.windowMs, now)
        const decided = decide(book, now)
        // A ledger that was begun here is written even as it is: else it would be begun anew at every look.
        return decided.book === book && kept.since !== undefined ? { ...decided, book: kept } : decided
      }),
    newId() {
      ids += 1
      return `${Math.floor(clock.now()).toString(36)}-${ids}-${Math.floor(random() * 2 ** 48).toString(36)}`
    },
  }
}

// Waits until the calls are in the book, which is their room.
async function admit(operation: Operation, ids: readonly string[], bounds: Bounds, desk: Desk): Promise<void> {
  const { clock, notify } = desk.deps
  const { windowMs } = desk.settings.budgets
  let announced = 0
  let apart: number | undefined
  for (;;) {
    bounds.signal?.throwIfAborted()
    const found = await tryAdmit(operation, ids, desk)
    if (found.kind === 'go') break
    const lookAt = found.lookAt ?? found.until
    if (found.why === 'budget' && found.limit < 1) {
      apart ??= clock.monotonic()
      if (clock.monotonic() - apart >= windowMs) throw cutOff(operation, found.until)
    }
    refusePast(operation, found, lookAt, bounds)
    if (found.until !== announced) notify({ type: 'waiting', wait: { operation, ...waitOf(found) } })
    announced = found.until
    await clock.sleep(Math.max(1, lookAt - clock.now()), bounds.signal)
  }
  if (announced !== 0) notify({ type: 'resumed', operation })
}

function tryAdmit(operation: Operation, ids: readonly string[], desk: Desk): Promise<Admission> {
  return desk.update((book, now): Decided<Admission> => {
    const [first = ''] = ids
    if (book.calls.some(call => call.id === first)) return { book, found: { kind: 'go' } }
    const found = admission(book, operation, desk.settings.budgets, now, ids.length)
    if (found.kind === 'wait') return { book, found }
    const calls = ids.map(id => ({ id, operation, sentAt: now }))
    return { book: { ...book, calls: [...book.calls, ...calls] }, found }
  })
}

async function enter(operation: Operation, id: string, desk: Desk): Promise<Passed | undefined> {
  const { budgets } = desk.settings
  const isOpen = await desk.update((book, now): Decided<boolean> => {
    const others = book.calls.filter(call => call.id !== id)
    const isKept = others.length < book.calls.length
    const isFree = isKept
      ? lockedOut(book, operation, budgets, now) <= now
      : admission(book, operation, budgets, now).kind === 'go'
    return {
      book: { ...book, calls: isFree ? [...others, { id, operation, sentAt: now }] : others },
      found: isFree,
    }
  })
  return isOpen ? passedOf(id, operation, desk) : undefined
}

function forget(ids: readonly string[], desk: Desk): Promise<void> {
  if (ids.length === 0) return Promise.resolve()
  return desk.update(book => ({
    book: { ...book, calls: book.calls.filter(call => !ids.includes(call.id)) },
    found: undefined,
  }))
}

function passedOf(id: string, operation: Operation, desk: Desk): Passed {
  const { budgets, lockOutMs } = desk.settings
  const replied = (book: Book, now: number): Book => ({
    ...book,
    calls: book.calls.map(call => (call.id === id ? { ...call, repliedAt: now } : call)),
  })
  return {
    replied: () =>
      desk.update((book, now) => {
        const proven = proved(replied(book, now), id, bucketsOf(book, operation, budgets, now))
        return { book: unpunished(proven, operation, budgets, now), found: undefined }
      }),
    notSent: () => forget([id], desk),
    async throttled(statedMs) {
      const { note, until, ms, buckets } = await desk.update((book, now) => {
        const stated = lockMs(operation, statedMs, lockOutMs)
        const found = refused(replied(book, now), { id, operation, stated }, budgets, now)
        return { book: found.book, found: { ...found, ms: found.until - now } }
      })
      desk.deps.notify({ type: 'note', problem: note })
      desk.deps.lockedOut?.(buckets, ms)
      return until
    },
  }
}

// The longest of what is documented, or set, and what is said, with a margin.
function lockMs(operation: Operation, statedMs: number, setMs: number | undefined): number {
  const stated = statedMs > MOST_STATED_MS ? INSTEAD_MS : statedMs
  return Math.max(setMs ?? OPERATIONS[operation].lockOutMs, stated) + MARGIN_MS
}

function waitOf(wait: Admission & { readonly kind: 'wait' }) {
  if (wait.why === 'lock-out') return { why: wait.why, until: wait.until }
  const { kind: _kind, lookAt: _lookAt, ...rest } = wait
  return rest
}

function cutOff(operation: Operation, until: number): LockedOut {
  return new LockedOut(
    'RL108',
    `the shared ledger cannot be reached, and this machine has no ${operation} calls left`,
    until,
  )
}
