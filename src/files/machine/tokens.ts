import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { AccessToken, TokenCache } from '../../core/pace/ledger.ts'
import { changeKept, forgetKept } from '../disk/generations.ts'
import type { Kept } from '../disk/generations.ts'

/** Time, as far as keeping tokens needs it. */
export interface Waiting {
  /** Unix ms. */
  now(): number
  sleep(ms: number): Promise<void>
}

const REAL_TIME: Waiting = { now: Date.now, sleep: ms => sleep(ms) }

interface Shelf {
  readonly token?: AccessToken
  /** Who mints at present, and until when others believe it, Unix ms. */
  readonly minting?: { readonly id: string; readonly until: number }
}

// Longer than the time-out of the call that mints. A process that was killed meanwhile holds the others up as long.
const MINTING_MS = 35_000
const LOOK_AGAIN_MS = 250

/**
 * Access tokens in the state folder (files 0600, folder 0700), one an account. Of all processes of this machine one
 * mints, and the others take what it got. Throws a Failure FS1xx when the folder cannot be written, and what `mint`
 * throws.
 */
export function diskTokens(stateDir: string, clock: Waiting = REAL_TIME): TokenCache {
  return {
    async take(account, isGood, mint) {
      const folder = folderOf(stateDir, account)
      const id = randomUUID()
      for (;;) {
        const turn = await changeKept(folder, kept => turnOf(shelfOf(kept), id, isGood, clock.now()))
        if (turn === 'wait') await clock.sleep(LOOK_AGAIN_MS)
        else if (turn === 'mint') return minted(folder, id, mint)
        else return turn
      }
    },
    forget: account => forgetKept(folderOf(stateDir, account)),
  }
}

function turnOf(
  shelf: Shelf,
  id: string,
  isGood: (token: AccessToken) => boolean,
  now: number,
): { readonly text: string | undefined; readonly found: AccessToken | 'wait' | 'mint' } {
  const { token, minting } = shelf
  if (token !== undefined && isGood(token)) return { text: undefined, found: token }
  // A time too far ahead was written before the clock was set back.
  if (minting !== undefined && minting.until > now && minting.until <= now + MINTING_MS)
    return { text: undefined, found: 'wait' }
  return { text: JSON.stringify({ ...shelf, minting: { id, until: now + MINTING_MS } }), found: 'mint' }
}

async function minted(folder: string, id: string, mint: () => Promise<AccessToken>): Promise<AccessToken> {
  try {
    const token = await mint()
    await changeKept(folder, () => ({ text: JSON.stringify({ token }), found: undefined }))
    return token
  } catch (error) {
    const freed = ({ minting, ...rest }: Shelf) => (minting?.id === id ? JSON.stringify(rest) : undefined)
    await changeKept(folder, kept => ({ text: freed(shelfOf(kept)), found: undefined })).catch(() => undefined)
    throw error
  }
}

function folderOf(stateDir: string, account: string): string {
  if (!/^[0-9A-Za-z_-]{1,100}$/u.test(account)) throw new Error('not a name of an account')
  return join(stateDir, 'tokens', account)
}

// What cannot be read is worth no more than an expired token.
function shelfOf(kept: Kept): Shelf {
  if (kept.kind !== 'text') return {}
  try {
    const value: unknown = JSON.parse(kept.text)
    if (typeof value !== 'object' || value === null) return {}
    const token = 'token' in value && isToken(value.token) ? { token: value.token } : {}
    const minting = 'minting' in value && isMinting(value.minting) ? { minting: value.minting } : {}
    return { ...token, ...minting }
  } catch {
    return {}
  }
}

function isToken(value: unknown): value is AccessToken {
  if (typeof value !== 'object' || value === null) return false
  if (!('accessToken' in value) || !('expiresAt' in value) || !('scopes' in value)) return false
  const { accessToken, expiresAt, scopes } = value
  const hasBegin = !('mintedAt' in value) || typeof value.mintedAt === 'number'
  const hasCentre = !('centre' in value) || typeof value.centre === 'string'
  return (
    hasBegin && hasCentre && typeof accessToken === 'string' && typeof expiresAt === 'number' && Array.isArray(scopes)
  )
}

function isMinting(value: unknown): value is NonNullable<Shelf['minting']> {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('until' in value)) return false
  return typeof value.id === 'string' && typeof value.until === 'number'
}
