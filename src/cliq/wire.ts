import { Failure } from '../core/model/failure.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import { LockedOut } from '../core/pace/pace.ts'
import type { Problem } from '../core/model/problem.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Clock, Notify, CallPlace, Postponed, Way } from '../core/model/ports.ts'
import { betrays, hushed } from './credentials.ts'
import { errorOf } from './errorReply.ts'
import type { CliqError } from './errorReply.ts'
import type { Bounds } from './bounds.ts'
import type { Passed } from './governor.ts'
import type { Turns } from './turns.ts'
import { parseJson } from './json.ts'
import type { WireJson } from './json.ts'
import { scopeProblem, statusMeant } from './refusals.ts'
import type { WireRequest } from './requests.ts'
import { statedMs, throttleOf } from './throttle.ts'
import type { TokenSource } from './tokens.ts'
import type { HttpReply, Transport } from './transport.ts'

/** Cliq's answer to one call, whatever it says, or that there was none. */
export type WireReply =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly isEmpty: boolean
      /** A web page in the place of JSON, as proxies and logins send it. */
      readonly isPage: boolean
      /** Undefined when the body is not JSON of a sound size and depth. */
      readonly body: WireJson | undefined
      /** Without secrets. */
      readonly error: CliqError | undefined
    }
  | { readonly kind: 'not-sent' | 'no-answer'; readonly why: string }

/** Sends calls, each when it may go and with a token that is good. */
export interface Wire {
  /**
   * Sends one call. It goes out a second time only after an answer that proves that the first did nothing: a stale token
   * (once) or a throttle (twice). `hidden` are values that no text may show. Throws a Failure for what concerns the run.
   */
  send(request: WireRequest, hidden?: readonly string[]): Promise<WireReply>
  /** The same in a place that was reserved for it: never waits, and is postponed where it would. */
  sendIn(place: CallPlace, request: WireRequest, hidden?: readonly string[]): Promise<WireReply | Postponed>
  /** Waits until so many calls may go, and keeps their room. */
  reserve(operation: Operation, calls: number): Promise<CallPlace>
  /** The same wire, its calls under these terms as well. */
  going(terms: Terms): Wire
}

/** What calls of a wire go under, besides their way. */
export interface Terms extends Way {
  /** Unix ms at which the lease that calls are made under expires; undefined without one. */
  readonly leaseEnds?: (() => number | undefined) | undefined
  /** Unix ms after which no call may go. */
  readonly until?: number | undefined
  /** Whether calls go on after an interrupt: what is on its way to an end. */
  readonly isUnstoppable?: boolean | undefined
}

export interface WireDeps {
  readonly apiUrl: string
  readonly authScheme: 'Zoho-oauthtoken' | 'Bearer'
  readonly userAgent: string
  /** Secrets that no text may show. */
  readonly secrets: readonly string[]
  readonly transport: Transport
  readonly turns: Turns
  readonly tokens: TokenSource
  readonly clock: Clock
  readonly notify: Notify
  /** Hears of each call that left this machine. */
  readonly sent: (operation: Operation) => void
  readonly signal: AbortSignal | undefined
}

const SENDS_INTO_THROTTLES = 3

/** A wire to one org. */
export function openWire(deps: WireDeps, terms: Terms = {}): Wire {
  const { rank, leaving } = terms
  const bounds = boundsOf(terms, deps)
  return {
    send: (request, hidden = []) => sent(request, hidden, deps, terms),
    sendIn: (place, request, hidden = []) => sent(request, hidden, deps, terms, place),
    reserve: (operation, calls) => deps.turns.reserve(operation, calls, { rank: rank?.(false), bounds }, leaving),
    going: more => openWire(deps, joined(terms, more)),
  }
}

// What keeps a call back keeps it back under all further terms.
function joined(terms: Terms, more: Terms): Terms {
  const leaving = (operation: Operation) => {
    terms.leaving?.(operation)
    more.leaving?.(operation)
  }
  return { ...terms, ...more, leaving }
}

function boundsOf({ leaseEnds, until, isUnstoppable }: Terms, { signal }: WireDeps): Bounds {
  return { leaseEnds, until, signal: isUnstoppable === true ? undefined : signal }
}

function sent(request: WireRequest, hidden: readonly string[], deps: WireDeps, terms: Terms): Promise<WireReply>
function sent(
  request: WireRequest,
  hidden: readonly string[],
  deps: WireDeps,
  terms: Terms,
  place: CallPlace,
): Promise<WireReply | Postponed>
async function sent(
  request: WireRequest,
  hidden: readonly string[],
  deps: WireDeps,
  terms: Terms,
  place?: CallPlace,
): Promise<WireReply | Postponed> {
  const manner = { rank: terms.rank?.(true), bounds: boundsOf(terms, deps) }
  let isRenewed = false
  for (let throttles = 0; ;) {
    // Minting can take as long as a call: it must not be counted as one in flight.
    await deps.tokens.take()
    const turn = await deps.turns.enter(request.operation, manner, place)
    if (turn === undefined) return { kind: 'postponed', retryAt: deps.clock.now() }
    try {
      const { passed } = turn
      const { raw, token } = await exchanged(request, passed, deps, terms)
      const reply = readReply(raw, [...deps.secrets, token, ...hidden, ...extensionKeys(request)])
      if (raw.kind !== 'answer' || reply.kind !== 'answer') {
        await (reply.kind === 'not-sent' ? passed.notSent() : settled(passed.replied()))
        return reply
      }
      const answer = { ...reply, headers: raw.headers, bytes: raw.body }
      const throttle = throttleOf(answer)
      if (throttle !== undefined) {
        const until = await passed.throttled(statedMs(answer, deps.clock.now()))
        // Nothing proves that a write did not arrive: whoever sent it looks first.
        if (throttle === 'busy' && OPERATIONS[request.operation].writes) return reply
        if (place !== undefined) return { kind: 'postponed', retryAt: until }
        throttles += 1
        if (throttles === SENDS_INTO_THROTTLES) throw stillThrottled(request, until)
        continue
      }
      await settled(passed.replied())
      const status = statusMeant(reply)
      const scope = scopeProblem(request.operation, status, reply.error)
      if (scope !== undefined) throw new Failure([scope])
      if (status !== 401) return reply
      // Once, also where the accounts server gives the same token again.
      if (isRenewed || (await deps.tokens.renew(token)) === undefined)
        throw new Failure([refusedToken(reply.error, deps.tokens.elsewhere())])
      isRenewed = true
    } finally {
      turn.end()
    }
  }
}

// After a long wait the token may have become too old; nearly always it is at hand.
async function stillGood(tokens: TokenSource, passed: Passed): Promise<string> {
  try {
    return await tokens.take()
  } catch (error) {
    await settled(passed.notSent())
    throw error
  }
}

async function exchanged(
  request: WireRequest,
  passed: Passed,
  deps: WireDeps,
  terms: Terms,
): Promise<{ readonly raw: HttpReply; readonly token: string }> {
  const token = await stillGood(deps.tokens, passed)
  const { method } = OPERATIONS[request.operation]
  const url = new URL(`${deps.apiUrl.replace(/(?<!\/)\/+$/u, '')}${request.path}`)
  for (const [key, value] of Object.entries(request.query)) url.searchParams.set(key, value)
  const headers = {
    authorization: `${deps.authScheme} ${token}`,
    accept: 'application/json',
    'user-agent': deps.userAgent,
    ...(request.body !== undefined && { 'content-type': 'application/json' }),
  }
  const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) }
  const { operation } = request
  let isSlow = false
  const onSlow = (leftMs: number) => {
    isSlow = true
    deps.notify({ type: 'waiting', wait: { why: 'answer', operation, until: deps.clock.now() + leftMs } })
  }
  try {
    terms.leaving?.(operation)
    const raw = await deps.transport.exchange({ method, url, headers, ...body, onSlow })
    if (raw.kind !== 'not-sent') deps.sent(operation)
    return { raw, token }
  } catch (error) {
    await settled(passed.notSent())
    throw error
  } finally {
    if (isSlow) deps.notify({ type: 'resumed', operation })
  }
}

function readReply(raw: HttpReply, secrets: readonly string[]): WireReply {
  if (raw.kind !== 'answer') return raw
  const isEmpty = raw.body.length === 0
  const body = isEmpty ? undefined : parseJson(raw.body)
  const error = errorOf(body)
  const quiet = error && {
    ...(error.code !== undefined && !betrays(error.code, secrets) && { code: error.code }),
    message: hushed(error.message, secrets),
  }
  const isPage = body === undefined && /^\s*</u.test(raw.body.subarray(0, 64).toString('latin1'))
  return { kind: 'answer', status: raw.status, isEmpty, isPage, body, error: quiet }
}

// The call is over and its outcome counts more than its place in the ledger: an entry without a reply is the safer one.
async function settled(told: Promise<void>): Promise<void> {
  await told.catch(() => undefined)
}

function extensionKeys({ query }: WireRequest): readonly string[] {
  return query['extension_key'] === undefined ? [] : [query['extension_key']]
}

function refusedToken(error: CliqError | undefined, elsewhere: string | undefined): Problem {
  const words = error?.message === undefined || error.message === '' ? '' : `: "${error.message.slice(0, 300)}"`
  const foreign = elsewhere === undefined ? '' : `, which is for data centre ${elsewhere}`
  const hint =
    elsewhere === undefined
      ? 'get a new token, and check that dataCenter is the one of the org'
      : `set dataCenter to ${elsewhere}, where the accounts server says that the token is of use`
  return { code: 'AU101', severity: 'error', message: `Cliq does not accept the access token${foreign}${words}`, hint }
}

function stillThrottled({ operation }: WireRequest, retryAt: number): Failure {
  const message = `Cliq refused ${operation} ${SENDS_INTO_THROTTLES} times because calls came too fast`
  return new LockedOut('RL104', message, retryAt)
}
