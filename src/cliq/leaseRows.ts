import { LIMITS } from '../core/model/catalog.ts'
import type { Datastore } from '../core/model/catalog.ts'
import { Failure, failure } from '../core/model/failure.ts'
import type { LiveRecord, LiveRecords } from '../core/model/live.ts'
import { META, META_NAME, metaFault } from '../core/pace/leaseRows.ts'
import type { Rank } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import type { RecordValues } from '../core/model/step.ts'
import { connectCliq, readsOf } from './connect.ts'
import { fetchRecord, fetchRecords } from './recordReads.ts'
import type { ReachedOrg } from './connect.ts'
import { withPrefix } from './org.ts'
import * as requests from './requests.ts'
import type { WireRequest } from './requests.ts'
import type { Terms } from './wire.ts'
import { nothing, performWrite, theDatastore, theRecord } from './writes.ts'
import type { Expected } from './writes.ts'

/** How a write of a row ended. */
type Ended = { readonly kind: 'done' } | { readonly kind: 'not-done' | 'unknown'; readonly problem: Problem }

/** The rows of the meta datastore, over the wire. */
export interface WiredRows {
  /** The meta datastore's name in the org, prefix and all. */
  readonly meta: string
  list(rank?: Rank): Promise<readonly LiveRecord[]>
  /** The first rows of the leases of other prefixes, as far as they can be read. */
  listOthers(names: readonly string[]): Promise<readonly LiveRecord[]>
  get(id: string): Promise<LiveRecord | undefined>
  insert(values: RecordValues, rank?: Rank): Promise<Ended>
  update(id: string, values: RecordValues, rank?: Rank): Promise<Ended>
  remove(id: string): Promise<Ended>
  createMeta(): Promise<Ended>
  describeMeta(): Promise<Datastore | undefined>
}

// Before all that is not of a lease: a run whose lease ends can send nothing more.
const FIRST = -1e9

/**
 * Reaches the meta datastore of an org, until a Unix time in ms. Of calls that wait those of the lease go before all others,
 * unless a step gives them its own rank; what gives a lease back goes on after an interrupt. Throws a Failure LE106 where its
 * name with the prefix is too long, or where what bears the name cannot be read.
 */
export function connectLeaseRows(
  { target, deps, wire, sorting }: Omit<ReachedOrg, 'heard'>,
  terms: Pick<Terms, 'leaseEnds' | 'isUnstoppable'> = {},
): WiredRows {
  const ranked = (rank: Rank = () => FIRST) => wire.going({ ...terms, rank })
  const own = readsOf(target, deps)
  const reads = terms.isUnstoppable === true ? { ...own, signal: undefined } : own
  const unique_name = withPrefix(target.prefix, META_NAME)
  const rows = { datastore: unique_name, timed: true } as const
  if (unique_name.length > LIMITS.uniqueName)
    throw unusable(unique_name, `its name has ${unique_name.length} characters, limit ${LIMITS.uniqueName}`)
  const write = async <T>(request: WireRequest, expected: Expected<T>, rank?: Rank): Promise<Ended> => {
    const written = await performWrite(ranked(rank), request, expected)
    return written.kind === 'done' ? { kind: 'done' } : written
  }
  return {
    meta: unique_name,
    async list(rank) {
      const { records, complete } = await fetchRecords(ranked(rank), rows, Infinity, reads).catch(unseen)
      if (complete) return records
      throw unusable(unique_name, 'Cliq did not list all of its records')
    },
    async listOthers(names) {
      const found: LiveRecord[] = []
      for (const datastore of names) {
        const others = { datastore, timed: true } as const
        found.push(...(await fetchRecords(ranked(), others, LIMITS.recordsPerPage, reads).catch(passed)).records)
      }
      return found
    },
    get: id => fetchRecord(ranked(), rows, id, reads),
    insert: (values, rank) => write(requests.insertRecord(rows, values), theRecord(), rank),
    update: (id, values, rank) => write(requests.updateRecord(rows, id, values), theRecord(id), rank),
    remove: id => write(requests.deleteRecord(rows, id), nothing),
    createMeta: () => {
      const isOurs = (made: Datastore) => made.unique_name === unique_name && metaFault(made) === undefined
      const request = requests.createDatastore({ ...META, unique_name })
      return write(
        request,
        theDatastore(({ datastore }) => isOurs(datastore)),
      )
    },
    async describeMeta() {
      const live = await connectCliq({ target, deps, wire: ranked(), sorting }).fetchLive([META_NAME])
      const odd = live.bystanders.find(each => each.unique_name === unique_name)
      if (odd !== undefined) throw unusable(unique_name, odd.why)
      return live.catalog.get(META_NAME)
    },
  }
}

// Somebody else's lease is no reason to stop; what it would have told is then learned the hard way.
function passed(error: unknown): Pick<LiveRecords, 'records'> {
  if (error instanceof Failure && error.code.startsWith('RF')) return { records: [] }
  throw error
}

// A read may lag behind the datastore itself; whoever takes it for empty finds no lease of its own and goes no further.
function unseen(error: unknown): Omit<LiveRecords, 'calls'> {
  if (error instanceof Failure && error.code === 'RF102') return { records: [], complete: true }
  throw error
}

function unusable(meta: string, why: string): Error {
  const hint = `delete ${meta} when no apply is running for this org, or use the local lease`
  return failure('LE106', `the datastore ${meta} cannot store the lease: ${why}`, { hint })
}
