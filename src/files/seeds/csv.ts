import { CsvError, parse } from 'csv-parse/sync'

import type { Cell, RawRow } from '../../core/rows/seed.ts'
import { atRecord, blocksOf } from './blocks.ts'
import { broken, fold, renamed } from './row.ts'
import type { Columns } from './row.ts'

interface CsvRecord {
  readonly cells: readonly (string | null)[]
  /** Where it begins, from 1. */
  readonly line: number
}

/** The rows of a CSV file, RFC 4180: a cell in quotes is text, even an empty one; an empty cell without quotes is no value. */
export function* csvRows(path: string, file: string, columns: Columns): Generator<RawRow> {
  let names: readonly string[] | undefined
  for (const { text, line } of blocksOf(path, file, atRecord)) {
    const read = recordsOf(text, line)
    for (const record of read.records) {
      const at = { file, line: record.line, col: 1 }
      if (names !== undefined) yield rowOf(record, names, file, columns)
      else {
        names = record.cells.map(each => each ?? '')
        const fault = headerFault(names)
        if (fault === undefined) continue
        return yield broken(fault, at, 'the first line names each column once, commas between')
      }
    }
    if (read.fault !== undefined)
      return yield broken(read.fault.what, { file, line: read.fault.line, col: 1 }, read.fault.hint)
  }
  if (names === undefined)
    yield broken('it has no header', { file, line: 1, col: 1 }, 'name the columns in the first line')
}

interface ReadRecords {
  readonly records: readonly CsvRecord[]
  /** What ended the reading too early. */
  readonly fault?: { readonly what: string; readonly line: number; readonly hint: string }
}

function recordsOf(text: string, line: number): ReadRecords {
  const records: CsvRecord[] = []
  const bare = /\r(?!\n)/u.exec(text)
  if (bare !== null) {
    const before = text.slice(0, bare.index).split('\n').length - 1
    return { records, fault: { what: 'lines end in CR alone', line: line + before, hint: 'save it with LF or CRLF' } }
  }
  let ended = line - 1
  try {
    parse(text, {
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n'],
      cast: (value, context) => (value === '' && !context.quoting ? null : value),
      on_record(cells: readonly unknown[], context) {
        records.push({ cells: cells.map(each => (typeof each === 'string' ? each : null)), line: ended + 1 })
        ended = line - 1 + context.lines
        return null
      },
    })
    return { records }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const hint = 'put cells with quotes, commas or line breaks in quotes'
    const isOpen = error.code === 'CSV_QUOTE_NOT_CLOSED'
    const at = isOpen ? ended + 1 : line - 1 + Number(Reflect.get(error, 'lines') ?? 1)
    return { records, fault: { what: csvFault(error.code), line: at, hint } }
  }
}

function rowOf({ cells, line }: CsvRecord, names: readonly string[], file: string, columns: Columns): RawRow {
  const at = { file, line, col: 1 }
  if (cells.length !== names.length) {
    const what = `the row has ${cells.length} cells, the header ${names.length}`
    return { cells: new Map(), at, places: new Map(), wrong: [fold(what, at)] }
  }
  const own = cells.flatMap((value, index): readonly (readonly [string, Cell])[] =>
    value === null ? [] : [[names[index] ?? '', { as: 'any', text: value }]],
  )
  return renamed(own, columns, at)
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
