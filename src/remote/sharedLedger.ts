import { bookOfText } from '../core/pace/bookText.ts'
import { movedBook } from '../core/pace/bookTimes.ts'
import { EMPTY_BOOK } from '../core/pace/ledger.ts'
import type { Book, Ledger } from '../core/pace/ledger.ts'
import type { Clock, Notify } from '../core/model/ports.ts'
import { togetherAgain } from './merge.ts'
import { HORIZON_MS } from './store.ts'
import type { KeptBook, Store } from './store.ts'

/** A ledger that all machines share, and the end of this machine's part in it. */
export interface SharedLedger extends Ledger {
  /** Lets the others know that this runner still runs. */
  beat(): Promise<void>
  close(): Promise<void>
}

export interface SharedDeps {
  readonly clock: Clock
  readonly notify: Notify
  /** The server in words, without its password. */
  readonly where: string
  /** Default 15 s: after so long a runner counts as silent, and its part of every limit is left to it. */
  readonly silentMs?: number
}

const SILENT_MS = 15_000
// Who never reached the server does not know how many there are.
const UNKNOWN_RUNNERS = 10
// How soon a server is asked again that did not answer, ms.
const PAUSE_MS = 1_000

interface State {
  /** The book as it was last read, in this machine's time. */
  known: Book
  runners: number
  /** When the server was last asked and answered, by the monotonic clock. */
  heardAt: number
  /** What this run did since the server is out of reach. */
  apart: Book | undefined
  askedAt: number
}

/** This machine's part in the books of a server. */
interface Part extends Required<SharedDeps> {
  readonly store: Store
  readonly states: Map<string, State>
  readonly began: number
  /** Whether the server is out of reach, as far as was told. */
  isGone: boolean
}

/**
 * The books on a server that all machines share. Each change is decided here, by the law of the ledger on disk, and takes
 * effect only if nobody else came first. Times on the server are of its own clock, so those of the machines do not matter.
 *
 * While the server is out of reach all budgets count as spent for a window, and then the run goes on with its part of
 * each limit: others see that it is silent, and leave that part to it until both forget each other.
 */
export function sharedLedger(store: Store, deps: SharedDeps): SharedLedger {
  const { clock, silentMs = SILENT_MS } = deps
  const states = new Map<string, State>()
  const part: Part = { ...deps, silentMs, store, states, began: clock.monotonic(), isGone: false }
  return {
    change: (account, decide) => changeShared(account, decide, part),
    async beat() {
      for (const [account, state] of states)
        if (!part.isGone && clock.monotonic() - state.heardAt > silentMs / 4)
          await reach(state, () => store.read(account), part)
    },
    async close() {
      if (!part.isGone) for (const account of states.keys()) await store.leave(account).catch(() => undefined)
      store.close()
    },
  }
}

async function changeShared<T>(account: string, decide: Decide<T>, part: Part): Promise<T> {
  const { clock, store, silentMs } = part
  const state = stateOf(account, part)
  if (clock.monotonic() - state.askedAt < PAUSE_MS) return decideHere(state, decide, part)
  let kept = await reach(state, () => store.read(account), part)
  while (kept !== undefined) {
    const offset = Math.ceil(clock.now()) - kept.now
    const there = bookOf(kept, offset, silentMs)
    const before = state.apart === undefined ? there : togetherAgain(there, state.apart)
    const { book, found } = decide(before)
    const { version } = kept
    // A book that nobody wrote yet, or that is damaged, is written even as it is: else it would be lost at every look.
    if (book !== there || kept.text === '') {
      const text = textOf(book, -offset)
      kept = await reach(state, () => store.write(account, version, text), part)
      if (kept === undefined) break
      if (!kept.isWritten) continue
    }
    Object.assign(state, { known: book, apart: undefined })
    tellBack(part)
    return found
  }
  return decideHere(state, decide, part)
}

function stateOf(account: string, { states, began }: Part): State {
  const fresh = { known: EMPTY_BOOK, runners: UNKNOWN_RUNNERS, heardAt: began, apart: undefined, askedAt: -Infinity }
  const state: State = states.get(account) ?? fresh
  states.set(account, state)
  return state
}

async function reach(state: State, ask: () => Promise<KeptBook>, part: Part): Promise<KeptBook | undefined> {
  const { clock, notify, where } = part
  const asked = clock.monotonic()
  try {
    const kept = await ask()
    Object.assign(state, { heardAt: asked, runners: kept.runners })
    return kept
  } catch {
    state.askedAt = clock.monotonic()
    if (!part.isGone) notify({ type: 'note', problem: gone(where, state.runners) })
    part.isGone = true
    return undefined
  }
}

function tellBack(part: Part): void {
  if (part.isGone) part.notify({ type: 'note', problem: back(part.where) })
  part.isGone = false
}

function decideHere<T>(state: State, decide: Decide<T>, { silentMs, clock }: Part): T {
  const { book, found } = decide(cutOffBook(state, silentMs, clock))
  const { shares: _shares, lostAt: _lostAt, ...own } = book
  state.apart = own
  return found
}

type Decide<T> = (book: Book) => { readonly book: Book; readonly found: T }

function bookOf(kept: KeptBook, offset: number, silentMs: number): Book {
  const book = bookOfText(kept.text)
  const silent = kept.others.filter(each => kept.now - each.at > silentMs).map(each => each.runners)
  // A text that is no book is damaged just now, for all that can be told.
  const lostAt = book === undefined && kept.text !== '' ? kept.now : Math.max(kept.born, book?.lostAt ?? 0)
  return {
    ...movedBook({ since: kept.born, ...(book ?? EMPTY_BOOK), lostAt }, offset),
    ...(silent.length > 0 && { shares: { silent, runners: kept.runners } }),
  }
}

function textOf(book: Book, offset: number): string {
  const { shares: _shares, written: _written, ...kept } = movedBook(book, offset)
  return JSON.stringify(kept)
}

function cutOffBook({ known, apart, runners, heardAt }: State, silentMs: number, clock: Clock): Book {
  const heard = Math.floor(clock.now() - (clock.monotonic() - heardAt))
  // Others may spend all of it until they see that this run is silent; a third more stands for what lies between.
  const margin = silentMs / 3
  const until = heard + HORIZON_MS - margin
  const lostAt = heard + silentMs + margin
  return { ...(apart ?? known), lostAt, shares: { silent: [], runners, cutOff: { runners, until } } }
}

function gone(where: string, runners: number) {
  const message = `the shared ledger (${where}) does not answer: this run continues with its part of each limit, for ${runners} runners`
  const hint = 'nothing beyond that is sent; it is asked again every second'
  return { code: 'RL109', severity: 'warning', message, hint } as const
}

function back(where: string) {
  return { code: 'RL109', severity: 'warning', message: `the shared ledger (${where}) answers again` } as const
}
