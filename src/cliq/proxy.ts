import * as http from 'node:http'
import * as https from 'node:https'
import * as tls from 'node:tls'
import type { Duplex } from 'node:stream'

type Env = Readonly<Record<string, string | undefined>>

/** A proxy that opens a way to a host by CONNECT. */
export interface Proxy {
  readonly hostname: string
  readonly port: number
  /** Whether it is spoken to by TLS itself. */
  readonly isSecure: boolean
  /** Of its own user and password; never shown. */
  readonly authorization?: string
}

/**
 * The proxy for an address, by HTTPS_PROXY or ALL_PROXY, but for hosts of NO_PROXY and this machine; undefined for none.
 * One that cannot be used, as a SOCKS proxy, is told as such: going around it would be another way than was asked for.
 */
export function proxyFor({ protocol, hostname, port }: URL, env: Env): Proxy | 'unusable' | undefined {
  const named = (name: string) => env[name.toLowerCase()] || env[name] || undefined
  const written = protocol === 'https:' ? (named('HTTPS_PROXY') ?? named('ALL_PROXY')) : undefined
  if (written === undefined || isExempt(hostname, port === '' ? '443' : port, named('NO_PROXY') ?? '')) return undefined
  const text = written.includes('://') ? written : `http://${written}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSecure = url?.protocol === 'https:'
  if (url === undefined || (!isSecure && url.protocol !== 'http:') || url.hostname === '') return 'unusable'
  const user = url.username === '' ? undefined : `${decoded(url.username)}:${decoded(url.password)}`
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isSecure ? '443' : '80')),
    isSecure,
    ...(user !== undefined && { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
  }
}

// A password may hold a % that begins nothing.
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function isExempt(hostname: string, port: string, list: string): boolean {
  if (/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)) return true
  return list.split(/[\s,]/).some(each => {
    const [, name = '', own] = /^(?:\*?\.)?([^:]*)(?::(\d+))?$/.exec(each.trim().toLowerCase()) ?? []
    if (each.trim() === '*') return true
    if (name === '' || (own !== undefined && own !== port)) return false
    return hostname === name || hostname.endsWith(`.${name}`)
  })
}

/** An error of a proxy: nothing of the request has reached the host. */
class ProxyRefusal extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** A socket to a host behind a proxy, on which TLS stands. Calls back with an error whose code begins with PROXY. */
export function openTunnel(
  proxy: Proxy,
  host: string,
  port: number,
  done: (error: Error | null, socket?: Duplex) => void,
): void {
  const name = `${host}:${port}`
  const headers = {
    host: name,
    ...(proxy.authorization !== undefined && { 'proxy-authorization': proxy.authorization }),
  }
  const asked = (proxy.isSecure ? https : http).request({
    hostname: proxy.hostname,
    port: proxy.port,
    method: 'CONNECT',
    path: name,
    headers,
    agent: false,
    ...(proxy.isSecure && { rejectUnauthorized: true }),
  })
  asked.once('connect', (answer, socket) => {
    if (answer.statusCode !== 200) {
      socket.destroy()
      return done(new ProxyRefusal(`PROXY answers ${answer.statusCode ?? 0}`))
    }
    const secure = tls.connect({ socket, servername: host, rejectUnauthorized: true })
    secure.once('error', done)
    secure.once('secureConnect', () => {
      secure.off('error', done)
      done(null, secure)
    })
  })
  asked.once('response', answer => {
    answer.destroy()
    done(new ProxyRefusal(`PROXY answers ${answer.statusCode ?? 0}`))
  })
  asked.once('error', (error: NodeJS.ErrnoException) =>
    done(new ProxyRefusal(`PROXY ${error.code ?? 'unknown error'}`)),
  )
  asked.end()
}
