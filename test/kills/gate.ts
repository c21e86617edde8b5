import { createServer, request } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What becomes of one request: at its arrival, or once the org has answered it, `strike` is called in place of an answer. */
export interface Fate {
  readonly when: 'before' | 'after'
  /** `cut` breaks the connection; without it nothing ever answers. */
  readonly strike: (cut: () => void) => void
}

/** A door between a client and an org: it counts requests, and at one of them something happens to the client. */
export interface Gate {
  readonly url: string
  /** Requests that came so far. */
  count(): number
  /** From now on: at the nth request, before it reaches the org or after the org answered it, `strike` is called and nothing answers. */
  arm(nth: number, when: 'before' | 'after', strike: () => void): void
  /** From now on: asked at each request; undefined lets it pass. */
  decide(fate: () => Fate | undefined): void
  close(): Promise<void>
}

/** Looks at a request before it goes on. */
export type Watch = (method: string, url: string, host: string, body: string) => Promise<void>

/** Opens a gate before an org on this machine. */
export async function openGate(target: string, watch: Watch = async () => undefined): Promise<Gate> {
  let seen = 0
  let decide = (): Fate | undefined => undefined
  const server = createServer((from, to) => {
    seen += 1
    const fate = decide()
    const strike = () => fate?.strike(() => to.destroy())
    void readWhole(from).then(async body => {
      await watch(from.method ?? '', from.url ?? '', from.headers.host ?? '', body.toString())
      if (fate?.when === 'before') return strike()
      forward(target, from, body, to, fate?.when === 'after' ? strike : undefined)
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => seen,
    arm: (nth, when, strike) => {
      seen = 0
      decide = () => (seen === nth ? { when, strike } : undefined)
    },
    decide: fate => {
      decide = fate
    },
    close: () => closed(server),
  }
}

async function readWhole(from: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of from) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function forward(
  target: string,
  from: IncomingMessage,
  body: Buffer,
  to: ServerResponse,
  strike: (() => void) | undefined,
): void {
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
  out.end(body)
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(done => server.close(() => done()))
}
