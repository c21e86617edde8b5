import { failure } from '../core/model/failure.ts'
import type { Clock, Notify } from '../core/model/ports.ts'
import { mappingOf, textOf } from './shape.ts'

/** What every call to a forge is made with. */
export interface ForgeWire {
  /** `GitHub` or `GitLab`, for sentences. */
  readonly name: string
  /** Where its REST API answers, without a slash at the end. */
  readonly apiUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly clock: Clock
  /** 0 to 1, for jitter. */
  readonly random: () => number
  readonly notify: Notify
  readonly signal?: AbortSignal | undefined
}

export interface ForgeCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below the API, or a whole URL of the same origin. */
  readonly path: string
  readonly body?: unknown
  /** Statuses that are an answer here and no failure. */
  readonly takes?: readonly number[] | undefined
}

/** An answer, with the URL of the page that follows it. */
export interface ForgeAnswer {
  readonly status: number
  readonly body: unknown
  readonly next: string | undefined
}

const TIMEOUT_MS = 30_000
const MOST_BYTES = 20 * 1024 * 1024
const TRIES = 4
/** A forge may ask for an hour; no pipeline waits so long for a comment. */
const LONGEST_WAIT_MS = 5 * 60_000

/**
 * Sends one call and waits out what the forge asks for. What may be sent twice is sent again after a lost answer; a POST
 * is not, and answers `lost`. Throws a Failure FG1xx.
 */
export async function send(wire: ForgeWire, call: ForgeCall): Promise<ForgeAnswer | 'lost'> {
  let waited = 0
  for (let attempt = 1; ; attempt += 1) {
    const reply = await followed(wire, call)
    const limit = reply === 'lost' ? undefined : limitOf(reply, wire)
    if (limit !== undefined) {
      waited += limit
      if (waited > LONGEST_WAIT_MS || attempt === TRIES) throw limited(wire, limit)
      await pause(wire, limit)
      continue
    }
    if (reply !== 'lost' && reply.status < 500) return settled(wire, call, reply)
    if (call.method === 'POST') return 'lost'
    if (attempt === TRIES) throw unreachable(wire, reply === 'lost' ? 'no answer' : `status ${reply.status}`)
    await wire.clock.sleep(1_000 * 2 ** (attempt - 1) * (1 + wire.random()), wire.signal)
  }
}

/** All pages of a listing, or as many as are wanted. */
export async function sendAll(wire: ForgeWire, path: string, most = Infinity): Promise<readonly unknown[]> {
  const found: unknown[] = []
  let next: string | undefined = path
  while (next !== undefined && found.length < most) {
    const answer: ForgeAnswer | 'lost' = await send(wire, { method: 'GET', path: next })
    if (answer === 'lost' || !Array.isArray(answer.body)) throw unreachable(wire, 'an answer that is not a list')
    found.push(...(answer.body as readonly unknown[]))
    next = answer.next
  }
  return found.slice(0, most)
}

/**
 * Creates something. A POST without an answer may have been heard, so its work is looked for before it is sent again;
 * `find` gives what is there of it.
 */
export async function create<T>(
  wire: ForgeWire,
  call: Omit<ForgeCall, 'method'>,
  read: (body: unknown) => T | undefined,
  find: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(wire, { method: 'POST', ...call })
    const made = answer === 'lost' ? undefined : read(answer.body)
    if (made !== undefined) return made
    await wire.clock.sleep(1_000 * 2 ** (attempt - 1) * (1 + wire.random()), wire.signal)
    const found = await find()
    if (found !== undefined) return found
    if (attempt === TRIES - 1) throw unreachable(wire, 'no answer to what was sent')
  }
}

/** Redirections of one call, as of a repository that was renamed. */
const MOST_REDIRECTS = 3

// What may be sent twice follows to the same host; a POST only where it stays a POST.
async function followed(wire: ForgeWire, call: ForgeCall): Promise<Reply | 'lost'> {
  let reply = await exchange(wire, call)
  for (let more = MOST_REDIRECTS; more > 0 && reply !== 'lost'; more -= 1) {
    const { status, headers } = reply
    const isMoved = status === 307 || status === 308 || (call.method === 'GET' && (status === 301 || status === 302))
    const to = headers.get('location')
    if (!isMoved || to === null || !URL.canParse(to, wire.apiUrl)) return reply
    reply = await exchange(wire, { ...call, path: new URL(to, wire.apiUrl).href })
  }
  return reply
}

interface Reply extends ForgeAnswer {
  readonly headers: Headers
}

async function exchange(wire: ForgeWire, { method, path, body }: ForgeCall): Promise<Reply | 'lost'> {
  const url = new URL(/^https?:/u.test(path) ? path : `${wire.apiUrl}${path}`)
  if (url.origin !== new URL(wire.apiUrl).origin) throw unreachable(wire, `it points to ${url.host}`)
  const signals = [AbortSignal.timeout(TIMEOUT_MS), ...(wire.signal === undefined ? [] : [wire.signal])]
  try {
    const response = await fetch(url, {
      method,
      headers: { ...wire.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A token follows nobody to another place.
      redirect: 'manual',
      signal: AbortSignal.any(signals),
    })
    const text = await response.text()
    if (text.length > MOST_BYTES) return 'lost'
    return { status: response.status, headers: response.headers, body: parsed(text), next: nextOf(response.headers) }
  } catch (error) {
    if (wire.signal?.aborted === true) throw wire.signal.reason
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')) return 'lost'
    throw error
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

// A URL may have commas and semicolons of its own.
function nextOf(headers: Headers): string | undefined {
  const links = (headers.get('link') ?? '').matchAll(/<([^<>]*)>([^<]*)/gu)
  return [...links].find(([, , about = '']) => /;\s*rel="?(?:[^";,]* )?next\b/iu.test(about))?.[1]
}

// GitHub: primary limits answer 403 or 429 with nothing remaining, secondary ones say retry-after or say it in words; its
// GraphQL may say either with 200. GitLab: 429 with Retry-After or RateLimit-Reset.
function limitOf({ status, headers, body }: Reply, { clock }: ForgeWire): number | undefined {
  if (status !== 403 && status !== 429 && !isLimitedQuery(status, body)) return undefined
  const after = Number(headers.get('retry-after') ?? NaN)
  if (Number.isFinite(after)) return Math.max(after, 1) * 1_000
  const reset = Number(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset') ?? NaN)
  const isSpent = (headers.get('x-ratelimit-remaining') ?? headers.get('ratelimit-remaining')) === '0'
  if (isSpent && Number.isFinite(reset)) return Math.max(reset * 1_000 - clock.now(), 1_000)
  const isSecondary = /secondary rate limit|abuse detection/iu.test(messageOf(body))
  return status === 200 || status === 429 || isSpent || isSecondary ? 60_000 : undefined
}

function isLimitedQuery(status: number, body: unknown): boolean {
  const errors: unknown = status === 200 ? mappingOf(body)['errors'] : undefined
  return (
    Array.isArray(errors) &&
    errors
      .map(mappingOf)
      .some(each => textOf(each['type']).startsWith('RATE_LIMIT') || LIMITED.test(textOf(each['message'])))
  )
}

const LIMITED = /rate limit/iu

async function pause(wire: ForgeWire, ms: number): Promise<void> {
  const message = `${wire.name} is rate limited: waiting ${Math.ceil(ms / 1_000)} s`
  wire.notify({ type: 'note', problem: { code: 'FG103', severity: 'warning', message } })
  await wire.clock.sleep(ms * (1 + wire.random() / 10), wire.signal)
}

function settled(wire: ForgeWire, { method, path, takes = [] }: ForgeCall, reply: Reply): ForgeAnswer {
  const { status, body } = reply
  if ((status >= 200 && status < 300) || takes.includes(status)) return reply
  const what = `${method} ${path.split('?', 1)[0]}`
  const said = messageOf(body)
  const told = `${wire.name} answered ${what} with ${status}${said === '' ? '' : `: ${said}`}`
  if (status === 410)
    throw failure('FG104', told, { hint: 'enable it in the settings of the repository, or leave it out' })
  if (status === 401 || status === 403 || status === 404)
    throw failure('FG101', told, { hint: 'give the job the permission that docs/ci.md names for it' })
  throw failure('FG102', told, { hint: 'run the job again' })
}

function messageOf(body: unknown): string {
  const { message, error } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const text = message ?? error
  return typeof text === 'string' ? text.slice(0, 200) : ''
}

function unreachable({ name }: ForgeWire, why: string): Error {
  return failure('FG102', `${name} cannot be reached: ${why}`, { hint: 'run the job again' })
}

function limited({ name }: ForgeWire, ms: number): Error {
  return failure('FG103', `${name} asks to wait ${Math.ceil(ms / 1_000)} s`, { hint: 'run the job again later' })
}
