import { CsvError, parse } from 'csv-parse/sync'

import type { Place, Problem } from '../../core/problem.ts'
import type { Cell, RawRow } from '../../core/seed.ts'
import { parseJson } from '../json.ts'
import { cellOf } from './cell.ts'

/** Rows of a source, and what is wrong with its text. */
export interface SourceRows {
  readonly rows: readonly RawRow[]
  readonly problems: readonly Problem[]
}

/** Bytes that a source may have: all its rows are held at once. */
export const SOURCE_BYTES = 67_108_864

type Columns = ReadonlyMap<string, string | undefined>

/** The rows of a CSV, NDJSON or JSON file, its columns under the names of fields. */
export function rowsOfSource(text: string, file: string, columns: Columns): SourceRows {
  if (file.endsWith('.csv')) return csvRows(text, file, columns)
  return file.endsWith('.ndjson') ? ndjsonRows(text, file, columns) : jsonRows(text, file, columns)
}

interface CsvRecord {
  readonly record: readonly (string | null)[]
  /** The line that the record ends in, from 1. */
  readonly lines: number
}

// RFC 4180: a cell in quotes is text, even an empty one; an empty cell without quotes is no value.
function csvRows(text: string, file: string, columns: Columns): SourceRows {
  const first = { file, line: 1, col: 1 }
  if (/\r(?!\n)/u.test(text)) return broken('lines end in CR alone', first, 'save it with LF or CRLF')
  const read: CsvRecord[] = []
  try {
    parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n'],
      cast: (value, context) => (value === '' && !context.quoting ? null : value),
      on_record(record: readonly unknown[], { lines }) {
        read.push({ record: record.map(each => (typeof each === 'string' ? each : null)), lines })
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = Number(Reflect.get(error, 'lines') ?? 1)
    return broken(
      csvFault(error.code),
      { file, line, col: 1 },
      'put cells with quotes, commas or line breaks in quotes',
    )
  }
  const [head, ...records] = read
  if (head === undefined) return broken('it has no header', first, 'name the columns in the first line')
  const names = head.record.map(each => each ?? '')
  const fault = headerFault(names)
  if (fault !== undefined) return broken(fault, first, 'the first line names each column once, commas between')
  const problems: Problem[] = []
  let before = head.lines
  const rows = records.map(({ record, lines }): RawRow => {
    const at = { file, line: before + 1, col: 1 }
    before = lines
    if (record.length !== names.length)
      problems.push(fold(`the row has ${record.length} cells, the header ${names.length}`, at))
    const cells = record.flatMap((value, index): readonly (readonly [string, Cell])[] =>
      value === null || index >= names.length ? [] : [[names[index] ?? '', { as: 'any', text: value }]],
    )
    return renamed(cells, columns, at)
  })
  return { rows, problems }
}

function headerFault(names: readonly string[]): string | undefined {
  const twice = names.find((each, index) => names.indexOf(each) !== index)
  if (names.length === 1 && names[0]?.includes(';') === true) return 'its columns are separated by semicolons'
  if (names.includes('')) return 'a column has no name'
  return twice === undefined ? undefined : `the column ${twice} stands in the header twice`
}

function csvFault(code: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is not closed'
  if (code === 'INVALID_OPENING_QUOTE' || code === 'CSV_INVALID_CLOSING_QUOTE') return 'a quote stands inside of a cell'
  return 'it is no CSV'
}

function ndjsonRows(text: string, file: string, columns: Columns): SourceRows {
  const rows: RawRow[] = []
  const problems: Problem[] = []
  text
    .replace(/^\ufeff/u, '')
    .split('\n')
    .forEach((line, index) => {
      if (line.trim() === '') return
      const at = { file, line: index + 1, col: 1 }
      const { value, fault } = parseJson(line, file)
      if (fault !== undefined) problems.push(fold(fault.what, { ...at, col: fault.at.col }))
      else rows.push(...objectRow(value, columns, at, problems))
    })
  return { rows, problems }
}

function jsonRows(text: string, file: string, columns: Columns): SourceRows {
  const { value, fault, places } = parseJson(text.replace(/^\ufeff/u, ''), file)
  const first = { file, line: 1, col: 1 }
  if (fault !== undefined) return broken(fault.what, fault.at, 'repair it')
  if (!Array.isArray(value)) return broken('it is no list of rows', first, 'put the rows in [ and ]')
  const problems: Problem[] = []
  const rows = value.flatMap((item: unknown, index) =>
    objectRow(item, columns, places.get(String(index)) ?? first, problems),
  )
  return { rows, problems }
}

// Numbers beyond what a number can hold were rounded when they were read: they have to be text.
function objectRow(value: unknown, columns: Columns, at: Place, problems: Problem[]): readonly RawRow[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push(fold('a row is an object', at))
    return []
  }
  const cells: (readonly [string, Cell])[] = []
  for (const [column, held] of Object.entries(value)) {
    if (held === null) continue
    const isRounded = typeof held === 'number' && Number.isInteger(held) && !Number.isSafeInteger(held)
    const cell = isRounded ? { wrong: 'this number would be rounded; quote it' } : cellOf(held, undefined)
    if ('wrong' in cell) problems.push(fold(`\`${column}\`: ${cell.wrong}`, at, 'SD105'))
    else cells.push([column, cell])
  }
  return [renamed(cells, columns, at)]
}

function renamed(cells: readonly (readonly [string, Cell])[], columns: Columns, at: Place): RawRow {
  const own = cells.flatMap(([column, cell]): readonly (readonly [string, Cell])[] => {
    const field = columns.has(column) ? columns.get(column) : column
    return field === undefined ? [] : [[field, cell]]
  })
  return { cells: new Map(own), at, places: new Map() }
}

function fold(message: string, at: Place, code = 'SD110'): Problem {
  return { code, severity: 'error', message, at }
}

function broken(message: string, at: Place, hint: string): SourceRows {
  return { rows: [], problems: [{ ...fold(message, at), hint }] }
}
