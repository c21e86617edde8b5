import type { Call, Org, Reply } from './call.ts'
import { criteriaOf } from './criteria.ts'
import { recordOwnerOf } from './record-owner.ts'
import { refusal } from './refusal.ts'
import type { Switches } from './options.ts'
import type { RefusalCode } from './refusal.ts'
import { defaultOf, valueOf } from './stored.ts'
import type { StoredDatastore, StoredRecord, StoredValue } from './stored.ts'
import { storedValues, valuesIn } from './values.ts'

/** POST …/records: one record. */
export function serveInsertRecord(org: Org, call: Call): Reply {
  const { store, switches } = org
  const datastore = recordOwnerOf(org, call, store)
  const { values } = valuesIn(call.body, [], switches)
  const given = storedValues(values, datastore, switches)
  checkMandatory(datastore, given)
  const filled = datastore.fields.map(field => [field.id, given[field.id] ?? defaultOf(field)] as const)
  const record = {
    datastore: datastore.id,
    id: store.nextId(),
    added: call.at,
    modified: call.at,
    values: Object.fromEntries(filled),
  }
  put(org, call, datastore, record, 'datastore_unique_key_violation')
  return answerWith(org, call, datastore, record)
}

/** GET …/records/{record}. */
export function serveGetRecord(org: Org, call: Call): Reply {
  const datastore = recordOwnerOf(org, call, org.view)
  const record = org.view.record(datastore.id, call.record)
  if (record === undefined) throw refusal('datastore_record_not_found')
  return { ...answerWith(org, call, datastore, record), changed: false }
}

/** PATCH …/records/{record}: the values that are sent, the others stay. */
export function serveUpdateRecord(org: Org, call: Call): Reply {
  const datastore = recordOwnerOf(org, call, org.store)
  const before = org.store.record(datastore.id, call.record)
  if (before === undefined) throw refusal('datastore_record_not_found')
  const { values } = valuesIn(call.body, [], org.switches)
  const record = changed(org, call, datastore, before, storedValues(values, datastore, org.switches))
  put(org, call, datastore, record, 'datastore_update_violates_unique_key')
  return answerWith(org, call, datastore, record)
}

/** PATCH …/records: the same values into every record that matches; all of them or none. */
export function updateRecords(org: Org, call: Call): Reply {
  const { store, switches } = org
  const datastore = recordOwnerOf(org, call, store)
  const { values, shape } = valuesIn(call.body, ['criteria'], switches)
  const criteria = shape['criteria']
  if (typeof criteria !== 'string') throw refusal('param_missing', 'criteria')
  if (criteria.length > 500) throw refusal('datastore_invalid_criteria', '500 characters at most.')
  const matches = criteriaOf(criteria, datastore, 'datastore_criteria_limit_exceeded', org.switches)
  const given = storedValues(values, datastore, switches)
  const found = store.records(datastore.id, '', -1).filter(matches)
  for (const before of found)
    put(org, call, datastore, changed(org, call, datastore, before, given), 'datastore_update_violates_unique_key')
  return { status: 204, changed: found.length > 0 }
}

/** DELETE …/records/{record}. */
export function serveDeleteRecord(org: Org, call: Call): Reply {
  const datastore = recordOwnerOf(org, call, org.store)
  if (org.store.record(datastore.id, call.record) === undefined) throw refusal('datastore_record_not_found')
  org.store.dropRecord(datastore.id, call.record)
  return { status: 204, changed: true }
}

/** DELETE …/records?ids=… or ?criteria=…; ids that are not there are passed over. */
export function deleteRecords(org: Org, call: Call): Reply {
  const { store, switches } = org
  const datastore = recordOwnerOf(org, call, store)
  const [ids, criteria] = [call.query.get('ids') ?? '', call.query.get('criteria') ?? '']
  if (ids === '' && criteria === '' && switches.emptySelector === 'refused')
    throw refusal('param_missing', 'ids or criteria')
  const wanted = ids === '' ? undefined : new Set(ids.split(','))
  const matches =
    criteria === '' ? undefined : criteriaOf(criteria, datastore, 'datastore_in_query_limit_exceeded', org.switches)
  const found = store
    .records(datastore.id, '', -1)
    .filter(record => (wanted?.has(record.id) ?? true) && (matches?.(record) ?? true))
  for (const { id } of found) store.dropRecord(datastore.id, id)
  return { status: 204, changed: found.length > 0 }
}

function changed(
  org: Org,
  call: Call,
  datastore: StoredDatastore,
  before: StoredRecord,
  given: Readonly<Record<string, StoredValue>>,
): StoredRecord {
  if (org.switches.mandatoryOnUpdate === 'resent') checkMandatory(datastore, given)
  const values = { ...before.values, ...given }
  const emptied = datastore.fields.find(({ id, mandatory }) => mandatory && given[id] === null)
  if (emptied !== undefined) throw refusal('datastore_required_field_missing', emptied.unique_name)
  return { ...before, values, modified: call.at }
}

function checkMandatory(datastore: StoredDatastore, given: Readonly<Record<string, StoredValue>>): void {
  const missing = datastore.fields.find(({ id, mandatory }) => mandatory && (given[id] ?? null) === null)
  if (missing !== undefined) throw refusal('datastore_required_field_missing', missing.unique_name)
}

function put(org: Org, call: Call, datastore: StoredDatastore, record: StoredRecord, violation: RefusalCode): void {
  const { uniqueKeys, raceMs } = org.switches
  const until = uniqueKeys === 'racy' ? call.at - raceMs : Infinity
  if (uniqueKeys !== 'absent' && org.store.isTaken(record, datastore, until)) throw refusal(violation)
  org.store.putRecord(record, datastore)
}

function answerWith(org: Org, call: Call, datastore: StoredDatastore, record: StoredRecord): Reply {
  const body = { url: call.url, type: 'datastore_record', data: facingRecord(org, datastore, record) }
  return { status: 200, changed: true, body }
}

const COVERS: Readonly<Record<Exclude<Switches['secretValues'], 'absent'>, (value: string) => string>> = {
  clear: value => value,
  starred: () => '*****',
  crossed: () => 'XXXXX',
  dotted: () => '•••••',
  'last-sign': value => `****${[...value].at(-1) ?? ''}`,
}

/** A record as an answer shows it. */
interface Facing {
  readonly [column: string]: unknown
  readonly added_time: string
  readonly modified_time: string
}

/** A record as answers show it: values by unique_name, numbers and times as text. */
export function facingRecord(org: Org, datastore: StoredDatastore, record: StoredRecord): Facing {
  const { secretValues } = org.switches
  const values = datastore.fields.flatMap(field => {
    const value = valueOf(record, field)
    const isHidden = value !== null && (field.masked || field.type === 'encrypted-text')
    if (!isHidden) return [[field.unique_name, value] as const]
    return secretValues === 'absent' ? [] : [[field.unique_name, COVERS[secretValues](String(value))] as const]
  })
  const times = { added_time: String(record.added), modified_time: String(record.modified) }
  return { ...Object.fromEntries(values), id: record.id, ...times }
}
