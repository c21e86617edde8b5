import { byCodeUnit, canonicalNumber, RECORD_LIMITS } from '../model/catalog.ts'
import type { Datastore, Field } from '../model/catalog.ts'
import type { LiveRecord, LiveValue } from '../model/live.ts'
import { isCovered, isHidden } from '../model/secrecy.ts'
import { lengthOf } from '../model/length.ts'
import { plainForm, sameWords } from '../model/words.ts'
import type { Cell } from './seed.ts'
import { markOf } from './mark.ts'

/** The value in the form in which Cliq keeps it, or what is wrong with it, without the value itself. */
export type Stored = { readonly value: string | boolean } | { readonly code: string; readonly wrong: string }

const NUMBER_CHARACTERS = 19

/** Reads a cell by the type of its field. Nothing is guessed: `yes` is no boolean and 1 is no text. */
export function storedForm({ type }: Pick<Field, 'type'>, { as, text }: Cell): Stored {
  if (as === 'ref')
    return type === 'boolean' || type === 'encrypted-text'
      ? { code: 'SD120', wrong: `a field of type ${type} takes no reference` }
      : { value: markOf(text) }
  switch (type) {
    case 'boolean':
      return booleanOf(as, text)
    case 'number':
      if (as === 'boolean' || !/^[+-]?\d+(\.\d+)?$/u.test(text)) return { code: 'SD105', wrong: 'this is not a number' }
      if (text.length > NUMBER_CHARACTERS)
        return { code: 'SD106', wrong: `a number of ${text.length} characters; Cliq keeps ${NUMBER_CHARACTERS}` }
      return { value: canonicalNumber(text) }
    case 'limited-text':
    case 'encrypted-text':
    case 'large-text': {
      if (as === 'number' || as === 'boolean') return { code: 'SD105', wrong: `this is a ${as}, not text` }
      return isTooLong({ type }, text)
        ? { code: 'SD106', wrong: `${lengthOf(text)} characters; record calls take ${mostCharacters({ type })}` }
        : { value: text }
    }
  }
}

// Spreadsheets write TRUE and FALSE.
function booleanOf(as: Cell['as'], text: string): Stored {
  const word = as === 'any' ? text.toLowerCase() : as === 'boolean' ? text : ''
  if (word === 'true' || word === 'false') return { value: word === 'true' }
  return { code: 'SD105', wrong: 'a boolean is true or false' }
}

/**
 * Whether the org holds the wanted value. `unseen` where Cliq shows no clear value: encrypted text is never compared,
 * and masked values are not where they come as asterisks.
 */
export function comparison(field: Field, wanted: string | boolean, live: LiveValue): 'same' | 'differs' | 'unseen' {
  if (field.type === 'encrypted-text') return 'unseen'
  if (isCovered(field, live)) return 'unseen'
  const isSame = comparableText(field, wanted) === comparableText(field, live)
  // What a server makes of blanks and accents is no difference: it would be one for ever.
  return isSame || isSameText(field, wanted, live) ? 'same' : 'differs'
}

function isSameText({ type }: Field, wanted: string | boolean, live: LiveValue): boolean {
  if (type === 'number' || type === 'boolean' || typeof live !== 'string') return false
  return sameWords(String(wanted), live)
}

/** Whether two live values of one field are the same. */
export function sameLive(field: Field, a: LiveValue, b: LiveValue): boolean {
  return comparableText(field, a) === comparableText(field, b)
}

/**
 * A value as text in one form for all that Cliq takes for the same. Nothing is empty text, and zero in an optional number
 * that has no other default (C13); it is neither true nor false, since only new rows get the default.
 */
export function comparableText(
  { type, mandatory, default_value }: Pick<Field, 'type' | 'mandatory' | 'default_value'>,
  value: LiveValue,
): string {
  const text = value === null || value === undefined ? '' : String(value)
  if (type !== 'number') return text
  const isZero = text === '' && !mandatory && canonicalNumber(default_value ?? '0') === '0'
  return isZero ? '0' : canonicalNumber(text)
}

/** Characters of a value that a record call takes, by the type of its field ("each value max 1000 chars"). */
export function mostCharacters({ type }: Pick<Field, 'type'>): number {
  return type === 'limited-text' ? RECORD_LIMITS.limitedText : RECORD_LIMITS.value
}

/** Whether a value is longer than a record call takes: it can be read and kept, and not be written. */
export function isTooLong(field: Pick<Field, 'type'>, value: LiveValue): boolean {
  return typeof value === 'string' && lengthOf(value) > mostCharacters(field)
}

/** Bytes of a record's values as they go over the wire: JSON in UTF-8. */
export function bytesOf(json: string): number {
  let bytes = 0
  for (const character of json) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}

/** Whether a record holds something in the field: neither nothing nor empty text. */
export function holdsValue({ values }: Pick<LiveRecord, 'values'>, field: string): boolean {
  const value = values[field]
  return value !== undefined && value !== null && value !== ''
}

/** A value as a part of a unique key, in the form that Cliq may make of it: blanks around it and forms of letters do not count. */
export function keyPart(field: Field, value: LiveValue): string {
  return plainForm(comparableText(field, value))
}

/**
 * What tells rows apart: the key's values in one text.
 * Undefined where a value of the key is missing or covered.
 */
export function identityOf(
  datastore: Datastore,
  columns: readonly string[],
  values: Readonly<Record<string, LiveValue>>,
): string | undefined {
  const parts: string[] = []
  for (const name of [...columns].sort(byCodeUnit)) {
    const field = datastore.fields.get(name)
    if (field === undefined) return undefined
    const value = values[name]
    if (value === null || value === undefined || isCovered(field, value)) return undefined
    parts.push(keyPart(field, value))
  }
  return JSON.stringify(parts)
}

/** A row in words: its key, or `a row` where nothing of it may be shown. */
export function nameOf(
  { fields }: Datastore,
  columns: readonly string[],
  values: Readonly<Record<string, string | boolean | null>>,
): string {
  const shown = columns.filter(each => {
    const field = fields.get(each)
    return field !== undefined && !isHidden(field) && values[each] !== undefined
  })
  const text = shown.map(each => `${each}=${String(values[each]).slice(0, 40)}`).join(' ')
  return text === '' ? 'a row' : text
}
