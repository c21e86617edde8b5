import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { jsonResponse } from './answers.ts'
import { CONTROL_BASE } from './control.ts'
import type { EmulatorRequest, EmulatorResponse } from './options.ts'
import type { CallFate } from './server.ts'

/** A server on a port. */
export interface Listener {
  /** Such as `http://127.0.0.1:4010`. */
  readonly url: string
  /** Cuts what is still open. */
  close(): Promise<void>
}

const MOST_BYTES = 10_000_000

/** Serves `answer` on a host and port; rejects when the port is taken. */
export async function listen(
  answer: (request: EmulatorRequest) => CallFate,
  host: string,
  port: number,
): Promise<Listener> {
  const server = createServer((incoming, outgoing) => {
    // A request may end before it is answered, and then has no socket any more.
    serve(answer, host, incoming, outgoing).catch(() => outgoing.socket?.destroy())
  })
  server.listen(port, host)
  await once(server, 'listening')
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`, close: () => closed(server) }
}

async function serve(
  answer: (request: EmulatorRequest) => CallFate,
  host: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (!isFromHere(incoming, host)) return refuse(outgoing, 403, 'A web page of another site may not ask here.')
  const body = await bodyOf(incoming)
  if (body === undefined) return refuse(outgoing, 413, `A request has at most ${MOST_BYTES} bytes.`)
  const { method = 'GET', url = '/' } = incoming
  if (url.startsWith(CONTROL_BASE) && !isLocal(incoming))
    return send(outgoing, jsonResponse(403, { message: 'Only this machine may ask here.' }))
  const { response, isCut = false, delayMs } = answer({ method, url, headers: headersOf(incoming), body })
  if (delayMs > 0) await sleep(delayMs)
  if (response === undefined) outgoing.socket?.destroy()
  else if (isCut) sendHalf(outgoing, response)
  else send(outgoing, response)
}

/**
 * Whether a request names this machine as its host, and does not come from a page of another site: a browser sends what
 * any page tells it to, and a name on the internet may lead to 127.0.0.1.
 */
function isFromHere({ headers }: IncomingMessage, own: string): boolean {
  const isHere = (url: string) => {
    const hostname = URL.canParse(url) ? new URL(url).hostname : ''
    return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname) || hostname.replace(/^\[|\]$/g, '') === own
  }
  const { host = '', origin } = headers
  return (
    isHere(`http://${host}`) && (origin === undefined || isHere(origin)) && headers['sec-fetch-site'] !== 'cross-site'
  )
}

function refuse(outgoing: ServerResponse, status: number, message: string): void {
  const answer = jsonResponse(status, { message })
  send(outgoing, { ...answer, headers: { ...answer.headers, connection: 'close' } })
}

// Undefined for one that is too long; the rest of it is not kept.
async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes <= MOST_BYTES) chunks.push(part)
  }
  if (bytes > MOST_BYTES) return undefined
  return Buffer.concat(chunks).toString('utf8')
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')] as const),
  )
}

function send(outgoing: ServerResponse, { status, headers, body }: EmulatorResponse): void {
  const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  outgoing.writeHead(status, { ...headers, ...length }).end(body)
}

// The length promises the whole body, so the reader can tell that half of it is missing.
function sendHalf(outgoing: ServerResponse, { status, headers, body }: EmulatorResponse): void {
  const bytes = Buffer.from(body, 'utf8')
  outgoing.writeHead(status, { ...headers, 'content-length': String(Math.max(bytes.length, 2)) })
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => outgoing.socket?.destroy())
}

function isLocal({ socket }: IncomingMessage): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '')
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port')
  return address.port
}

async function closed(server: Server): Promise<void> {
  const ended = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await ended
}
