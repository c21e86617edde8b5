/** The field types of the API document. */
export const STORED_TYPES = ['boolean', 'number', 'limited-text', 'encrypted-text', 'large-text'] as const
export type StoredType = (typeof STORED_TYPES)[number]

/** A field as it is kept and, but for its order, as it is answered. */
export interface StoredField {
  readonly id: string
  readonly unique_name: string
  readonly name: string
  readonly type: StoredType
  readonly mandatory: boolean
  readonly masked: boolean
  readonly default_value: string
}

/** A datastore as it is kept. */
export interface StoredDatastore {
  readonly id: string
  readonly unique_name: string
  readonly name: string
  readonly description: string
  readonly fields: readonly StoredField[]
  readonly unique_keys: readonly (readonly string[])[]
  readonly creator: { readonly id: string; readonly name: string }
  /** The extension that owns it; empty for the organisation's own. */
  readonly extension: string
  /** Unix time in ms of the last change to it. */
  readonly changed: number
}

/** A value as it is kept: numbers are text. */
export type StoredValue = string | boolean | null

/** A record as it is kept, its values by field id, so that a field of the same name made later finds nothing. */
export interface StoredRecord {
  readonly datastore: string
  readonly id: string
  readonly added: number
  readonly modified: number
  readonly values: Readonly<Record<string, StoredValue>>
}

/** The record's value of a field; null for a field that it never had. */
export function valueOf(record: StoredRecord, field: StoredField): StoredValue {
  return record.values[field.id] ?? null
}

/** The default of a type, for a field that was given none (create example of the document). */
export function typeDefault(type: StoredType): string {
  switch (type) {
    case 'boolean':
      return 'true'
    case 'number':
      return '0'
    case 'limited-text':
    case 'encrypted-text':
    case 'large-text':
      return ''
  }
}

/** A default's text as the value that a row holds. */
export function defaultOf(field: StoredField): StoredValue {
  return field.type === 'boolean' ? field.default_value === 'true' : field.default_value
}
