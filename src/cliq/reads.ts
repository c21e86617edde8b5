import { Failure } from '../core/model/failure.ts'
import type { Clock, Notify, CallPlace } from '../core/model/ports.ts'
import type { WireJson } from './json.ts'
import { networkProblem, webPage, wrongBase } from './network.ts'
import { saysNo } from './reading.ts'
import { refusalProblem } from './refusals.ts'
import type { WireRequest } from './requests.ts'
import type { Wire, WireReply } from './wire.ts'

/** What a read came to: what `decode` made of the answer, or Cliq's code for why there is none. */
export type ReadAnswer<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: string }

export interface ReadDeps {
  readonly apiUrl: string
  readonly clock: Clock
  readonly notify: Notify
  readonly random: () => number
  readonly signal?: AbortSignal | undefined
  /** Room that was reserved for these reads; without any left they wait like others. */
  readonly place?: CallPlace | undefined
}

const TRIES = 5

/** Stands for the code of a 404 that says what it means without one (C25). */
export const NO_CODE = ''

/**
 * Reads, up to five times while the answer is missing, cut, unreadable or a fault of the server; `decode` gives
 * undefined for an answer that it cannot read, and hears of undefined where Cliq says that there is no content; what is
 * said whole and cannot be read is not asked again. `accepts` are codes of Cliq that the caller has an answer for, NO_CODE for
 * a 404 in words alone; anything else is thrown as a Failure.
 */
export async function performRead<T>(
  wire: Wire,
  request: WireRequest,
  decode: (body: WireJson | undefined) => T | undefined,
  deps: ReadDeps,
  accepts: readonly string[] = [],
): Promise<ReadAnswer<T>> {
  for (let tries = 1; ; tries += 1) {
    const reply = await asked(wire, request, tries === 1 ? deps.place : undefined)
    if (reply.kind === 'answer' && isSaid(reply)) {
      const value = decode(reply.body)
      if (value !== undefined) return { kind: 'read', value }
    }
    const code = codeOf(reply)
    if (code !== undefined && accepts.includes(code)) return { kind: 'refused', code }
    if (isFinal(reply)) throw finalFailure(reply, request, deps.apiUrl)
    const problem = networkProblem(reply, request)
    if (tries === TRIES) throw new Failure([problem])
    await pause(tries, problem, deps)
  }
}

async function asked(wire: Wire, request: WireRequest, place: CallPlace | undefined): Promise<WireReply> {
  const reply = place === undefined ? undefined : await wire.sendIn(place, request)
  return reply === undefined || reply.kind === 'postponed' ? wire.send(request) : reply
}

function codeOf(reply: WireReply): string | undefined {
  if (reply.kind !== 'answer' || reply.error === undefined) return undefined
  return reply.error.code ?? (reply.status === 404 ? NO_CODE : undefined)
}

function isSaid({ status, isEmpty, body }: WireReply & { readonly kind: 'answer' }): boolean {
  return (status === 204 && isEmpty) || (status === 200 && body !== undefined)
}

// A redirect, a refusal, a page to log in to, or JSON of another kind will not be another one the next time.
function isFinal(reply: WireReply): reply is WireReply & { readonly kind: 'answer' } {
  if (reply.kind !== 'answer') return false
  return isSaid(reply) || (reply.status < 300 && reply.isPage) || (reply.status >= 300 && reply.status < 500)
}

function finalFailure(reply: WireReply & { readonly kind: 'answer' }, request: WireRequest, apiUrl: string): Failure {
  if (reply.status < 300 && reply.isPage) return webPage(request, reply.status, apiUrl)
  if (reply.status < 400 && !saysNo(reply)) return new Failure([networkProblem(reply, request)])
  if (reply.status === 404 && reply.error?.code === undefined) return wrongBase(apiUrl)
  return new Failure([refusalProblem(request.operation, reply.status, reply.error)])
}

// 1 to 30 s, doubling, each drawn from its upper half so that processes do not come back in step.
async function pause(tries: number, problem: Failure['problems'][number], deps: ReadDeps): Promise<void> {
  const ms = Math.round(Math.min(30_000, 1_000 * 2 ** tries) * (0.5 + deps.random() / 2))
  const message = `${problem.message}; trying again in ${Math.ceil(ms / 1_000)} s`
  deps.notify({ type: 'note', problem: { ...problem, severity: 'warning', message } })
  await deps.clock.sleep(ms, deps.signal)
}
