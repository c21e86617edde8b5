import { isMeta } from '../core/pace/leaseRows.ts'
import { catalogOf } from '../core/model/catalog.ts'
import { failure } from '../core/model/failure.ts'
import type { Bystander, Identity, Live, LiveDatastore } from '../core/model/live.ts'
import type { WireJson } from './json.ts'
import { readDatastore } from './reading.ts'
import type { Extension, RecordsOf } from './requests.ts'

/** The unique_name as Cliq has it. */
export function withPrefix(prefix: string, unique_name: string): string {
  return `${prefix}${unique_name}`
}

/** Whose datastores are meant: those of an org with this prefix, and of extensions by unique_name. */
export interface Owners {
  readonly prefix: string
  readonly extensions?: ReadonlyMap<string, Extension>
}

/** Where records of a datastore are reached. An extension's goes by the name that the extension gave it, without a prefix. */
export function recordsOf({ prefix, extensions }: Owners, datastore: string): RecordsOf {
  const extension = extensions?.get(datastore)
  if (extension !== undefined) return { datastore, extension }
  // The rows of a lease are a ledger too.
  return { datastore: withPrefix(prefix, datastore), ...(isMeta(datastore) && { timed: true }) }
}

/** The datastore of this id in a whole listing. Throws a Failure NT106 for one that cannot be read. */
export function listedAs(id: string, { catalog, identities, bystanders }: Live): LiveDatastore | undefined {
  if (bystanders.some(each => each.id === undefined || each.id === id))
    throw failure('NT106', `cannot read whether datastore ${id} exists`, { hint: 'look at it in Cliq' })
  for (const [name, identity] of identities) {
    const datastore = catalog.get(name)
    if (identity.id === id && datastore !== undefined) return { datastore, identity }
  }
  return undefined
}

/** The datastore under the name that definitions use; undefined for one outside the prefix. */
export function withoutPrefix(prefix: string, read: LiveDatastore): LiveDatastore | undefined {
  const { unique_name } = read.datastore
  if (!unique_name.startsWith(prefix) || unique_name.length === prefix.length) return undefined
  return { ...read, datastore: { ...read.datastore, unique_name: unique_name.slice(prefix.length) } }
}

/** Sorts a listing: what is ours to read, and what stands by: outside the prefix, unreadable, or there twice. */
export function liveOf(items: readonly WireJson[], prefix: string, calls: number): Live {
  const bystanders: Bystander[] = []
  const read = new Map<string, LiveDatastore[]>()
  for (const item of items) {
    const found = readDatastore(item)
    if ('why' in found) {
      const { why, unique_name, id } = found
      // One that cannot be read but is plainly outside the prefix concerns nobody here.
      const isOther = unique_name !== '' && !unique_name.startsWith(prefix)
      const name = unique_name.slice(prefix.length)
      bystanders.push({
        unique_name,
        why: isOther ? 'other-prefix' : why,
        ...(!isOther && name !== '' && { name }),
        ...(id !== undefined && { id }),
      })
      continue
    }
    const ours = withoutPrefix(prefix, found.ok)
    const { unique_name } = found.ok.datastore
    if (ours === undefined) bystanders.push({ unique_name, id: found.ok.identity.id, why: 'other-prefix' })
    else read.set(unique_name, [...(read.get(unique_name) ?? []), ours])
  }
  const ours: LiveDatastore[] = []
  for (const [unique_name, [first, ...others]] of read) {
    if (first === undefined) continue
    if (others.length === 0) ours.push(first)
    // Nobody can tell which of two a definition means.
    else
      for (const { identity } of [first, ...others])
        bystanders.push({
          unique_name,
          name: first.datastore.unique_name,
          id: identity.id,
          why: `there are ${others.length + 1} datastores of this name`,
        })
  }
  const identities = new Map<string, Identity>(ours.map(each => [each.datastore.unique_name, each.identity] as const))
  return { catalog: catalogOf(ours.map(each => each.datastore)), identities, bystanders, calls }
}
