import type { Datastore, Field } from '../core/model/catalog.ts'
import { failure } from '../core/model/failure.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import type { Operation } from '../core/model/operations.ts'
import type { DatastoreEdit, FieldEdit, RecordValues } from '../core/model/step.ts'

/** One call, ready to be sent. Cliq refuses keys that it does not know, so bodies are built key by key. */
export interface WireRequest {
  readonly operation: Operation
  /** Below the API's base, encoded. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** An extension's own records: reached below its id, with its key, which is a secret. */
export interface Extension {
  readonly id: string
  readonly key: string
}

/** Which records: of a datastore by its whole unique_name, of an extension where one is given. */
export interface RecordsOf {
  readonly datastore: string
  readonly extension?: Extension
  /** Records are wanted with the times at which they were added. */
  readonly timed?: true
}

export interface PageQuery {
  readonly limit: number
  readonly next?: string
}

export interface RecordQuery extends PageQuery {
  readonly criteria?: string
  readonly orderBy?: string | undefined
}

/** Rows to delete: by ids, or by criteria. Neither would be no selection at all, and is never sent (C20). */
export type Selection = { readonly ids: readonly string[] } | { readonly criteria: string }

export interface Export {
  readonly fileType: 'csv' | 'xlsx' | 'pdf'
  /** 8 to 20 characters; absent for a file without one. */
  readonly password?: string
}

export function createDatastore(definition: Datastore): WireRequest {
  const { unique_name, name, description, fields, unique_keys } = definition
  const keys = unique_keys.length === 0 ? {} : { unique_keys }
  return request('datastores.create', {}, {}, { unique_name, name, description, fields: newFields(fields), ...keys })
}

export function listDatastores(page: PageQuery): WireRequest {
  return request('datastores.list', {}, pageQuery(page))
}

export function getDatastore(id: string): WireRequest {
  return request('datastores.get', { id })
}

export function editDatastore(id: string, set: DatastoreEdit): WireRequest {
  const { unique_name, name, description, unique_keys } = set
  return request('datastores.edit', { id }, {}, defined({ unique_name, name, description, unique_keys }))
}

export function deleteDatastore(id: string): WireRequest {
  return request('datastores.delete', { id })
}

export function addFields(id: string, fields: ReadonlyMap<string, Field>): WireRequest {
  return request('fields.add', { id }, {}, { fields: newFields(fields) })
}

/** Edits by field id. Type and unique_name are never sent: neither can change (C01, C02). */
export function editFields(id: string, edits: ReadonlyMap<string, FieldEdit>): WireRequest {
  const fields = [...edits].map(([fieldId, { name, mandatory, masked, default_value }]) =>
    defined({ id: fieldId, name, mandatory, masked, default_value }),
  )
  return request('fields.edit', { id }, {}, { fields })
}

export function deleteFields(id: string, fieldIds: readonly string[]): WireRequest {
  if (fieldIds.length === 0) throw noSelection('fields.delete')
  return request('fields.delete', { id }, { ids: fieldIds.join(',') })
}

export function insertRecord(of: RecordsOf, values: RecordValues): WireRequest {
  return onRecords('records.insert', of, { body: { values } })
}

export function listRecords(of: RecordsOf, { criteria, orderBy, ...page }: RecordQuery): WireRequest {
  const query = { ...pageQuery(page), ...defined({ criteria, order_by: orderBy }) }
  return onRecords('records.list', of, { query })
}

export function getRecord(of: RecordsOf, record: string): WireRequest {
  return onRecords('records.get', of, { record })
}

export function updateRecord(of: RecordsOf, record: string, values: RecordValues): WireRequest {
  return onRecords('records.update', of, { record, body: { values } })
}

export function bulkUpdateRecords(of: RecordsOf, criteria: string, values: RecordValues): WireRequest {
  if (criteria.trim() === '') throw noSelection('records.bulkUpdate')
  return onRecords('records.bulkUpdate', of, { body: { criteria, values } })
}

export function deleteRecord(of: RecordsOf, record: string): WireRequest {
  return onRecords('records.delete', of, { record })
}

export function bulkDeleteRecords(of: RecordsOf, selection: Selection): WireRequest {
  const query: Readonly<Record<string, string>> =
    'ids' in selection ? { ids: selection.ids.join(',') } : { criteria: selection.criteria }
  if (Object.values(query).every(each => each.trim() === '')) throw noSelection('records.bulkDelete')
  return onRecords('records.bulkDelete', of, { query })
}

/** Starts an export. Cliq names no place where it arrives, and a second one starts a second export (C32). */
export function startExport(id: string, { fileType, password }: Export): WireRequest {
  const secret = password === undefined ? {} : { password }
  return request(
    'export.start',
    { id },
    {},
    { file_type: fileType, password_protected: password !== undefined, ...secret },
  )
}

interface RecordParts {
  readonly record?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

function onRecords(operation: Operation, of: RecordsOf, { record = '', query = {}, body }: RecordParts): WireRequest {
  const own = request(operation, { name: of.datastore, record }, query, body)
  if (of.extension === undefined) return own
  const { id, key } = of.extension
  return { ...own, path: `/extensions/${segment(id)}${own.path}`, query: { ...query, extension_key: key } }
}

function request(
  operation: Operation,
  parts: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>> = {},
  body?: unknown,
): WireRequest {
  const path = OPERATIONS[operation].path.replaceAll(/\{(\w+)\}/gu, (_, part: string) => segment(parts[part] ?? ''))
  return { operation, path, query, ...(body !== undefined && { body }) }
}

// A dot segment or an empty one would name another resource, whatever it is encoded as.
function segment(text: string): string {
  if (text === '' || text === '.' || text === '..') throw new Error(`not a part of a path: ${JSON.stringify(text)}`)
  return encodeURIComponent(text)
}

function newFields(fields: ReadonlyMap<string, Field>): readonly unknown[] {
  return [...fields].map(([unique_name, { name, type, mandatory, masked, default_value }]) =>
    defined({ unique_name, name, type, mandatory, masked, default_value }),
  )
}

function pageQuery({ limit, next }: PageQuery): Readonly<Record<string, string>> {
  return { limit: String(limit), ...(next !== undefined && { next_token: next }) }
}

function defined<T>(object: Readonly<Record<string, T | undefined>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(object).filter((entry): entry is [string, T] => entry[1] !== undefined))
}

function noSelection(operation: Operation): Error {
  return failure('RF118', `${operation} without a selection was not sent`, {
    hint: 'name the rows or fields that it should reach',
  })
}
