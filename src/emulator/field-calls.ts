import type { Call, Org, Reply } from './call.ts'
import { answerWith, ofTheOrg } from './facing.ts'
import { draftFields, editedField, tenAtMost } from './fields.ts'
import { refusal, refusalByStatus } from './refusal.ts'
import { onlyKeys, shapeOf } from './shapes.ts'
import { defaultOf, typeDefault } from './stored.ts'
import type { StoredDatastore, StoredField, StoredValue } from './stored.ts'

/** POST /datastores/{id}/fields: 1 to 10 new fields, all or none. */
export function serveAddFields(org: Org, call: Call): Reply {
  const { store, switches } = org
  const before = ofTheOrg(org, call, store.datastore(call.id))
  const malformed = () => refusal('datastore_fields_invalid_value')
  const shape = shapeOf(call.body, malformed)
  onlyKeys(shape, ['fields'], switches)
  const drafts = draftFields(shape['fields'], before.fields, switches)
  if (drafts.length < 1 || drafts.length > 10) throw malformed()
  const ids = store.nextFieldIds(drafts.length, call.at)
  const added = drafts.map((draft, index): StoredField => ({ ...draft, id: ids[index] ?? '' }))
  const datastore = { ...before, fields: [...before.fields, ...added], changed: call.at }
  store.putDatastore(datastore)
  fillRecords(org, datastore, added)
  return answerWith(org, call, datastore)
}

// "Existing records will have null for newly added fields unless a default value is specified."
function fillRecords(org: Org, datastore: StoredDatastore, added: readonly StoredField[]): void {
  const isGiven = (field: StoredField): boolean =>
    org.switches.addedField === 'type-default' || field.default_value !== typeDefault(field.type)
  const filled: readonly (readonly [string, StoredValue])[] = added
    .filter(isGiven)
    .map(field => [field.id, defaultOf(field)])
  if (filled.length === 0) return
  for (const record of org.store.records(datastore.id, '', -1))
    org.store.putRecord({ ...record, values: { ...record.values, ...Object.fromEntries(filled) } }, datastore)
}

/** PATCH /datastores/{id}/fields: 1 to 10 fields by id. */
export function serveEditFields(org: Org, call: Call): Reply {
  const { store, switches } = org
  const before = ofTheOrg(org, call, store.datastore(call.id))
  const shape = shapeOf(call.body)
  onlyKeys(shape, ['fields'], switches)
  const edits = shape['fields']
  if (!Array.isArray(edits)) throw refusalByStatus(400, 'fields is not an array.')
  const edited = new Map<string, StoredField>()
  let failed = false
  for (const edit of tenAtMost(
    edits.map((each: unknown) => shapeOf(each)),
    'fields',
  )) {
    onlyKeys(edit, ['id', 'unique_name', 'name', 'mandatory', 'masked', 'default_value'], switches)
    const field = before.fields.find(({ id }) => id === edit['id'])
    if (field === undefined) throw refusal('datastore_field_not_found')
    const after = editedField(edited.get(field.id) ?? field, edit, switches)
    if (after === undefined) failed = true
    else edited.set(field.id, after)
  }
  const no = refusal('datastore_field_update_failed')
  if (failed && switches.fieldBatches === 'atomic') throw no
  const fields = before.fields.map(field => edited.get(field.id) ?? field)
  const datastore = { ...before, fields, changed: call.at }
  store.putDatastore(datastore)
  if (!failed) return answerWith(org, call, datastore)
  return { status: no.status, changed: edited.size > 0, body: { message: no.message, code: no.code } }
}

/** DELETE /datastores/{id}/fields?ids=…: 1 to 10 fields, and with them what records hold there. */
export function serveDeleteFields(org: Org, call: Call): Reply {
  const { store, switches } = org
  const before = ofTheOrg(org, call, store.datastore(call.id))
  const given = call.query.get('ids') ?? ''
  if (given === '') throw refusal('param_missing', 'ids')
  const ids = tenAtMost([...new Set(given.split(','))], 'ids')
  const unknown = ids.find(wanted => !before.fields.some(({ id }) => id === wanted))
  if (unknown !== undefined) throw refusal('datastore_column_not_found', unknown)
  const fields = before.fields.filter(({ id }) => !ids.includes(id))
  const leaves = (key: readonly string[]): boolean =>
    !key.every(name => fields.some(({ unique_name }) => unique_name === name))
  if (switches.keyedFieldDelete === 'refused' && before.unique_keys.some(leaves))
    throw refusal('datastore_invalid', 'A unique key names the field.')
  if (switches.lastFieldDelete === 'refused' && fields.length === 0)
    throw refusal('datastore_invalid', 'It is the last field.')
  const unique_keys = before.unique_keys.filter(key => !leaves(key))
  const datastore = { ...before, fields, unique_keys, changed: call.at }
  store.putDatastore(datastore)
  // What records hold in these fields stays in the file: field ids never come back, so nothing can read it.
  if (unique_keys.length < before.unique_keys.length) store.reindex(datastore)
  return { status: 204, changed: true }
}
