import { failure } from '../core/model/failure.ts'
import type { Failure } from '../core/model/failure.ts'
import type { Problem } from '../core/model/problem.ts'
import { missing, unfit } from './noAnswer.ts'
import type { WireRequest } from './requests.ts'
import type { WireReply } from './wire.ts'

/** What went wrong on the way to an answer, or with it. */
export function networkProblem(reply: WireReply, { operation }: WireRequest): Problem {
  if (reply.kind !== 'answer') return missing(reply, 'Cliq', ` for ${operation}`, operation, 'apiUrl')
  return unfit(reply.status, 'Cliq', operation, 'apiUrl')
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
