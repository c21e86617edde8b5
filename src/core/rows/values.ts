import { byCodeUnit, canonicalNumber, RECORD_LIMITS } from '../model/catalog.ts'
import type { Datastore, Field } from '../model/catalog.ts'
import { lengthOf } from '../rules/text.ts'
import type { Cell } from './seed.ts'
import { markOf } from './mark.ts'

/** A live value; undefined where the record has none. */
export type LiveValue = string | boolean | null | undefined

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
      if (as === 'boolean' || !/^[+-]?\d+(\.\d+)?$/u.test(text)) return { code: 'SD105', wrong: 'this is no number' }
      if (text.length > NUMBER_CHARACTERS)
        return { code: 'SD106', wrong: `a number of ${text.length} characters; Cliq keeps ${NUMBER_CHARACTERS}` }
      return { value: canonicalNumber(text) }
    case 'limited-text':
    case 'encrypted-text':
    case 'large-text': {
      if (as === 'number' || as === 'boolean') return { code: 'SD105', wrong: `this is a ${as}, not text; quote it` }
      const most = type === 'limited-text' ? RECORD_LIMITS.limitedText : RECORD_LIMITS.value
      const length = lengthOf(text)
      return length > most
        ? { code: 'SD106', wrong: `${length} characters; record calls take ${most}` }
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
  return canonicalText(field, wanted) === canonicalText(field, live) ? 'same' : 'differs'
}

/** Whether Cliq shows asterisks in place of the value. */
export function isCovered(field: Pick<Field, 'masked'> | undefined, live: LiveValue): boolean {
  return field?.masked === true && typeof live === 'string' && /^\*+$/u.test(live)
}

/** Whether two live values of one field are the same. */
export function sameLive(field: Field, a: LiveValue, b: LiveValue): boolean {
  return canonicalText(field, a) === canonicalText(field, b)
}

/**
 * A value as text in one form for all that Cliq takes for the same. Nothing is empty text, and zero in an optional number
 * that has no other default (C13); it is neither true nor false, since only new rows get the default.
 */
export function canonicalText(
  { type, mandatory, default_value }: Pick<Field, 'type' | 'mandatory' | 'default_value'>,
  value: LiveValue,
): string {
  const text = value === null || value === undefined ? '' : String(value)
  if (type !== 'number') return text
  const isZero = text === '' && !mandatory && canonicalNumber(default_value ?? '0') === '0'
  return isZero ? '0' : canonicalNumber(text)
}

/** Whether the values of a field may not be shown. */
export function isHidden({ masked, type }: Pick<Field, 'masked' | 'type'>): boolean {
  return masked || type === 'encrypted-text'
}

/**
 * What tells rows apart: the key's values in one text. Blanks around a value do not count, since Cliq may drop them.
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
    parts.push(canonicalText(field, value).trim())
  }
  return JSON.stringify(parts)
}
