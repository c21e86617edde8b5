import type { Call, Org } from './call.ts'
import { allowed } from './facing.ts'
import { refusal } from './refusal.ts'
import type { View } from './store.ts'
import type { StoredDatastore } from './stored.ts'

/**
 * The datastore whose records a call means. One of an extension needs the extension_key, on the extension's own path or on
 * the plain one. Throws a Refusal when there is none or the key is wrong.
 */
export function recordOwnerOf(org: Org, call: Call, view: View): StoredDatastore {
  const key = call.query.get('extension_key')
  if (call.extension !== '') {
    if (key === null) throw refusal('param_missing', 'extension_key')
    if (org.store.extensionKey(call.extension) !== key)
      throw refusal('datastore_access_denied', 'The extension_key is wrong.')
    return allowed(org, call, existing(view.named(call.extension, call.name)))
  }
  const own = view.named('', call.name)
  if (own !== undefined) return allowed(org, call, own)
  const extensions = view.datastores().filter(each => each.extension !== '' && each.unique_name === call.name)
  const opened = extensions.find(each => key !== null && org.store.extensionKey(each.extension) === key)
  if (opened === undefined && extensions.length > 0)
    throw refusal('datastore_access_denied', 'It belongs to an extension.')
  return allowed(org, call, existing(opened))
}

function existing(datastore: StoredDatastore | undefined): StoredDatastore {
  if (datastore === undefined) throw refusal('datastore_not_found')
  return datastore
}
