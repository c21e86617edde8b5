import type { Place, Problem } from '../../core/model/problem.ts'
import type { Cell, RawRow } from '../../core/rows/seed.ts'
import { cellOf } from './cell.ts'

/** What a column of a source stands for. */
export interface Column {
  readonly field: string
  /** Its cells are keys of this seed's rows, and the field takes what the row holds in `column`. */
  readonly ref?: { readonly seed: string; readonly column: string }
}

/** Columns by name; undefined for one to leave out. Those that are not named stand for themselves. */
export type Columns = ReadonlyMap<string, Column | undefined>

/** An object of JSON as a row, its columns under the names of fields. */
export function objectRow(value: unknown, columns: Columns, at: Place): RawRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { cells: new Map(), at, places: new Map(), wrong: [fold('a row is an object', at)] }
  const cells: (readonly [string, Cell])[] = []
  const wrong: Problem[] = []
  for (const [column, held] of Object.entries(value)) {
    if (held === null) continue
    const cell = cellOf(held, undefined)
    if ('wrong' in cell) wrong.push(fold(`\`${column}\`: ${cell.wrong}`, at, cell.code))
    else cells.push([column, cell])
  }
  const row = renamed(cells, columns, at)
  return wrong.length === 0 ? row : { ...row, wrong }
}

/** Cells of a source as a row, under the names of fields. */
export function renamed(cells: readonly (readonly [string, Cell])[], columns: Columns, at: Place): RawRow {
  const own = new Map<string, Cell>()
  for (const [column, cell] of cells) {
    const meant: Column | undefined = columns.has(column) ? columns.get(column) : { field: column }
    if (meant !== undefined) own.set(meant.field, referring(cell, meant))
  }
  return { cells: own, at, places: new Map() }
}

function referring(cell: Cell, { ref }: Column): Cell {
  return ref === undefined || cell.as === 'ref' ? cell : { as: 'ref', text: `${ref.seed}.${cell.text}.${ref.column}` }
}

/** A row in place of all that follows what cannot be read. */
export function broken(message: string, at: Place, hint: string): RawRow {
  return { cells: new Map(), at, places: new Map(), wrong: [{ ...fold(message, at), hint }] }
}

/** The same in place of what begins here and is far longer than any row. */
export function tooLong(at: Place, hint: string): RawRow {
  return broken('what begins here is longer than a megabyte, and no row is', at, hint)
}

/** A problem of a source. */
export function fold(message: string, at: Place, code = 'SD110'): Problem {
  return { code, severity: 'error', message, at }
}
