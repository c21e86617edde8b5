import { failure } from '../core/model/failure.ts'
import type { Failure } from '../core/model/failure.ts'
import type { Problem } from '../core/model/problem.ts'
import type { WireRequest } from './requests.ts'
import type { WireReply } from './wire.ts'

/** What went wrong on the way to an answer, or with it. */
export function networkProblem(reply: WireReply, { operation }: WireRequest): Problem {
  const of = (code: string, message: string, hint: string): Problem => ({ code, severity: 'error', message, hint })
  const again = 'run the same command again; if it persists, check the Zoho status page'
  if (reply.kind === 'not-sent')
    return reply.why.includes('TIMEDOUT')
      ? of(
          'NT102',
          `Cliq could not be reached for ${operation}: no connection within 10 s`,
          'check the network and the proxy',
        )
      : of(
          'NT101',
          `Cliq could not be reached for ${operation}: ${reply.why}`,
          reply.why.startsWith('PROXY')
            ? 'check HTTPS_PROXY with its user and password, and NO_PROXY'
            : 'check the network and apiUrl',
        )
  if (reply.kind !== 'answer') return of('NT104', `no complete answer to ${operation}: ${reply.why}`, again)
  const { status } = reply
  if (status >= 300 && status < 400)
    return of(
      'NT107',
      `Cliq answered ${operation} with a redirect (HTTP ${status}), which is never followed`,
      'check apiUrl',
    )
  if (status >= 500) return of('NT105', `Cliq failed on ${operation} (HTTP ${status})`, again)
  return of('NT106', `Cliq's answer to ${operation} (HTTP ${status}) cannot be read`, again)
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
