import type { Call, Org, Reply } from './call.ts'
import { answerWith, facing, ofTheOrg } from './facing.ts'
import { draftFields, draftKeys } from './fields.ts'
import type { FieldDraft } from './fields.ts'
import type { Switches } from './options.ts'
import { following, pagingOf, tokensOf } from './paging.ts'
import type { Paging } from './paging.ts'
import { keptText } from './texts.ts'
import { refusal, refusalByStatus } from './refusal.ts'
import type { RefusedCall } from './refusal.ts'
import { isDescription, isDisplayName, isUniqueName, onlyKeys, shapeOf } from './shapes.ts'
import type { StoredDatastore, StoredField } from './stored.ts'

/** POST /datastores. */
export function serveCreateDatastore(org: Org, call: Call): Reply {
  const { store, switches } = org
  const draft = draftDatastore(org, call)
  if (store.named(call.extension, draft.unique_name) !== undefined)
    throw refusal('datastore_name_already_exists', draft.unique_name)
  if (store.countDatastores() >= switches.maxDatastores) throw refusal('datastore_creation_limit_exceeded')
  const datastore = { ...made(org, call, draft, []), id: store.nextId() }
  store.putDatastore(datastore)
  return answerWith(org, call, datastore)
}

/** Makes a datastore of an extension, or brings it to the extension's next version: fields that stay keep their values. */
export function installDatastore(org: Org, call: Call): void {
  const draft = draftDatastore(org, call)
  const before = org.store.named(call.extension, draft.unique_name)
  if (before === undefined) return void serveCreateDatastore(org, call)
  const datastore = { ...made(org, call, draft, before.fields), id: before.id, creator: before.creator }
  org.store.putDatastore(datastore)
  org.store.reindex(datastore)
}

type Draft = Omit<StoredDatastore, 'id' | 'creator' | 'extension' | 'changed' | 'fields'> & {
  readonly drafts: readonly FieldDraft[]
}

function draftDatastore({ switches }: Org, call: Call): Draft {
  const malformed = () => refusal('datastore_invalid_creation_data')
  const shape = shapeOf(call.body, malformed)
  onlyKeys(shape, ['unique_name', 'name', 'description', 'fields', 'unique_keys'], switches)
  const { unique_name, name, description, fields: wanted } = shape
  if (!isUniqueName(unique_name) || !isDisplayName(name) || !isDescription(description)) throw malformed()
  if (wanted === undefined || (Array.isArray(wanted) && wanted.length === 0)) throw refusal('datastore_fields_required')
  const drafts = draftFields(wanted, [], switches)
  const unique_keys = draftKeys(shape['unique_keys'] ?? [], drafts, malformed)
  const texts = { name: keptText(name, switches), description: keptText(description, switches) }
  return { unique_name, ...texts, drafts, unique_keys }
}

function made(
  { store }: Org,
  { user: creator, extension, at: changed }: Call,
  { drafts, ...draft }: Draft,
  present: readonly StoredField[],
): Omit<StoredDatastore, 'id'> {
  const ids = store.nextFieldIds(drafts.length, changed)
  const fields = drafts.map((field, index): StoredField => {
    const kept = present.find(({ unique_name, type }) => unique_name === field.unique_name && type === field.type)
    return { ...field, id: kept?.id ?? ids[index] ?? '' }
  })
  return { ...draft, fields, creator, extension, changed }
}

/** GET /datastores: 20 a page, 100 at most; a sync_token keeps those changed after it. */
export function serveListDatastores(org: Org, call: Call): Reply {
  const { view, switches } = org
  const noToken = refusalByStatus(400, 'A token is wrong.')
  const paging = pagingOf(call.query, { standard: 20, most: 100, noToken, noSync: noToken })
  const isSimple = switches.listOrder === 'oldest-first' && switches.pageTokens === 'item'
  const rest =
    isSimple && paging.synced === undefined
      ? view.ownDatastores(paging.after, paging.limit + 1)
      : listed(view.datastores(), paging, switches, noToken)
  const page = rest.slice(0, paging.limit)
  const key = switches.listKey === 'document' ? 'data' : switches.listKey
  const tokens = tokensOf(paging, page, rest.length > page.length, switches, call.at)
  const items = page.map(item => facing(org, item))
  return { status: 200, changed: false, body: { url: call.url, type: 'datastore', ...tokens, [key]: items } }
}

// In the order that the switch says, from where the page before ended.
function listed(
  all: readonly StoredDatastore[],
  paging: Paging,
  switches: Switches,
  noToken: RefusedCall,
): readonly StoredDatastore[] {
  const own = all.filter(({ extension, changed }) => extension === '' && changed > (paging.synced ?? -1))
  if (switches.listOrder === 'newest-first')
    return following(
      own.toSorted((a, b) => b.changed - a.changed),
      paging,
      switches,
      noToken,
    )
  return switches.pageTokens === 'item'
    ? own.filter(({ id }) => id > paging.after)
    : following(own, paging, switches, noToken)
}

/** GET /datastores/{id}. */
export function serveGetDatastore(org: Org, call: Call): Reply {
  return { ...answerWith(org, call, ofTheOrg(org, call, org.view.datastore(call.id))), changed: false }
}

/** PATCH /datastores/{id}: name, unique_name, description, and the whole set of unique keys. */
export function serveEditDatastore(org: Org, call: Call): Reply {
  const { store, switches } = org
  const before = ofTheOrg(org, call, store.datastore(call.id))
  const malformed = () => refusal('datastore_invalid')
  const shape = shapeOf(call.body, malformed)
  onlyKeys(shape, ['unique_name', 'name', 'description', 'unique_keys'], switches)
  const { unique_name = before.unique_name, name = before.name, description = before.description } = shape
  if (!isUniqueName(unique_name) || !isDisplayName(name) || !isDescription(description)) throw malformed()
  const unique_keys = draftKeys(shape['unique_keys'] ?? before.unique_keys, before.fields, malformed)
  const namesake = store.named(before.extension, unique_name)
  if (namesake !== undefined && namesake.id !== before.id) throw refusal('datastore_name_already_exists', unique_name)
  const texts = { name: keptText(name, switches), description: keptText(description, switches) }
  const datastore = { ...before, unique_name, ...texts, unique_keys, changed: call.at }
  store.putDatastore(datastore)
  if (shape['unique_keys'] !== undefined) {
    store.reindex(datastore)
    if (switches.brokenUniqueKey === 'refused' && store.hasRepetition(datastore.id))
      throw refusal('datastore_invalid', 'Records break the new unique key.')
  }
  return answerWith(org, call, datastore)
}

/** DELETE /datastores/{id}, with all its records. */
export function serveDeleteDatastore(org: Org, call: Call): Reply {
  org.store.dropDatastore(ofTheOrg(org, call, org.store.datastore(call.id)).id)
  return { status: 204, changed: true }
}
