import type { Place, Problem } from '../../core/model/problem.ts'
import { didYouMean } from '../../core/rules/nearest.ts'
import { SEED_MODES } from '../../core/rows/seed.ts'
import type { Cell, RawRow, SeedFile } from '../../core/rows/seed.ts'
import { startOf } from '../disk/readText.ts'
import type { YamlText } from '../yaml/yaml.ts'
import { cellOf } from './cell.ts'
import { CSV_ENCODINGS } from './encodings.ts'
import type { CsvForm } from './encodings.ts'
import type { Surroundings } from './cell.ts'
import type { Column, Columns } from './row.ts'

/** A file that holds the rows, and what its columns stand for. */
export interface Source {
  readonly file: string
  readonly columns: Columns
  readonly form: CsvForm
}

/** A seed file as far as it can be read; no seed beside a problem that leaves nothing to check. */
export interface ShapedSeed {
  readonly seed?: SeedFile
  readonly source?: Source
  readonly problems: readonly Problem[]
}

const KEYS = ['datastore', 'key', 'mode', 'environments', 'source', 'columns', 'separator', 'encoding', 'rows']

/** Reads the parts of a seed file, all problems at once. */
export function seedOf(yaml: YamlText, file: string, around: Surroundings): ShapedSeed {
  const problems: Problem[] = []
  const at = (path: string) => yaml.keys.get(path) ?? yaml.places.get(path) ?? startOf(file)
  const wrong = (path: string, message: string, hint?: string) => {
    problems.push({ code: 'SD101', severity: 'error', message, at: at(path), ...(hint !== undefined && { hint }) })
    return undefined
  }
  const parts = mapping(yaml.value)
  if (parts === undefined) return { problems: [misshapen(file, 'a seed file is a mapping')] }
  for (const key of Object.keys(parts))
    if (!KEYS.includes(key)) wrong(key, `a seed has no key \`${key}\``, didYouMean(key, KEYS))
  const datastore =
    typeof parts['datastore'] === 'string'
      ? parts['datastore']
      : wrong('datastore', '`datastore` is the unique_name of a datastore')
  const key =
    parts['key'] === undefined ? [] : (texts(parts['key']) ?? wrong('key', '`key` is a field, or a list of fields'))
  const mode =
    SEED_MODES.find(each => each === (parts['mode'] ?? 'upsert')) ?? wrong('mode', '`mode` is insert, upsert or mirror')
  const environments =
    parts['environments'] === undefined
      ? undefined
      : (texts(parts['environments']) ?? wrong('environments', '`environments` is a list of names'))
  for (const each of environments ?? []) {
    if (around.environments?.includes(each) !== false) continue
    const message = `\`environments\` names \`${each}\`, and the config has no such environment`
    const hint = didYouMean(each, around.environments)
    problems.push({ code: 'SD131', severity: 'error', message, at: at('environments'), hint })
  }
  const source = parts['source'] === undefined ? undefined : sourceOf(parts, wrong)
  for (const each of ['columns', 'separator', 'encoding'])
    if (parts['source'] === undefined && parts[each] !== undefined) wrong(each, `\`${each}\` belongs to a \`source\``)
  if ((parts['rows'] === undefined) === (parts['source'] === undefined))
    wrong('', 'a seed has either `rows` or a `source`')
  const rows = parts['rows'] === undefined ? [] : rowsOf(parts['rows'], { yaml, file, around, problems, wrong })
  if (datastore === undefined || key === undefined || mode === undefined || problems.length > 0) return { problems }
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.(?:ya?ml|m?[jt]s)$/u, '')
  const places = new Map<string, Place>([['', startOf(file)], ...KEYS.map(each => [each, at(each)] as const)])
  const seed = { name, file, datastore, key, mode, environments, rows, places }
  return { seed, ...(source && { source }), problems }
}

type Wrong = (path: string, message: string, hint?: string) => undefined

function sourceOf(parts: Readonly<Record<string, unknown>>, wrong: Wrong): Source | undefined {
  const file = parts['source']
  if (typeof file !== 'string' || !/\.(?:csv|ndjson|json)$/iu.test(file))
    return wrong('source', '`source` is a file that ends in .csv, .ndjson or .json, beside the seed')
  if (/^[/\\]|\\|^[A-Za-z]:/u.test(file))
    return wrong('source', '`source` is a path from the folder of the seed', 'put the file beside the seed')
  const columns = parts['columns'] === undefined ? {} : mapping(parts['columns'])
  const entries = Object.entries(columns ?? {}).flatMap(
    ([column, meant]): readonly (readonly [string, Column | undefined])[] => {
      if (meant === false) return [[column, undefined]]
      const own = typeof meant === 'string' ? { field: meant } : referringColumn(column, meant)
      return own === undefined ? [] : [[column, own]]
    },
  )
  if (columns === undefined || entries.length < Object.keys(columns).length)
    return wrong(
      'columns',
      '`columns` maps a column of the source to a field, to { ref: SEED.*.COLUMN } where its cells are keys of another seed, or to false to skip it',
    )
  const form = formOf(parts, /\.csv$/iu.test(file), wrong)
  return form && { file, columns: new Map(entries), form }
}

function formOf(parts: Readonly<Record<string, unknown>>, isCsv: boolean, wrong: Wrong): CsvForm | undefined {
  const { separator, encoding } = parts
  for (const key of ['separator', 'encoding'])
    if (parts[key] !== undefined && !isCsv)
      return wrong(key, `\`${key}\` belongs to a source that ends in .csv`, 'leave it out')
  const sign = separator === 'tab' ? '\t' : separator
  if (sign !== undefined && (typeof sign !== 'string' || !/^[,;|\t:]$/u.test(sign)))
    return wrong('separator', '`separator` is one of `,` `;` `|` `:` and tab', 'write it in quotes, or tab')
  const known = CSV_ENCODINGS.find(each => each === encoding)
  if (encoding !== undefined && known === undefined)
    return wrong('encoding', `\`encoding\` is ${CSV_ENCODINGS.join(' or ')}`, 'save the file as UTF-8')
  return { separator: sign, encoding: known }
}

// The star stands for the cell: `{ field: engineer, ref: empdir.*.empname }`; without a field the column is one.
function referringColumn(column: string, value: unknown): Column | undefined {
  const { ref, field = column, ...more } = mapping(value) ?? {}
  const [, seed, other] = typeof ref === 'string' ? (/^([^.*]+)\.\*\.([^.*]+)$/u.exec(ref) ?? []) : []
  const isWhole = typeof field === 'string' && Object.keys(more).length === 0
  return isWhole && seed !== undefined && other !== undefined ? { field, ref: { seed, column: other } } : undefined
}

interface Reading {
  readonly yaml: YamlText
  readonly file: string
  readonly around: Surroundings
  readonly problems: Problem[]
  readonly wrong: Wrong
}

function rowsOf(found: unknown, { yaml, file, around, problems, wrong }: Reading): readonly RawRow[] {
  if (!Array.isArray(found)) return wrong('rows', '`rows` is a list') ?? []
  return found.flatMap((item: unknown, index): readonly RawRow[] => {
    const path = `rows.${index}`
    const row = mapping(item)
    if (row === undefined) return wrong(path, 'a row is a mapping from fields to values') ?? []
    const cells = new Map<string, Cell>()
    const places = new Map<string, Place>()
    for (const [column, value] of Object.entries(row)) {
      const place = yaml.places.get(`${path}.${column}`)
      if (place !== undefined) places.set(column, place)
      if (value === null) continue
      const cell = cellOf(value, yaml.sources.get(`${path}.${column}`), around)
      if ('wrong' in cell)
        problems.push({
          code: cell.code,
          severity: 'error',
          message: `\`${column}\`: ${cell.wrong}`,
          ...(place && { at: place }),
        })
      else cells.set(column, cell)
    }
    const at = yaml.places.get(path) ?? yaml.keys.get('rows') ?? startOf(file)
    return [{ cells, at, places }]
  })
}

function mapping(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined
}

function texts(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const found = list.filter(each => typeof each === 'string')
  return found.length === list.length && found.length > 0 ? found : undefined
}

function misshapen(file: string, message: string): Problem {
  return { code: 'SD101', severity: 'error', message, at: startOf(file) }
}
