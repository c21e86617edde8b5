import { canonicalNumber } from '../model/catalog.ts'
import type { Field, FieldType } from '../model/catalog.ts'
import type { LiveRecord, LiveValue } from '../model/live.ts'
import type { Condition, Literal, Where } from '../model/migration.ts'

/** Whether a value is nothing or empty text; never 0 or false. */
export function isEmptyValue(value: LiveValue): value is null | undefined | '' {
  return value === null || value === undefined || value === ''
}

/** Whether a record is meant: all conditions hold together. */
export function isMeant(
  where: Where,
  values: LiveRecord['values'] | Readonly<Record<string, LiveValue>>,
  fields: ReadonlyMap<string, Pick<Field, 'type'>>,
): boolean {
  return [...where].every(([name, all]) => {
    const type = fields.get(name)?.type ?? 'limited-text'
    return all.every(each => holds(each, values[name], type))
  })
}

function holds(condition: Condition, value: LiveValue, type: FieldType): boolean {
  switch (condition.is) {
    case 'empty':
      return isEmptyValue(value)
    case 'filled':
      return !isEmptyValue(value)
    case 'in':
      return condition.values.some(each => isSame(value, each, type))
    case 'not-in':
      return !condition.values.some(each => isSame(value, each, type))
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte': {
      if (isEmptyValue(value)) return false
      const order = comparedNumbers(String(value), condition.value.text)
      if (order === undefined) return false
      if (condition.is === 'lt') return order < 0
      if (condition.is === 'lte') return order <= 0
      return condition.is === 'gt' ? order > 0 : order >= 0
    }
  }
}

function isSame(value: LiveValue, { text }: Literal, type: FieldType): boolean {
  return !isEmptyValue(value) && comparableForm(value, type) === comparableForm(text, type)
}

/** A value as text in one form: numbers are the same in any decimal form. */
export function comparableForm(value: string | boolean, type: FieldType | undefined): string {
  const text = String(value)
  return type === 'number' && DECIMAL.test(text) ? canonicalNumber(text) : text
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/u

// Decimal text is compared digit by digit: 19 of them are more than a double holds.
function comparedNumbers(a: string, b: string): number | undefined {
  const [left, right] = [DECIMAL.exec(a), DECIMAL.exec(b)]
  if (left === null || right === null) return undefined
  const digits = Math.max(left[3]?.length ?? 0, right[3]?.length ?? 0)
  const whole = ([, sign = '', ones = '', parts = '']: RegExpExecArray) =>
    BigInt(`${ones}${parts.padEnd(digits, '0')}`) * (sign === '-' ? -1n : 1n)
  const difference = whole(left) - whole(right)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
