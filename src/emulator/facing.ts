import type { Call, Org, Reply } from './call.ts'
import { refusal } from './refusal.ts'
import type { StoredDatastore, StoredField } from './stored.ts'

/** The datastore that a call by id means. Schema calls know none of an extension's. Throws when it is not there or not theirs. */
export function ofTheOrg(org: Org, call: Call, found: StoredDatastore | undefined): StoredDatastore {
  if (found === undefined) throw refusal('datastore_not_found')
  if (found.extension !== '') throw refusal('datastore_access_denied', 'It belongs to an extension.')
  return allowed(org, call, found)
}

/** The datastore, unless the switch keeps it from all but its creator. */
export function allowed(org: Org, call: Call, datastore: StoredDatastore): StoredDatastore {
  if (org.switches.ownership === 'creator-only' && datastore.creator.id !== call.user.id)
    throw refusal('datastore_access_denied')
  return datastore
}

/** The answer of a call on a datastore: the whole of it. */
export function answerWith(org: Org, call: Call, datastore: StoredDatastore): Reply {
  return { status: 200, changed: true, body: { url: call.url, type: 'datastore', data: facing(org, datastore) } }
}

// The order of fields differs between the document's own examples: nobody may lean on it.
/** A datastore as answers show it. */
export function facing(org: Org, datastore: StoredDatastore): unknown {
  const { extension: _extension, changed: _changed, ...rest } = datastore
  const fields = datastore.fields.map(field => ({ field, place: org.random() })).sort((a, b) => a.place - b.place)
  const shown = (field: StoredField) => ({
    ...field,
    type: org.switches.shownTypes[`${datastore.unique_name}.${field.unique_name}`] ?? field.type,
  })
  const { unique_keys, ...others } = rest
  const keys = org.switches.noKeys === 'absent' && unique_keys.length === 0 ? {} : { unique_keys }
  return {
    ...others,
    ...keys,
    fields: fields.map(({ field }) => shown(field)),
    status: 'enabled',
    type: 'custom',
    scope: 'personal',
  }
}
