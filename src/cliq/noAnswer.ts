import type { Problem } from '../core/model/problem.ts'

/** That the accounts server gave no answer: no fault of the credentials. */
export function unanswered(reply: NoAnswer, host: string): Problem {
  return missing(reply, host, '', `the request for a token by ${host}`, 'accountsUrl')
}

/** That what the accounts server answered is no answer of it: no fault of the credentials either. */
export function unsound(status: number, host: string): Problem {
  return unfit(status, host, 'the request for a token', 'accountsUrl')
}

/** That an answer is none that can be used: a redirect, a fault of the server, or nothing that can be read. */
export function unfit(status: number, who: string, asked: string, setting: string): Problem {
  if (status >= 300 && status < 400)
    return of(
      'NT107',
      `${who} answered ${asked} with a redirect (HTTP ${status}), which is never followed`,
      `check ${setting}`,
    )
  if (status >= 500) return of('NT105', `${who} failed on ${asked} (HTTP ${status})`, AGAIN)
  return of('NT106', `${who}'s answer to ${asked} (HTTP ${status}) cannot be read`, AGAIN)
}

/** A call that brought no answer. */
export interface NoAnswer {
  readonly kind: 'not-sent' | 'no-answer'
  readonly why: string
}

const AGAIN = 'run the same command again; if it persists, check the Zoho status page'

function of(code: string, message: string, hint: string): Problem {
  return { code, severity: 'error', message, hint }
}

/** That there was no answer of `who`, and which setting says where it is. */
export function missing({ kind, why }: NoAnswer, who: string, goal: string, asked: string, setting: string): Problem {
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
