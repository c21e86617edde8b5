import { isArray, parseJson, textAt } from './json.ts'
import type { CliqError } from './errorReply.ts'

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

// A limit is told by code or text under any status: 429, 400 and even 200 have been seen.
const CODES =
  /^(?:request_limit_exceeded|rate_limit_exceeded|too_many_requests|url_(?:\w+_)?throttles_limit_exceeded)$/iu
const TEXTS = /request limit exceeded|rate limit|throttles?[ _]limit|too many requests/iu

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** Whether an answer says that calls came too fast. */
export function isThrottle(status: number, error: CliqError | undefined): boolean {
  if (status === 429) return true
  if (error?.code !== undefined && CODES.test(error.code)) return true
  // Only where no other code claims the answer: a refusal may quote a value with these words.
  return error !== undefined && error.code === undefined && status >= 400 && TEXTS.test(error.message)
}

/** How long a throttle says that it lasts, ms from its reply; 0 when it says nothing. `now` is Unix ms. */
export function statedMs(headers: Headers, error: CliqError | undefined, now: number): number {
  const minutes = /after (\d{1,4}) ?min/iu.exec(error?.message ?? '')?.[1]
  const own = minutes === undefined ? 0 : Number(minutes) * MINUTE_MS
  return Math.max(own, retryAfterMs(oneOf(headers['retry-after']), now), rateLimitMs(oneOf(headers['x-rate-limit'])))
}

// Retry-After is seconds or an HTTP date.
function retryAfterMs(header: string, now: number): number {
  if (/^\d{1,9}$/u.test(header.trim())) return Number(header) * SECOND_MS
  const date = Date.parse(header)
  return Number.isNaN(date) ? 0 : Math.max(0, date - now)
}

// X-Rate-Limit, where it is switched on, is a JSON list of {duration, remaining-count, retry-after}, in seconds.
function rateLimitMs(header: string): number {
  if (header === '') return 0
  const parsed = parseJson(Buffer.from(header))
  const entries = isArray(parsed) ? parsed : [parsed]
  const seconds = entries.map(each => Number(textAt(each, 'retry-after') ?? 0))
  return Math.max(0, ...seconds.filter(Number.isFinite)) * SECOND_MS
}

function oneOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header?.[0] ?? '')
}
