import { parse } from './criteria-grammar.ts'
import type { Clause, Expression } from './criteria-grammar.ts'
import { compareNumerals, isNumeral } from './numerals.ts'
import type { Switches } from './options.ts'
import { refusal } from './refusal.ts'
import type { RefusalCode } from './refusal.ts'
import { valueOf } from './stored.ts'
import type { StoredDatastore, StoredField, StoredRecord, StoredValue } from './stored.ts'

/** Whether a record matches. */
export type RecordMatch = (record: StoredRecord) => boolean

/** What criteria are read by: how values compare, and the refusal of too many of them. */
interface Reading {
  readonly datastore: StoredDatastore
  readonly tooMany: RefusalCode
  readonly switches: Pick<Switches, 'sameTexts' | 'missingValues'>
}

/**
 * The criteria as a test of records. Throws a Refusal with the documented code for each way to be wrong; only a record
 * listing has a code of its own for too many values, `tooManyValues`.
 */
export function criteriaOf(
  text: string,
  datastore: StoredDatastore,
  tooMany: RefusalCode,
  switches: Reading['switches'],
): RecordMatch {
  const { expression, clauses } = parse(text)
  if (clauses > 10) throw refusal('datastore_criteria_limit_exceeded')
  return matchOf(expression, { datastore, tooMany, switches })
}

function matchOf(expression: Expression, reading: Reading): RecordMatch {
  switch (expression.kind) {
    case 'and': {
      const parts = expression.parts.map(part => matchOf(part, reading))
      return record => parts.every(part => part(record))
    }
    case 'or': {
      const parts = expression.parts.map(part => matchOf(part, reading))
      return record => parts.some(part => part(record))
    }
    case 'clause':
      return clauseOf(expression, reading)
  }
}

function clauseOf(clause: Clause, { datastore, tooMany, switches }: Reading): RecordMatch {
  const field = datastore.fields.find(({ unique_name }) => unique_name === clause.key)
  if (field === undefined) throw refusal('datastore_column_not_found', clause.key)
  if (clause.values.length > 10) throw refusal(tooMany)
  const holds = testOf(clause, field, switches)
  return record => holds(valueOf(record, field))
}

// A value that is not there equals nothing and is like nothing, so only the negations hold for it, if they do.
function testOf(
  { operator, values }: Clause,
  field: StoredField,
  switches: Reading['switches'],
): (value: StoredValue) => boolean {
  const [first = ''] = values
  switch (operator) {
    case '=':
    case 'in':
      return equalTo(values, field, switches)
    case '!=':
    case 'not in': {
      const equal = equalTo(values, field, switches)
      return value => !equal(value) && (value !== null || switches.missingValues === 'unequal')
    }
    case 'like':
      return likeTo(first, field)
    case 'not like': {
      const like = likeTo(first, field)
      return value => !like(value)
    }
    case '>':
    case '>=':
    case '<':
    case '<=':
      return orderedTo(operator, first, field)
  }
}

function equalTo(
  values: readonly string[],
  field: StoredField,
  { sameTexts }: Reading['switches'],
): (value: StoredValue) => boolean {
  if (field.type === 'number') {
    values.forEach(checkNumber)
    return value => typeof value === 'string' && values.some(each => compareNumerals(value, each) === 0)
  }
  if (field.type === 'boolean' && !values.every(each => each === 'true' || each === 'false'))
    throw refusal('datastore_invalid_criteria', `${field.unique_name} is a boolean.`)
  const known = new Set(values.map(each => formOf(each, sameTexts)))
  return value => value !== null && known.has(formOf(String(value), sameTexts))
}

function formOf(text: string, sameTexts: Switches['sameTexts']): string {
  if (sameTexts === 'exact') return text
  return sameTexts === 'caseless' ? text.toLowerCase() : text.trimEnd()
}

// "Only for CHAR fields", case-insensitive. What a pattern is made of is not said: % and * stand for any text here, and a
// pattern without either is looked for anywhere.
function likeTo(pattern: string, field: StoredField): (value: StoredValue) => boolean {
  if (field.type === 'number' || field.type === 'boolean')
    throw refusal('datastore_criteria_invalid_operator', `${field.unique_name} is not text.`)
  const [first = '', ...more] = pattern.toLowerCase().split(/[%*]/)
  const last = more.pop()
  return value => {
    if (typeof value !== 'string') return false
    const text = value.toLowerCase()
    return last === undefined ? text.includes(first) : text.startsWith(first) && fits(text, first.length, more, last)
  }
}

// Each part at its first place: a pattern of many stars would try every other place for each.
function fits(text: string, from: number, middle: readonly string[], last: string): boolean {
  let at = from
  for (const part of middle) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

function orderedTo(
  operator: '>' | '>=' | '<' | '<=',
  bound: string,
  field: StoredField,
): (value: StoredValue) => boolean {
  if (field.type === 'boolean')
    throw refusal('datastore_criteria_invalid_operator', `${field.unique_name} is a boolean.`)
  if (field.type === 'number') checkNumber(bound)
  return value => {
    if (typeof value !== 'string') return false
    const order = field.type === 'number' ? compareNumerals(value, bound) : value < bound ? -1 : value > bound ? 1 : 0
    return (
      (order > 0 && operator.startsWith('>')) ||
      (order < 0 && operator.startsWith('<')) ||
      (order === 0 && operator.endsWith('='))
    )
  }
}

function checkNumber(text: string): void {
  if (!isNumeral(text, true)) throw refusal('datastore_invalid_number_value', text)
}
