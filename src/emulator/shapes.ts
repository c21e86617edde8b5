import { refusal, refusalByStatus } from './refusal.ts'
import type { RefusedCall } from './refusal.ts'
import type { Switches } from './options.ts'

/** A JSON object. */
export type PlainObject = Readonly<Record<string, unknown>>

/** Whether a JSON value is an object. */
export function isShape(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The body as an object. Throws the refusal given, or 400, when it is none. */
export function shapeOf(body: unknown, no: () => RefusedCall = () => refusalByStatus(400)): PlainObject {
  if (!isShape(body)) throw no()
  return body
}

/** Throws when a body has keys that the document does not name, where the switch says so. */
export function onlyKeys(shape: PlainObject, known: readonly string[], switches: Switches): void {
  if (switches.extraKeys === 'ignored') return
  const extra = Object.keys(shape).find(key => !known.includes(key))
  if (extra !== undefined) throw refusal('extra_key_found', extra)
}

/** Length as people count it: a pair of surrogates is one character. */
export function characterCount(text: string): number {
  return [...text].length
}

/** Whether a text is a unique_name: lower-case letters, digits and underscores after a letter, 20 at most. */
export function isUniqueName(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z0-9_]{0,19}$/.test(value)
}

/** Whether a text is a display name: letters, digits and spaces, 20 at most, and not blank. */
export function isDisplayName(value: unknown): value is string {
  return (
    typeof value === 'string' && /^[\p{L}\p{N} ]+$/u.test(value) && value.trim() !== '' && characterCount(value) <= 20
  )
}

/** Whether a text is a description: 1 to 250 characters. */
export function isDescription(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && characterCount(value) <= 250
}

// What stands before a number in JSON; inside of a text it means nothing, and costs only time.
const NUMBER = /(?:^|[:,[])\s*-?\d/

/** JSON, whose numbers keep every digit: one that a double cannot hold comes as its text. Undefined for no JSON. */
export function parseExactJson(text: string): { readonly value: unknown } | undefined {
  const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && context?.source !== undefined && !Number.isSafeInteger(value) ? context.source : value
  try {
    return { value: NUMBER.test(text) ? JSON.parse(text, exact) : JSON.parse(text) }
  } catch {
    return undefined
  }
}
