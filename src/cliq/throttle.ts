import { isArray, keyOf } from './json.ts'
import type { Json } from './json.ts'
import type { CliqError } from './errorReply.ts'
import { isDocumented } from './refusals.ts'

/** An answer as far as it may tell of a limit. */
export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The whole answer, of which only the beginning is looked at. */
  readonly bytes: Buffer
  /** The same as JSON, where it is any. */
  readonly body: Json | undefined
  readonly error: CliqError | undefined
}

// A limit is told by code or text under any status: 429, 400 and even 200 have been seen.
const CODES =
  /^(?:request_limit_exceeded|rate_limit_exceeded|too_many_requests|url_(?:\w+_)?throttles_limit_exceeded)$/iu
const TEXTS = /request[ _]limit[ _]exceeded|rate[ _]limit|throttles?[ _]limit|too[ _]many[ _]requests/iu

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const UNITS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: 60 * MINUTE_MS }
// A page of a gateway says it early or not at all.
const BEGINNING = 8_192

/** Whether an answer says that calls came too fast. */
export function isThrottle({ status, bytes, body, error }: Told): boolean {
  if (status === 429) return true
  if (error?.code !== undefined && CODES.test(error.code)) return true
  // Only where no code of the document claims the answer, and nothing was answered: a value may hold these words.
  if (error?.code !== undefined && isDocumented(error.code)) return false
  if (status < 300 && (body === undefined || isAnswer(body))) return false
  if (error !== undefined) return TEXTS.test(error.message)
  return body === undefined && status >= 400 && TEXTS.test(beginningOf(bytes))
}

/** How long a throttle says that it lasts, ms from its reply; 0 when it says nothing. `now` is Unix ms. */
export function statedMs({ headers, bytes }: Told, now: number): number {
  // The server's own clock tells how far off its date is; ours may be wrong.
  const date = Date.parse(oneOf(headers['date']))
  const inWords = wordsMs(beginningOf(bytes))
  const inHeader = retryAfterMs(oneOf(headers['retry-after']), Number.isNaN(date) ? now : date)
  return Math.max(inWords, inHeader, rateLimitMs(oneOf(headers['x-rate-limit'])))
}

// "Try again after 22 minutes", wherever it stands: the form of the body is not documented.
function wordsMs(text: string): number {
  const [, figure = '', unit = ''] = /\b(?:after|in|for) (\d{1,6}) ?(s|m|h)(?:ec|in|ou?r|\b)/iu.exec(text) ?? []
  return Number(figure) * (UNITS[unit.toLowerCase()] ?? 0)
}

// Retry-After is seconds or an HTTP date.
function retryAfterMs(header: string, now: number): number {
  const text = header.trim()
  if (/^\d{1,9}(?:\.\d{1,9})?$/u.test(text)) return Math.ceil(Number(text) * SECOND_MS)
  const date = /[a-z]/iu.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? 0 : Math.max(0, date - now)
}

// X-Rate-Limit, where it is switched on, lists duration, remaining-count and retry-after, in seconds.
function rateLimitMs(header: string): number {
  const named = [...header.matchAll(/retry-?after\W{1,5}(\d{1,9})\b/giu)].map(([, figure]) => Number(figure))
  return Math.max(0, ...named) * SECOND_MS
}

function isAnswer(body: Json): boolean {
  return isArray(body) || ['data', 'list', 'records'].some(key => keyOf(body, key) !== undefined)
}

function beginningOf(bytes: Buffer): string {
  return bytes.toString('utf8', 0, BEGINNING)
}

function oneOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header?.[0] ?? '')
}
