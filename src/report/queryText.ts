import type { Json } from '../core/model/plain.ts'
import type { Queried } from '../core/results/query.ts'
import { counted } from './amounts.ts'
import { escapeText } from './escape.ts'
import { FORMAT_VERSION, jsonText } from './json.ts'
import { columns as columnsOf, cut, pad, wrapped } from './layout.ts'
import type { Paint } from './paint.ts'

/** The forms in which rows are printed. */
export type QueryForm = 'table' | 'csv' | 'ndjson' | 'json'

type Value = string | boolean | null

const WIDEST_CELL = 40

/** The rows in one of the forms, ending with a line feed. Nothing in it acts on a terminal or in a spreadsheet. */
export function queryText(shown: Queried, form: QueryForm, { width }: Pick<Paint, 'width'> = {}): string {
  switch (form) {
    case 'table':
      return linesText(tableLines(shown, width ?? Infinity))
    case 'csv':
      return linesText([shown.columns, ...shown.rows].map(csvLine))
    case 'ndjson':
      return linesText(shown.rows.map(row => jsonText(rowJson(shown, row), 0)))
    case 'json':
      return `${jsonText(queryJson(shown), 2)}\n`
  }
}

/** How many rows there are, and whether more match. */
export function querySummary(queried: Queried, { width = Infinity }: Pick<Paint, 'width'> = {}): string {
  const { environment, datastore, rows, seen, complete, calls } = queried
  const of = seen > rows.length ? `, of ${counted(seen, 'row')} that were read` : ''
  const head = `${counted(rows.length, 'row')} of ${escapeText(datastore)} in ${escapeText(environment)}${of}, ${counted(calls, 'call')}`
  const more = complete
    ? []
    : wrapped('There may be more; --limit shows more rows, --where selects them by value', width)
  return [...wrapped(head, width), ...more].join('\n')
}

/** Said before a second page is read. */
export function moreCallsText(datastore: string, calls: number): string {
  return `${escapeText(datastore)} has more than one page: up to ${counted(calls, 'more call')}`
}

function tableLines({ columns, rows }: Queried, width: number): readonly string[] {
  const cells = [columns, ...rows].map(row => row.map(each => cut(plain(each), WIDEST_CELL)))
  const widths = columns.map((_, at) => Math.max(...cells.map(row => columnsOf(row[at] ?? ''))))
  if (widths.reduce((sum, each) => sum + each + 2, -2) > width) return recordLines(cells, width)
  return cells.map(row =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

// A table that has no room on the screen would be broken by it: each row as a list of its columns instead.
function recordLines([names = [], ...rows]: readonly (readonly string[])[], width: number): readonly string[] {
  const label = Math.min(Math.max(...names.map(columnsOf)), Math.floor(width / 2))
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : ['']),
    ...names.map((name, at) => `${pad(cut(name, label), label)}  ${cut(row[at] ?? '', width - label - 2)}`.trimEnd()),
  ])
}

function rowJson({ columns }: Queried, row: readonly Value[]): { readonly [key: string]: Json } {
  return Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null]))
}

function queryJson(shown: Queried): Json {
  const { environment, where, datastore, columns, rows, complete, calls } = shown
  return {
    formatVersion: FORMAT_VERSION,
    environment,
    where,
    datastore,
    columns,
    rows: rows.map(row => rowJson(shown, row)),
    complete,
    calls,
  }
}

// What a spreadsheet runs begins with one of these, wide forms and blanks before it included.
const FORMULA = /^\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/u
const NUMBER = /^-?\d+(?:\.\d+)?$/u

// A line of nothing is skipped by readers, and a row would be lost.
function csvLine(row: readonly Value[]): string {
  return row.map(csvCell).join(',') || '""'
}

// Semicolons and tabs part cells in some countries, so all but plain words are quoted.
function csvCell(value: Value): string {
  const text = escapeText(plain(value))
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[^\w.-]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function plain(value: Value): string {
  return value === null ? '' : String(value)
}

function linesText(lines: readonly string[]): string {
  return lines.map(each => `${each}\n`).join('')
}
