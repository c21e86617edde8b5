import { CsvError, parse } from 'csv-parse/sync'

import type { Problem } from '../../core/model/problem.ts'
import type { Cell, RawRow } from '../../core/rows/seed.ts'
import { decoded } from '../disk/readText.ts'
import { atRecord, blocksOf } from './blocks.ts'
import { sourceText } from './cell.ts'
import type { CsvEncoding, CsvForm } from './encodings.ts'
import { broken, fold, renamed, tooLong } from './row.ts'
import type { Columns } from './row.ts'

/** A datastore has 19 fields; so many more columns are a mistake, and each row would take time for them. */
const MOST_COLUMNS = 1_000

interface CsvRecord {
  readonly cells: readonly (string | null)[]
  /** Where it begins, from 1. */
  readonly line: number
}

/** The rows of a CSV file, RFC 4180: a cell in quotes is text, even an empty one; an empty cell without quotes is no value. */
export function* csvRows(
  path: string,
  file: string,
  columns: Columns,
  { separator = ',', encoding = 'utf-8' }: CsvForm = {},
): Generator<RawRow> {
  let names: readonly string[] | undefined
  const textOf = encoding === 'utf-8' ? decoded : decodedAs(encoding)
  for (const { text, line, isTooLong } of blocksOf(path, file, atRecord, textOf)) {
    if (isTooLong) return yield tooLong({ file, line, col: 1 }, 'close the quote in it that is open, or shorten it')
    const read = recordsOf(text, line, separator)
    for (const record of read.records) {
      const at = { file, line: record.line, col: 1 }
      if (names !== undefined) yield rowOf(record, names, file, columns)
      else {
        names = record.cells.map(each => each ?? '')
        const fault = headerFault(names)
        if (fault === undefined) continue
        return yield broken(fault.what, at, fault.hint)
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

function decodedAs(encoding: CsvEncoding): (bytes: Buffer) => string {
  const decoder = new TextDecoder(encoding)
  return bytes => decoder.decode(bytes)
}

function recordsOf(text: string, line: number, separator: string): ReadRecords {
  const records: CsvRecord[] = []
  const bare = bareReturn(text)
  if (bare !== -1) {
    const before = text.slice(0, bare).split('\n').length - 1
    return { records, fault: { what: 'lines end in CR alone', line: line + before, hint: 'save it with LF or CRLF' } }
  }
  let ended = line - 1
  try {
    parse(text, {
      delimiter: separator,
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
    const what = `the row has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, the header ${names.length}`
    return broken(what, at, 'write one cell for each column, and put cells with commas in quotes')
  }
  const own: (readonly [string, Cell])[] = []
  const wrong: Problem[] = []
  for (const [index, text] of cells.entries()) {
    if (text === null) continue
    const name = names[index] ?? ''
    const odd = sourceText(text)
    if (odd === undefined) own.push([name, { as: 'any', text }])
    else wrong.push(fold(`\`${name}\`: ${odd.wrong}`, at, odd.code))
  }
  const row = { ...renamed(own, columns, at), header: { file, line: 1, col: 1 } }
  return wrong.length === 0 ? row : { ...row, wrong }
}

function headerFault(names: readonly string[]): { readonly what: string; readonly hint: string } | undefined {
  const seen = new Set<string>()
  const twice = names.find(each => seen.size === seen.add(each).size)
  const [only = ''] = names
  const others = [
    [';', 'semicolons', '";"'],
    ['\t', 'tabs', 'tab'],
    ['|', 'bars', '"|"'],
  ] as const
  const other = others.find(([sign]) => names.length === 1 && only.includes(sign))
  if (other !== undefined)
    return { what: `its columns are separated by ${other[1]}`, hint: `write \`separator: ${other[2]}\` in the seed` }
  if (names.length > MOST_COLUMNS)
    return {
      what: `it has ${names.length} columns, more than ${MOST_COLUMNS}`,
      hint: 'leave out those that no field takes',
    }
  const hint = 'the first line names each column once'
  if (names.includes('')) return { what: 'a column has no name', hint }
  return twice === undefined ? undefined : { what: `the column ${twice} is in the header twice`, hint }
}

// Inside of quotes a CR is a part of the text.
function bareReturn(text: string): number {
  if (!/\r(?!\n)/u.test(text)) return -1
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1)
    if (text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === '\r' && text[at + 1] !== '\n' && !isQuoted) return at
  return -1
}

function csvFault(code: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is not closed'
  if (code === 'INVALID_OPENING_QUOTE' || code === 'CSV_INVALID_CLOSING_QUOTE') return 'there is a quote inside a cell'
  return 'it is not CSV'
}
