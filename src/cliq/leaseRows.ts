import { LIMITS } from '../core/model/catalog.ts'
import type { Datastore } from '../core/model/catalog.ts'
import { Failure, failure } from '../core/model/failure.ts'
import type { LiveRecord, LiveRecords } from '../core/model/live.ts'
import { META, META_NAME, metaFault } from '../core/pace/leaseRows.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Problem } from '../core/model/problem.ts'
import type { RecordValues } from '../core/model/step.ts'
import { connectCliq, connectWire, readsOf } from './connect.ts'
import { fetchRecord, fetchRecords } from './recordReads.ts'
import type { Deps, Target } from './connect.ts'
import { withPrefix } from './org.ts'
import * as requests from './requests.ts'
import type { WireRequest } from './requests.ts'
import { nothing, performWrite, theDatastore, theRecord } from './writes.ts'
import type { Expected } from './writes.ts'

/** How a write of a row ended. */
type Ended = { readonly kind: 'done' } | { readonly kind: 'not-done' | 'unknown'; readonly problem: Problem }

/** The rows of the meta datastore, over the wire. */
export interface WiredRows {
  list(): Promise<readonly LiveRecord[]>
  get(id: string): Promise<LiveRecord | undefined>
  insert(values: RecordValues): Promise<Ended>
  update(id: string, values: RecordValues): Promise<Ended>
  remove(id: string): Promise<Ended>
  createMeta(): Promise<Ended>
  describeMeta(): Promise<Datastore | undefined>
}

/**
 * Reaches the meta datastore of an org; `count` hears of every call. Throws a Failure LE106 where its name with the
 * prefix is too long, or where what bears the name cannot be read.
 */
export function connectLeaseRows(
  target: Target,
  deps: Deps,
  count: (operation: Operation, calls: number) => void,
): WiredRows {
  const wire = connectWire(target, deps)
  const reads = readsOf(target, deps)
  const unique_name = withPrefix(target.prefix, META_NAME)
  const rows = { datastore: unique_name }
  if (unique_name.length > LIMITS.uniqueName)
    throw unusable(`its name ${unique_name} has ${unique_name.length} characters, limit ${LIMITS.uniqueName}`)
  const write = async <T>(request: WireRequest, expected: Expected<T>): Promise<Ended> => {
    count(request.operation, 1)
    const written = await performWrite(wire, request, expected)
    return written.kind === 'done' ? { kind: 'done' } : written
  }
  return {
    async list() {
      const { records, complete, calls } = await fetchRecords(wire, rows, Infinity, reads).catch(unseen)
      count('records.list', calls)
      if (complete) return records
      throw unusable('Cliq did not show its records to their end')
    },
    async get(id) {
      count('records.get', 1)
      return fetchRecord(wire, rows, id, reads)
    },
    insert: values => write(requests.insertRecord(rows, values), theRecord()),
    update: (id, values) => write(requests.updateRecord(rows, id, values), theRecord(id)),
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
      const live = await connectCliq(target, deps).fetchLive([META_NAME])
      count('datastores.list', live.calls)
      const odd = live.bystanders.find(each => each.unique_name === unique_name)
      if (odd !== undefined) throw unusable(odd.why)
      return live.catalog.get(META_NAME)
    },
  }
}

// A read may lag behind the datastore itself; whoever takes it for empty finds no lease of its own and goes no further.
function unseen(error: unknown): LiveRecords {
  if (error instanceof Failure && error.code === 'RF102') return { records: [], complete: true, calls: 1 }
  throw error
}

function unusable(why: string): Error {
  const hint = `remove ${META_NAME} when nothing applies to this org, or use the local lease`
  return failure('LE106', `the datastore ${META_NAME} cannot hold the lease: ${why}`, { hint })
}
