import type { Call, Org, Reply } from './call.ts'
import { criteriaOf } from './criteria.ts'
import { compareNumerals } from './numerals.ts'
import { following, pagingOf, tokensOf } from './paging.ts'
import type { Paging } from './paging.ts'
import type { Switches } from './options.ts'
import { facingRecord } from './record-calls.ts'
import { recordOwnerOf } from './record-owner.ts'
import { refusal, refusalByStatus } from './refusal.ts'
import { valueOf } from './stored.ts'
import type { StoredDatastore, StoredField, StoredRecord } from './stored.ts'

type Order = (a: StoredRecord, b: StoredRecord) => number

const NO_TOKEN = refusal('datastore_invalid_next_token')
const ORDERS: Readonly<Record<Switches['listOrder'], Order>> = {
  'oldest-first': (a, b) => (a.id < b.id ? -1 : 1),
  'newest-first': (a, b) => b.modified - a.modified || (a.id < b.id ? 1 : -1),
}

/** GET …/records: criteria, order_by, limit (50 when absent), next_token and sync_token. */
export function serveListRecords(org: Org, call: Call): Reply {
  const { view, switches } = org
  const datastore = recordOwnerOf(org, call, view)
  const paging = pagingOf(call.query, {
    standard: Math.min(50, switches.maxRecordsPage),
    most: switches.maxRecordsPage,
    noToken: NO_TOKEN,
    noSync: refusalByStatus(400, 'sync_token is wrong.'),
  })
  const rest = matching(org, call, datastore, paging)
  const page = rest.slice(0, paging.limit)
  const key = switches.listKey === 'document' ? 'list' : switches.listKey
  const tokens = tokensOf(paging, page, rest.length > page.length, switches, call.at)
  const items = page.map(record => listed(org, facingRecord(org, datastore, record)))
  return { status: 200, changed: false, body: { url: call.url, type: 'datastore_record', ...tokens, [key]: items } }
}

function listed({ switches }: Org, record: ReturnType<typeof facingRecord>): object {
  if (switches.listedTimes === 'shown') return record
  const { added_time: _added, modified_time: _modified, ...shown } = record
  return shown
}

function matching(org: Org, call: Call, datastore: StoredDatastore, paging: Paging): readonly StoredRecord[] {
  const criteria = call.query.get('criteria') ?? ''
  const { listOrder, pageTokens } = org.switches
  const asked = orderOf(call.query.get('order_by') ?? '', datastore)
  const order = asked ?? (listOrder === 'newest-first' || pageTokens === 'place' ? ORDERS[listOrder] : undefined)
  const isPlain = criteria === '' && paging.synced === undefined && paging.modifiedAfter === undefined
  if (isPlain && order === undefined) return org.view.records(datastore.id, paging.after, paging.limit + 1)
  const matches =
    criteria === '' ? undefined : criteriaOf(criteria, datastore, 'datastore_in_query_limit_exceeded', org.switches)
  const first = order === undefined ? paging.after : ''
  const found = org.view
    .records(datastore.id, first, -1)
    .filter(record => (matches?.(record) ?? true) && isInTime(record, paging, org.switches.syncToken))
  return order === undefined ? found : following([...found].sort(order), paging, org.switches, NO_TOKEN)
}

// The document has sync_token mean "before" here and "after" for datastores; the pagination page knows only "since".
function isInTime({ modified }: StoredRecord, paging: Paging, meaning: 'before' | 'since'): boolean {
  const { synced, modifiedAfter } = paging
  if (modifiedAfter !== undefined && modified <= modifiedAfter) return false
  if (synced === undefined) return true
  return meaning === 'before' ? modified < synced : modified > synced
}

// "Comma-separated list of fields to sort by, with optional sort direction"; equal records keep the order of their ids.
function orderOf(text: string, datastore: StoredDatastore): Order | undefined {
  if (text.trim() === '') return undefined
  const terms = text.split(',').map(term => {
    const [name = '', direction = 'asc', ...more] = term.trim().split(/\s+/)
    if (more.length > 0 || (direction !== 'asc' && direction !== 'desc'))
      throw refusalByStatus(400, 'order_by is wrong.')
    const field = datastore.fields.find(({ unique_name }) => unique_name === name)
    if (field === undefined) throw refusal('datastore_column_not_found', name)
    return { field, sign: direction === 'asc' ? 1 : -1 }
  })
  if (new Set(terms.map(({ field }) => field.id)).size < terms.length) throw refusal('datastore_duplicate_sort_field')
  return (a, b) => {
    for (const { field, sign } of terms) {
      const order = sign * compare(a, b, field)
      if (order !== 0) return order
    }
    return a.id < b.id ? -1 : 1
  }
}

function compare(a: StoredRecord, b: StoredRecord, field: StoredField): number {
  const [left, right] = [valueOf(a, field), valueOf(b, field)]
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1
  if (field.type === 'number') return compareNumerals(String(left), String(right))
  return left === right ? 0 : left < right ? -1 : 1
}
