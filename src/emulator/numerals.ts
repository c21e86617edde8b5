/** Decimal text taken apart: no leading zeros before, no trailing zeros behind the point. */
interface Numeral {
  readonly negative: boolean
  readonly whole: string
  readonly fraction: string
}

/** Whether a text is a number that Cliq would keep: 19 characters at most, digits with one sign and one point at most. */
export function isNumeral(text: string, decimals: boolean): boolean {
  return text.length <= 19 && (decimals ? /^[+-]?\d+(\.\d+)?$/ : /^[+-]?\d+$/).test(text)
}

/** The one form of a number: `+007.50` is `7.5`, `-0` is `0`. Takes only what isNumeral accepts. */
export function canonical(text: string): string {
  const { negative, whole, fraction } = numeralOf(text)
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** Below zero, zero or above as a is less than, equal to or more than b; exact at any length. */
export function compareNumerals(a: string, b: string): number {
  const [left, right] = [numeralOf(a), numeralOf(b)]
  if (left.negative !== right.negative) return left.negative ? -1 : 1
  const size = compareSizes(left, right)
  return left.negative ? 0 - size : size
}

function numeralOf(text: string): Numeral {
  const [before = '', behind = ''] = text.replace(/^[+-]/, '').split('.')
  const whole = before.replace(/^0+(?=\d)/, '')
  const fraction = behind.replace(/(?<!0)0+$/, '')
  return { negative: text.startsWith('-') && `${whole}${fraction}` !== '0', whole, fraction }
}

function compareSizes(a: Numeral, b: Numeral): number {
  if (a.whole.length !== b.whole.length) return a.whole.length - b.whole.length
  if (a.whole !== b.whole) return a.whole < b.whole ? -1 : 1
  return a.fraction === b.fraction ? 0 : a.fraction < b.fraction ? -1 : 1
}
