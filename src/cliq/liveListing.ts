import { failure } from '../core/model/failure.ts'
import type { Live } from '../core/model/live.ts'
import { textAt } from './json.ts'
import type { WireJson } from './json.ts'
import { asIs, DATASTORES_PAGE, fetchListing } from './listing.ts'
import type { ListedItems } from './listing.ts'
import { liveOf, withPrefix } from './org.ts'
import { itemsOf, readDatastore } from './reading.ts'
import { NO_CODE, performRead } from './reads.ts'
import type { ReadAnswer, ReadDeps } from './reads.ts'
import * as requests from './requests.ts'
import type { Wire } from './wire.ts'

/** What must not be taken for absent on a weak proof. */
export interface Awaited {
  /** unique_names without the prefix. */
  readonly names: readonly string[]
  /** Ids of those that were seen before, by name. */
  readonly known: ReadonlyMap<string, string>
  /** Whether everything is awaited: then no listing may end where more could follow. */
  readonly isWhole?: boolean | undefined
}

/** Datastores that are asked for by their ids; of more that are missing the listings tell. */
const ASKED_BY_ID = 20

/**
 * Every datastore of the org. Over an edge between pages a datastore slides when another goes meanwhile: where one that
 * is awaited is missing from several pages, the listing is read again in pages of another size. A page can be cut, too:
 * one that is missing and whose id is known is asked for by it. Throws a Failure NT109 where Cliq shows full pages and
 * no way to the next.
 */
export async function fetchLive(wire: Wire, prefix: string, awaited: Awaited, reads: ReadDeps): Promise<Live> {
  const { names, known, isWhole = false } = awaited
  const list = (limit: number) => fetchListing(wire, requests.listDatastores, reads, { limit, read: asIs })
  const first = await list(DATASTORES_PAGE)
  const shown = liveOf(first.items, prefix, first.calls)
  const isOpen = isWhole && first.endsFull
  if (!isOpen && names.every(name => isShown(shown, name, prefix))) return shown
  // An exact multiple of one limit is not one of another, so the answer comes with a token or falls short.
  const again = isOpen || isWeak(first, known) ? await list(DATASTORES_PAGE - 1) : undefined
  const both = [...first.items, ...(again?.items ?? [])]
  const items = new Map(both.map((item, at) => [textAt(item, 'id') ?? `odd ${at}`, item]))
  const calls = first.calls + (again?.calls ?? 0)
  const settled = liveOf([...items.values()], prefix, calls)
  const missing = names.filter(name => !isShown(settled, name, prefix))
  const asked = missing.filter(name => known.has(name) && !items.has(known.get(name) ?? '')).slice(0, ASKED_BY_ID)
  const gone = new Set<string>()
  for (const name of asked) {
    const id = known.get(name) ?? ''
    const own = await fetchById(wire, id, itemOf, reads)
    if (own.kind === 'read') items.set(id, own.value)
    else gone.add(name)
  }
  const isLost = (name: string) => !gone.has(name) && !items.has(known.get(name) ?? '')
  if (again?.endsFull === true && (isOpen || missing.some(isLost))) throw unknown()
  return { ...liveOf([...items.values()], prefix, calls), asked: asked.length }
}

function isShown({ catalog, bystanders }: Live, name: string, prefix: string): boolean {
  return catalog.has(name) || bystanders.some(each => each.unique_name === withPrefix(prefix, name))
}

// One page is one look. More than one may have moved, a full one may not be the last, and of an org that is known to
// hold something nothing at all is shown by a fault as well.
function isWeak({ calls, endsFull, items }: ListedItems<WireJson>, known: Awaited['known']): boolean {
  return calls > 1 || endsFull || (items.length === 0 && known.size > 0)
}

function unknown(): Error {
  const hint = 'Cliq sent one full page and no token for the next; nothing counts as absent'
  return failure('NT109', 'the list of datastores may be incomplete', { hint })
}

// The document lists both for one datastore, the second by a slip.
const GONE = ['datastore_not_found', 'record_not_found', NO_CODE]

/** What Cliq shows under an id, as `read` takes it; refused only where it says that nothing is there. */
export function fetchById<T>(
  wire: Wire,
  id: string,
  read: (item: WireJson, id: string) => T | undefined,
  reads: ReadDeps,
): Promise<ReadAnswer<T>> {
  const decode = (body: WireJson | undefined) => {
    const [item, ...others] = itemsOf(body) ?? []
    return item === undefined || others.length > 0 ? undefined : read(item, id)
  }
  return performRead(wire, requests.getDatastore(id), decode, reads, GONE)
}

function itemOf(item: WireJson, id: string): WireJson | undefined {
  const read = readDatastore(item)
  return ('ok' in read ? read.ok.identity.id : read.id) === id ? item : undefined
}
