import { Failure, failure } from '../core/model/failure.ts'
import type { Clock } from '../core/model/ports.ts'
import { hushed } from './credentials.ts'
import { parseJson, textAt } from './json.ts'
import type { WireJson } from './json.ts'
import type { LoginGrant, OAuthClient } from './login.ts'
import { fetchToken, tokenAt, tokenOf } from './tokens.ts'
import type { AccountsServer } from './tokens.ts'

/** What a person does to let this machine in: open the address and type the code. */
export interface DeviceRequest {
  readonly userCode: string
  readonly url: string
  /** Secret: polled with, never shown. */
  readonly deviceCode: string
  /** Unix ms. */
  readonly expiresAt: number
  readonly intervalMs: number
}

// Zoho asks to poll no more often, whatever `interval` says.
const LEAST_INTERVAL_MS = 30_000
const MOST_SECONDS = 86_400

/** Asks for a code that a person can type on another machine. Throws a Failure AU103, AU106 or NT1xx. */
export async function fetchDeviceRequest(
  client: OAuthClient,
  scopes: readonly string[],
  accounts: AccountsServer,
  clock: Clock,
): Promise<DeviceRequest> {
  const form = {
    grant_type: 'device_request',
    client_id: client.clientId,
    scope: scopes.join(','),
    access_type: 'offline',
  }
  const reply = await fetchToken(accounts, '/oauth/v3/device/code', form)
  const body = parseJson(reply.body)
  const userCode = textAt(body, 'user_code')
  const deviceCode = textAt(body, 'device_code')
  const url = textAt(body, 'verification_url') ?? textAt(body, 'verification_uri')
  if (reply.status !== 200 || userCode === undefined || deviceCode === undefined || url === undefined)
    throw refused(body, [client.clientSecret])
  const expiresAt = clock.now() + msOf(body, 'expires_in', 300_000)
  return { userCode, deviceCode, url, expiresAt, intervalMs: Math.max(LEAST_INTERVAL_MS, msOf(body, 'interval', 0)) }
}

/**
 * Polls until the person has decided, as slowly as Zoho asks. Throws a Failure AU107 when the account lives in another
 * data centre, and AU108 when the request was turned down or ran out of time.
 */
export async function fetchDeviceGrant(
  client: OAuthClient,
  request: DeviceRequest,
  accounts: AccountsServer,
  clock: Clock,
  signal?: AbortSignal,
): Promise<LoginGrant> {
  const { clientId: client_id, clientSecret: client_secret } = client
  const secrets = [client_secret, request.deviceCode]
  for (let intervalMs = request.intervalMs; ;) {
    await clock.sleep(intervalMs, signal)
    if (clock.now() >= request.expiresAt) throw turnedDown('the code expired')
    const form = { grant_type: 'device_token', client_id, client_secret, code: request.deviceCode }
    const reply = await fetchToken(accounts, '/oauth/v3/device/token', form).catch(lost)
    // A person is at work meanwhile: a network that fails for a moment is no reason to begin anew.
    if (reply === undefined || reply.status >= 500) continue
    const body = parseJson(reply.body)
    const error = textAt(body, 'error')
    if (error === 'authorization_pending') continue
    if (error === 'slow_down') intervalMs += LEAST_INTERVAL_MS
    else if (error === 'other_dc') throw otherCentre(body)
    else if (error === 'access_denied' || error === 'expired') throw turnedDown(`Zoho answers ${error}`)
    else {
      const access = tokenOf(reply, secrets, accounts, clock)
      const refreshToken = tokenAt(body, 'refresh_token')
      if (refreshToken === undefined) throw refused(body, secrets)
      return { refreshToken, access }
    }
  }
}

function lost(error: unknown): undefined {
  if (!(error instanceof Failure) || !error.code.startsWith('NT')) throw error
}

// Seconds, or ms where the figure is too large for seconds.
function msOf(body: WireJson | undefined, key: string, otherwise: number): number {
  const figure = Number(textAt(body, key))
  if (!Number.isFinite(figure) || figure <= 0) return otherwise
  return figure > MOST_SECONDS || (key === 'interval' && figure >= 1_000) ? figure : figure * 1_000
}

function otherCentre(body: WireJson | undefined): Error {
  const centre = textAt(body, 'user_location') ?? textAt(body, 'dc') ?? 'another one'
  const hint = `set dataCenter to ${centre}, then log in again`
  return failure('AU107', `the account is in another data centre: ${centre}`, { hint })
}

function turnedDown(why: string): Error {
  return failure('AU108', `the login failed: ${why}`, { hint: 'log in again, and confirm the code in time' })
}

function refused(body: WireJson | undefined, secrets: readonly string[]): Error {
  const said = hushed(textAt(body, 'error') ?? 'an unreadable answer', secrets)
  const code = /invalid_client/iu.test(said) ? 'AU103' : 'AU106'
  return failure(code, `Zoho did not begin the login: ${said}`, { hint: 'check the client id and the data centre' })
}
