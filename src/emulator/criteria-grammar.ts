import { refusal } from './refusal.ts'

/** One comparison. `==` is read as `=`. */
export interface Clause {
  readonly kind: 'clause'
  readonly key: string
  readonly operator: '=' | '!=' | '>' | '>=' | '<' | '<=' | 'like' | 'not like' | 'in' | 'not in'
  /** One value, or for `in` and `not in` each of them. */
  readonly values: readonly string[]
}

/** Criteria as a tree; `&&` binds closer than `||`. */
export type Expression = Clause | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }

interface Cursor {
  readonly text: string
  place: number
  clauses: number
}

const OPERATORS = ['==', '!=', '>=', '<=', '=', '>', '<'] as const
const WORDS = ['not like', 'not in', 'like', 'in'] as const

/** Reads criteria. Throws a Refusal for what cannot be read and for an operator that does not exist. */
export function parse(text: string): { readonly expression: Expression; readonly clauses: number } {
  const cursor: Cursor = { text, place: 0, clauses: 0 }
  const expression = either(cursor)
  skipSpace(cursor)
  if (cursor.place < text.length) throw unreadable(cursor)
  return { expression, clauses: cursor.clauses }
}

function either(cursor: Cursor): Expression {
  return joined(cursor, '||', 'or', () => joined(cursor, '&&', 'and', () => unit(cursor)))
}

function joined(cursor: Cursor, sign: string, kind: 'and' | 'or', part: () => Expression): Expression {
  const first = part()
  const parts = [first]
  while (takes(cursor, sign)) parts.push(part())
  return parts.length === 1 ? first : { kind, parts }
}

function unit(cursor: Cursor): Expression {
  if (!takes(cursor, '(')) return clause(cursor)
  const inside = either(cursor)
  if (!takes(cursor, ')')) throw unreadable(cursor)
  return inside
}

function clause(cursor: Cursor): Clause {
  skipSpace(cursor)
  const [key] = /^[A-Za-z0-9_]+/.exec(cursor.text.slice(cursor.place)) ?? []
  if (key === undefined) throw unreadable(cursor)
  cursor.place += key.length
  const operator = operatorAt(cursor)
  cursor.clauses += 1
  if (operator === 'in' || operator === 'not in') return { kind: 'clause', key, operator, values: listAt(cursor) }
  return { kind: 'clause', key, operator: operator === '==' ? '=' : operator, values: [valueAt(cursor)] }
}

function operatorAt(cursor: Cursor): (typeof OPERATORS)[number] | (typeof WORDS)[number] {
  skipSpace(cursor)
  const rest = cursor.text.slice(cursor.place)
  const [signs = ''] = /^[=!<>~^]+/.exec(rest) ?? []
  const sign = OPERATORS.find(each => each === signs)
  const word = WORDS.find(each => new RegExp(`^${each.replace(' ', '\\s+')}(?=[\\s(])`, 'i').test(rest))
  const found = sign ?? word
  if (found === undefined) {
    if (signs !== '' || /^[a-z]+\s/i.test(rest)) throw refusal('datastore_criteria_invalid_operator')
    throw unreadable(cursor)
  }
  const [written = found] = word === undefined ? [] : (/^(?:not\s+)?[a-z]+/i.exec(rest) ?? [])
  cursor.place += written.length
  return found
}

// Nothing is said of quotes or escapes: a value runs to the next bracket, && or ||.
function valueAt(cursor: Cursor): string {
  const [raw = ''] = /^(?:(?!&&|\|\|)[^()])*/.exec(cursor.text.slice(cursor.place)) ?? []
  cursor.place += raw.length
  if (raw.trim() === '') throw unreadable(cursor)
  return raw.trim()
}

function listAt(cursor: Cursor): readonly string[] {
  const isWrapped = takes(cursor, '(')
  const values = valueAt(cursor)
    .split(',')
    .map(value => value.trim())
  if (isWrapped && !takes(cursor, ')')) throw unreadable(cursor)
  if (values.includes('')) throw unreadable(cursor)
  return values
}

function takes(cursor: Cursor, sign: string): boolean {
  skipSpace(cursor)
  if (!cursor.text.startsWith(sign, cursor.place)) return false
  cursor.place += sign.length
  return true
}

function skipSpace(cursor: Cursor): void {
  while (/\s/.test(cursor.text.charAt(cursor.place))) cursor.place += 1
}

function unreadable(cursor: Cursor): Error {
  return refusal('datastore_invalid_criteria', `It cannot be read from character ${cursor.place + 1}.`)
}
