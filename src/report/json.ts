import type { Json } from '../core/plain.ts'
import { escapeJson } from './escape.ts'

/** JSON as it is printed: one line for a stream of events, or indented; nothing in it can act on a terminal. */
export function jsonText(value: Json, indent: 0 | 2): string {
  return escapeJson(JSON.stringify(value, undefined, indent))
}
