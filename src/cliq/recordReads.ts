import { LIMITS } from '../core/model/catalog.ts'
import { failure } from '../core/model/failure.ts'
import type { LiveRecord, LiveRecords } from '../core/model/live.ts'
import type { EnoughRecords } from '../core/model/ports.ts'
import { fetchListing } from './listing.ts'
import type { ListingTerms } from './listing.ts'
import type { WireJson } from './json.ts'
import { addedAtOf, itemsOf, readRecord } from './reading.ts'
import { performRead } from './reads.ts'
import type { ReadDeps } from './reads.ts'
import * as requests from './requests.ts'
import type { Wire } from './wire.ts'

/**
 * Reads records, 100 a call, until `most` are there or `enough` says so of a page. Throws a Failure NT106 for a record
 * that cannot be read.
 */
export async function fetchRecords(
  wire: Wire,
  of: requests.RecordsOf,
  most: number,
  reads: ReadDeps,
  enough?: EnoughRecords,
): Promise<LiveRecords> {
  const { items, ...end } = await fetchPages(wire, of, most, reads, { read: reading(of), ...(enough && { enough }) })
  return { records: items.slice(0, most), ...end }
}

/** Reads all records and keeps none: `take` hears of each. Throws as `fetchRecords` does. */
export async function walkRecords(
  wire: Wire,
  of: requests.RecordsOf,
  reads: ReadDeps,
  take: (record: LiveRecord) => void,
): Promise<Omit<LiveRecords, 'records'>> {
  const decode = reading(of)
  const { complete, calls } = await fetchPages(wire, of, Infinity, reads, { read: item => take(decode(item)) })
  return { complete, calls }
}

async function fetchPages<T>(
  wire: Wire,
  of: requests.RecordsOf,
  most: number,
  reads: ReadDeps,
  reading: Pick<ListingTerms<T>, 'read' | 'enough'>,
): Promise<{ readonly items: readonly T[]; readonly complete: boolean; readonly calls: number }> {
  const limit = Math.max(1, Math.min(LIMITS.recordsPerPage, most))
  const pages = (limit: number) =>
    fetchListing(wire, page => requests.listRecords(of, page), reads, { limit, most, ...reading })
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
