import { isArray, keyOf } from './json.ts'
import type { WireJson } from './json.ts'
import type { CliqError } from './errorReply.ts'
import { isLimitText } from './limitWords.ts'
import { isDocumented } from './refusals.ts'

/** An answer as far as it may tell of a limit. */
export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The whole answer, of which only the beginning is looked at. */
  readonly bytes: Buffer
  /** The same as JSON, where it is any. */
  readonly body: WireJson | undefined
  readonly error: CliqError | undefined
}

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const UNITS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: 60 * MINUTE_MS }
// A page of a gateway says it early or not at all.
const BEGINNING = 8_192

/**
 * Whether an answer says that calls came too fast, told by its sense under any status: 429, 403, 400, 503 and even 200
 * have been seen. `refused`: Cliq itself says so, so the call did nothing. `busy`: only a Retry-After of a server or
 * gateway says so, and what was sent may have arrived.
 */
export function throttleOf(told: Told): 'refused' | 'busy' | undefined {
  const { status, headers, bytes, body, error } = told
  if (status === 429) return 'refused'
  // Only where no code of the document claims the answer, and nothing was answered: a value may hold these words.
  if (error?.code !== undefined && isDocumented(error.code)) return undefined
  if (status < 300 && (bytes.length === 0 || isAnswer(body))) return undefined
  const words = body === undefined ? beginningOf(bytes) : `${error?.code ?? ''} ${error?.message ?? ''}`
  if (isLimitText(words)) return 'refused'
  // 401 asks for another token, whatever else it says.
  if (oneOf(headers['retry-after']) === '' || status === 401) return undefined
  if (status === 403) return 'refused'
  return status === 503 || body === undefined ? 'busy' : undefined
}

/** How long a throttle says that it lasts, ms from its reply; 0 when it says nothing. `now` is Unix ms. */
export function statedMs({ headers, bytes }: Told, now: number): number {
  // The server's own clock tells how far off its date is; ours may be wrong.
  const date = Date.parse(oneOf(headers['date']))
  const beginning = beginningOf(bytes)
  const inBody = Math.max(wordsMs(beginning), keyMs(beginning))
  const inHeader = retryAfterMs(oneOf(headers['retry-after']), Number.isNaN(date) ? now : date)
  return Math.max(inBody, inHeader, rateLimitMs(oneOf(headers['x-rate-limit'])))
}

// "Try again after 22 minutes", wherever it stands: the form of the body is not documented.
function wordsMs(text: string): number {
  const [, figure = '', unit = ''] = /\b(?:after|in|for|wait) (\d{1,6}) ?(s|m|h)(?:ec|in|ou?r|\b)/iu.exec(text) ?? []
  return Number(figure) * (UNITS[unit.toLowerCase()] ?? 0)
}

// `"retry_after": 30` beside the code, in seconds, as some of these answers have it.
function keyMs(text: string): number {
  const [, figure = ''] = /"retry[-_]?after"\s{0,5}:\s{0,5}"?(\d{1,9})(?:\.\d{1,9})?["\s,}]/iu.exec(text) ?? []
  return Number(figure) * SECOND_MS
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

function isAnswer(body: WireJson | undefined): boolean {
  return isArray(body) || ['data', 'list', 'records'].some(key => keyOf(body, key) !== undefined)
}

function beginningOf(bytes: Buffer): string {
  return bytes.toString('utf8', 0, BEGINNING)
}

function oneOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header?.[0] ?? '')
}
