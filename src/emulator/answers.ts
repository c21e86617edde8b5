import type { Reply } from './call.ts'
import type { EmulatorResponse, LimitOptions, Switches } from './options.ts'

/** A response of JSON. */
export function jsonResponse(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): EmulatorResponse {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

/** The response to what an operation replied. "No content" looks as the switch says. */
export function responseOf(
  reply: Pick<Reply, 'status' | 'body'>,
  { noContent }: Pick<Switches, 'noContent'>,
): EmulatorResponse {
  if (reply.body !== undefined) return jsonResponse(reply.status, reply.body)
  switch (noContent) {
    case '204':
      return { status: 204, headers: {}, body: '' }
    case '200-empty':
      return { status: 200, headers: {}, body: '' }
    case '200-code':
      return jsonResponse(200, { 'Response Code': '204 No Content' })
  }
}

/** The response to a user who is shut out until then, in the form that the options ask for. */
export function throttled(
  until: number,
  at: number,
  { answer = '429', retryAfter = 'absent' }: LimitOptions,
): EmulatorResponse {
  const message = 'Too many requests in too short a time.'
  const seconds = Math.ceil((until - at) / 1000)
  const moments = { absent: undefined, seconds: String(seconds), date: new Date(until).toUTCString() }
  const moment = moments[retryAfter]
  const headers: Readonly<Record<string, string>> = moment === undefined ? {} : { 'retry-after': moment }
  switch (answer) {
    case '429':
      return jsonResponse(429, { message, code: 'rate_limit_exceeded' }, headers)
    case '429-nested':
      return jsonResponse(429, { error: { code: 'rate_limit_exceeded', message } }, headers)
    case '400':
      return jsonResponse(400, { message, code: 'request_limit_exceeded' }, headers)
    case '400-threshold':
      return jsonResponse(400, { message: 'Threshold limit of requests per minute reached.' }, headers)
    case '403-locked':
      return jsonResponse(403, { message: 'You are locked out: the threshold limit was exceeded.' }, headers)
    case '503-page':
    case '200-page':
      return {
        ...pageOf(answer === '503-page' ? 503 : 200, 'Rate limit exceeded'),
        headers: { 'content-type': 'text/html', ...headers },
      }
    case '400-rolling': {
      const details = { message: `Try again after ${Math.ceil(seconds / 60)} minutes` }
      return jsonResponse(
        400,
        { error: { status_code: '400', title: 'URL_ROLLING_THROTTLES_LIMIT_EXCEEDED', details } },
        headers,
      )
    }
  }
}

/** A page as gateways send it. */
export function htmlResponse(status: number): EmulatorResponse {
  return pageOf(status, 'Bad gateway')
}

function pageOf(status: number, words: string): EmulatorResponse {
  const body = `<!doctype html><html><head><title>${words}</title></head><body><h1>${words}</h1></body></html>`
  return { status, headers: { 'content-type': 'text/html' }, body }
}
