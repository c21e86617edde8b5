import { OPERATIONS } from './operations.ts'

/** What lets an environment in. Its secrets stay behind the port. */
export type HeldCredentials =
  /** A ready access token, of which nothing is known but that it is there. */
  | { readonly kind: 'ready' }
  /** A refresh token: a variable's, or what `auth login` left. */
  | { readonly kind: 'refresh'; readonly from: 'environment' | 'login' }

/** What a login gave and where it is kept. */
export interface LoggedIn {
  readonly environment: string
  readonly where: string
  readonly kept: string
  /** Empty when Zoho did not say which. */
  readonly scopes: readonly string[]
  /** Scopes of the API that were not granted; empty also when Zoho did not say what was. */
  readonly missing: readonly string[]
}

/** What is known of an environment's credentials. */
export interface AuthStatus {
  readonly environment: string
  readonly where: string
  readonly holding: HeldCredentials
  /** Empty when they are not known. */
  readonly scopes: readonly string[]
  readonly missing: readonly string[]
  /** When the access token ends, Unix ms; undefined for a ready one. */
  readonly expiresAt: number | undefined
}

/** How a logout ended; `dead`: Zoho no longer knew the refresh token. */
export type LoggedOut = 'revoked' | 'dead' | 'nothing-to-revoke'

/** Every scope of the API, sorted. */
export const ALL_SCOPES: readonly string[] = [...new Set(Object.values(OPERATIONS).map(each => each.scope))].sort()

/** Whether these scopes hold one, by its name or by that of all of its kind. */
export function covers(granted: readonly string[], scope: string): boolean {
  return granted.includes(scope) || granted.includes(scope.replace(/\.\w+$/u, '.ALL'))
}

/** Scopes of the API that these do not cover; none when nothing is known of them. */
export function missingScopes(granted: readonly string[]): readonly string[] {
  return granted.length === 0 ? [] : ALL_SCOPES.filter(each => !covers(granted, each))
}

/** Credentials with their secrets read. */
export type ResolvedCredentials =
  | { readonly accessToken: string }
  | { readonly clientId: string; readonly clientSecret: string; readonly refreshToken: string }
