import { escapeText, quoteExactly, quoteValue } from './escape.ts'

/** Columns of a line, unless told otherwise. */
export const WIDTH = 80

/** Below this, what stands in two columns elsewhere stands in one. */
export const NARROW_WIDTH = 64

/** The column where the second half of a two-part row starts. */
export const SECOND = 24

const ASCII = /^[ -~]*$/
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
const NARROW = /[\p{Mn}\p{Me}\u200c\u200d]/u

/** How many columns a terminal takes to draw escaped text. */
export function columns(text: string): number {
  if (ASCII.test(text)) return text.length
  return [...text].reduce((sum, each) => sum + (NARROW.test(each) ? 0 : WIDE.test(each) ? 2 : 1), 0)
}

/** The text with blanks behind it up to `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)))
}

/** The text with blanks before it up to `width` columns. */
export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columns(text))) + text
}

/** Words in lines of at most `width` columns; a longer word has a line of its own. */
export function wrapped(text: string, width: number): readonly string[] {
  if (columns(text) <= width) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of unbroken(text)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || columns(longer) <= width) line = longer
    else {
      lines.push(line.trimEnd())
      line = word
    }
  }
  return [...lines, line]
}

// What is pasted stays on one line: a command with its flags and names.
const COMMAND =
  /(?:\bnpx )?\bcliq-ds [a-z]+(?: (?:show|repair|forget|move|pull|new|login|status|logout)\b)?(?: (?:-[\w-]+(?: (?:'[^']*'|[\w.:=/@%+-]*\w))?|[A-Z]+\b|[\w@%+-]*[.:=/][\w.:=/@%+-]*\w))*/gu

function unbroken(text: string): readonly string[] {
  if (!text.includes('cliq-ds ')) return text.split(' ')
  const glued = text.replaceAll(COMMAND, command => command.replaceAll(' ', '\u0000'))
  return glued.split(' ').map(each => each.replaceAll('\u0000', ' '))
}

/** The text wrapped, with `indent` blanks before every line. */
export function paragraph(text: string, indent: number, width: number = WIDTH): readonly string[] {
  return wrapped(text, width - indent).map(line => ' '.repeat(indent) + line)
}

/** A row of two parts: a label, and text that starts at column SECOND and goes on below itself. */
export function entry(label: string, text: string, indent = 2, width: number = WIDTH): readonly string[] {
  // Where two columns have no room, the text stands below its label.
  if (width < NARROW_WIDTH) return [...paragraph(label, indent, width), ...paragraph(text, indent + 2, width)]
  const [first = '', ...more] = paragraph(text, SECOND, width)
  const head = ' '.repeat(indent) + label
  if (columns(head) > SECOND - 2) return [...paragraph(label, indent, width), first, ...more]
  return [pad(head, SECOND) + first.trimStart(), ...more]
}

/** Left and right on one line of `width` columns; without room for both, the right part goes below. */
export function spread(left: string, right: string, width: number = WIDTH): readonly string[] {
  if (right === '') return [left]
  const gap = width - columns(left) - columns(right)
  return gap >= 2 ? [left + ' '.repeat(gap) + right] : [...wrappedBelow(left, width), padLeft(right, width)]
}

function wrappedBelow(text: string, width: number): readonly string[] {
  if (columns(text) <= width || width >= NARROW_WIDTH) return [text]
  const indent = text.length - text.trimStart().length
  return wrapped(text.trimStart(), width - indent - 2).map(
    (line, at) => ' '.repeat(at === 0 ? indent : indent + 2) + line,
  )
}

/** Foreign text, escaped and cut to `most` columns, with `…` where something is missing. */
export function cut(text: string, most: number): string {
  const whole = escapeText(text)
  if (columns(whole) <= most) return whole
  const kept: string[] = []
  let left = most - 1
  for (const character of text) {
    const shown = escapeText(character)
    left -= columns(shown)
    if (left < 0) break
    kept.push(character)
  }
  return `${escapeText(kept.join(''))}…`
}

/** Foreign text in quotes from `start` on; where it is cut, its length says how much there is. */
export function quoted(text: string, most: number, start = 0): string {
  const whole = quoteValue(text)
  if (start === 0 && columns(whole) <= most) return whole
  const length = ` (${text.length} characters)`
  const body = text.slice(start).replaceAll(/["\\]/g, String.raw`\$&`)
  const before = start === 0 ? '' : '…'
  return `"${before}${cut(body, Math.max(12, most - length.length - before.length - 2))}"${length}`
}

/**
 * Two different texts in quotes, so that they look different: long ones from a little before the first difference,
 * and those that only look alike spelled out in ASCII.
 */
export function quotedPair(from: string, to: string, most: number): readonly [string, string] {
  const isLong = columns(quoteValue(from)) > most || columns(quoteValue(to)) > most
  const start = isLong ? startOfDifference(from, to) : 0
  const [a, b] = [quoted(from, most, start), quoted(to, most, start)]
  if (a.normalize('NFKC') !== b.normalize('NFKC')) return [a, b]
  const exactly = (text: string) => quoteExactly(isLong ? text.slice(start, start + most) : text)
  return [exactly(from), exactly(to)]
}

function startOfDifference(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  const start = Math.max(0, at - 8)
  // Never between the halves of a pair.
  return /[\udc00-\udfff]/.test(a.charAt(start)) ? start - 1 : start
}
