import { LIMITS } from '../core/model/catalog.ts'
import { Failure, failure } from '../core/model/failure.ts'
import type { LiveRecord, LiveRecords } from '../core/model/live.ts'
import type { RecordReading } from '../core/model/ports.ts'
import { fetchListing } from './listing.ts'
import type { ListingTerms } from './listing.ts'
import type { WireJson } from './json.ts'
import { addedAtOf, itemsOf, readRecord } from './reading.ts'
import { performRead } from './reads.ts'
import type { ReadDeps } from './reads.ts'
import * as requests from './requests.ts'
import type { Wire } from './wire.ts'

/** Whether a run has seen that the org takes no order of records: then none is asked for any more. */
export interface Sorting {
  isRefused: boolean
}

type How = RecordReading & { readonly sorting?: Sorting }

/**
 * Reads records, 100 a call, until `most` are there or `enough` says so of a page. Throws a Failure NT106 for a record
 * that cannot be read.
 */
export async function fetchRecords(
  wire: Wire,
  of: requests.RecordsOf,
  most: number,
  reads: ReadDeps,
  how: How = {},
): Promise<LiveRecords> {
  const { items, ...end } = await fetchSorted(wire, of, most, reads, { ...how, read: reading(of) })
  return { records: items.slice(0, most), ...end }
}

/** Reads all records and keeps none: `take` hears of each. Throws as `fetchRecords` does. */
export async function walkRecords(
  wire: Wire,
  of: requests.RecordsOf,
  reads: ReadDeps,
  take: (record: LiveRecord) => void,
  how: Omit<How, 'enough'> = {},
): Promise<Omit<LiveRecords, 'records'>> {
  const decode = reading(of)
  const { complete, calls } = await fetchSorted(wire, of, Infinity, reads, {
    ...how,
    read: item => take(decode(item)),
  })
  return { complete, calls }
}

interface ReadPages<T> {
  readonly items: readonly T[]
  readonly complete: boolean
  readonly calls: number
}

type HowRead<T> = Omit<How, 'enough'> & Pick<ListingTerms<T>, 'read' | 'enough'>

// In the order that is asked for. Where Cliq refuses it, or cannot carry it through, the records come in its own.
async function fetchSorted<T>(
  wire: Wire,
  of: requests.RecordsOf,
  most: number,
  reads: ReadDeps,
  { order, sorting, ...reading }: HowRead<T>,
): Promise<ReadPages<T>> {
  if (order === undefined || sorting?.isRefused === true) return fetchPages(wire, of, most, reads, reading)
  let spent = 0
  const page = { orderBy: `${order.field} ${order.direction}`, sent: () => (spent += 1) }
  try {
    return await fetchPages(wire, of, most, reads, reading, page)
  } catch (error) {
    if (!(error instanceof Failure) || !(ORDER_FAULTS.has(error.code) || error.code.startsWith('RF'))) throw error
    if (sorting !== undefined) sorting.isRefused = true
    const plain = await fetchPages(wire, of, most, reads, reading)
    return { ...plain, calls: spent + plain.calls }
  }
}

// A fault of the server, an answer that cannot be read, pages without an end.
const ORDER_FAULTS: ReadonlySet<string> = new Set(['NT105', 'NT106', 'NT108'])

async function fetchPages<T>(
  wire: Wire,
  of: requests.RecordsOf,
  most: number,
  reads: ReadDeps,
  reading: Pick<HowRead<T>, 'read' | 'enough'>,
  { orderBy, sent }: { readonly orderBy?: string; readonly sent?: () => void } = {},
): Promise<ReadPages<T>> {
  const limit = Math.max(1, Math.min(LIMITS.recordsPerPage, most))
  const requestOf = (page: requests.PageQuery) => {
    sent?.()
    return requests.listRecords(of, { ...page, orderBy })
  }
  const pages = (limit: number) => fetchListing(wire, requestOf, reads, { limit, most, ...reading })
  const first = await pages(limit)
  // One full page and no token: as with datastores, another limit tells whether that was all.
  const again = first.isUnsure && most > limit ? await pages(LIMITS.recordsPerPage - 1) : undefined
  const { items, isComplete, isUnsure, calls } = again ?? first
  return { items, complete: isComplete && !isUnsure, calls: again === undefined ? calls : first.calls + calls }
}

/**
 * Reads all records that criteria select, fewer than 100: no more than ten values of a unique key are asked for. Throws
 * a Failure NT108 for more, and RF1xx where Cliq refuses the criteria.
 */
export async function fetchSelected(
  wire: Wire,
  of: requests.RecordsOf,
  criteria: string,
  reads: ReadDeps,
): Promise<LiveRecords> {
  const first = await fetchFirst(wire, of, criteria, reads)
  if (first.complete) return first
  throw failure('NT108', `criteria on a unique key of ${of.datastore} match more rows than expected`, {
    hint: 'nothing was changed by this; look at the rows in Cliq',
  })
}

/** Reads the first records that criteria select, at most 100; `complete` where there are fewer. Throws as Cliq refuses. */
export async function fetchFirst(
  wire: Wire,
  of: requests.RecordsOf,
  criteria: string,
  reads: ReadDeps,
): Promise<LiveRecords> {
  const limit = LIMITS.recordsPerPage
  const requestOf = (page: requests.PageQuery) => requests.listRecords(of, { ...page, criteria })
  const { items, isComplete, calls } = await fetchListing(wire, requestOf, reads, {
    limit,
    most: limit,
    read: reading(of),
  })
  return { records: items, complete: isComplete && items.length < limit, calls }
}

const GONE = ['datastore_record_not_found', 'record_not_found']

/** Reads one record by id; undefined only when Cliq says that there is none. */
export async function fetchRecord(
  wire: Wire,
  of: requests.RecordsOf,
  id: string,
  reads: ReadDeps,
): Promise<LiveRecord | undefined> {
  const decode = (body: WireJson | undefined) => {
    const [item, ...others] = itemsOf(body) ?? []
    const record = item === undefined || others.length > 0 ? undefined : readRecord(item)
    return record?.id === id ? record : undefined
  }
  const answer = await performRead(wire, requests.getRecord(of, id), decode, reads, GONE)
  return answer.kind === 'read' ? answer.value : undefined
}

function reading({ datastore, timed }: requests.RecordsOf): (item: WireJson) => LiveRecord {
  return item => {
    const record = readRecord(item)
    const addedAt = timed && addedAtOf(item)
    if (record !== undefined) return addedAt === undefined ? record : { ...record, addedAt }
    throw failure('NT106', `a record of ${datastore} cannot be read`, {
      hint: 'look at it in Cliq; nothing was changed',
    })
  }
}
