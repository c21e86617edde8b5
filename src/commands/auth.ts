import { ALL_SCOPES, missingScopes } from '../core/model/auth.ts'
import type { AuthStatus, HeldCredentials, LoggedIn, LoggedOut } from '../core/model/auth.ts'
import type { AccessToken } from '../core/pace/ledger.ts'

/** A login that a person ends on another machine: open the address and type the code. */
export interface DeviceCode {
  readonly userCode: string
  readonly url: string
  /** Secret: polled with, never shown. */
  readonly deviceCode: string
  /** Unix ms. */
  readonly expiresAt: number
  readonly intervalMs: number
}

/** What a login brought. The refresh token is a secret. */
export interface Login {
  readonly refreshToken: string
  readonly access: AccessToken
}

/** The account of one environment. Every method throws a Failure AU1xx or AU2xx for credentials, FS1xx for the disk. */
export interface Account {
  readonly environment: string
  /** The org in words. */
  readonly where: string
  /** Where a person makes the code of a self client. */
  readonly console: string
  redeemCode(code: string): Promise<Login>
  beginDevice(scopes: readonly string[]): Promise<DeviceCode>
  /** Polls, as slowly as Zoho asks, until the person has decided. */
  awaitDevice(code: DeviceCode): Promise<Login>
  /** Proves that `keep` can write, before a code that is good once is spent. */
  tryKeep(path?: string): Promise<void>
  /** Keeps the login on this machine, or in a new file of this path; says where. */
  keep(login: Login, path?: string): Promise<string>
  readHolding(): Promise<HeldCredentials>
  /** The access token in use, minted where none is kept; undefined for a ready one. */
  fetchToken(): Promise<AccessToken | undefined>
  /** `dead`: Zoho no longer knew the refresh token. */
  revoke(): Promise<'revoked' | 'dead'>
  /** Removes the kept login and the kept access token. */
  forget(): Promise<void>
}

/** How a person logs in: by a code of the self client's page, or by confirming one that `show` gets. */
export type LoginBy = { readonly code: string } | { readonly show: (code: DeviceCode) => void }

/** Logs in and keeps the refresh token. Throws a Failure AU1xx when Zoho lets nobody in; then nothing is kept. */
export async function performLogin(account: Account, by: LoginBy, path?: string): Promise<LoggedIn> {
  await account.tryKeep(path)
  const login = 'code' in by ? await account.redeemCode(by.code) : await letIn(account, by.show)
  const { environment, where } = account
  const { scopes } = login.access
  return { environment, where, kept: await account.keep(login, path), scopes, missing: missingScopes(scopes) }
}

async function letIn(account: Account, show: (code: DeviceCode) => void): Promise<Login> {
  const code = await account.beginDevice(ALL_SCOPES)
  show(code)
  return account.awaitDevice(code)
}

/** Looks at the credentials; mints an access token where none is kept, which proves them. Throws a Failure AU1xx or AU2xx. */
export async function performAuthStatus(account: Account): Promise<AuthStatus> {
  const holding = await account.readHolding()
  const token = await account.fetchToken()
  const { environment, where } = account
  const scopes = token?.scopes ?? []
  return { environment, where, holding, scopes, missing: missingScopes(scopes), expiresAt: token?.expiresAt }
}

/** Revokes the refresh token, then forgets what is kept of it. A ready access token cannot be revoked: it ends by itself. */
export async function performLogout(account: Account): Promise<LoggedOut> {
  const holding = await account.readHolding()
  const ended = holding.kind === 'ready' ? 'nothing-to-revoke' : await account.revoke()
  await account.forget()
  return ended
}
