import { byCodeUnit } from '../core/model/catalog.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Json } from '../core/model/plain.ts'
import { escapeJson } from './escape.ts'

/** The version of every JSON document that is printed; it grows when a field is removed or changes its meaning. */
export const FORMAT_VERSION = 1

/** JSON as it is printed: one line for a stream of events, or indented; nothing in it can act on a terminal. */
export function jsonText(value: Json, indent: 0 | 2): string {
  return escapeJson(JSON.stringify(value, undefined, indent))
}

/** Calls by operation as JSON, in order of name. */
export function callsJson(calls: ReadonlyMap<Operation, number>): { readonly [key: string]: Json } {
  return Object.fromEntries([...calls].sort(([a], [b]) => byCodeUnit(a, b)))
}
