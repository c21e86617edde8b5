import { byCodeUnit, canonicalKeys, canonicalNumber } from '../model/catalog.ts'
import type { Datastore } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Seed } from './seed.ts'
import { criteriaFor, keyValue, IN_VALUES } from './seedSteps.ts'
import { identityOf } from './values.ts'

/** What asks for some of the rows by their key, and for one more that is known to be there. */
export interface KeyQuestion {
  readonly criteria: string
  /** Keys of rows that its answer may show. */
  readonly asked: ReadonlySet<string>
  /** The key of the row that its answer must show: one that does not was not read as it was meant. */
  readonly witness: string
}

/** Rows of a datastore that seeds ask for by its one unique key; what else it holds is nothing to them. */
export interface Search {
  /** Takes a page of rows; `calls` are those so far. Whether to read no more pages. */
  isEnough(page: readonly LiveRecord[], calls: number): boolean
  /** What asks for the rows that no page showed; undefined where only pages tell. */
  questions(): readonly KeyQuestion[] | undefined
}

/** Rows up to which a search holds their keys. For more, pages are cheaper anyway. */
const KEYS_HELD = 20_000
/** Values of a question beside its witness. */
const ASKED = IN_VALUES - 1

/**
 * The search of seeds of one datastore, as it is and as it will be. Undefined where they have to see all of its rows: a
 * mirror removes those that it lacks, rows without a key are compared with each, and another unique key may be held by
 * a row that no file names.
 */
export function searchFor(seeds: readonly Seed[], now: Datastore, then: Datastore): Search | undefined {
  const [first] = seeds
  if (first === undefined || !seeds.every(each => isNarrow(each, now, then))) return undefined
  const open = new Map<string, string | undefined>()
  let rows = 0
  for (const seed of seeds)
    for (const { values } of seed.rows) {
      const identity = identityOf(then, seed.key, values)
      rows += 1
      if (identity === undefined || rows > KEYS_HELD) return undefined
      open.set(identity, keyValue(seed, then, values)?.value)
    }
  return openSearch(first, then, open)
}

/** Whether an answer is one to its question: the witness, and no row that was not asked for. */
export function fits(
  { asked, witness }: KeyQuestion,
  records: readonly LiveRecord[],
  { key }: Pick<Seed, 'key'>,
  datastore: Datastore,
): boolean {
  const shown = records.map(each => identityOf(datastore, key, each.values) ?? '')
  return shown.includes(witness) && shown.every(each => each === witness || asked.has(each))
}

function isNarrow({ key, mode }: Seed, now: Datastore, then: Datastore): boolean {
  const own = JSON.stringify(canonicalKeys([key]))
  const isOnly = ({ unique_keys }: Datastore) => JSON.stringify(canonicalKeys(unique_keys)) === own
  const isKept = key.every(name => now.fields.get(name)?.type === then.fields.get(name)?.type)
  return mode !== 'mirror' && key.length > 0 && isOnly(now) && isOnly(then) && isKept
}

/** `open` are the keys to be found, with their values for criteria where they have one. */
function openSearch(seed: Seed, datastore: Datastore, open: Map<string, string | undefined>): Search {
  const [field = '', ...more] = seed.key
  const witnesses = new Map<string, Key>()
  // A key that Cliq keeps in another form than ours could be missed by criteria.
  let isOdd = more.length > 0
  const see = (records: readonly LiveRecord[]) => {
    let found = 0
    for (const { values } of records) {
      const identity = identityOf(datastore, seed.key, values)
      if (identity === undefined) continue
      if (identity !== JSON.stringify([String(values[field])])) isOdd = true
      const value = keyValue(seed, datastore, values)?.value
      if (value !== undefined) witnesses.set(makeOf(value), { identity, value })
      if (open.delete(identity)) found += 1
    }
    return found
  }
  const questions = (): readonly KeyQuestion[] | undefined => {
    if (isOdd && open.size > 0) return undefined
    const byMake = new Map<string, Key[]>()
    for (const [identity, value] of open) {
      if (value === undefined) return undefined
      const own = byMake.get(makeOf(value)) ?? []
      byMake.set(makeOf(value), own)
      own.push({ identity, value })
    }
    const all: KeyQuestion[] = []
    for (const [make, keys] of byMake) {
      const witness = witnesses.get(make)
      const own = witness === undefined ? undefined : inQuestions(field, keys, witness)
      if (own === undefined) return undefined
      all.push(...own)
    }
    return all
  }
  return {
    questions,
    isEnough(page, calls) {
      const found = see(page)
      if (open.size === 0) return true
      // There is one more page at least. While pages show as many rows as questions would, or there would be more
      // questions than pages, pages go on: so the calls are never more than twice the fewest, for keys of one make.
      const isPoor = found < ASKED && Math.ceil(open.size / ASKED) <= calls + 1
      return isPoor && (questions()?.length ?? Infinity) <= calls + 1
    },
  }
}

/** A key of a row, and its value for criteria. */
interface Key {
  readonly identity: string
  readonly value: string
}

// How values are quoted in criteria is said nowhere, so one that is understood answers only for others of its make:
// a number, a number in another form than ours, or a word by what it begins with; and the signs in it.
function makeOf(value: string): string {
  const isNumber = /^-?\d+(?:\.\d+)?$/u.test(value)
  const word = /^\d/u.test(value) ? 'digit' : /^[A-Za-z]/u.test(value) ? 'letter' : 'sign'
  const signs = new Set(value.replace(/[A-Za-z0-9]/gu, ''))
  return `${isNumber ? `number ${canonicalNumber(value) === value}` : word} ${[...signs].sort(byCodeUnit).join('')}`
}

// Undefined where one of the keys cannot be asked for: then it would be taken for missing.
function inQuestions(field: string, keys: readonly Key[], witness: Key): readonly KeyQuestion[] | undefined {
  // The witness comes last: where only a part of a list is heard, it is not.
  const criteriaOf = (some: readonly Key[]) =>
    criteriaFor(
      field,
      [...some, witness].map(each => each.value),
    )
  const groups: Key[][] = []
  for (const key of keys) {
    const last = groups.at(-1)
    if (last === undefined || criteriaOf([...last, key]) === undefined) groups.push([key])
    else last.push(key)
  }
  const questions = groups.flatMap((group): readonly KeyQuestion[] => {
    const criteria = criteriaOf(group)
    const asked = new Set(group.map(each => each.identity))
    return criteria === undefined ? [] : [{ criteria, asked, witness: witness.identity }]
  })
  return questions.length === groups.length ? questions : undefined
}
