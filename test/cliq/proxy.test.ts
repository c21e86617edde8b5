import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect, createServer as createTcp } from 'node:net'
import type { AddressInfo } from 'node:net'

import { expect, onTestFinished, test } from 'vitest'

import { proxyFor } from '../../src/cliq/proxy.ts'
import { openTransport } from '../../src/cliq/transport.ts'

/** A CONNECT proxy on this machine, and what it was asked for; where it leads is chosen by the test. */
async function proxy(status: number, port = 0): Promise<{ readonly url: string; readonly asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = []
  const server = createServer()
  server.on('connect', (request, socket) => {
    asked.push(request)
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
    const way = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      way.pipe(socket).pipe(way)
    })
    way.on('error', () => socket.destroy())
    socket.on('error', () => way.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const get = { method: 'GET', url: new URL('https://cliq.zoho.eu/api/v3/datastores'), headers: {} }

test('a call goes through the proxy of the environment, with its own user and nothing of the request', async () => {
  const { url, asked } = await proxy(407)
  const transport = openTransport({ env: { HTTPS_PROXY: `http://me:p%40ss@${url}` } })
  const reply = await transport.exchange(get)
  expect(reply).toEqual({ kind: 'not-sent', why: 'PROXY answers 407' })
  expect(asked.map(each => each.url)).toEqual(['cliq.zoho.eu:443'])
  expect(asked[0]?.headers['proxy-authorization']).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
  expect(asked[0]?.headers['authorization']).toBeUndefined()
})

test('TLS is spoken through the tunnel: what is not TLS behind it is never an answer', async () => {
  const far = createTcp(socket => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'))
  far.listen(0, '127.0.0.1')
  await once(far, 'listening')
  onTestFinished(() => void far.close())
  const { url, asked } = await proxy(200, (far.address() as AddressInfo).port)
  const transport = openTransport({ env: { https_proxy: url } })
  const reply = await transport.exchange(get).catch((error: unknown) => error)
  expect(asked).toHaveLength(1)
  expect(reply).not.toMatchObject({ kind: 'answer' })
})

test('a proxy that is not there is told as one', async () => {
  const reply = await openTransport({ env: { HTTPS_PROXY: 'http://127.0.0.1:1' } }).exchange(get)
  expect(reply).toEqual({ kind: 'not-sent', why: 'PROXY ECONNREFUSED' })
})

const cases = [
  ['https://cliq.zoho.eu/', {}, undefined],
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'http://p:3128' }, 'p:3128'],
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'p' }, 'p:80'],
  ['https://cliq.zoho.eu/', { ALL_PROXY: 'http://p:1' }, 'p:1'],
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'http://p:1', https_proxy: 'http://q:2' }, 'q:2'],
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'zoho.eu' }, undefined],
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.b, .zoho.eu' }, undefined],
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'oho.eu' }, 'p:1'],
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'cliq.zoho.eu:8443' }, 'p:1'],
  ['https://127.0.0.1:4010/', { HTTPS_PROXY: 'http://p:1' }, undefined],
  ['http://localhost:4010/', { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://p:1' }, undefined],
] as const
test.each(cases)('%s with %j goes by %s', (url, env, by) => {
  const found = proxyFor(new URL(url), env)
  expect(found && `${found.hostname}:${found.port}`).toBe(by)
})
