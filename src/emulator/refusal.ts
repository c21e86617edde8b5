/** Error codes of the API document, with what each says to a reader. The document gives no status for a code. */
const MEANINGS = {
  datastore_creation_limit_exceeded: 'The organisation cannot have more datastores.',
  datastore_name_already_exists: 'Another datastore has this name.',
  datastore_invalid_creation_data: 'This is not a valid datastore to create.',
  datastore_fields_required: 'A datastore needs a field.',
  datastore_fields_invalid_value: 'A field definition has a wrong value.',
  datastore_fields_limit_exceeded: 'A datastore has at most 19 fields.',
  datastore_fields_duplicate_column: 'A field is defined twice.',
  datastore_access_denied: 'The user may not do this.',
  datastore_unique_key_column_not_found: 'A unique key names a field that is not there.',
  datastore_field_name_reserved: 'A field has a reserved name.',
  datastore_field_unique_key_not_supported: 'A field of this type cannot be in a unique key.',
  datastore_field_mask_not_supported: 'A field of this type cannot be masked.',
  datastore_invalid: 'The datastore does not allow this.',
  datastore_not_found: 'There is no such datastore.',
  datastore_field_update_failed: 'A field could not be changed.',
  datastore_field_not_found: 'There is no such field.',
  datastore_field_name_already_exists: 'A field has this name already.',
  datastore_column_not_found: 'There is no such column.',
  datastore_invalid_criteria: 'The criteria cannot be read.',
  datastore_criteria_invalid_operator: 'The criteria use a wrong operator.',
  datastore_criteria_limit_exceeded: 'The criteria have too many clauses.',
  datastore_update_violates_unique_key: 'The change would repeat a unique key.',
  datastore_data_limit_exceeded: 'The record is too large.',
  datastore_invalid_number_value: 'This is not a number.',
  datastore_unique_key_violation: 'A record has this unique key already.',
  datastore_required_field_missing: 'A mandatory field has no value.',
  datastore_invalid_next_token: 'The token is not one of ours.',
  datastore_in_query_limit_exceeded: 'An operator names too many values.',
  datastore_duplicate_sort_field: 'A field is sorted by twice.',
  datastore_record_not_found: 'There is no such record.',
  datastore_export_password_missing: 'The export needs a password.',
  // Seen beside this document: on sibling modules of the same API version.
  extra_key_found: 'The body has an unknown key.',
  param_missing: 'A parameter is missing.',
  oauthtoken_invalid: 'The token is missing, wrong or out of date.',
  oauthtoken_scope_invalid: 'The token does not cover this.',
} as const

/** A code that this server refuses with. */
export type RefusalCode = keyof typeof MEANINGS

const STATUSES: Partial<Readonly<Record<RefusalCode, number>>> = {
  datastore_not_found: 404,
  datastore_record_not_found: 404,
  datastore_field_not_found: 404,
  datastore_access_denied: 403,
  oauthtoken_invalid: 401,
  oauthtoken_scope_invalid: 401,
}

const STATUS_MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request is malformed.',
  404: 'There is nothing at this address.',
  405: 'The address does not take this method.',
  406: 'Answers are JSON only.',
  413: 'The request is too large.',
  415: 'Bodies are JSON only.',
  500: 'The server failed.',
}

/** A call that is answered with no. Nothing that it began stays done. */
export class RefusedCall extends Error {
  readonly status: number
  /** Absent where the document has only a status with a message. */
  readonly code: string | undefined

  constructor(status: number, code: string | undefined, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** The refusal with this code; `detail` says what was wrong in this very call. */
export function refusal(code: RefusalCode, detail = ''): RefusedCall {
  return new RefusedCall(STATUSES[code] ?? 400, code, `${MEANINGS[code]}${detail === '' ? '' : ` ${detail}`}`)
}

/** The refusal that has a status only. */
export function refusalByStatus(status: number, detail = ''): RefusedCall {
  const meaning = STATUS_MEANINGS[status] ?? 'The request failed.'
  return new RefusedCall(status, undefined, `${meaning}${detail === '' ? '' : ` ${detail}`}`)
}
