import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { gzipSync } from 'node:zlib'

import { expect, onTestFinished, test } from 'vitest'

import { openTransport } from '../../src/cliq/transport.ts'
import type { HttpReply, TransportLimits } from '../../src/cliq/transport.ts'

async function listening(server: Server): Promise<URL> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

/** What the transport makes of a server that behaves so. */
async function replyTo(
  behave: (request: IncomingMessage, response: ServerResponse) => void,
  limits: TransportLimits = {},
): Promise<HttpReply> {
  const server = createServer(behave)
  onTestFinished(() => server.closeAllConnections())
  const url = await listening(server)
  return openTransport(limits).exchange({ method: 'POST', url, headers: { 'user-agent': 'x' }, body: '{"ä":1}' })
}

test('an answer comes whole, and the request went out whole', async () => {
  let seen = ''
  const reply = await replyTo((request, response) => {
    request.on('data', (chunk: Buffer) => (seen += chunk.toString()))
    request.on('end', () => response.writeHead(207, { 'x-a': 'b' }).end('ö'))
  })
  expect([reply.kind, reply.kind === 'answer' && [reply.status, reply.body.toString(), reply.headers['x-a']]]).toEqual([
    'answer',
    [207, 'ö', 'b'],
  ])
  expect(seen).toBe('{"ä":1}')
})

test('a redirect is an answer, and nobody goes there', async () => {
  let calls = 0
  const reply = await replyTo((_, response) => {
    calls += 1
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  expect([reply.kind === 'answer' && reply.status, calls]).toEqual([307, 1])
})

const cuts: readonly [
  what: string,
  behave: (request: IncomingMessage, response: ServerResponse) => void,
  limits?: TransportLimits,
][] = [
  ['a cut before the answer', request => request.socket.destroy()],
  ['a reset before the answer', request => request.socket.resetAndDestroy()],
  [
    'a cut within a body of known length',
    (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setImmediate(() => response.destroy())
    },
  ],
  [
    'a cut within a body of unknown length',
    (_, response) => {
      response.write('half')
      setImmediate(() => response.destroy())
    },
  ],
  ['a body without end', (_, response) => void response.end('x'.repeat(2_000)), { maxBytes: 1_000 }],
  ['a packed body', (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'))],
  ['no answer in time', () => undefined, { timeoutMs: 50 }],
  ['half an answer in time', (_, response) => void response.write('x'), { timeoutMs: 50 }],
]
for (const [what, behave, limits] of cuts)
  test(`${what} is no answer`, async () => {
    expect((await replyTo(behave, limits)).kind).toBe('no-answer')
  })

test('an answer that takes long is told once, with the time that is left, and a quick one is not', async () => {
  const told: number[] = []
  const onSlow = (leftMs: number) => void told.push(leftMs)
  const limits = { slowMs: 20, timeoutMs: 5_000 }
  const url = await listening(
    createServer((request, response) => {
      if (request.url === '/slow') setTimeout(() => response.end('{}'), 80)
      else response.end('{}')
    }),
  )
  const transport = openTransport(limits)
  await transport.exchange({ method: 'GET', url: new URL('/slow', url), headers: {}, onSlow })
  expect(told).toEqual([4_980])
  const patient = openTransport({ ...limits, slowMs: 4_000 })
  await patient.exchange({ method: 'GET', url, headers: {}, onSlow })
  expect(told).toHaveLength(1)
})

test('what is no HTTP is no answer', async () => {
  const url = await listening(createSocketServer(socket => socket.end('SSH-2.0-OpenSSH\r\n\r\n')))
  expect((await openTransport().exchange({ method: 'GET', url, headers: {} })).kind).toBe('no-answer')
})

test('a refused connection proves that nothing was sent', async () => {
  const server = createSocketServer()
  const url = await listening(server)
  await new Promise(resolve => server.close(resolve))
  expect(await openTransport().exchange({ method: 'POST', url, headers: {}, body: 'x' })).toEqual({
    kind: 'not-sent',
    why: 'ECONNREFUSED',
  })
})

test('a server that speaks no TLS stops the run', async () => {
  const url = await listening(createSocketServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
  url.protocol = 'https:'
  const exchanged = openTransport().exchange({ method: 'POST', url, headers: {}, body: 'x' })
  await expect(exchanged).rejects.toMatchObject({ code: 'NT103' })
})

test('plain text is asked for, whatever is sent', async () => {
  const reply = await replyTo((request, response) => response.end(String(request.headers['accept-encoding'])))
  expect(reply.kind === 'answer' && reply.body.toString()).toBe('identity')
})

test('calls that follow closely share a connection', async () => {
  let connections = 0
  const server = createServer((_, response) => response.end('{}'))
  server.on('connection', () => (connections += 1))
  onTestFinished(() => server.closeAllConnections())
  const url = await listening(server)
  const transport = openTransport()
  for (let call = 0; call < 5; call += 1) await transport.exchange({ method: 'GET', url, headers: {} })
  expect(connections).toBe(1)
})
