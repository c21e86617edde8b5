import { LIMITS } from '../core/catalog.ts'
import { failure } from '../core/failure.ts'
import { isArray, isObject, keyOf, textAt } from './json.ts'
import type { Json } from './json.ts'
import { itemsOf } from './reading.ts'
import { performRead } from './reads.ts'
import type { ReadDeps } from './reads.ts'
import type { Page, WireRequest } from './requests.ts'
import type { Wire } from './wire.ts'

/** Items of a listing, each once, in the order of Cliq. */
export interface Listing {
  readonly items: readonly Json[]
  /** Whether Cliq has shown all of them: false when reading stopped at `most`, or when enough were there. */
  readonly isComplete: boolean
  /** The last page was full and had no next_token: whether more would follow is not said (C07). */
  readonly endsFull: boolean
  /** That, and no next_token was ever seen. */
  readonly isUnsure: boolean
  readonly calls: number
}

/** How far a listing is read. `enough` hears of each page and of the calls so far, and ends the reading where it says so. */
export interface Bounds {
  readonly limit: number
  readonly most?: number
  readonly enough?: (page: readonly Json[], calls: number) => boolean
}

/**
 * Reads pages until none follows, `most` items are there, or enough are. Throws a Failure NT108 when a token comes again: a listing
 * that does not end cleanly never reads as "the rest is gone".
 */
export async function fetchListing(
  wire: Wire,
  requestOf: (page: Page) => WireRequest,
  deps: ReadDeps,
  { limit, most = Infinity, enough = () => false }: Bounds,
): Promise<Listing> {
  const items = new Map<string, Json>()
  const tokens = new Set<string>()
  let count = 0
  for (let calls = 1; ; calls += 1) {
    const next = [...tokens].at(-1)
    const request = requestOf({ limit, ...(next !== undefined && { next }) })
    const answer = await performRead(wire, request, decodePage, deps)
    if (answer.kind === 'refused') throw unended(request, answer.code)
    const { value: page } = answer
    // An item without an id stays: whoever reads it says what is wrong with it.
    for (const item of page.items) items.set(textAt(item, 'id') ?? `without an id ${items.size}`, item)
    count = page.items.length
    const all = [...items.values()]
    const isFull = count >= limit
    const isEnough = enough(page.items, calls) && (isFull || page.next !== undefined)
    if (isEnough) return { items: all, isComplete: false, endsFull: false, isUnsure: false, calls }
    if (page.next === undefined)
      return {
        items: all,
        isComplete: all.length <= most,
        endsFull: isFull,
        isUnsure: isFull && tokens.size === 0,
        calls,
      }
    if (tokens.has(page.next)) throw unended(request, 'a page token came again')
    if (all.length >= most) return { items: all, isComplete: false, endsFull: false, isUnsure: false, calls }
    tokens.add(page.next)
  }
}

/** The listing of all datastores, 100 a call. */
export const DATASTORES_PAGE = LIMITS.datastoresPerPage

interface Read {
  readonly items: readonly Json[]
  readonly next: string | undefined
}

function decodePage(body: Json): Read | undefined {
  const items = itemsOf(body)
  if (items === undefined || !items.every(isObject)) return undefined
  const token = keyOf(body, 'next_token')
  if (token === undefined || token === null || token === '') return { items, next: undefined }
  // A token that cannot be followed is no end of a listing.
  return typeof token === 'string' && !isArray(token) ? { items, next: token } : undefined
}

function unended({ operation }: WireRequest, why: string): Error {
  const hint = 'nothing was taken for absent; run the command again'
  return failure('NT108', `the pages of ${operation} do not come to an end: ${why}`, { hint })
}
