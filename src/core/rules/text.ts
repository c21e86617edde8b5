import { plainForm } from '../model/words.ts'

/** A name without what people mix up: case and underscores. */
export function spellingOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '')
}

/** A text that may be a unique_name, as far as its characters go: lower-case letters, digits, underscores, a letter first. */
export const UNIQUE_NAME: RegExp = /^[a-z][a-z0-9_]*$/

/** A text that may be a display name, as far as its characters go: letters, digits and spaces. */
export const DISPLAY_NAME: RegExp = /^[\p{L}\p{M}\p{N} ]*$/u

// Controls but tab and line break, bidirectional controls, and surrogates without their pair.
const FORBIDDEN = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]|\p{Cs}/u

/** A display name without what people see no difference in: case, forms of letters, blanks around it and how many between. */
export function lookOfName(name: string): string {
  return plainForm(name).toLowerCase().toUpperCase().toLowerCase().replaceAll(/\s+/gu, ' ')
}

/** The first character that no text may hold, as `U+202E`, what it is, and why; undefined when there is none. */
export function forbiddenCharacter(
  text: string,
): { readonly name: string; readonly kind: string; readonly why: string } | undefined {
  const found = FORBIDDEN.exec(text)?.[0]
  if (found === undefined) return undefined
  const point = found.codePointAt(0) ?? 0
  const name = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  if (point >= 0xd800 && point <= 0xdfff)
    return { name, kind: 'unpaired surrogate', why: 'it is half of a character, so this is not valid text' }
  if (point >= 0x2000)
    return { name, kind: 'bidirectional control', why: 'it changes the order in which text is shown' }
  return { name, kind: 'control character', why: 'it breaks terminals' }
}

/** The nearest legal unique_name, where one can be made of the text. */
export function asUniqueName(text: string): string | undefined {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
  const name = plain.replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '')
  return name === '' ? undefined : name
}

/** The first character of a text that is no letter, digit or space, with its position from 1. */
export function oddCharacter(text: string): { readonly character: string; readonly position: number } | undefined {
  if (DISPLAY_NAME.test(text)) return undefined
  const characters = [...text]
  const index = characters.findIndex(each => !DISPLAY_NAME.test(each))
  const character = characters[index]
  return character === undefined ? undefined : { character, position: index + 1 }
}
