import { createServer, request } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A door between a client and an org: it counts requests, and at one of them something happens to the client. */
export interface Gate {
  readonly url: string
  /** Requests that came so far. */
  count(): number
  /** From now on: at the nth request, before it reaches the org or after the org answered it, `strike` is called and nothing answers. */
  arm(nth: number, when: 'before' | 'after', strike: () => void): void
  close(): Promise<void>
}

interface Armed {
  readonly nth: number
  readonly when: 'before' | 'after'
  readonly strike: () => void
}

/** Opens a gate before an org on this machine. */
export async function openGate(target: string): Promise<Gate> {
  let seen = 0
  let armed: Armed | undefined
  const server = createServer((from, to) => {
    seen += 1
    const now = armed?.nth === seen ? armed : undefined
    if (now?.when === 'before') return now.strike()
    forward(target, from, to, now?.when === 'after' ? now.strike : undefined)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => seen,
    arm: (nth, when, strike) => {
      seen = 0
      armed = { nth, when, strike }
    },
    close: () => closed(server),
  }
}

function forward(target: string, from: IncomingMessage, to: ServerResponse, strike: (() => void) | undefined): void {
  const out = request(new URL(from.url ?? '/', target), { method: from.method, headers: from.headers }, answer => {
    const parts: Buffer[] = []
    answer.on('data', (part: Buffer) => parts.push(part))
    answer.on('end', () => {
      if (strike !== undefined) return strike()
      to.writeHead(answer.statusCode ?? 500, answer.headers)
      to.end(Buffer.concat(parts))
    })
  })
  // A client that was killed leaves its sockets broken; that is the point.
  out.on('error', () => to.destroy())
  from.pipe(out)
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(done => server.close(() => done()))
}
