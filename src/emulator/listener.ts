import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { jsonResponse } from './answers.ts'
import { CONTROL_BASE } from './control.ts'
import type { EmulatorRequest, EmulatorResponse } from './options.ts'
import type { Sent } from './server.ts'

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
  answer: (request: EmulatorRequest) => Sent,
  host: string,
  port: number,
): Promise<Listener> {
  const server = createServer((incoming, outgoing) => {
    serve(answer, incoming, outgoing).catch(() => incoming.socket.destroy())
  })
  server.listen(port, host)
  await once(server, 'listening')
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`, close: () => closed(server) }
}

async function serve(
  answer: (request: EmulatorRequest) => Sent,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await bodyOf(incoming)
  const { method = 'GET', url = '/' } = incoming
  if (url.startsWith(CONTROL_BASE) && !isLocal(incoming))
    return send(outgoing, jsonResponse(403, { message: 'Only this machine may ask here.' }))
  const { response, isCut = false, delayMs } = answer({ method, url, headers: headersOf(incoming), body })
  if (delayMs > 0) await sleep(delayMs)
  if (response === undefined) incoming.socket.destroy()
  else if (isCut) sendHalf(outgoing, response)
  else send(outgoing, response)
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > MOST_BYTES) throw new RangeError('the request is too large')
    chunks.push(part)
  }
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
