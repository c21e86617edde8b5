import { byCodeUnit } from '../../core/model/catalog.ts'
import type { Json } from '../../core/model/plain.ts'

/**
 * JSON for files that people review and merge: keys sorted, two spaces, a short mapping or list of plain values on
 * one line, LF, and one at the end. One text for one value.
 */
export function layout(value: Json): string {
  return `${lines(value, '')}\n`
}

const MOST_COLUMNS = 120

function lines(value: Json, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const isList = Array.isArray(value)
  const deeper = `${indent}  `
  const parts: readonly (readonly [string, Json])[] = isList
    ? value.map(each => ['', each] as const)
    : Object.entries(value)
        .sort(([a], [b]) => byCodeUnit(a, b))
        .map(([key, each]) => [`${JSON.stringify(key)}: `, each] as const)
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return `${open}${close}`
  const isFlat = parts.every(([, each]) => typeof each !== 'object' || each === null)
  if (isFlat && indent !== '') {
    const flat = parts.map(([key, each]) => `${key}${JSON.stringify(each)}`).join(', ')
    if (flat.length <= MOST_COLUMNS) return isList ? `[${flat}]` : `{ ${flat} }`
  }
  const body = parts.map(([key, each]) => `${deeper}${key}${lines(each, deeper)}`).join(',\n')
  return `${open}\n${body}\n${indent}${close}`
}
