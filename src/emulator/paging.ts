import type { Switches } from './options.ts'
import { refusalByStatus } from './refusal.ts'
import type { RefusedCall } from './refusal.ts'

/** Which part of a listing a call asks for. */
export interface Paging {
  readonly limit: number
  /** The last id of the page before, or how many items came before this one; empty for the first page. */
  readonly after: string
  /** The time in a sync_token, in Unix ms. */
  readonly synced: number | undefined
  /** The time in a sync_token that was sent as next_token, as the record listing asks for it. */
  readonly modifiedAfter: number | undefined
}

/** The bounds of a listing's limit, and what it says to a token that is not its own. */
export interface PagingRules {
  readonly standard: number
  readonly most: number
  readonly noToken: RefusedCall
  readonly noSync: RefusedCall
}

interface Token {
  readonly at: number | undefined
  readonly last: string
}

/** The limit and tokens of a query. Throws a RefusedCall for a limit out of bounds and for foreign tokens. */
export function pagingOf(query: URLSearchParams, rules: PagingRules): Paging {
  const given = query.get('limit')
  const limit = given === null ? rules.standard : /^\d{1,6}$/.test(given) ? Number(given) : 0
  if (limit < 1 || limit > rules.most) throw refusalByStatus(400, `limit is from 1 to ${rules.most}.`)
  const next = tokenOf(query.get('next_token'), rules.noToken)
  const sync = tokenOf(query.get('sync_token'), rules.noSync)
  if (sync !== undefined && sync.at === undefined) throw rules.noSync
  return { limit, after: next?.last ?? '', synced: sync?.at, modifiedAfter: next?.at }
}

/** The tokens an answer carries: always one to sync from, one to go on with as the switch says. */
export function tokensOf(
  paging: Paging,
  page: readonly { readonly id: string }[],
  hasMore: boolean,
  { nextToken, pageTokens }: Pick<Switches, 'nextToken' | 'pageTokens'>,
  at: number,
): { readonly sync_token: string; readonly next_token?: string } {
  const sync_token = encode(`${paging.limit}|${at}|`)
  const last = page.at(-1)
  const goesOn = hasMore || (nextToken === 'full-page' && page.length === paging.limit)
  if (nextToken === 'never' || !goesOn || last === undefined) return { sync_token }
  const mark = pageTokens === 'item' ? last.id : Number(paging.after) + page.length
  return { sync_token, next_token: encode(`${paging.limit}|-1|${mark}`) }
}

/** What of a listing that is sorted already follows on the pages before. Throws `noToken` where their last item is not in it. */
export function following<T extends { readonly id: string }>(
  sorted: readonly T[],
  { after }: Paging,
  { pageTokens }: Pick<Switches, 'pageTokens'>,
  noToken: RefusedCall,
): readonly T[] {
  if (after === '') return sorted
  if (pageTokens === 'place') return sorted.slice(Number(after))
  const place = sorted.findIndex(({ id }) => id === after)
  if (place < 0) throw noToken
  return sorted.slice(place + 1)
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}

// `<page size>|<Unix ms or -1>|<last id or nothing>` in base64, as tokens of this API have been seen.
function tokenOf(given: string | null, no: RefusedCall): Token | undefined {
  if (given === null) return undefined
  const text = Buffer.from(given, 'base64').toString('utf8')
  const [, , at = '', last = ''] = /^(\d+)\|(-1|\d+)\|(\d*)$/.exec(text) ?? []
  if (at === '' || encode(text) !== given || (at === '-1') !== (last !== '')) throw no
  return { at: at === '-1' ? undefined : Number(at), last }
}
