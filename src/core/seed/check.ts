import { canonicalKeys, RECORD_LIMITS } from '../catalog.ts'
import type { Datastore } from '../catalog.ts'
import type { Place, Problem } from '../problem.ts'
import { didYouMean } from '../rules/nearest.ts'
import { forbiddenCharacter } from '../rules/text.ts'
import type { RawRow, Seed, SeedFile, SeedRow } from '../seed.ts'
import { identityOf, isHidden, storedForm } from './values.ts'

/** A seed held against its datastore, with all that is wrong with it. */
export interface Checked {
  /** Complete only when no problem is an error. */
  readonly seed: Seed
  readonly problems: readonly Problem[]
}

const SERVER_COLUMNS = ['id', 'added_time', 'modified_time']

/** Every law that rows can break without Cliq being asked. `allowsUnkeyed`: somebody answers for rows without a key. */
export function checkSeed(file: SeedFile, datastore: Datastore, allowsUnkeyed: boolean): Checked {
  const problems: Problem[] = []
  const at = file.places.get('') ?? { file: file.file, line: 1, col: 1 }
  const key = file.places.get('key') ?? at
  problems.push(...keyProblems(file, datastore, allowsUnkeyed, key))
  const rows = file.rows.map(row => checkedRow(row, file, datastore, problems))
  if (file.key.length > 0) problems.push(...repeated(rows, file, datastore))
  const { name, mode, environments } = file
  return {
    seed: { name, file: file.file, datastore: file.datastore, key: file.key, mode, environments, rows, at },
    problems,
  }
}

/** Whether the fields are one of the datastore's unique keys. */
export function isUniqueKey(datastore: Datastore, key: readonly string[]): boolean {
  const [wanted] = canonicalKeys([key])
  return canonicalKeys(datastore.unique_keys).some(each => each.join() === wanted?.join())
}

function keyProblems(file: SeedFile, datastore: Datastore, allowed: boolean, at: Place): readonly Problem[] {
  const severity = 'error'
  if (file.key.length > 0) {
    if (isUniqueKey(datastore, file.key)) return []
    const known = datastore.unique_keys.map(each => `[${each.join(', ')}]`).join(', ')
    const message = `[${file.key.join(', ')}] is no unique key of ${datastore.unique_name}`
    return [{ code: 'SD102', severity, message, at, hint: known === '' ? 'declare one first' : `declared: ${known}` }]
  }
  if (file.mode === 'mirror') {
    const message = 'a seed that mirrors needs a key: nothing else tells which rows to remove'
    return [{ code: 'SD102', severity, message, at }]
  }
  if (allowed) return []
  const message = 'without a unique key a lost answer could write a row twice'
  return [{ code: 'SD102', severity, message, at, hint: `name its \`key\`, or --allow unkeyed-seed:${file.name}` }]
}

function checkedRow(row: RawRow, file: SeedFile, datastore: Datastore, problems: Problem[]): SeedRow {
  const values: Record<string, string | boolean> = {}
  const tell = (code: string, message: string, column: string, more: Partial<Problem> = {}) =>
    problems.push({ code, severity: 'error', message, at: row.places.get(column) ?? row.at, ...more })
  for (const [column, cell] of row.cells) {
    const field = datastore.fields.get(column)
    if (field === undefined) {
      if (SERVER_COLUMNS.includes(column))
        tell('SD104', `\`${column}\` is set by Cliq`, column, { hint: 'leave it out' })
      else
        tell('SD104', `\`${column}\` is no field of ${datastore.unique_name}`, column, {
          hint: didYouMean(column, [...datastore.fields.keys()]),
        })
      continue
    }
    const stored = storedForm(field, cell)
    if ('wrong' in stored) {
      tell(stored.code, `\`${column}\`: ${stored.wrong}`, column)
      continue
    }
    const odd = typeof stored.value === 'string' ? forbiddenCharacter(stored.value) : undefined
    if (odd !== undefined) tell('SD105', `\`${column}\` holds ${odd.name}: ${odd.why}`, column)
    const isClear = field.type === 'encrypted-text' && cell.fromEnvironment !== true && cell.text !== ''
    if (isClear && !problems.some(each => each.code === 'SD109' && each.message.startsWith(`\`${column}\``)))
      tell('SD109', `\`${column}\` is encrypted in Cliq and stands here in clear text`, column, {
        severity: 'warning',
        hint: 'write ${env:NAME} and set the variable',
      })
    values[column] = stored.value
  }
  problems.push(...missing(row, values, file, datastore))
  const bytes = bytesOf(JSON.stringify(values))
  if (bytes > RECORD_LIMITS.bytes) tell('SD106', `the row has ${bytes} bytes; Cliq takes ${RECORD_LIMITS.bytes}`, '')
  return { values, at: row.at }
}

// A hidden value may be left out of the file: rows that are there keep it, and only an insert cannot go without.
function missing(
  row: RawRow,
  values: Readonly<Record<string, string | boolean>>,
  { key }: SeedFile,
  datastore: Datastore,
): readonly Problem[] {
  const wrong = new Set([...row.cells.keys()].filter(each => !Object.hasOwn(values, each)))
  return [...datastore.fields].flatMap(([name, field]): readonly Problem[] => {
    const isKey = key.includes(name)
    const isNeeded = isKey || (field.mandatory && !isHidden(field))
    const isThere = Object.hasOwn(values, name) && (values[name] !== '' || !(field.mandatory || isKey))
    if (!isNeeded || isThere || wrong.has(name)) return []
    const message = isKey ? `the key \`${name}\` is missing` : `\`${name}\` is mandatory and missing`
    return [{ code: 'SD107', severity: 'error', message, at: row.places.get(name) ?? row.at }]
  })
}

function repeated(rows: readonly SeedRow[], { key }: SeedFile, datastore: Datastore): readonly Problem[] {
  const first = new Map<string, SeedRow>()
  return rows.flatMap((row): readonly Problem[] => {
    const identity = identityOf(datastore, key, row.values)
    const before = identity === undefined ? undefined : first.get(identity)
    if (identity !== undefined && before === undefined) first.set(identity, row)
    if (before === undefined) return []
    const message = `the row shares its key ${nameOf(datastore, key, row.values)} with line ${before.at.line}`
    return [{ code: 'SD108', severity: 'error', message, at: row.at, hint: 'keep one of them' }]
  })
}

/** A row in words: its key, or `a row` where nothing of it may be shown. */
export function nameOf(
  { fields }: Datastore,
  columns: readonly string[],
  values: Readonly<Record<string, string | boolean | null>>,
): string {
  const shown = columns.filter(each => {
    const field = fields.get(each)
    return field !== undefined && !isHidden(field) && values[each] !== undefined
  })
  const text = shown.map(each => `${each}=${String(values[each]).slice(0, 40)}`).join(' ')
  return text === '' ? 'a row' : text
}

// UTF-8, as it goes over the wire.
function bytesOf(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
