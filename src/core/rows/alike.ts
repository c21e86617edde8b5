import type { Datastore } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Place, Problem } from '../model/problem.ts'
import { isHidden } from '../model/secrecy.ts'
import type { RowInsert, Seed, SeedRow } from './seed.ts'
import type { Seen } from './seen.ts'
import { openSeen } from './seen.ts'
import { identityOf, nameOf } from './values.ts'

/** Problems of one seed that are told; a file of a million wrong rows has one mistake. */
export const MOST_TOLD = 1_000

/** Looks of keys that are told: keys in capitals and not may be meant so. */
const MOST_ALIKE = 20

// Letters that are drawn as Latin ones.
const DRAWN: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
  ј: 'j',
  ѕ: 's',
  ο: 'o',
  ν: 'v',
}

/** What a text looks like to a person, and to a server that folds: no case, no width, nothing that is not seen, Latin letters. */
export function lookOf(text: string): string {
  // Most keys are short and plain.
  if (/^[\x20-\x40\x5b-\x7e]*$/u.test(text)) return text
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    // One letter may be two in capitals: the sharp s.
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
  return plain.replaceAll(/[аеорсухіјѕον]/gu, each => DRAWN[each] ?? each).replaceAll(/\s/gu, ' ')
}

/** Finds, while identities go by once, those that look like one before them and are not the same. */
export interface Looks {
  /** `seen` holds the identities themselves, this one included. */
  note(identity: string, seen: Seen): void
  /** The looks that several keys have. */
  readonly shared: ReadonlySet<string>
}

/** Keeps a digest of those keys alone that are not their own look. */
export function openLooks(): Looks {
  const looks = openSeen()
  const shared = new Set<string>()
  return {
    shared,
    note(identity, seen) {
      const look = lookOf(identity)
      const isMet = look === identity ? looks.has(look) : !looks.add(look) || seen.has(look)
      if (isMet && shared.size < MOST_ALIKE) shared.add(look)
    },
  }
}

/**
 * SD108 for each row that shares its key with one before it, SD124 where only the look is shared. Goes through the rows once
 * more, for those alone that were met: `twice` are identities, `looks` looks.
 */
export function repeated(
  twice: ReadonlySet<string>,
  looks: ReadonlySet<string>,
  { key, rows }: Pick<Seed, 'key' | 'rows'>,
  datastore: Datastore,
): readonly Problem[] {
  const first = new Map<string, SeedRow>()
  const likes = new Map<string, { readonly identity: string; readonly row: SeedRow }>()
  const problems: Problem[] = []
  for (const row of rows) {
    if (problems.length >= MOST_TOLD) return [...problems, tooMany(row.at)]
    const identity = identityOf(datastore, key, row.values)
    if (identity === undefined) continue
    const before = twice.has(identity) ? first.get(identity) : undefined
    if (before !== undefined) problems.push(sharedKey(row, before, key, datastore))
    else if (twice.has(identity)) first.set(identity, row)
    const look = looks.size > 0 ? lookOf(identity) : ''
    if (!looks.has(look)) continue
    const like = likes.get(look)
    if (like === undefined) likes.set(look, { identity, row })
    else if (like.identity !== identity)
      problems.push(alike(row, `the one in line ${like.row.at.line}`, like.row.values, key, datastore))
  }
  return problems
}

function sharedKey(row: SeedRow, before: SeedRow, key: readonly string[], datastore: Datastore): Problem {
  const isSpelled = key.every(each => String(row.values[each]) === String(before.values[each]))
  // Nobody sees how two forms of one letter differ.
  const how = isSpelled
    ? ''
    : `: ${differenceIn(key, row.values, before.values, datastore)}, which Cliq may take for one`
  const message = `the row shares its key ${nameOf(datastore, key, row.values)} with line ${before.at.line}${how}`
  return { code: 'SD108', severity: 'error', message, at: row.at, hint: 'keep one of them' }
}

/** What ends a list of problems that is longer than anybody reads. */
export function tooMany(at: Place): Problem {
  const hint = 'fix those above first'
  return { code: 'SD110', severity: 'error', message: 'there are more problems, which are not shown', at, hint }
}

/** SD124 for each new row whose key looks like that of a record that the org has. */
export function alikeRecords(
  { key, at }: Pick<Seed, 'key' | 'at'>,
  datastore: Datastore,
  inserts: readonly RowInsert[],
  records: readonly LiveRecord[],
): readonly Problem[] {
  if (key.length === 0 || inserts.length === 0) return []
  const byLook = new Map<string, RowInsert>()
  for (const insert of inserts) {
    const identity = identityOf(datastore, key, insert.row.values)
    if (identity !== undefined) byLook.set(lookOf(identity), insert)
  }
  return records.flatMap(({ id, values }): readonly Problem[] => {
    const identity = identityOf(datastore, key, values)
    const insert = identity === undefined ? undefined : byLook.get(lookOf(identity))
    return insert === undefined
      ? []
      : [alike({ ...insert.row, at: insert.row.at ?? at }, `that of record ${id} in the org`, values, key, datastore)]
  })
}

function alike(
  { values: here, at }: SeedRow,
  other: string,
  there: LiveRecord['values'],
  key: readonly string[],
  datastore: Datastore,
): Problem {
  const message = `the key looks like ${other} and is not the same: ${differenceIn(key, here, there, datastore)}`
  return { code: 'SD124', severity: 'warning', message, at, hint: 'correct one of them, or keep one' }
}

// Where two keys that look the same are not: the field and the characters there; hidden fields by name alone.
function differenceIn(
  key: readonly string[],
  here: LiveRecord['values'],
  there: LiveRecord['values'],
  { fields }: Datastore,
): string {
  const name = key.find(each => String(here[each]) !== String(there[each])) ?? ''
  const field = fields.get(name)
  if (field === undefined || isHidden(field)) return `\`${name}\``
  const [own, other] = [[...String(here[name])], [...String(there[name])]]
  const at = own.findIndex((each, index) => each !== other[index])
  const from = at < 0 ? own.length : at
  return `\`${name}\` has ${pointsOf(own, from)} at ${from + 1}, there ${pointsOf(other, from)}`
}

// With the marks that belong to the letter.
function pointsOf(characters: readonly string[], from: number): string {
  const own = characters[from]
  if (own === undefined) return 'nothing'
  const marks = characters.slice(from + 1).findIndex(each => !/\p{M}/u.test(each))
  const end = marks < 0 ? characters.length : from + 1 + marks
  const points = characters.slice(from, Math.min(end, from + 4)).map(each => each.codePointAt(0) ?? 0)
  return points.map(each => `U+${each.toString(16).toUpperCase().padStart(4, '0')}`).join(' ')
}
