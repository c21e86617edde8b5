import { canonicalKeys, RECORD_LIMITS, RECORD_PARTS } from '../model/catalog.ts'
import type { Datastore, Field, FieldType } from '../model/catalog.ts'
import { Failure } from '../model/failure.ts'
import type { Place, Problem } from '../model/problem.ts'
import { didYouMean } from '../rules/nearest.ts'
import { forbiddenCharacter } from '../rules/text.ts'
import type { Cell, RawRow, Seed, SeedFile, SeedRow } from './seed.ts'
import { openSeen } from './seen.ts'
import { isHidden } from '../model/secrecy.ts'
import { openLooks, repeated, tooMany, MOST_TOLD } from './alike.ts'
import { bytesOf, identityOf, storedForm } from './values.ts'

/** A seed held against its datastore, with all that is wrong with it. */
export interface CheckedSeed {
  /** Complete only when no problem is an error. */
  readonly seed: Seed
  readonly problems: readonly Problem[]
}

/**
 * Every law that rows can break without Cliq being asked. `allowsUnkeyed`: somebody answers for rows without a key.
 * Rows are looked at one after another and not kept.
 */
export function checkSeed(file: SeedFile, datastore: Datastore, allowsUnkeyed: boolean): CheckedSeed {
  const problems: Problem[] = []
  const start = file.places.get('') ?? { file: file.file, line: 1, col: 1 }
  const at = file.places.get('key') ?? file.places.get('datastore') ?? start
  problems.push(...keyProblems(file, datastore, allowsUnkeyed, file.places.get('key') ?? start))
  const columns = new Set<string>()
  const refs = new Map<string, Place>()
  const seen = openSeen()
  const twice = new Set<string>()
  const looks = openLooks()
  const clear = new Set<string>()
  for (const raw of file.rows) {
    if (problems.length >= MOST_TOLD) {
      problems.push(tooMany(raw.at))
      break
    }
    const row = checkedRow(raw, file, datastore, problems, clear)
    for (const column of Object.keys(row.values)) columns.add(column)
    for (const [column, { as, text }] of raw.cells)
      if (as === 'ref' && !refs.has(text)) refs.set(text, raw.places.get(column) ?? raw.at)
    const identity = file.key.length === 0 ? undefined : identityOf(datastore, file.key, row.values)
    if (identity === undefined) continue
    if (!seen.add(identity) && twice.size < MOST_TOLD) twice.add(identity)
    looks.note(identity, seen)
  }
  if (twice.size + looks.shared.size > 0)
    problems.push(...repeated(twice, looks.shared, { key: file.key, rows: wellFormed(file, datastore) }, datastore))
  const { name, mode, environments } = file
  const rows = { [Symbol.iterator]: () => checkedRows(file, datastore) }
  return {
    seed: {
      name,
      file: file.file,
      datastore: file.datastore,
      key: file.key,
      mode,
      environments,
      rows,
      at,
      columns,
      refs,
    },
    problems,
  }
}

// What was right when it was checked may have been edited since.
function* checkedRows(file: SeedFile, datastore: Datastore): Iterator<SeedRow> {
  const clear = new Set<string>()
  for (const raw of file.rows) {
    const problems: Problem[] = []
    const row = checkedRow(raw, file, datastore, problems, clear)
    const [first, ...more] = problems.filter(each => each.severity === 'error')
    if (first !== undefined) throw new Failure([first, ...more])
    yield row
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
    const message = `[${file.key.join(', ')}] is not a unique key of ${datastore.unique_name}`
    return [{ code: 'SD102', severity, message, at, hint: known === '' ? 'declare one first' : `declared: ${known}` }]
  }
  if (file.mode === 'mirror') {
    const message = 'a seed with mode: mirror needs a key: it decides which rows to remove'
    return [{ code: 'SD102', severity, message, at }]
  }
  if (allowed) return []
  const message = 'without a unique key, a lost answer could write a row twice'
  return [{ code: 'SD102', severity, message, at, hint: `name its \`key\`, or --allow unkeyed-seed:${file.name}` }]
}

function checkedRow(
  row: RawRow,
  file: SeedFile,
  datastore: Datastore,
  problems: Problem[],
  clear: Set<string>,
): SeedRow {
  const values: Record<string, string | boolean> = {}
  if (row.wrong !== undefined) {
    problems.push(...row.wrong)
    return { values, at: row.at }
  }
  const tell = (code: string, message: string, column: string, more: Partial<Problem> = {}) =>
    problems.push({ code, severity: 'error', message, at: placeIn(row, column, code), ...more })
  for (const [column, cell] of row.cells) {
    const field = datastore.fields.get(column)
    if (field === undefined) {
      // What the header says wrongly is one mistake, however many rows follow.
      if (clear.has(`?${column}`)) continue
      clear.add(`?${column}`)
      const { message, hint } = unknownColumn(column, datastore)
      tell('SD104', message, column, { hint })
      continue
    }
    if (cell.as === 'ref' && file.key.includes(column)) {
      tell('SD120', `\`${column}\`: the key of a row cannot be a reference`, column)
      continue
    }
    if (cell.unread === true || isNothing(field, cell)) continue
    const stored = storedForm(field, cell)
    if ('wrong' in stored) {
      tell(stored.code, `\`${column}\`: ${stored.wrong}`, column, {
        hint: stored.code === 'SD105' ? FORMS[field.type] : 'shorten it',
      })
      continue
    }
    const odd =
      typeof stored.value === 'string' && cell.as !== 'ref'
        ? forbiddenCharacter(stored.value.replaceAll('\r', ''))
        : undefined
    if (odd !== undefined)
      tell('SD105', `\`${column}\` contains ${odd.name}: ${odd.why}`, column, { hint: 'delete the character' })
    const isClear = field.type === 'encrypted-text' && cell.fromEnvironment !== true && cell.text !== ''
    if (isClear && !clear.has(column))
      tell('SD109', `\`${column}\` is encrypted in Cliq and in clear text here`, column, {
        severity: 'warning',
        hint: 'write ${env:NAME} and set the variable',
      })
    if (isClear) clear.add(column)
    values[column] = stored.value
  }
  problems.push(...missing(row, values, file, datastore))
  const sent = JSON.stringify(values)
  // Most rows are short in any letters.
  const bytes = sent.length * 3 > RECORD_LIMITS.bytes ? bytesOf(sent) : 0
  if (bytes > RECORD_LIMITS.bytes)
    tell('SD106', `the row has ${bytes} bytes; Cliq takes ${RECORD_LIMITS.bytes}`, '', { hint: 'shorten its values' })
  return { values, at: row.at }
}

function unknownColumn(
  column: string,
  { unique_name, fields }: Datastore,
): { readonly message: string; readonly hint: string } {
  if (RECORD_PARTS.includes(column)) return { message: `\`${column}\` is set by Cliq`, hint: 'leave it out' }
  const hint = didYouMean(column, [...fields.keys()])
  return { message: `\`${column}\` is not a field of ${unique_name}`, hint }
}

// Without the value: a secret may stand in the wrong column.
const FORMS: Readonly<Record<FieldType, string>> = {
  boolean: 'write true or false',
  number: 'write digits alone, with a point before decimals, such as 42 or 1.5',
  'limited-text': 'put the text in quotes',
  'encrypted-text': 'put the text in quotes',
  'large-text': 'put the text in quotes',
}

function placeIn({ places, header, at }: RawRow, column: string, code: string): Place {
  return places.get(column) ?? (code === 'SD104' ? header : undefined) ?? at
}

// In a spreadsheet an empty cell of a number or boolean means that there is no value, in quotes or not.
function isNothing({ type }: Pick<Field, 'type'>, { as, text }: Cell): boolean {
  return as === 'any' && text === '' && (type === 'number' || type === 'boolean')
}

// A hidden value may be left out of the file: rows that are there keep it, and only an insert cannot go without.
function missing(
  row: RawRow,
  values: Readonly<Record<string, string | boolean>>,
  { key }: SeedFile,
  datastore: Datastore,
): readonly Problem[] {
  const given = [...row.cells].filter(([name, cell]) => !isNothing(datastore.fields.get(name) ?? TEXT, cell))
  const wrong = new Set(given.map(([name]) => name).filter(each => !Object.hasOwn(values, each)))
  return [...datastore.fields].flatMap(([name, field]): readonly Problem[] => {
    const isKey = key.includes(name)
    const isNeeded = isKey || (field.mandatory && !isHidden(field))
    const isThere = Object.hasOwn(values, name) && (values[name] !== '' || !(field.mandatory || isKey))
    if (!isNeeded || isThere || wrong.has(name)) return []
    const message = isKey ? `the key \`${name}\` is missing` : `\`${name}\` is mandatory and missing`
    const hint = isKey ? 'rows are told apart by it: give each row its own' : 'give it a value'
    return [{ code: 'SD107', severity: 'error', message, at: row.places.get(name) ?? row.at, hint }]
  })
}

const TEXT = { type: 'limited-text' } as const

function* wellFormed(file: SeedFile, datastore: Datastore): Iterable<SeedRow> {
  for (const raw of file.rows) yield checkedRow(raw, file, datastore, [], new Set())
}
