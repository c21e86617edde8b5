import { failure } from '../core/model/failure.ts'
import type { Failure } from '../core/model/failure.ts'
import type { Problem } from '../core/model/problem.ts'
import type { WireRequest } from './requests.ts'
import type { WireReply } from './wire.ts'

/** What went wrong on the way to an answer, or with it. */
export function networkProblem(reply: WireReply, { operation }: WireRequest): Problem {
  if (reply.kind !== 'answer') return missing(reply, 'Cliq', ` for ${operation}`, operation, 'apiUrl')
  return unfit(reply.status, 'Cliq', operation, 'apiUrl')
}

/** That the accounts server gave no answer: no fault of the credentials. */
export function unanswered(reply: NoAnswer, host: string): Problem {
  return missing(reply, host, '', `the request for a token by ${host}`, 'accountsUrl')
}

/** That what the accounts server answered is no answer of it: no fault of the credentials either. */
export function unsound(status: number, host: string): Problem {
  return unfit(status, host, 'the request for a token', 'accountsUrl')
}

function unfit(status: number, who: string, asked: string, setting: string): Problem {
  if (status >= 300 && status < 400)
    return of(
      'NT107',
      `${who} answered ${asked} with a redirect (HTTP ${status}), which is never followed`,
      `check ${setting}`,
    )
  if (status >= 500) return of('NT105', `${who} failed on ${asked} (HTTP ${status})`, AGAIN)
  return of('NT106', `${who}'s answer to ${asked} (HTTP ${status}) cannot be read`, AGAIN)
}

type NoAnswer = WireReply & { readonly kind: 'not-sent' | 'no-answer' }

const AGAIN = 'run the same command again; if it persists, check the Zoho status page'

function of(code: string, message: string, hint: string): Problem {
  return { code, severity: 'error', message, hint }
}

function missing({ kind, why }: NoAnswer, who: string, goal: string, asked: string, setting: string): Problem {
  if (kind === 'no-answer') return of('NT104', `no complete answer to ${asked}: ${why}`, AGAIN)
  if (why.includes('TIMEDOUT'))
    return of(
      'NT102',
      `${who} could not be reached${goal}: no connection within 10 s`,
      'check the network and the proxy',
    )
  const isProxy = why.startsWith('PROXY')
  const hint = isProxy
    ? 'check HTTPS_PROXY with its user and password, and NO_PROXY'
    : `check the network and ${setting}`
  return of('NT101', `${who} could not be reached${goal}: ${why}`, hint)
}

/** A 404 that is not Cliq's own: there is no API below this URL. */
export function wrongBase(apiUrl: string): Failure {
  const { host, pathname } = new URL(apiUrl)
  const hint = 'check dataCenter or apiUrl: it ends in /api/v3'
  return failure('CF804', `there is no Cliq API at ${host}${pathname} (HTTP 404)`, { hint })
}

/** A page for people in the place of an answer: something else than the API answers there. */
export function webPage({ operation }: WireRequest, status: number, apiUrl: string): Failure {
  const hint = 'check dataCenter or apiUrl, and whether a proxy or login page is in between'
  return failure('NT106', `${new URL(apiUrl).host} answered ${operation} with a web page (HTTP ${status})`, { hint })
}
