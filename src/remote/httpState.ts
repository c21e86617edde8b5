import { failure } from '../core/model/failure.ts'
import type { Clock } from '../core/model/ports.ts'
import type { Shelf } from './shelf.ts'
import { stateMarkOf, md5, NONE, stateOf, stateText, viewOf, withText } from './stateDocument.ts'
import type { State } from './stateDocument.ts'

/** One HTTP exchange as this room makes it. */
export interface StateRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** How it ended: with an answer, or without one and maybe carried out. */
export type StateReply =
  | { readonly kind: 'answer'; readonly status: number; readonly body: Uint8Array }
  | { readonly kind: 'not-sent' | 'no-answer'; readonly why: string }

/** Where a state lies and how it is reached: the HTTP protocol that Terraform's backend speaks. */
export interface StatePlace {
  readonly url: URL
  readonly lockUrl: URL
  readonly unlockUrl: URL
  readonly updateMethod: string
  readonly lockMethod: string
  readonly unlockMethod: string
  readonly headers: Readonly<Record<string, string>>
}

/** What speaking it takes. */
export interface StateDeps {
  exchange(request: StateRequest): Promise<StateReply>
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  /** Random text, new each time. */
  random(): string
  /** Who locks, for whoever waits. */
  readonly who: string
  readonly version: string
}

const LOCK_TRIES = 10
const LOCK_WAIT_MS = 3_000

/** A state of that protocol as a shelf: one document with a serial that rises by one with each writing, under its lock. */
export function httpShelf(place: StatePlace, deps: StateDeps): Shelf {
  const name = place.url.host
  const fetchState = async (): Promise<State> => {
    const { status, text } = await answered('GET', place.url, place, deps)
    if (status === 404 || status === 204 || (status === 200 && text === '')) return NONE
    if (status !== 200) throw unexpected(name, 'GET', status)
    return stateOf(text, name)
  }
  return {
    name,
    read: async () => viewOf(await fetchState()),
    async write(view, environment, text) {
      const lock = await locked(place, deps, name)
      try {
        const state = await fetchState()
        if (stateMarkOf(state) !== view.mark) return 'moved'
        const next = withText(state, environment, text)
        await putState(place, deps, lock.id, next, async () => stateMarkOf(await fetchState()) === stateMarkOf(next))
        return 'written'
      } finally {
        await unlocked(place, deps, lock)
      }
    },
  }
}

interface StateLock {
  readonly id: string
  readonly info: string
}

async function locked(place: StatePlace, deps: StateDeps, name: string): Promise<StateLock> {
  const id = deps.random()
  const created = new Date(deps.clock.now()).toISOString()
  const info = JSON.stringify({
    ID: id,
    Operation: 'cliq-ds',
    Info: '',
    Who: deps.who,
    Version: deps.version,
    Created: created,
    Path: '',
  })
  for (let tries = 1; ; tries += 1) {
    const { status, text } = await answered(place.lockMethod, place.lockUrl, place, deps, info)
    if (status >= 200 && status < 300) return { id, info }
    const isHeld = status === 423 || status === 409
    // An answer that was lost may have been a yes: the lock is held by ourselves then.
    if (isHeld && text.includes(id)) return { id, info }
    if (!isHeld)
      throw status === 404 || status === 405 || status === 501
        ? unlockable(name)
        : unexpected(name, place.lockMethod, status)
    if (tries === LOCK_TRIES) throw held(name, holderIn(text))
    await deps.clock.sleep(LOCK_WAIT_MS)
  }
}

async function unlocked(place: StatePlace, deps: StateDeps, lock: StateLock): Promise<void> {
  for (let tries = 1; tries <= 3; tries += 1) {
    try {
      const { status } = await answered(place.unlockMethod, place.unlockUrl, place, deps, lock.info)
      if (status < 500) return
    } catch {
      // What was written stands in any case; a lock that stays is told to the next who asks for it.
    }
    await deps.clock.sleep(LOCK_WAIT_MS)
  }
}

async function putState(
  place: StatePlace,
  deps: StateDeps,
  lock: string,
  next: State,
  isThere: () => Promise<boolean>,
): Promise<void> {
  const url = new URL(place.url)
  url.searchParams.set('ID', lock)
  const name = place.url.host
  for (let tries = 1; ; tries += 1) {
    const reply = await sent(place.updateMethod, url, place, deps, stateText(next))
    if (reply.kind === 'answer' && reply.status >= 200 && reply.status < 300) return
    if (reply.kind === 'answer' && reply.status < 500) throw unexpected(name, place.updateMethod, reply.status)
    // Under the lock nobody else writes: what stands there tells whether it arrived.
    if (await isThere()) return
    if (tries === 3)
      throw reply.kind === 'answer' ? unexpected(name, place.updateMethod, reply.status) : silent(name, reply.why)
  }
}

async function answered(
  method: string,
  url: URL,
  place: StatePlace,
  deps: StateDeps,
  body?: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const name = place.url.host
  for (let tries = 1; ; tries += 1) {
    const reply = await sent(method, url, place, deps, body)
    if (reply.kind === 'answer' && reply.status < 500)
      return { status: reply.status, text: new TextDecoder().decode(reply.body) }
    if (tries === 3) throw reply.kind === 'answer' ? unexpected(name, method, reply.status) : silent(name, reply.why)
    await deps.clock.sleep(1_000 * tries)
  }
}

async function sent(method: string, url: URL, place: StatePlace, deps: StateDeps, body?: string): Promise<StateReply> {
  const described = body === undefined ? {} : { 'content-type': 'application/json', 'content-md5': md5(body) }
  const headers = { ...place.headers, accept: 'application/json', 'accept-encoding': 'identity', ...described }
  return deps.exchange(body === undefined ? { method, url, headers } : { method, url, headers, body })
}

function holderIn(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && 'Who' in value && typeof value.Who === 'string') return value.Who
  } catch {
    // The protocol lets a server say nothing.
  }
  return 'somebody else'
}

function silent(name: string, why: string): Error {
  const hint = 'check the network, then run the same command again'
  return failure('LK121', `the lock file on ${name} cannot be reached: ${why}`, { hint })
}

function unexpected(name: string, method: string, status: number): Error {
  const hint =
    status === 401 || status === 403
      ? 'check the username and password of lockFile in the config, and their permissions'
      : 'check the address and the methods of lockFile in the config'
  return failure('LK123', `${name} answers ${method} with status ${status}`, { hint })
}

function unlockable(name: string): Error {
  const hint = 'set lockUrl, lockMethod, unlockUrl and unlockMethod of lockFile to what the server documents'
  return failure('LK123', `${name} has no lock at that address; without one, another run could be overwritten`, {
    hint,
  })
}

function held(name: string, holder: string): Error {
  const hint = 'wait for that run to end; if it has died, release the lock on the server'
  return failure('LK124', `the lock file on ${name} is locked by ${holder}`, { hint })
}
