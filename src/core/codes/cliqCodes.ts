/** One of Cliq's own codes: the code of ours that it is told as, and its cause. */
export interface CliqCode {
  readonly code: string
  readonly why: string
}

const criteria = (why: string): CliqCode => ({ code: 'RF113', why })
const definition = (why: string): CliqCode => ({ code: 'RF107', why })
const GONE = 'It was removed, or renamed, since it was read.'

/**
 * What Cliq calls its refusals. The set is open and some tables of the API document are pasted from another operation
 * (C22 to C24), so all codes are known for all operations.
 */
export const CLIQ_CODES: Readonly<Record<string, CliqCode>> = {
  datastore_name_already_exists: { code: 'RF101', why: 'Another datastore of the org has this unique_name.' },
  datastore_field_name_already_exists: { code: 'RF101', why: 'Another field of the datastore has this unique_name.' },
  datastore_not_found: { code: 'RF102', why: `There is no such datastore. ${GONE}` },
  datastore_field_not_found: { code: 'RF102', why: `The datastore has no such field. ${GONE}` },
  datastore_column_not_found: { code: 'RF102', why: `Values or criteria name a field that is not there. ${GONE}` },
  datastore_record_not_found: { code: 'RF102', why: `The datastore has no such record. ${GONE}` },
  record_not_found: { code: 'RF102', why: `There is no such record, or no such datastore. ${GONE}` },
  datastore_access_denied: { code: 'RF103', why: 'The user of the token may not do this to the datastore.' },
  datastore_creation_limit_exceeded: { code: 'RF104', why: 'The org has as many datastores as Cliq allows.' },
  datastore_fields_limit_exceeded: { code: 'RF105', why: 'The datastore would have more than 19 fields.' },
  datastore_data_limit_exceeded: { code: 'RF106', why: 'A value, or the record as a whole, is too long.' },
  datastore_invalid_creation_data: definition('Cliq does not accept the definition as a whole.'),
  datastore_fields_required: definition('A datastore needs at least one field.'),
  datastore_fields_invalid_value: definition('A part of a field has a value that Cliq does not accept.'),
  datastore_fields_duplicate_column: definition('Two fields have the same unique_name.'),
  datastore_invalid: definition('The datastore would be invalid, for example with a unique key that its rows break.'),
  datastore_field_name_reserved: { code: 'RF108', why: 'Cliq reserves this unique_name of a field.' },
  datastore_field_mask_not_supported: { code: 'RF109', why: 'A field of this type cannot be masked.' },
  datastore_field_unique_key_not_supported: { code: 'RF110', why: 'A field of this type cannot be in a unique key.' },
  datastore_unique_key_column_not_found: { code: 'RF110', why: 'A unique key names a field that is not there.' },
  datastore_unique_key_violation: { code: 'RF111', why: 'Another record has the same values in a unique key.' },
  datastore_update_violates_unique_key: {
    code: 'RF111',
    why: 'After the update two records would have the same values in a unique key.',
  },
  datastore_invalid_number_value: { code: 'RF112', why: 'A field of type number was given something else.' },
  datastore_required_field_missing: { code: 'RF112', why: 'A mandatory field was given no value.' },
  datastore_invalid_criteria: criteria('The criteria cannot be read.'),
  invalid_record_criteria: criteria('The criteria cannot be read.'),
  datastore_criteria_invalid_operator: criteria(
    'The criteria compare a field in a way that its type does not support.',
  ),
  datastore_criteria_limit_exceeded: criteria('The criteria have more than 10 clauses.'),
  datastore_in_query_limit_exceeded: criteria('A list in the criteria has more than 10 values.'),
  datastore_duplicate_sort_field: criteria('The rows are to be sorted by one field twice.'),
  datastore_invalid_next_token: { code: 'RF114', why: 'Cliq no longer knows the token of the next page.' },
  datastore_export_password_missing: { code: 'RF115', why: 'A protected export was asked for without a password.' },
  extra_key_found: { code: 'RF116', why: 'The request has a key that Cliq does not know.' },
  param_missing: { code: 'RF116', why: 'The request lacks something that Cliq needs.' },
  // "One or more": a part of the batch may have taken effect.
  datastore_field_update_failed: { code: 'RF117', why: 'One or more fields of a batch could not be changed.' },
  bulk_record_update_failed: { code: 'RF117', why: 'One or more records of a batch could not be changed.' },
}

/** What is known of a code of Cliq's. */
export function cliqCode(code: string): CliqCode | undefined {
  return Object.hasOwn(CLIQ_CODES, code) ? CLIQ_CODES[code] : undefined
}
