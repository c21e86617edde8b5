import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the fakes see it. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Readonly<Record<string, unknown>>
}

export interface Response {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What goes wrong once, with the first request that fits. `after`: it is carried out first, and its answer is lost. */
export interface ForgeFault {
  readonly when: RegExp
  readonly kind: 'drop' | 'drop-after' | 'answer'
  readonly answer?: Response
  /** How often; default once. */
  readonly times?: number
}

export interface FakeServer {
  readonly url: string
  /** `METHOD path?query` of each request, in order. */
  readonly requests: string[]
  fault(fault: ForgeFault): void
  close(): Promise<void>
}

/** A server over loopback that answers as `handle` says, one request after another. */
export async function startServer(
  handle: (request: Request) => Response,
  origin?: (url: string) => void,
): Promise<FakeServer> {
  const requests: string[] = []
  const faults: { fault: ForgeFault; left: number }[] = []
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing))
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk as Uint8Array))
    const text = Buffer.concat(chunks).toString('utf8')
    const url = new URL(incoming.url ?? '/', 'http://localhost')
    const line = `${incoming.method} ${incoming.url}`
    requests.push(line)
    const found = faults.find(each => each.left > 0 && each.fault.when.test(line))
    if (found !== undefined) found.left -= 1
    if (found?.fault.kind === 'drop') return void incoming.socket.destroy()
    const {
      status,
      body,
      headers = {},
    } = (found?.fault.kind === 'answer' ? found.fault.answer : undefined) ??
    handle({
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>),
    })
    if (found?.fault.kind === 'drop-after') return void incoming.socket.destroy()
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers })
    return outgoing.end(body === undefined ? '' : JSON.stringify(body))
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  origin?.(url)
  return {
    url,
    requests,
    fault: fault => void faults.push({ fault, left: fault.times ?? 1 }),
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** One page of a list with its Link header, as both forges page. */
export function page(list: readonly unknown[], request: Request, origin: string, most: number): Response {
  const size = Math.min(Number(request.query.get('per_page') ?? 30), most)
  const at = Number(request.query.get('page') ?? 1)
  const part = list.slice((at - 1) * size, at * size)
  if (at * size >= list.length) return { status: 200, body: part }
  const next = new URLSearchParams(request.query)
  next.set('page', String(at + 1))
  return { status: 200, body: part, headers: { link: `<${origin}${request.path}?${next.toString()}>; rel="next"` } }
}
