import { readFileSync, statSync } from 'node:fs'

import { canonicalNumber } from '../../core/model/catalog.ts'
import { Failure } from '../../core/model/failure.ts'
import { keysIn, weighed } from '../../core/model/jsonWeight.ts'
import type { Place, Problem } from '../../core/model/problem.ts'
import type { RawRow } from '../../core/rows/seed.ts'
import { JSON_BOUNDS, readJsonText } from '../disk/jsonText.ts'
import { decoded, diskFailure, hasCode } from '../disk/readText.ts'
import { atNewline, blocksOf } from './blocks.ts'
import { csvRows } from './csv.ts'
import type { CsvForm } from './encodings.ts'
import { broken, objectRow, tooLong } from './row.ts'
import type { Columns } from './row.ts'

/** Bytes that a list in JSON may have: unlike lines, it is read as a whole. */
const JSON_BYTES = 16_777_216

/**
 * The rows of a CSV, NDJSON or JSON file, its columns under the names of fields. They are read when they are gone
 * through, a block at a time; what cannot be read is in the row where it stands.
 */
export function rowsOfSource(path: string, file: string, columns: Columns, form?: CsvForm): Iterable<RawRow> {
  const kind = file.toLowerCase()
  const rows = kind.endsWith('.csv') ? csvRows : kind.endsWith('.ndjson') ? ndjsonRows : jsonRows
  return { [Symbol.iterator]: () => told(rows(path, file, columns, form), { file, line: 1, col: 1 }) }
}

// A disk that fails is told with all else that is wrong.
function* told(rows: Iterable<RawRow>, at: Place): Generator<RawRow> {
  try {
    yield* rows
  } catch (error) {
    const failed = hasCode(error) ? diskFailure(error, at.file, 'read') : error
    if (!(failed instanceof Failure)) throw failed
    yield { cells: new Map(), at, places: new Map(), wrong: failed.problems.map(withEncoding) }
  }
}

function withEncoding(problem: Problem): Problem {
  // UTF-16 is another encoding still.
  const isCsv =
    problem.code === 'FS106' &&
    !problem.message.includes('UTF-16') &&
    problem.at?.file.toLowerCase().endsWith('.csv') === true
  return isCsv ? { ...problem, hint: 'save it as UTF-8, or write `encoding: windows-1252` in the seed' } : problem
}

function* ndjsonRows(path: string, file: string, columns: Columns): Generator<RawRow> {
  for (const block of blocksOf(path, file, atNewline)) {
    let { line } = block
    if (block.isTooLong) return yield tooLong({ file, line, col: 1 }, 'write one object per line')
    for (const text of block.text.split('\n')) {
      const at = { file, line, col: 1 }
      line += 1
      if (text.trim() === '') continue
      const quick = quickObject(text)
      if (quick !== undefined) {
        yield objectRow(quick, columns, at)
        continue
      }
      const { value, fault } = readJsonText(text, file, () => false)
      if (fault === undefined) yield objectRow(exact(value, text), columns, at)
      else yield broken(fault.what, { ...at, col: fault.at.col }, 'write one object per line')
    }
  }
}

// JSON.parse is fast, and lets repeated keys and `__proto__` pass: all lines but plain objects without any are read with care.
function quickObject(text: string): unknown {
  if (LONG_NUMBER.test(text)) return undefined
  const { isSafe, keys } = weighed(text, JSON_BOUNDS)
  if (!isSafe) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return keysIn(value, '__proto__') === keys ? value : undefined
  } catch {
    return undefined
  }
}

/** Digits that a number may not hold exactly. */
const LONG_NUMBER = /[\d.]{16}/u

// NaN in place of each number that JSON.parse rounded.
function exact(value: unknown, text: string): unknown {
  if (!LONG_NUMBER.test(text)) return value
  return JSON.parse(text, (_, each: unknown, context?: { readonly source?: string }) =>
    typeof each !== 'number' || canonicalNumber(context?.source ?? '') === canonicalNumber(String(each)) ? each : NaN,
  )
}

function* jsonRows(path: string, file: string, columns: Columns): Generator<RawRow> {
  const first = { file, line: 1, col: 1 }
  const { size } = statSync(path)
  if (size > JSON_BYTES)
    return yield broken(
      `a JSON list of ${Math.ceil(size / 1_048_576)} MB is too large to read at once`,
      first,
      'write one object per line, as .ndjson',
    )
  const text = decoded(readFileSync(path), file).replace(/^\ufeff/u, '')
  // A row is told at its own place.
  const { value, fault, places } = readJsonText(text, file, path => /^\d+$/u.test(path))
  if (fault !== undefined)
    return yield broken(
      fault.what,
      fault.at,
      fault.kind === 'too-large' ? 'write one object per line, as .ndjson' : 'fix it',
    )
  if (!Array.isArray(value)) return yield broken('it is not a list of rows', first, 'put the rows in [ and ]')
  const items = exact(value, text)
  for (const [index, item] of Array.isArray(items) ? items.entries() : [])
    yield objectRow(item, columns, places.get(String(index)) ?? first)
}
