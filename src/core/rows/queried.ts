import type { Datastore, Field, UniqueKey } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import { isHidden } from '../model/secrecy.ts'
import { carriesIn } from '../model/step.ts'
import type { Carry, Step } from '../model/step.ts'
import { wantedOf } from './carries.ts'
import { CLAUSES, decidingCriteria, isPlainValue } from './carryOrders.ts'
import type { CarryOrder } from './carryOrders.ts'
import type { RowPlay } from './rowPlay.ts'
import { CRITERIA_CHARACTERS, IN_VALUES } from './seedSteps.ts'

type Fields = ReadonlyMap<string, Field>

/**
 * The carry whose values queries may list in place of a copy of the records: the first of the one field of a datastore
 * whose values are carried, into fields that are ours, and in no unique key afterwards. Undefined for everything else.
 */
export function listableCarry(
  steps: readonly Step[],
  { unique_name, fields }: Datastore,
  keys: readonly UniqueKey[],
): Carry | undefined {
  const work = steps.filter(each => each.call === 'row-work' && each.datastore === unique_name)
  const carries = work.flatMap(carriesIn)
  const [first, second] = carries
  const isOne = carries.length === work.length && work.length <= 2
  if (first === undefined || !isOne || (second !== undefined && second.reads !== first.writes)) return undefined
  const isOurs = carries.every(each => each.into === 'ours' && each.from !== 'boolean' && !isKeyed(each, keys))
  return isOurs && !isHidden(fields.get(first.reads)) ? first : undefined
}

function isKeyed({ writes }: Carry, keys: readonly UniqueKey[]): boolean {
  return keys.some(key => key.includes(writes))
}

/**
 * The values of the old field that records hold, each once; undefined where one is no plain text, does not become a value
 * of the heir, or is one that criteria cannot ask for.
 */
export function plainValues(
  records: readonly LiveRecord[],
  carry: Carry,
  fields: Fields,
): ReadonlySet<string> | undefined {
  const values = new Set<string>()
  for (const record of records) {
    const value = record.values[carry.reads]
    const wanted = wantedOf({ ...carry, invalid: 'refuse' }, value, fields.get(carry.reads))
    if (wanted.kind === 'nothing') continue
    if (wanted.kind === 'invalid' || typeof value !== 'string' || !isPlainValue(value)) return undefined
    values.add(value)
  }
  return values
}

/** Criteria for all records whose field holds none of these; undefined where they do not fit into one call. */
export function othersThan(field: string, values: Iterable<string>): string | undefined {
  const all = [...values]
  const clauses = Array.from({ length: Math.ceil(all.length / IN_VALUES) }, (_, at) => {
    const some = all.slice(at * IN_VALUES, (at + 1) * IN_VALUES)
    return `(${field} not in (${some.join(',')}))`
  })
  return criteriaWithin(clauses, ' && ')
}

/** One bulk update for each value, where nobody has listed the records that hold it. */
export function ordersByValue(
  values: Iterable<string>,
  { reads }: Carry,
  play: RowPlay,
  fields: Fields,
): readonly CarryOrder[] {
  return [...values].flatMap((value): readonly CarryOrder[] => {
    const need = play.needOf({ id: '', values: { [reads]: value } })
    const criteria = decidingCriteria(need, play.ways, fields)
    return criteria === undefined ? [] : [{ call: 'update-records', criteria, set: need.set, ids: [], isShown: false }]
  })
}

/** What a value becomes. */
export interface Pair {
  readonly old: string
  readonly heir: string
}

/** The values with what each becomes; undefined where that is no plain text, so that no query can ask for it. */
export function pairsOf(values: Iterable<string>, carry: Carry): readonly Pair[] | undefined {
  const pairs: Pair[] = []
  for (const old of values) {
    const wanted = wantedOf(carry, old, undefined)
    if (wanted.kind !== 'value' || typeof wanted.value !== 'string' || !isPlainValue(wanted.value)) return undefined
    pairs.push({ old, heir: wanted.value })
  }
  return pairs
}

/** Criteria for the records whose heir does not hold what it should, as few calls as they fit into. */
export function wrongOnes({ reads, writes }: Carry, pairs: readonly Pair[]): readonly string[] | undefined {
  const found: string[] = []
  let open: string[] = []
  for (const { old, heir } of pairs) {
    const one = `((${reads}=${old}) && (${writes} not in (${heir})))`
    // Each has two clauses.
    const isFull = open.length * 2 >= CLAUSES || criteriaWithin([...open, one], ' || ') === undefined
    if (isFull && open.length > 0) {
      found.push(open.join(' || '))
      open = []
    }
    if (criteriaWithin([one], '') === undefined) return undefined
    open.push(one)
  }
  return open.length === 0 ? found : [...found, open.join(' || ')]
}

/**
 * Whether queries may prove a carry at all, once a probe has shown that they are exact: text that stays of its type, whose
 * heir the probe can try, and numbers, of which all forms are one value. A number that becomes text keeps its form, and
 * criteria do not tell forms apart.
 */
export function isProvable({ from, to }: Carry): boolean {
  return from !== 'boolean' && (to === 'number' || from === to)
}

/** Texts that are not the same as a value and that a careless comparison takes for it, by what it passes over. */
export function lookalikes(value: string): ReadonlyMap<string, string> {
  const swapped = value.replaceAll(/[a-z]/giu, each => (each < 'a' ? each.toLowerCase() : each.toUpperCase()))
  const accented = value.replace(/[aeiou]/iu, each => `${each}\u0301`.normalize('NFC'))
  const all = [
    ['spaces at the end', `${value} `],
    ['spaces at the start', ` ${value}`],
    ['case', swapped],
    ['accents', accented],
    ['any one character', value.replace('_', 'x')],
    ['zeros', /^-?\d+(\.\d+)?$/u.test(value) ? value.replace(/^-?/u, '$&0') : value],
  ] as const
  return new Map(all.filter(([, text]) => text !== value))
}

function criteriaWithin(clauses: readonly string[], sign: string): string | undefined {
  const text = clauses.join(sign)
  return clauses.length === 0 || clauses.length > CLAUSES || text.length > CRITERIA_CHARACTERS ? undefined : text
}
