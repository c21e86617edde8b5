import type { Json } from '../core/model/plain.ts'
import { escapeJson } from './escape.ts'

/** The version of every JSON document that is printed; it grows when a field is removed or changes its meaning. */
export const FORMAT_VERSION = 1

/** JSON as it is printed: one line for a stream of events, or indented; nothing in it can act on a terminal. */
export function jsonText(value: Json, indent: 0 | 2): string {
  return escapeJson(JSON.stringify(value, undefined, indent))
}
