import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { createServer as createTls } from 'node:https'
import { connect, createServer as createTcp } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, onTestFinished, test } from 'vitest'

import { proxyFor } from '../../src/cliq/proxy.ts'
import { openTransport } from '../../src/cliq/transport.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { BIN } from '../bin.ts'
import { temporaryFolder } from '../files/temporary.ts'
import { ownCertificate } from './certificate.ts'

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
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'https://p' }, 'p:443 by TLS'],
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'socks5://p:1' }, 'unusable'],
  ['https://cliq.zoho.eu/', { ALL_PROXY: 'http://[' }, 'unusable'],
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'socks5://p:1', NO_PROXY: 'zoho.eu' }, undefined],
  ['https://cliq.zoho.eu/', { HTTPS_PROXY: 'http://me:50%@p:1' }, 'p:1'],
  ['https://127.0.0.1:4010/', { HTTPS_PROXY: 'http://p:1' }, undefined],
  ['http://localhost:4010/', { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://p:1' }, undefined],
] as const
test.each(cases)('%s with %j goes by %s', (url, env, by) => {
  const found = proxyFor(new URL(url), env)
  const told = typeof found === 'object' ? `${found.hostname}:${found.port}${found.isSecure ? ' by TLS' : ''}` : found
  expect(told).toBe(by)
})

test('a proxy that cannot be spoken to is told, and nothing goes around it', async () => {
  const reply = await openTransport({ env: { HTTPS_PROXY: 'socks5://127.0.0.1:1' } }).exchange(get)
  expect(reply).toEqual({ kind: 'not-sent', why: 'PROXY is none of http:// or https://' })
})

test('the command reaches a centre through a proxy by TLS, with an authority that NODE_EXTRA_CA_CERTS names', async () => {
  const org = await startEmulator()
  const { key, cert } = ownCertificate(['cliq.zoho.eu'])
  const heard: string[] = []
  const far = createTls({ key, cert }, async (request, answer) => {
    heard.push(String(request.headers.authorization))
    const { status, body } = await org.handle({
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body: '',
    })
    answer.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  far.listen(0, '127.0.0.1')
  await once(far, 'listening')
  onTestFinished(async () => {
    far.close()
    await org.close()
  })
  const { url, asked } = await proxy(200, (far.address() as AddressInfo).port)
  const root = await temporaryFolder()
  writeFileSync(join(root, 'ca.pem'), cert)
  mkdirSync(join(root, 'schemas'))
  const fields = 'fields: { b: { name: B, type: boolean } }'
  writeFileSync(join(root, 'schemas/a.yaml'), `unique_name: a\nname: A\ndescription: A\n${fields}\n`)
  const credentials = '{ accessToken: "${env:TOKEN}" }'
  writeFileSync(
    join(root, 'cliq-ds.config.yaml'),
    `environments: { eu: { dataCenter: eu, credentials: ${credentials} } }\n`,
  )
  const run = (more: object) =>
    promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', BIN, 'plan'], {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        HOME: root,
        TOKEN: 'the-token',
        HTTPS_PROXY: `http://me:secret-pass@${url}`,
        ...more,
      },
    }).then(
      ({ stdout, stderr }) => stdout + stderr,
      (error: { readonly stdout: string; readonly stderr: string }) => error.stdout + error.stderr,
    )
  const [trusted, strange] = await Promise.all([run({ NODE_EXTRA_CA_CERTS: join(root, 'ca.pem') }), run({})])
  expect(trusted).toContain('1 to add')
  expect(strange).toContain('NT103')
  expect(trusted + strange).not.toMatch(/secret-pass|the-token|bWU6/u)
  expect(new Set(asked.map(each => each.url))).toEqual(new Set(['cliq.zoho.eu:443']))
  expect(new Set(heard)).toEqual(new Set(['Zoho-oauthtoken the-token']))
})
