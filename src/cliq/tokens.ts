import { createHash } from 'node:crypto'

import { Failure, failure } from '../core/model/failure.ts'
import type { AccessToken, Ledger, TokenCache } from '../core/pace/ledger.ts'
import type { Clock } from '../core/model/ports.ts'
import { changeBook } from './book.ts'
import { hushed, secretsOf } from './credentials.ts'
import type { ResolvedCredentials } from '../core/model/auth.ts'
import { centreOfApi, centreOfDomain } from './datacenters.ts'
import { errorOf } from './errorReply.ts'
import { parseJson, textAt } from './json.ts'
import type { WireJson } from './json.ts'
import { unanswered, unsound } from './noAnswer.ts'
import type { HttpReply, Transport } from './transport.ts'

/** Where a client's access tokens come from. Both throw a Failure AU1xx or NT1xx when there is none to be had. */
export interface TokenSource {
  take(): Promise<string>
  /** Another one than `stale`, which Cliq refused; undefined when these credentials give no other. */
  renew(stale: string): Promise<string | undefined>
  /** The data centre that the last token was said to be for, where its API is in another; undefined where none is told. */
  elsewhere(): string | undefined
}

/** An accounts server, and how to reach it. */
export interface AccountsServer {
  readonly accountsUrl: string
  readonly userAgent: string
  readonly transport: Transport
}

export interface TokenDeps extends AccountsServer {
  readonly account: string
  readonly cache: TokenCache
  readonly ledger: Ledger
  readonly clock: Clock
}

/** A token is renewed this long before it expires, so that none expires on the way, ms. */
const EARLY_MS = 5 * 60_000

// "10 access tokens per refresh token in 10 minutes", and one kept back for a login by hand.
const MINTS = 9
const MINT_WINDOW_MS = 10 * 60_000
// Above it, expires_in has been seen to be in ms.
const MOST_SECONDS = 86_400

/** Names a token on a host without showing it: what kept tokens and the count of minted ones are filed under. */
export function accountOf(apiUrl: string, credentials: ResolvedCredentials): string {
  return digestOn(apiUrl, 'accessToken' in credentials ? credentials.accessToken : credentials.refreshToken)
}

/** Names the user whose calls are counted on a host: the same one whatever token is in use, where an account is named. */
export function bookNameOf({ apiUrl, account, credentials }: Counted): string {
  return account === undefined ? accountOf(apiUrl, credentials) : digestOn(apiUrl, `account ${account}`)
}

interface Counted {
  readonly apiUrl: string
  readonly account?: string | undefined
  readonly credentials: ResolvedCredentials
}

function digestOn(apiUrl: string, text: string): string {
  return createHash('sha256')
    .update(`${new URL(apiUrl).host}\n${text}`)
    .digest('hex')
    .slice(0, 32)
}

/** Gives the ready token, or keeps a minted one for as long as it is good. */
export function tokenSource(
  credentials: ResolvedCredentials,
  deps: TokenDeps & { readonly apiUrl: string },
): TokenSource {
  if ('accessToken' in credentials)
    return { take: async () => credentials.accessToken, renew: async () => undefined, elsewhere: () => undefined }
  let centre: string | undefined
  const takeBut = async (stale?: string) => {
    const token = await takeToken(credentials, deps, stale)
    ;({ centre } = token)
    return token.accessToken
  }
  // Of a host that belongs to none, nobody can tell which data centre is another one.
  const here = centreOfApi(deps.apiUrl)
  const elsewhere = () => (here === undefined || centre === here ? undefined : centre)
  return { take: () => takeBut(), renew: takeBut, elsewhere }
}

// One that lives shorter than usual is used for half of its life: else it would be too old as soon as it is minted.
function renewedAt({ expiresAt, mintedAt = -Infinity }: AccessToken): number {
  return expiresAt - Math.min(EARLY_MS, (expiresAt - mintedAt) / 2)
}

type Client = Extract<ResolvedCredentials, { readonly refreshToken: string }>

/** The kept token if it is good and not `stale`, else one that is minted now. Throws a Failure AU1xx or NT1xx. */
export async function takeToken(client: Client, deps: TokenDeps, stale?: string): Promise<AccessToken> {
  const { cache, clock, account } = deps
  const isGood = (token: AccessToken) => renewedAt(token) > clock.now() && token.accessToken !== stale
  return cache.take(account, isGood, () => mint(client, deps))
}

async function mint(client: Client, deps: TokenDeps): Promise<AccessToken> {
  await countMint(deps)
  // No scope is sent: a kept refresh token returns its own scopes whatever is asked for.
  const reply = await fetchToken(deps, '/oauth/v2/token', {
    grant_type: 'refresh_token',
    refresh_token: client.refreshToken,
    client_id: client.clientId,
    client_secret: client.clientSecret,
  })
  return tokenOf(reply, secretsOf(client), deps, deps.clock)
}

async function countMint({ ledger, account, clock }: TokenDeps): Promise<void> {
  const retryAt = await changeBook(ledger, account, clock, (book, now) => {
    // A time ahead of now was written before the clock was set back.
    const mints = book.mints.map(at => Math.min(at, now)).filter(at => at > now - MINT_WINDOW_MS)
    const oldest = mints[mints.length - MINTS]
    if (oldest !== undefined) return { book: { ...book, mints }, found: oldest + MINT_WINDOW_MS }
    return { book: { ...book, mints: [...mints, now] }, found: undefined }
  })
  if (retryAt === undefined) return
  const hint = `wait until ${new Date(retryAt).toISOString()}; a stored token, or one token for all jobs, avoids this`
  throw failure(
    'AU105',
    `${MINTS} access tokens were requested within 10 minutes, and Zoho refuses the tenth and later ones`,
    {
      hint,
    },
  )
}

/** Posts a form to the accounts server. Throws a Failure NT101, NT102 or NT104 when no answer comes. */
export async function fetchToken(
  accounts: AccountsServer,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<HttpReply & { readonly kind: 'answer' }> {
  const reply = await accounts.transport.exchange({
    method: 'POST',
    url: new URL(`${accounts.accountsUrl.replace(/(?<!\/)\/+$/u, '')}${path}`),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'user-agent': accounts.userAgent,
    },
    body: new URLSearchParams(form).toString(),
  })
  if (reply.kind === 'answer') return reply
  throw new Failure([unanswered(reply, new URL(accounts.accountsUrl).host)])
}

/** A token of an answer; undefined for a text that no token is: a line break in it would be another line of a file. */
export function tokenAt(body: WireJson | undefined, key: string): string | undefined {
  const text = textAt(body, key)
  return text !== undefined && /^[\x21-\x7e]{1,2048}$/u.test(text) ? text : undefined
}

/** The access token of an answer. Throws a Failure AU1xx for any other answer; its text shows none of `secrets`. */
export function tokenOf(
  reply: HttpReply & { readonly kind: 'answer' },
  secrets: readonly string[],
  { accountsUrl }: Pick<AccountsServer, 'accountsUrl'>,
  clock: Clock,
): AccessToken {
  const body = parseJson(reply.body)
  const accessToken = tokenAt(body, 'access_token')
  // Errors come under HTTP 200 as well, so only the token itself is a success.
  if (reply.status !== 200 || accessToken === undefined) throw refused(reply.status, body, secrets, accountsUrl)
  const scopes = (textAt(body, 'scope') ?? '').split(/[\s,]+/u).filter(each => each !== '')
  const mintedAt = clock.now()
  const lifetime = lifetimeMs(body)
  if (lifetime <= 0) throw expired(accountsUrl)
  const centre = centreOfDomain(textAt(body, 'api_domain') ?? '')
  return { accessToken, scopes, expiresAt: mintedAt + lifetime, mintedAt, ...(centre !== undefined && { centre }) }
}

// Used all the same it would be minted anew for each call, until Zoho refuses any more of them.
function expired(accountsUrl: string): Failure {
  const message = `${new URL(accountsUrl).host} sent an access token that has expired already`
  return failure('AU106', message, { hint: 'check accountsUrl, then run it again' })
}

function lifetimeMs(body: WireJson | undefined): number {
  const [text = '3600'] = [textAt(body, 'expires_in_sec'), textAt(body, 'expires_in')].filter(
    each => each !== undefined,
  )
  const figure = Number(text)
  if (text.trim() === '' || !Number.isFinite(figure)) return 3_600_000
  return figure > MOST_SECONDS ? figure : figure * 1_000
}

function refused(status: number, body: WireJson | undefined, secrets: readonly string[], accountsUrl: string): Error {
  const error = errorOf(body)
  const said = textAt(body, 'error') ?? error?.code ?? `HTTP ${status}`
  const words = hushed([said, textAt(body, 'error_description') ?? ''].filter(each => each !== '').join(': '), secrets)
  const text = `${said} ${error?.message ?? ''}`
  const { host } = new URL(accountsUrl)
  if (/access denied|too many requests/iu.test(text))
    return failure('AU105', `Zoho issues no more access tokens for now: ${words}`, {
      hint: 'wait up to 30 minutes',
    })
  if (/invalid_client/iu.test(text))
    return failure('AU103', `Zoho does not know this client: ${words}`, {
      hint: `check client id and secret, and whether the org is in the data centre of ${host}: the wrong data centre gives this same error`,
    })
  if (/invalid_(?:code|grant)/iu.test(text))
    return failure('AU104', `Zoho refuses the refresh token or code: ${words}`, {
      hint: `it was revoked, evicted or used: authorise again; or the org is not in the data centre of ${host}, as a token of another one gives this same error`,
    })
  const isSaid = error !== undefined || (body !== undefined && status < 300)
  if (status >= 500 || !isSaid) return new Failure([unsound(status, host)])
  const shown = error === undefined ? `an answer without one (HTTP ${status})` : words
  return failure('AU106', `${host} sent no access token: ${shown}`, { hint: 'check accountsUrl, then run it again' })
}
