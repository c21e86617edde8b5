import { cliqCode } from '../core/codes/cliqCodes.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Problem } from '../core/model/problem.ts'
import type { CliqError } from './errorReply.ts'
import { saysNo } from './reading.ts'
import type { SaidAnswer } from './reading.ts'

const NEXT: Readonly<Record<string, string>> = {
  RF101: 'list it with cliq-ds pull, then adopt it or choose another unique_name',
  RF102: 'it was removed or renamed in the meantime: plan again',
  RF103: 'use the token of a user who may change it, or ask its creator',
  RF104: 'delete datastores of the org that nobody needs',
  RF105: 'a datastore has at most 19 fields: remove some, or split it',
  RF106: 'shorten the values: 1,000 characters each and 2,500 bytes in total',
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
  RF119: 'read what Cliq says, then plan again',
}

/** A refusal of Cliq as people read it: its own words and code, what was asked, and the next step. */
export function refusalProblem(operation: Operation, status: number, error: CliqError | undefined): Problem {
  const known = error?.code === undefined ? undefined : cliqCode(error.code)?.code
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
  const code = error.code === undefined ? undefined : cliqCode(error.code)?.code
  return code !== undefined && code !== 'RF117'
}

/** The status that an answer stands for: under 200 as well an error may speak of the token (401) or of its scope (403). */
export function statusMeant(reply: SaidAnswer): number {
  const { status, error } = reply
  if (!saysNo(reply) || error === undefined) return status
  const said = `${error.code ?? ''} ${error.message}`
  if (/oauth_?token_?scope|scope_?mismatch/iu.test(said)) return 403
  return /oauth_?token/iu.test(error.code ?? '') || /invalid (?:oauth|auth|access) ?token/iu.test(said) ? 401 : status
}

/** The refusal of a token that lacks a scope; undefined for any other answer. */
export function scopeProblem(operation: Operation, status: number, error: CliqError | undefined): Problem | undefined {
  if (status !== 401 && status !== 403) return undefined
  // "Scope" is also an attribute of a datastore, so another refusal may speak of one.
  if (error?.code !== undefined && isDocumented(error.code)) return undefined
  if (!/scope/iu.test(`${error?.code ?? ''} ${error?.message ?? ''}`)) return undefined
  const { scope } = OPERATIONS[operation]
  const message = `the token lacks the scope ${scope}, which ${operation} needs`
  const hint = `authorise again with ${scope}: a refreshed token keeps its old scopes`
  return { code: 'AU102', severity: 'error', message, hint }
}

/** Whether the API document, or a sibling of it, has this code for a refusal. */
export function isDocumented(code: string): boolean {
  return cliqCode(code) !== undefined
}

// The end of a sentence would stand in the middle of ours; a page instead of a sentence would bury it.
function quoted(message: string | undefined): string {
  const words = (message ?? '').trim().replace(/\.$/u, '')
  return words === '' ? '' : `"${words.length > 300 ? `${words.slice(0, 300)}…` : words}"`
}
