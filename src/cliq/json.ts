import { keysIn, weighed } from '../core/model/jsonWeight.ts'
import type { JsonBounds } from '../core/model/jsonWeight.ts'

/** A JSON value whose numbers are kept as the text they were written in: ids have more digits than a number can hold. */
export type WireJson = string | boolean | null | readonly WireJson[] | JsonObject
export interface JsonObject {
  readonly [key: string]: WireJson
}

/** Ten times what a page of the largest items holds. */
const BOUNDS: JsonBounds = { levels: 64, parts: 500_000 }
// What stands before a number in JSON; inside of a text it means nothing, and costs only time.
const NUMBER = /(?:^|[:,[])\s*-?\d/
const UTF8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Parses UTF-8 JSON; undefined for anything else: bytes that are not UTF-8, text that is not JSON, nesting without end,
 * and a key that is repeated, of whose values JSON.parse keeps the last without a word.
 */
export function parseJson(bytes: Uint8Array): WireJson | undefined {
  try {
    const text = UTF8.decode(bytes)
    const { isSafe, keys } = weighed(text, BOUNDS)
    if (!isSafe) return undefined
    const read = NUMBER.test(text) ? parsedExactly(text) : (JSON.parse(text) as WireJson)
    return keysIn(read) === keys ? read : undefined
  } catch {
    return undefined
  }
}

function parsedExactly(text: string): WireJson {
  const proof = { exact: false, doubtful: false }
  const read = JSON.parse(text, exactNumbers(proof)) as WireJson
  return proof.doubtful && !proof.exact ? (JSON.parse(text, withoutDoubtful) as WireJson) : read
}

export function isObject(value: WireJson | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isArray(value: WireJson | undefined): value is readonly WireJson[] {
  return Array.isArray(value)
}

/** An own key of an object; undefined for what has none. */
export function keyOf(value: WireJson | undefined, key: string): WireJson | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** An own key that holds text; undefined otherwise. */
export function textAt(value: WireJson | undefined, key: string): string | undefined {
  const found = keyOf(value, key)
  return typeof found === 'string' ? found : undefined
}

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown

// An id that comes as a number has more digits than a double holds: its text is exact, unless it was rounded before it
// was sent, and would then be another one's. One that no double prints proves that nothing in this answer was.
function exactNumbers(proof: { exact: boolean; doubtful: boolean }): Reviver {
  return (key, value, context) => {
    if (typeof value !== 'number') return value
    const source = context?.source ?? String(value)
    if (key === 'id' && !Number.isSafeInteger(value)) {
      if (source === String(value)) proof.doubtful = true
      else if (/^\d+$/u.test(source)) proof.exact = true
    }
    return source
  }
}

const withoutDoubtful: Reviver = (key, value, context) => {
  if (typeof value !== 'number') return value
  return key === 'id' && !Number.isSafeInteger(value) ? null : (context?.source ?? String(value))
}
