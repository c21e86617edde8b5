import type { AuthStatus, HeldCredentials, LoggedIn, LoggedOut } from '../core/model/auth.ts'
import type { Json } from '../core/model/plain.ts'
import { duration } from './amounts.ts'
import { escapeText } from './escape.ts'
import { entry, paragraph } from './layout.ts'
import { asTyped } from './paint.ts'
import type { Paint } from './paint.ts'
import { headLines } from './text/screen.ts'
import { FORMAT_VERSION } from './json.ts'

/** Who was let in, and what to do with what that gave. */
export function loginText({ environment, where, kept, scopes, missing }: LoggedIn, paint: Paint): string {
  return [
    ...paragraph(`Logged in to ${escapeText(environment)} · ${escapeText(where)}`, 0, paint.width).map(paint.bold),
    ...line('Refresh token', `kept in ${escapeText(kept)}, readable by you only; valid until it is revoked`, paint),
    ...scopeLines(scopes, missing, paint),
  ].join('\n')
}

/** The same for programs. */
export function loginJson({ environment, where, kept, scopes, missing }: LoggedIn): Json {
  return { formatVersion: FORMAT_VERSION, environment, where, kept, scopes, missing }
}

/** What is known of the credentials, `now` in Unix ms; never a token. */
export function authStatusText(status: AuthStatus, now: number, paint: Paint): string {
  const { environment, where, holding, scopes, missing, expiresAt } = status
  return [
    ...headLines(environment, where, paint),
    ...line('Credentials', HOLDINGS[nameOf(holding)], paint),
    ...line('User', 'unknown: Zoho does not say whose token it is', paint),
    ...line('Access token', expiresAt === undefined ? BY_HAND : expiryText(expiresAt, now), paint),
    ...(expiresAt === undefined ? [] : scopeLines(scopes, missing, paint)),
  ].join('\n')
}

const BY_HAND = 'given by hand, scopes and expiry unknown: cliq-ds doctor tests it'

function expiryText(expiresAt: number, now: number): string {
  return `expires ${isoOf(expiresAt)}, in ${duration((expiresAt - now) / 1000)}; then renewed`
}

function line(label: string, text: string, paint: Paint): readonly string[] {
  return entry(label, asTyped(text, paint), 2, paint.width)
}

/** The same for programs. */
export function authStatusJson({ environment, where, holding, scopes, missing, expiresAt }: AuthStatus): Json {
  return {
    formatVersion: FORMAT_VERSION,
    environment,
    where,
    credentials: nameOf(holding),
    user: null,
    scopes,
    missing,
    expiresAt: expiresAt === undefined ? null : isoOf(expiresAt),
  }
}

/** How a logout ended. */
export function logoutText(ended: LoggedOut): string {
  return ENDS[ended]
}

const ENDS: Readonly<Record<LoggedOut, string>> = {
  revoked: 'Logged out: the refresh token and all its access tokens are revoked and deleted here',
  dead: 'Logged out: Zoho no longer knew the refresh token; it is deleted here',
  'nothing-to-revoke': 'An access token cannot be revoked here: it expires within an hour. Unset its variable',
}

type HoldingName = 'access-token' | 'refresh-token' | 'login'

const HOLDINGS: Readonly<Record<HoldingName, string>> = {
  'access-token': 'access token in the environment variable that the config names',
  'refresh-token': 'refresh token in the environment variable that the config names',
  login: 'refresh token that cliq-ds auth login stored on this machine',
}

function nameOf(holding: HeldCredentials): HoldingName {
  if (holding.kind === 'ready') return 'access-token'
  return holding.from === 'login' ? 'login' : 'refresh-token'
}

function scopeLines(scopes: readonly string[], missing: readonly string[], paint: Paint): readonly string[] {
  const granted = scopes.length === 0 ? 'not reported by Zoho' : scopes.map(escapeText).join(', ')
  const lacking =
    missing.length === 0 ? [] : line('Not granted', `${missing.join(', ')}: log in again to get them`, paint)
  return [...line('Scopes', granted, paint), ...lacking]
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
