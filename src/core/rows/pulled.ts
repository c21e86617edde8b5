import { byCodeUnit, canonicalKeys } from '../model/catalog.ts'
import type { Datastore } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Problem } from '../model/problem.ts'
import { checkSeed } from './check.ts'
import type { Cell, RawRow, SeedFile } from './seed.ts'
import { isHidden } from '../model/secrecy.ts'
import { comparableText, identityOf, storedForm } from './values.ts'

/** A seed of what is live, and how many values it leaves out: hidden ones, and those that no record call takes. */
export interface PulledSeed {
  readonly seed: SeedFile
  readonly left: number
}

/** Which rows to pull, and what of them. */
export interface PullWishes {
  /** Values that a row must hold, by field; none for all rows. */
  readonly where?: ReadonlyMap<string, string>
  /** Fields besides those that every row needs: the key's, and the mandatory ones; undefined for all. */
  readonly columns?: readonly string[]
}

/** The rows of a datastore as a seed, the same for the same rows; undefined where no unique key is free of hidden fields. */
export function pulledSeed(
  datastore: Datastore,
  records: readonly LiveRecord[],
  file: string,
  { where = new Map(), columns }: PullWishes = {},
): PulledSeed | undefined {
  const { unique_name, fields } = datastore
  const key = canonicalKeys(datastore.unique_keys).find(each =>
    each.every(name => {
      const field = fields.get(name)
      return field !== undefined && !isHidden(field)
    }),
  )
  if (key === undefined) return undefined
  let left = 0
  const isWanted = ({ values }: LiveRecord) =>
    [...where].every(([name, text]) => {
      const field = fields.get(name)
      return field !== undefined && comparableText(field, values[name]) === comparableText(field, text)
    })
  const names = [...fields.keys()].filter(
    each => columns === undefined || columns.includes(each) || fields.get(each)?.mandatory === true,
  )
  const sorted = records
    .filter(isWanted)
    .map(record => ({ record, order: orderOf(datastore, key, record) }))
    .sort((a, b) => byCodeUnit(a.order, b.order) || byCodeUnit(a.record.id, b.record.id))
  const rows = sorted.map(({ record }, index): RawRow => {
    const cells = new Map<string, Cell>()
    for (const name of [...key, ...names.filter(each => !key.includes(each)).sort(byCodeUnit)]) {
      const field = fields.get(name)
      const value = record.values[name]
      if (field === undefined || value === null || value === undefined || value === '') continue
      const cell: Cell = { as: 'any', text: comparableText(field, value) }
      if (isHidden(field) || 'wrong' in storedForm(field, cell)) left += 1
      else cells.set(name, cell)
    }
    // Its place among the rows, for what may be wrong with it.
    return { cells, at: { file, line: index + 1, col: 1 }, places: new Map() }
  })
  const name = unique_name
  const seed = {
    name,
    file,
    datastore: name,
    key,
    mode: 'upsert',
    environments: undefined,
    rows,
    places: new Map(),
  } as const
  return { seed, left }
}

/** What keeps a pulled seed from being read again: errors that name the row by its key, since its file is not there yet. */
export function unreadableRows(seed: SeedFile, datastore: Datastore): readonly Problem[] {
  const rows = [...seed.rows]
  const keyOf = (row: RawRow) =>
    seed.key.map(each => `${each}=${row.cells.get(each)?.text.slice(0, 40) ?? ''}`).join(' ')
  return checkSeed(seed, datastore, false)
    .problems.filter(each => each.severity === 'error')
    .map(({ at, ...problem }) => {
      const row = at === undefined ? undefined : rows[at.line - 1]
      return row === undefined ? problem : { ...problem, message: `${problem.message}, in the row ${keyOf(row)}` }
    })
}

// Numbers in their own order: the longer, the larger.
function orderOf(datastore: Datastore, key: readonly string[], { values }: LiveRecord): string {
  const [name] = key
  const isNumber = key.length === 1 && name !== undefined && datastore.fields.get(name)?.type === 'number'
  const text = identityOf(datastore, key, values) ?? ''
  return isNumber && /^\["\d+"\]$/u.test(text) ? text.padStart(24, '0') : text
}
