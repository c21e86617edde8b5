import { lengthOf } from '../model/length.ts'

const NAMES: Readonly<Record<number, string>> = {
  0x00a0: 'a no-break space',
  0x061c: 'an Arabic letter mark',
  0x200b: 'a zero-width space',
  0x200c: 'a zero-width non-joiner',
  0x200d: 'a zero-width joiner',
  0x200e: 'a left-to-right mark',
  0x200f: 'a right-to-left mark',
  0x202f: 'a narrow no-break space',
  0x3000: 'an ideographic space',
  0xfeff: 'a byte order mark',
  0xff1a: 'a full-width colon',
}

/** A character that people take for another one, or do not see at all. */
export interface Strange {
  /** `U+00A0, a no-break space`. */
  readonly name: string
  /** In characters, from 1. */
  readonly position: number
  /** In UTF-16 units, from 0. */
  readonly index: number
}

/** The first character of a text that is not of a plain keyboard; undefined when all are. */
export function strangeCharacter(text: string): Strange | undefined {
  const index = text.search(/[^\x20-\x7e]/u)
  const point = index < 0 ? undefined : text.codePointAt(index)
  if (point === undefined) return undefined
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  const what = NAMES[point] ?? scriptOf(String.fromCodePoint(point))
  return { name: what === undefined ? code : `${code}, ${what}`, position: lengthOf(text.slice(0, index)) + 1, index }
}

/** The first character of a line that looks like a blank or a sign of YAML and is none. */
export function strangeBlank(line: string): Strange | undefined {
  const index = line.search(/[\u00a0\u061c\u200b-\u200f\u202f\u3000\ufeff\uff1a]/u)
  const found = index < 0 ? undefined : strangeCharacter(line.slice(index))
  return found && { ...found, position: lengthOf(line.slice(0, index)) + 1, index }
}

/** What a message says of it, after what it stands in; nothing for a text of plain characters. */
export function strangeWords(text: string): string {
  const found = strangeCharacter(text)
  return found === undefined ? '' : `: it contains ${found.name}, at ${found.position}`
}

function scriptOf(character: string): string | undefined {
  if (/\p{Script=Cyrillic}/u.test(character)) return 'a Cyrillic letter'
  if (/\p{Script=Greek}/u.test(character)) return 'a Greek letter'
  return undefined
}
