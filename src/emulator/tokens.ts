import { createHash } from 'node:crypto'
import type { User } from './call.ts'
import { numberOf, textColumn } from './database.ts'
import type { Database } from './database.ts'

/** What a token opens. */
export interface Grant {
  readonly user: User
  /** Comma-separated scopes. */
  readonly scope: string
}

/** The tokens that this server has given out. */
export interface Tokens {
  /** Whose access token it is at this time; undefined when it is not ours, `dead` when it was once. */
  grantOf(token: string, at: number): Grant | 'dead' | undefined
  /** How many access tokens a refresh token brought since `since`. */
  mintedSince(refreshToken: string, since: number): number
  putAccess(token: string, parent: string, grant: Grant, at: number): void
  putRefresh(token: string, client: string, grant: Grant, at: number): void
  /** The grant of a refresh token that this server gave to the client; `dead` when it was revoked. */
  refreshGrantOf(token: string, client: string): Grant | 'dead' | undefined
  /** Ends a token, and with a refresh token all that it brought; also for one that was never given out. */
  kill(token: string): void
  isDead(token: string): boolean
}

/** Every scope of the API document. */
export const FULL_SCOPES = 'ZohoCliq.Datastores.ALL,ZohoCliq.DatastoreRecords.ALL'

const NOBODY: User = { id: '119440882', name: 'Cliq Emulator' }
const LIFETIME_MS = 3_600_000
const MOST_ALIVE = 15

/** The tokens of a database. It holds their digests alone, so that its file opens nothing. */
export function tokensIn(database: Database): Tokens {
  const row = (token: string) => database.rows('SELECT * FROM tokens WHERE token = ?', digestOf(token))[0]
  const put = (token: string, kind: string, parent: string, client: string, { user, scope }: Grant, at: number): void =>
    database.run(
      'INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      digestOf(token),
      kind,
      digestOf(parent),
      client,
      user.name,
      scope,
      at,
      at + LIFETIME_MS,
    )
  const tokens: Tokens = {
    grantOf(token, at) {
      const found = row(token)
      if (found === undefined) return undefined
      if (textColumn(found, 'kind') !== 'access' || numberOf(found, 'expires') <= at) return 'dead'
      return { user: userOf(textColumn(found, 'user')), scope: textColumn(found, 'scope') }
    },
    mintedSince(refreshToken, since) {
      const sql = 'SELECT count(*) AS minted FROM tokens WHERE parent = ? AND minted > ?'
      const [counted] = database.rows(sql, digestOf(refreshToken), since)
      return counted === undefined ? 0 : numberOf(counted, 'minted')
    },
    putAccess(token, parent, grant, at) {
      const sql = `UPDATE tokens SET kind = 'dead' WHERE token IN (
        SELECT token FROM tokens WHERE parent = ? AND kind = 'access' AND expires > ?
        ORDER BY minted DESC, rowid DESC LIMIT -1 OFFSET ?)`
      database.run(sql, digestOf(parent), at, MOST_ALIVE - 1)
      put(token, 'access', parent, '', grant, at)
    },
    putRefresh: (token, client, grant, at) => put(token, 'refresh', '', client, grant, at),
    refreshGrantOf(token, client) {
      const found = row(token)
      if (found === undefined) return undefined
      if (textColumn(found, 'kind') !== 'refresh' || textColumn(found, 'client') !== client) return 'dead'
      return { user: userOf(textColumn(found, 'user')), scope: textColumn(found, 'scope') }
    },
    kill(token) {
      database.run(`UPDATE tokens SET kind = 'dead' WHERE token = ? OR parent = ?`, digestOf(token), digestOf(token))
      if (row(token) === undefined) put(token, 'dead', '', '', { user: userOf(''), scope: '' }, 0)
    },
    isDead: token => {
      const found = row(token)
      return found !== undefined && textColumn(found, 'kind') === 'dead'
    },
  }
  return tokens
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** The user of this name; the one without a name is who every token stands for that names nobody. */
export function userOf(name: string): User {
  if (name === '' || name === NOBODY.name) return NOBODY
  const digits = [...Buffer.from(name, 'utf8')].reduce((sum, byte) => (sum * 257 + byte) % 1_000_003, 7)
  return { id: `120${String(digits).padStart(6, '0')}`, name }
}
