import { LIMITS } from '../core/model/catalog.ts'
import { failure } from '../core/model/failure.ts'
import type { Operation } from '../core/model/operations.ts'
import { isArray, isObject, keyOf, textAt } from './json.ts'
import type { WireJson } from './json.ts'
import { itemsOf } from './reading.ts'
import { performRead } from './reads.ts'
import type { ReadDeps } from './reads.ts'
import type { PageQuery, WireRequest } from './requests.ts'
import type { Wire } from './wire.ts'

/** Items of a listing as they were read, each once, in the order of Cliq. */
export interface ListedItems<T> {
  readonly items: readonly T[]
  /** Whether Cliq has shown all of them: false when reading stopped at `most`, or when enough were there. */
  readonly isComplete: boolean
  /** The last page was full and had no next_token: whether more would follow is not said (C07). */
  readonly endsFull: boolean
  /** That, and no next_token was ever seen. */
  readonly isUnsure: boolean
  readonly calls: number
}

/** How a listing is read, and how far. */
export interface ListingTerms<T> {
  readonly limit: number
  readonly most?: number
  /** What is kept of an item; the rest of a page is let go. */
  readonly read: (item: WireJson) => T
  /** Hears of each page and of the calls so far, and ends the reading where it says so. */
  readonly enough?: ((page: readonly T[], calls: number) => boolean) | undefined
}

/**
 * Reads pages until none follows, `most` items are there, or enough are. Throws a Failure NT108 when a token comes
 * again, a page shows nothing new or more than was asked for: a listing that does not end cleanly never reads as "the
 * rest is gone".
 */
export async function fetchListing<T>(
  wire: Wire,
  requestOf: (page: PageQuery) => WireRequest,
  deps: ReadDeps,
  { limit, most = Infinity, read, enough = () => false }: ListingTerms<T>,
): Promise<ListedItems<T>> {
  const items = new Map<string, T>()
  const tokens = new Set<string>()
  let next: string | undefined
  for (let calls = 1; ; calls += 1) {
    const request = requestOf({ limit, ...(next !== undefined && { next }) })
    const answer = await performRead(wire, request, decodePage, deps)
    if (answer.kind === 'refused') throw unended(request, answer.code)
    const { value: page } = answer
    if (page.items.length > limit)
      throw unended(request, `a page has ${page.items.length} items, and ${limit} were requested`)
    const before = items.size
    const own = page.items.map(read)
    // An item without an id stays: whoever reads it says what is wrong with it.
    own.forEach((item, at) => items.set(textAt(page.items[at], 'id') ?? `without an id ${items.size}`, item))
    const isFull = own.length >= limit
    const ended = (endsFull: boolean, isComplete: boolean): ListedItems<T> => ({
      items: [...items.values()],
      isComplete,
      endsFull,
      isUnsure: endsFull && tokens.size === 0,
      calls,
    })
    if (enough(own, calls) && (isFull || page.next !== undefined)) return ended(false, false)
    if (page.next === undefined) return ended(isFull, items.size <= most)
    if (tokens.has(page.next)) throw unended(request, 'a page token was repeated')
    if (items.size === before) throw unended(request, 'a page has nothing new, and another follows')
    const pages = MOST_PAGES[request.operation] ?? OTHER_PAGES
    if (calls === pages) throw unended(request, `${pages} pages, and another follows`)
    if (items.size >= most) return ended(false, false)
    next = page.next
    tokens.add(next)
  }
}

/** The whole item. */
export function asIs(item: WireJson): WireJson {
  return item
}

/** The listing of all datastores, 100 a call. */
export const DATASTORES_PAGE = LIMITS.datastoresPerPage

interface ReadPage {
  readonly items: readonly WireJson[]
  readonly next: string | undefined
}

// Beyond ten thousand datastores, or a million records, a listing is taken for an endless one: the largest plan has 2,000
// components.
const MOST_PAGES: Readonly<Partial<Record<Operation, number>>> = { 'datastores.list': 100 }
const OTHER_PAGES = 10_000

function decodePage(body: WireJson | undefined): ReadPage | undefined {
  // "No content" is what an empty list may look like.
  const items = body === undefined ? [] : itemsOf(body)
  if (items === undefined || !items.every(isObject)) return undefined
  const token = keyOf(body, 'next_token')
  if (token === undefined || token === null || token === '') return { items, next: undefined }
  // A token that cannot be followed is no end of a listing.
  return typeof token === 'string' && !isArray(token) ? { items, next: token } : undefined
}

function unended({ operation }: WireRequest, why: string): Error {
  const hint = 'nothing counts as absent; run the command again'
  return failure('NT108', `the pages of ${operation} never end: ${why}`, { hint })
}
