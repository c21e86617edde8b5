import { byCodeUnit } from '../model/catalog.ts'
import type { Datastore } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Place, Problem } from '../model/problem.ts'
import type { Seed, SeedRow } from './seed.ts'
import type { RecordValues } from '../model/step.ts'
import { markedRef } from './mark.ts'
import { isHidden } from '../model/secrecy.ts'
import { identityOf, keyPart } from './values.ts'

/** A value of another seed's row: `oncall.alice.id` is the id that Cliq gave to the row whose key is `alice`. */
export interface Ref {
  readonly seed: string
  readonly key: string
  /** A field, or `id`. */
  readonly column: string
}

/** What references stand for, by their text, as far as it is known. */
export type KnownRefs = ReadonlyMap<string, string | boolean>

/** Reads `SEED.KEY.COLUMN`; dots in between belong to the key. Undefined for what is no reference. */
export function refOf(text: string): Ref | undefined {
  const parts = /^([^.]+)\.(.+)\.([^.]+)$/su.exec(text)
  const [, seed, key, column] = parts ?? []
  return seed === undefined || key === undefined || column === undefined ? undefined : { seed, key, column }
}

/** The values with what is known in place of references; `open` are those that are not. */
export function filled(
  values: RecordValues,
  known: KnownRefs,
): { readonly values: RecordValues; readonly open: number } {
  let open = 0
  const own = Object.entries(values).map(([name, value]): readonly [string, string | boolean] => {
    const ref = markedRef(value)
    if (ref === undefined) return [name, value]
    const found = known.get(ref)
    if (found === undefined) open += 1
    return [name, found ?? value]
  })
  return { values: Object.fromEntries(own), open }
}

/** The same seed with what is known in place of its references. */
export function withKnown(seed: Seed, known: KnownRefs): Seed {
  if (seed.refs.size === 0) return seed
  const rows = {
    *[Symbol.iterator](): Generator<SeedRow> {
      for (const row of seed.rows) yield { ...row, values: filled(row.values, known).values }
    },
  }
  return { ...seed, rows }
}

/** Names of the seeds that a seed refers to. */
export function seedsBefore({ refs }: Seed): ReadonlySet<string> {
  return new Set([...refs.keys()].flatMap(each => refOf(each)?.seed ?? []))
}

/** Seeds with those first that others refer to, else as they came; those that refer to each other in a circle are left out. */
export function inOrder<T>(items: readonly T[], seedOf: (item: T) => Seed): readonly T[] {
  const sorted: T[] = []
  for (let left = items; left.length > 0;) {
    const names = new Set(left.map(each => seedOf(each).name))
    const free = left.find(each => ![...seedsBefore(seedOf(each))].some(name => names.has(name)))
    if (free === undefined) return sorted
    sorted.push(free)
    left = left.filter(each => each !== free)
  }
  return sorted
}

/** Why references of seeds cannot be resolved. Goes through the rows of those that others refer to. */
export function refProblems(
  all: readonly { readonly seed: Seed; readonly datastore: Datastore }[],
): readonly Problem[] {
  const seeds = all.map(each => each.seed)
  const problems: Problem[] = []
  const tell = (code: string, message: string, at: Place, hint?: string) =>
    problems.push({ code, severity: 'error', message, at, ...(hint !== undefined && { hint }) })
  const wanted = new Map<string, Map<string, readonly [Ref, Place]>>()
  for (const seed of seeds)
    for (const [text, at] of seed.refs) {
      const ref = refOf(text)
      const other = all.find(each => each.seed.name === ref?.seed)
      if (ref === undefined) tell('SD120', `\`${text}\` is not a reference`, at, 'write it as SEED.KEY.COLUMN')
      else if (other === undefined)
        tell(
          'SD120',
          `the seed \`${ref.seed}\` is not part of this run`,
          at,
          `name it too: cliq-ds seed ${ref.seed} ${seed.name}`,
        )
      else {
        const fault = columnFault(ref, other.seed, other.datastore)
        const keys = wanted.get(ref.seed) ?? new Map<string, readonly [Ref, Place]>()
        wanted.set(ref.seed, keys)
        if (fault === undefined) keys.set(identityFor(ref, other.seed, other.datastore), [ref, at])
        else tell('SD120', fault, at)
      }
    }
  for (const { seed, datastore } of all) {
    const keys = wanted.get(seed.name)
    if (keys === undefined || keys.size === 0) continue
    for (const { values } of seed.rows) keys.delete(identityOf(datastore, seed.key, values) ?? '')
    for (const [ref, at] of keys.values()) tell('SD120', `the seed ${seed.name} has no row \`${ref.key}\``, at)
  }
  const sorted = new Set(inOrder(seeds, each => each))
  const circle = seeds.filter(each => !sorted.has(each))
  const [first] = circle
  if (first !== undefined) {
    const names = circle.map(each => each.name).sort(byCodeUnit)
    const at = [...first.refs.values()][0] ?? first.at
    tell('SD121', `the seeds ${names.join(', ')} refer to each other in a circle`, at, 'remove one of the references')
  }
  return problems
}

/** Adds what references to a seed stand for: its own values, and the ids of its rows that are there. */
export function learn(
  known: Map<string, string | boolean>,
  refs: Iterable<string>,
  seed: Seed,
  datastore: Datastore,
  records: readonly LiveRecord[],
): void {
  const own = [...refs].flatMap(text => {
    const ref = refOf(text)
    return ref?.seed === seed.name ? [{ text, ref, identity: identityFor(ref, seed, datastore) }] : []
  })
  if (own.length === 0) return
  const wanted = new Set(own.map(each => each.identity))
  const found = (each: { readonly values: LiveRecord['values'] }) => identityOf(datastore, seed.key, each.values) ?? ''
  const live = new Map(records.map(each => [found(each), each] as const).filter(([identity]) => wanted.has(identity)))
  const rows = new Map<string, SeedRow>()
  for (const row of seed.rows) if (wanted.has(found(row))) rows.set(found(row), row)
  for (const { text, ref, identity } of own) {
    const record = live.get(identity)
    const value =
      ref.column === 'id' ? record?.id : (rows.get(identity)?.values[ref.column] ?? record?.values[ref.column])
    if (value !== undefined && value !== null) known.set(text, value)
  }
}

function columnFault({ column }: Ref, seed: Seed, { unique_name, fields }: Datastore): string | undefined {
  if (seed.key.length !== 1) return `the seed ${seed.name} has no key of one field to refer to`
  if (column === 'id') return undefined
  const field = fields.get(column)
  if (field === undefined) return `\`${column}\` is not a field of ${unique_name}`
  return isHidden(field) ? `\`${column}\` of ${unique_name} is hidden` : undefined
}

function identityFor({ key }: Ref, seed: Seed, datastore: Datastore): string {
  const [name = ''] = seed.key
  const field = datastore.fields.get(name)
  return JSON.stringify([field === undefined ? key.trim() : keyPart(field, key)])
}
