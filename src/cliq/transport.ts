import * as http from 'node:http'
import * as https from 'node:https'
import { PassThrough } from 'node:stream'

import { openTunnel, proxyFor } from './proxy.ts'
import type { Proxy } from './proxy.ts'
import { failure } from '../core/model/failure.ts'

/** One HTTP exchange to make. */
export interface HttpRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Called once when the answer takes long; `leftMs` until it is given up. */
  readonly onSlow?: (leftMs: number) => void
}

/** How an exchange ended. Redirects are answers like any other: they are never followed. */
export type HttpReply =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
      readonly body: Buffer
    }
  /** Nothing reached the server: the name has no address, the connection was refused or never came about. */
  | { readonly kind: 'not-sent'; readonly why: string }
  /** It may have reached the server, and no complete answer back. */
  | { readonly kind: 'no-answer'; readonly why: string }

/** Makes exchanges. Throws a Failure NT103 for a certificate that does not hold, and nothing else. */
export interface Transport {
  exchange(request: HttpRequest): Promise<HttpReply>
}

export interface TransportLimits {
  /** From the first byte sent to the last received, ms. Default 30,000. */
  readonly timeoutMs?: number
  /** Until the connection stands, ms. Default 10,000. */
  readonly connectMs?: number
  /** Until an answer is called slow, ms. Default 10,000. */
  readonly slowMs?: number
  /** Of an answer's body. Default 10 MB. */
  readonly maxBytes?: number
  /** Names the proxies; by default there is none. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

// Shorter than any server's own patience: a connection that was idle longer may be closed just as a write goes out.
const IDLE_MS = 4_000

const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
])
const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/u

/** A transport that keeps connections open between calls that follow closely. */
export function openTransport(limits: TransportLimits = {}): Transport {
  const { timeoutMs = 30_000, connectMs = 10_000, slowMs = 10_000, maxBytes = 10 * 1024 * 1024, env = {} } = limits
  const options = { keepAlive: true, timeout: IDLE_MS, maxSockets: 32 }
  const agents = { http: new http.Agent(options), https: new https.Agent(options) }
  const tunnels = new Map<string, https.Agent>()
  const agentsFor = (url: URL) => {
    const proxy = proxyFor(url, env)
    if (proxy === undefined || proxy === 'unusable') return proxy ?? agents
    const name = JSON.stringify(proxy)
    const agent = tunnels.get(name) ?? tunnelling(proxy, options)
    tunnels.set(name, agent)
    return { ...agents, https: agent }
  }
  return {
    exchange: request =>
      new Promise<HttpReply>((resolve, reject) => {
        const own = agentsFor(request.url)
        if (own === 'unusable') return resolve({ kind: 'not-sent', why: 'PROXY is none of http:// or https://' })
        const exchange = started(request, own)
        // Until the connection stands, TLS included, not a byte of the request has left.
        let isConnected = false
        const timers = [setTimeout(() => giveUp('ETIMEDOUT'), timeoutMs)]
        const connecting = setTimeout(() => isConnected || giveUp('connect ETIMEDOUT'), connectMs)
        timers.push(connecting)
        if (request.onSlow !== undefined) timers.push(setTimeout(request.onSlow, slowMs, timeoutMs - slowMs))
        const end = (reply: HttpReply) => {
          timers.forEach(clearTimeout)
          resolve(reply)
        }
        const giveUp = (why: string) => {
          end({ kind: isConnected ? 'no-answer' : 'not-sent', why })
          exchange.destroy()
        }
        exchange.on('socket', socket => {
          const connected = () => {
            isConnected = true
            clearTimeout(connecting)
          }
          if (!socket.connecting) connected()
          else socket.once(request.url.protocol === 'https:' ? 'secureConnect' : 'connect', connected)
        })
        exchange.on('error', (error: NodeJS.ErrnoException) => {
          const why = error.code ?? 'unknown error'
          if (CERTIFICATE.test(why)) {
            timers.forEach(clearTimeout)
            reject(untrusted(request.url, why))
          } else end({ kind: NEVER_SENT.has(why) || why.startsWith('PROXY') ? 'not-sent' : 'no-answer', why })
        })
        exchange.on('response', response => void received(response, maxBytes, exchange).then(end))
        exchange.end(request.body)
      }),
  }
}

// A socket that a proxy opened has TLS on it already, and is kept and used again like any other.
function tunnelling(proxy: Proxy, options: https.AgentOptions): https.Agent {
  const agent = new https.Agent(options)
  agent.createConnection = (to, done) => {
    openTunnel(proxy, String(to.host), Number(to.port ?? 443), (error, socket) => {
      if (socket === undefined) done?.(error ?? new Error('no socket'), new PassThrough())
      else done?.(null, socket)
    })
    return undefined
  }
  return agent
}

function started(
  request: HttpRequest,
  agents: { readonly http: http.Agent; readonly https: https.Agent },
): http.ClientRequest {
  const { url, method } = request
  const length = request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }
  const headers = { 'accept-encoding': 'identity', ...request.headers, ...length }
  if (url.protocol === 'http:') return http.request(url, { method, headers, agent: agents.http })
  // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch the check off.
  return https.request(url, { method, headers, agent: agents.https, rejectUnauthorized: true })
}

async function received(
  response: http.IncomingMessage,
  maxBytes: number,
  exchange: http.ClientRequest,
): Promise<HttpReply> {
  const encoding = response.headers['content-encoding'] ?? 'identity'
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
      size += bytes.length
      if (size > maxBytes) {
        exchange.destroy()
        return { kind: 'no-answer', why: 'an answer without end' }
      }
      chunks.push(bytes)
    }
  } catch (error) {
    return { kind: 'no-answer', why: hasCode(error) ? error.code : 'a cut answer' }
  }
  if (!response.complete) return { kind: 'no-answer', why: 'a cut answer' }
  // Nothing but plain text was asked for; unpacking what came anyway would open a way to exhaust memory.
  if (encoding !== 'identity') return { kind: 'no-answer', why: 'a packed answer' }
  return { kind: 'answer', status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }
}

function untrusted(url: URL, why: string): Error {
  const hint = 'find out what is between this machine and Zoho, such as a proxy with its own certificate'
  return failure('NT103', `the TLS certificate of ${url.host} is not trusted: ${why}`, { hint })
}

function hasCode(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}
