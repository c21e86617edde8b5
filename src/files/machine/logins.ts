import { createHash } from 'node:crypto'
import { join } from 'node:path'

import { changeKept, forgetKept } from '../disk/generations.ts'

/** Who logged in: a client at an accounts server. */
export interface LoginName {
  readonly accountsUrl: string
  readonly clientId: string
}

/** Keeps a refresh token in the state folder (file 0600, folder 0700) in place of any other of the client. Throws a Failure FS1xx. */
export async function writeLogin(stateDir: string, name: LoginName, refreshToken: string): Promise<void> {
  const folder = folderOf(stateDir, name)
  // An old generation would keep the token that this one replaces.
  await forgetKept(folder)
  await changeKept(folder, () => ({ text: JSON.stringify({ refreshToken }), found: undefined }))
}

/** The refresh token that was kept; undefined for none, and for a file that holds none. Throws a Failure FS1xx. */
export async function readLogin(stateDir: string, name: LoginName): Promise<string | undefined> {
  return changeKept(folderOf(stateDir, name), kept => ({
    text: undefined,
    found: kept.kind === 'text' ? decoded(kept.text) : undefined,
  }))
}

/** Removes what is kept. Throws a Failure FS1xx. */
export async function forgetLogin(stateDir: string, name: LoginName): Promise<void> {
  await forgetKept(folderOf(stateDir, name))
}

function folderOf(stateDir: string, { accountsUrl, clientId }: LoginName): string {
  const { host } = new URL(accountsUrl)
  const digest = createHash('sha256').update(`${host}\n${clientId}`).digest('hex')
  return join(stateDir, 'logins', digest.slice(0, 32))
}

function decoded(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('refreshToken' in value)) return undefined
    return typeof value.refreshToken === 'string' && value.refreshToken !== '' ? value.refreshToken : undefined
  } catch {
    return undefined
  }
}
