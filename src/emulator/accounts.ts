import type { EmulatorRequest, OAuthClient } from './options.ts'
import { ALL_SCOPES, userOf } from './tokens.ts'
import type { Grant, Tokens } from './tokens.ts'

/** What the accounts server works with. */
export interface Accounts {
  readonly tokens: Tokens
  /** Undefined: any client, secret, code and refresh token that is not empty. */
  readonly clients: readonly OAuthClient[] | undefined
  readonly random: () => number
}

/** An answer of the accounts server: always HTTP 200, for errors too, as it has been seen to do. */
export type AccountsReply = Readonly<Record<string, string | number>>

const WINDOW_MS = 600_000
const MOST_MINTED = 10
const LIFETIME_S = 3600

/** Answers `/oauth/v2/token` and `/oauth/v2/token/revoke`; undefined for any other address. */
export function accountsReply(accounts: Accounts, request: EmulatorRequest, at: number): AccountsReply | undefined {
  const url = new URL(request.url, 'http://localhost')
  const isRevoke = url.pathname === '/oauth/v2/token/revoke'
  if (request.method !== 'POST' || (!isRevoke && url.pathname !== '/oauth/v2/token')) return undefined
  const form = new URLSearchParams(request.body ?? '')
  const given = (name: string): string => form.get(name) ?? url.searchParams.get(name) ?? ''
  if (isRevoke) return revoked(accounts, given('token'))
  const client = clientOf(accounts, given('client_id'), given('client_secret'))
  if ('error' in client) return client
  switch (given('grant_type')) {
    case 'refresh_token':
      return refreshed(accounts, client, given('refresh_token'), at)
    case 'authorization_code':
      return exchanged(accounts, client, given('code'), at)
    default:
      return { error: 'unsupported_grant_type' }
  }
}

interface KnownClient {
  readonly id: string
  /** Absent where any client is good. */
  readonly registered?: OAuthClient
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
  return { user: userOf(registered?.user ?? ''), scope: registered?.scope ?? ALL_SCOPES }
}

function tokenText({ random }: Accounts): string {
  const part = Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join('')
  return `1000.${part.slice(0, 32)}.${part.slice(32)}`
}
