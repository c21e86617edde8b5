import { DEVICE_INTERVAL_MS, DEVICE_LIFETIME_MS } from './devices.ts'
import type { Decision, Devices } from './devices.ts'
import type { EmulatorRequest, ClientOption } from './options.ts'
import { FULL_SCOPES, userOf } from './tokens.ts'
import type { Grant, Tokens } from './tokens.ts'

/** What the accounts server works with. */
export interface Accounts {
  readonly tokens: Tokens
  readonly devices: Devices
  /** Undefined: any client, secret, code and refresh token that is not empty. */
  readonly clients: readonly ClientOption[] | undefined
  readonly random: () => number
}

/** An answer of the accounts server: always HTTP 200, for errors too, as it has been seen to do. */
export type AccountsReply = Readonly<Record<string, string | number>>

const WINDOW_MS = 600_000
const MOST_MINTED = 10
const LIFETIME_S = 3600

const PATHS: readonly string[] = [
  '/oauth/v2/token',
  '/oauth/v2/token/revoke',
  '/oauth/v3/device',
  '/oauth/v3/device/code',
  '/oauth/v3/device/token',
]

/**
 * Answers the token endpoint, its revocation and the device flow; undefined for any other address. To open the address
 * that a device shows is to let it in; with `decision=denied` or `elsewhere` it is turned down or sent to another centre.
 */
export function accountsReply(accounts: Accounts, request: EmulatorRequest, at: number): AccountsReply | undefined {
  const url = new URL(request.url, 'http://localhost')
  const isPage = url.pathname === '/oauth/v3/device'
  if (request.method !== (isPage ? 'GET' : 'POST') || !PATHS.includes(url.pathname)) return undefined
  const form = new URLSearchParams(request.body ?? '')
  const given = (name: string): string => form.get(name) ?? url.searchParams.get(name) ?? ''
  switch (url.pathname) {
    case '/oauth/v3/device':
      return decided(accounts, given)
    case '/oauth/v2/token/revoke':
      return revoked(accounts, given('token'))
    case '/oauth/v3/device/code':
      return begun(accounts, given, request, at)
    default:
      return granted(accounts, given, at)
  }
}

type Given = (name: string) => string

function granted(accounts: Accounts, given: Given, at: number): AccountsReply {
  const client = clientOf(accounts, given('client_id'), given('client_secret'))
  if ('error' in client) return client
  switch (given('grant_type')) {
    case 'refresh_token':
      return refreshed(accounts, client, given('refresh_token'), at)
    case 'authorization_code':
      return exchanged(accounts, client, given('code'), at)
    case 'device_token':
      return polled(accounts, client, given('code'), at)
    default:
      return { error: 'unsupported_grant_type' }
  }
}

function begun({ clients, devices }: Accounts, given: Given, { headers }: EmulatorRequest, at: number): AccountsReply {
  const id = given('client_id')
  if (id === '' || (clients !== undefined && !clients.some(({ clientId }) => clientId === id)))
    return { error: 'invalid_client' }
  if (given('scope') === '') return { error: 'invalid_scope' }
  const { userCode, deviceCode } = devices.begin(id, at)
  return {
    user_code: userCode,
    device_code: deviceCode,
    verification_url: `http://${headers?.['host'] ?? 'localhost'}/oauth/v3/device?user_code=${userCode}`,
    interval: DEVICE_INTERVAL_MS / 1000,
    expires_in: DEVICE_LIFETIME_MS,
  }
}

const DECISIONS: readonly Decision[] = ['allowed', 'denied', 'elsewhere']

function decided({ devices }: Accounts, given: Given): AccountsReply {
  const wanted = given('decision') === '' ? 'allowed' : given('decision')
  const decision = DECISIONS.find(each => each === wanted)
  if (decision === undefined || !devices.decide(given('user_code'), decision)) return { error: 'invalid_code' }
  return { status: 'success' }
}

function polled(accounts: Accounts, client: KnownClient, code: string, at: number): AccountsReply {
  const poll = accounts.devices.poll(client.id, code, at)
  if (poll === 'other_dc') return { error: poll, user_location: 'in' }
  return poll === 'allowed' ? letIn(accounts, client, at) : { error: poll }
}

interface KnownClient {
  readonly id: string
  /** Absent where any client is good. */
  readonly registered?: ClientOption
}

function clientOf({ clients }: Accounts, id: string, secret: string): KnownClient | { readonly error: string } {
  if (id === '') return { error: 'invalid_client' }
  if (clients === undefined) return secret === '' ? { error: 'invalid_client_secret' } : { id }
  const registered = clients.find(({ clientId }) => clientId === id)
  if (registered === undefined) return { error: 'invalid_client' }
  return registered.clientSecret === secret ? { id, registered } : { error: 'invalid_client_secret' }
}

function refreshed(accounts: Accounts, client: KnownClient, token: string, at: number): AccountsReply {
  const known = accounts.tokens.refreshGrantOf(token, client.id)
  const isGood =
    client.registered === undefined ? token !== '' : client.registered.refreshTokens?.includes(token) === true
  const grant = known ?? (isGood ? grantOf(client) : 'dead')
  if (grant === 'dead') return { error: 'invalid_code' }
  if (accounts.tokens.mintedSince(token, at - WINDOW_MS) >= MOST_MINTED) {
    const error_description = 'You have made too many requests continuously. Please try again after some time.'
    return { error: 'Access Denied', error_description, status: 'failure' }
  }
  return minted(accounts, token, grant, at)
}

function exchanged(accounts: Accounts, client: KnownClient, code: string, at: number): AccountsReply {
  const isGood = client.registered === undefined ? code !== '' : client.registered.codes?.includes(code) === true
  if (!isGood || accounts.tokens.isDead(code)) return { error: 'invalid_code' }
  accounts.tokens.kill(code)
  return letIn(accounts, client, at)
}

function letIn(accounts: Accounts, client: KnownClient, at: number): AccountsReply {
  const refresh_token = tokenText(accounts)
  accounts.tokens.putRefresh(refresh_token, client.id, grantOf(client), at)
  return { ...minted(accounts, refresh_token, grantOf(client), at), refresh_token }
}

function revoked({ tokens }: Accounts, token: string): AccountsReply {
  if (token === '' || tokens.isDead(token)) return { error: 'invalid_code' }
  tokens.kill(token)
  return { status: 'success' }
}

function minted(accounts: Accounts, parent: string, grant: Grant, at: number): AccountsReply {
  const access_token = tokenText(accounts)
  accounts.tokens.putAccess(access_token, parent, grant, at)
  const { scope } = grant
  return {
    access_token,
    scope: scope.replaceAll(',', ' '),
    api_domain: 'https://www.zohoapis.com',
    token_type: 'Bearer',
    expires_in: LIFETIME_S,
  }
}

function grantOf({ registered }: KnownClient): Grant {
  return { user: userOf(registered?.user ?? ''), scope: registered?.scope ?? FULL_SCOPES }
}

function tokenText({ random }: Accounts): string {
  const part = Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join('')
  return `1000.${part.slice(0, 32)}.${part.slice(32)}`
}
