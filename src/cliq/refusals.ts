import { OPERATIONS } from '../core/operations.ts'
import type { Operation } from '../core/operations.ts'
import type { Problem } from '../core/problem.ts'
import type { CliqError } from './errorReply.ts'

// Our code for each refusal of Cliq. The set is open and some tables of the document are pasted (C22 to C24), so all
// codes are known for all operations.
const REFUSALS: Readonly<Record<string, string>> = {
  datastore_name_already_exists: 'RF101',
  datastore_field_name_already_exists: 'RF101',
  datastore_not_found: 'RF102',
  datastore_field_not_found: 'RF102',
  datastore_column_not_found: 'RF102',
  datastore_record_not_found: 'RF102',
  record_not_found: 'RF102',
  datastore_access_denied: 'RF103',
  datastore_creation_limit_exceeded: 'RF104',
  datastore_fields_limit_exceeded: 'RF105',
  datastore_data_limit_exceeded: 'RF106',
  datastore_invalid_creation_data: 'RF107',
  datastore_fields_required: 'RF107',
  datastore_fields_invalid_value: 'RF107',
  datastore_fields_duplicate_column: 'RF107',
  datastore_invalid: 'RF107',
  datastore_field_name_reserved: 'RF108',
  datastore_field_mask_not_supported: 'RF109',
  datastore_field_unique_key_not_supported: 'RF110',
  datastore_unique_key_column_not_found: 'RF110',
  datastore_unique_key_violation: 'RF111',
  datastore_update_violates_unique_key: 'RF111',
  datastore_invalid_number_value: 'RF112',
  datastore_required_field_missing: 'RF112',
  datastore_invalid_criteria: 'RF113',
  invalid_record_criteria: 'RF113',
  datastore_criteria_invalid_operator: 'RF113',
  datastore_criteria_limit_exceeded: 'RF113',
  datastore_in_query_limit_exceeded: 'RF113',
  datastore_duplicate_sort_field: 'RF113',
  datastore_invalid_next_token: 'RF114',
  datastore_export_password_missing: 'RF115',
  extra_key_found: 'RF116',
  param_missing: 'RF116',
  // "One or more": a part of the batch may have taken effect.
  datastore_field_update_failed: 'RF117',
  bulk_record_update_failed: 'RF117',
}

const NEXT: Readonly<Record<string, string>> = {
  RF101: 'list it with cliq-ds pull, then adopt it or choose another unique_name',
  RF102: 'it was removed or renamed meanwhile: plan again',
  RF103: 'use the token of a user who may change it, or ask its creator',
  RF104: 'remove datastores of the org that nobody needs',
  RF105: 'a datastore holds 19 fields: remove some, or split it',
  RF106: 'shorten the values: 1,000 characters each and 2,500 bytes in all',
  RF107: 'correct the definition, then plan again',
  RF108: 'give the field another unique_name',
  RF109: 'mask only fields of type number or limited-text',
  RF110: 'name only existing fields of type boolean, number or limited-text in unique_keys',
  RF111: 'find the rows that share the key, and make them differ',
  RF112: 'correct the values of this row',
  RF113: 'correct the criteria',
  RF114: 'run the command again: it reads from the first page',
  RF115: 'give a password of 8 to 20 characters',
  RF116: 'this is a fault of cliq-ds or a change of the API: report it with the lines of --debug',
  RF117: 'run the same command again: it reads first and sends only what is missing',
  RF119: 'see what Cliq says, then plan again',
}

/** A refusal of Cliq as people read it: its own words and code, what was asked, and the next step. */
export function refusalProblem(operation: Operation, status: number, error: CliqError | undefined): Problem {
  const known = error?.code === undefined ? undefined : own(error.code)
  const code = known ?? (status === 403 ? 'RF103' : 'RF119')
  const words = [quoted(error?.message), error?.code === undefined ? `HTTP ${status}` : `(${error.code})`]
  const message = `Cliq refuses ${operation}: ${words.filter(each => each !== '').join(' ')}`
  const hint = NEXT[code]
  return { code, severity: 'error', message, ...(hint !== undefined && { hint }) }
}

/** Whether the answer proves that nothing was done: a 4xx with a code that Cliq documents, or a lack of permission. */
export function provesNothingDone(status: number, error: CliqError | undefined): boolean {
  if (status < 400 || status >= 500 || error === undefined) return false
  if (status === 403) return true
  const code = error.code === undefined ? undefined : own(error.code)
  return code !== undefined && code !== 'RF117'
}

/** The refusal of a token that lacks a scope; undefined for any other answer. */
export function scopeProblem(operation: Operation, status: number, error: CliqError | undefined): Problem | undefined {
  if (status !== 401 && status !== 403) return undefined
  if (!/scope/iu.test(`${error?.code ?? ''} ${error?.message ?? ''}`)) return undefined
  const { scope } = OPERATIONS[operation]
  const message = `the token lacks the scope ${scope}, which ${operation} needs`
  const hint = `authorise again with ${scope}: a refreshed token keeps its old scopes`
  return { code: 'AU102', severity: 'error', message, hint }
}

function own(code: string): string | undefined {
  return Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined
}

// The end of a sentence would stand in the middle of ours; a page instead of a sentence would bury it.
function quoted(message: string | undefined): string {
  const words = (message ?? '').trim().replace(/\.$/u, '')
  return words === '' ? '' : `"${words.length > 300 ? `${words.slice(0, 300)}…` : words}"`
}
