import { canonicalNumber, FIELD_TYPES, RECORD_LIMITS } from './catalog.ts'
import type { FieldType } from './catalog.ts'
import { lengthOf } from './length.ts'
import type { LiveValue } from './live.ts'

/** What a value becomes in a field of another type. */
export type Converted =
  /** `''` is a text of its own, which a field of text keeps apart from nothing. */
  | { readonly kind: 'value'; readonly value: string | boolean }
  /** There is nothing to carry: the record holds no value, or an empty text where the new type has none. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'invalid'; readonly why: Unfit }

/** Why a value does not fit: it means nothing in the new type, or a record call would not take it. */
export type Unfit = 'not a number' | 'number too long' | 'not true or false' | 'text too long'

// The platform page: numbers of at most 19 characters.
const NUMBER_CHARACTERS = 19

/** What goes where; a pair that is missing has no meaning of its own, and encrypted text cannot be read back. */
const INTO: Readonly<Record<FieldType, readonly FieldType[]>> = {
  boolean: ['boolean', 'limited-text', 'large-text'],
  number: ['number', 'limited-text', 'large-text'],
  'limited-text': ['limited-text', 'large-text', 'number', 'boolean'],
  'large-text': ['large-text', 'limited-text', 'number', 'boolean'],
  'encrypted-text': [],
}

/** Whether values of one type can become values of the other at all. */
export function isConvertible(from: FieldType, to: FieldType): boolean {
  return INTO[from].includes(to)
}

/** The types from which values can be carried into a field of this type. */
export function sourceTypesOf(to: FieldType): readonly FieldType[] {
  return FIELD_TYPES.filter(from => isConvertible(from, to))
}

/**
 * A value in its new type. Nothing is guessed and nothing is cut: numbers are decimal text, booleans are `true` and
 * `false` exactly, a text is kept whole or does not fit.
 */
export function converted(value: LiveValue, to: FieldType): Converted {
  if (value === null || value === undefined) return { kind: 'nothing' }
  switch (to) {
    case 'boolean':
      if (value === '') return { kind: 'nothing' }
      if (typeof value === 'boolean') return { kind: 'value', value }
      return value === 'true' || value === 'false'
        ? { kind: 'value', value: value === 'true' }
        : unfit('not true or false')
    case 'number':
      return value === '' ? { kind: 'nothing' } : numberOf(String(value))
    case 'limited-text':
      return textOf(String(value), RECORD_LIMITS.limitedText)
    case 'large-text':
      return textOf(String(value), RECORD_LIMITS.value)
    case 'encrypted-text':
      throw new Error('encrypted text is never carried')
  }
}

function numberOf(text: string): Converted {
  if (!/^[+-]?\d+(\.\d+)?$/u.test(text)) return unfit('not a number')
  const value = canonicalNumber(text)
  return value.length > NUMBER_CHARACTERS ? unfit('number too long') : { kind: 'value', value }
}

function textOf(text: string, most: number): Converted {
  return lengthOf(text) > most ? unfit('text too long') : { kind: 'value', value: text }
}

function unfit(why: Unfit): Converted {
  return { kind: 'invalid', why }
}
