import { failure } from '../core/model/failure.ts'
import type { AccessToken } from '../core/pace/ledger.ts'
import type { Clock } from '../core/model/ports.ts'
import { textAt, parseJson } from './json.ts'
import { fetchToken, tokenAt, tokenOf } from './tokens.ts'
import type { AccountsServer } from './tokens.ts'

/** An OAuth client, such as the self client of a user. */
export interface OAuthClient {
  readonly clientId: string
  readonly clientSecret: string
}

/** What a login gives: a refresh token that does not expire until it is revoked, and a first access token. */
export interface LoginGrant {
  readonly refreshToken: string
  readonly access: AccessToken
}

/**
 * Turns the code that the self client's page shows into a grant. A code is good once and for some minutes. Throws a
 * Failure AU103, AU104 or AU106.
 */
export async function fetchGrant(
  client: OAuthClient,
  code: string,
  accounts: AccountsServer,
  clock: Clock,
): Promise<LoginGrant> {
  const { clientId: client_id, clientSecret: client_secret } = client
  const reply = await fetchToken(accounts, '/oauth/v2/token', {
    grant_type: 'authorization_code',
    code,
    client_id,
    client_secret,
  })
  const secrets = [client_secret, code]
  const access = tokenOf(reply, secrets, accounts, clock)
  const refreshToken = tokenAt(parseJson(reply.body), 'refresh_token')
  if (refreshToken !== undefined) return { refreshToken, access }
  const hint = 'ask for offline access: a self client always gives a refresh token'
  throw failure('AU104', 'Zoho sent an access token but no refresh token', { hint })
}

/** Revokes a refresh token with all its access tokens; `dead` when it was already. Throws a Failure AU106 when Zoho does not confirm it. */
export async function revokeToken(refreshToken: string, accounts: AccountsServer): Promise<'revoked' | 'dead'> {
  const reply = await fetchToken(accounts, '/oauth/v2/token/revoke', { token: refreshToken })
  const body = parseJson(reply.body)
  if (reply.status === 200 && textAt(body, 'status') === 'success') return 'revoked'
  if (/^invalid_(?:code|token)$/u.test(textAt(body, 'error') ?? '')) return 'dead'
  const hint = 'remove the client under Connected Apps of the Zoho account'
  throw failure('AU106', `Zoho did not confirm that the token is revoked (HTTP ${reply.status})`, { hint })
}
