import { LIMITS } from '../model/catalog.ts'

/** What one datastore's fields and keys need, as names. */
export interface Rework {
  /** Every field that is there now. */
  readonly present: ReadonlySet<string>
  /** Leaving for good. */
  readonly gone: ReadonlySet<string>
  /** Not there yet. */
  readonly fresh: ReadonlySet<string>
  /** Leaving, and added again under the same name with another type. */
  readonly retyped: ReadonlySet<string>
  /** Fields that today's unique keys name. */
  readonly keyedNow: ReadonlySet<string>
  /** Fields that the final unique keys name. */
  readonly keyedFinally: ReadonlySet<string>
  /** Whether name, description, unique_name or unique keys differ, so that one edit is due in any case. */
  readonly edit: boolean
}

/** One call of the order. `loosen` drops the unique keys that name leaving fields; `settle` is the final edit. */
export type Move =
  | { readonly move: 'add' | 'delete'; readonly fields: readonly string[] }
  | { readonly move: 'loosen' | 'settle' }

/** Fields a datastore may hold and fields one call may carry; a parameter so that a test can search small ones through. */
export interface Caps {
  readonly fields: number
  readonly fieldsPerCall: number
}

type Keys = 'now' | 'loose' | 'final'

interface Standing {
  readonly left: ReadonlySet<string>
  readonly came: ReadonlySet<string>
  readonly keys: Keys
  readonly moves: readonly Move[]
}

/**
 * The fewest calls that turn one set of fields and keys into another through legal states only: at most 19 fields,
 * never none, no key over a missing field. Among equally few, the one that adds first and deletes last. Undefined
 * when there is none, which is so only for a datastore whose only field is retyped.
 *
 * Breadth first, trying add, edit, delete in this order at each standing, so the first arrival is the answer. Every
 * add and delete is as full as it may be: a fuller call never takes a later one's place (test/laws/order.test.ts
 * compares with a search over all sizes).
 */
export function order(rework: Rework, caps: Caps = LIMITS): readonly Move[] | undefined {
  const start: Standing = { left: new Set(), came: new Set(), keys: rework.edit ? 'now' : 'final', moves: [] }
  const seen = new Set([fingerprint(start)])
  let standings: readonly Standing[] = [start]
  while (standings.length > 0) {
    const arrived = standings.find(each => hasArrived(rework, each))
    if (arrived !== undefined) return arrived.moves
    standings = standings
      .flatMap(each => successors(rework, caps, each))
      .filter(each => !seen.has(fingerprint(each)) && seen.add(fingerprint(each)))
  }
  return undefined
}

function hasArrived({ gone, fresh, retyped }: Rework, { left, came, keys }: Standing): boolean {
  return keys === 'final' && left.size === gone.size + retyped.size && came.size === fresh.size + retyped.size
}

function fingerprint({ left, came, keys }: Standing): string {
  return [keys, [...left].sort().join(','), [...came].sort().join(',')].join('|')
}

function successors(rework: Rework, caps: Caps, standing: Standing): readonly Standing[] {
  return [
    ...addings(rework, caps, standing).map(fields => ({
      ...standing,
      came: new Set([...standing.came, ...fields]),
      moves: [...standing.moves, { move: 'add' as const, fields }],
    })),
    ...(maySettle(rework, standing) ? [rekeyed(standing, 'settle')] : []),
    ...(mayLoosen(rework, standing) ? [rekeyed(standing, 'loosen')] : []),
    ...deletings(rework, caps, standing).map(fields => ({
      ...standing,
      left: new Set([...standing.left, ...fields]),
      moves: [...standing.moves, { move: 'delete' as const, fields }],
    })),
  ]
}

function rekeyed(standing: Standing, move: 'loosen' | 'settle'): Standing {
  return { ...standing, keys: move === 'settle' ? 'final' : 'loose', moves: [...standing.moves, { move }] }
}

// The final keys need their new fields, and a retyped field's new type.
function maySettle({ fresh, retyped, keyedFinally }: Rework, { came, keys }: Standing): boolean {
  return keys !== 'final' && [...keyedFinally].every(name => came.has(name) || !(fresh.has(name) || retyped.has(name)))
}

function mayLoosen({ gone, retyped, keyedNow }: Rework, { keys, left }: Standing): boolean {
  return keys === 'now' && [...keyedNow].some(name => !left.has(name) && (gone.has(name) || retyped.has(name)))
}

function addings(rework: Rework, caps: Caps, { left, came }: Standing): readonly (readonly string[])[] {
  const room = Math.min(caps.fieldsPerCall, caps.fields - (rework.present.size - left.size + came.size))
  const ready = [...rework.fresh, ...[...rework.retyped].filter(name => left.has(name))].filter(name => !came.has(name))
  const isKeyed = (name: string) => rework.keyedFinally.has(name)
  return batches([ready.filter(isKeyed), ready.filter(name => !isKeyed(name))], room)
}

function deletings(rework: Rework, caps: Caps, { left, came, keys }: Standing): readonly (readonly string[])[] {
  const room = Math.min(caps.fieldsPerCall, rework.present.size - left.size + came.size - 1)
  const keyed = keys === 'now' ? rework.keyedNow : new Set<string>()
  const ready = (names: ReadonlySet<string>) => [...names].filter(name => !left.has(name) && !keyed.has(name))
  const retyped = ready(rework.retyped)
  const isKeyed = (name: string) => rework.keyedFinally.has(name)
  return batches([retyped.filter(isKeyed), retyped.filter(name => !isKeyed(name)), ready(rework.gone)], room)
}

/**
 * Every way to fill one call to its room from classes whose members stand for one another: as many as there may be of
 * the first class first, since what others wait for comes first.
 */
function batches(classes: readonly (readonly string[])[], room: number): readonly (readonly string[])[] {
  const most = classes.reduce((sum, names) => sum + names.length, 0)
  return room < 1 || most === 0 ? [] : filled(classes, Math.min(room, most))
}

function filled([names, ...others]: readonly (readonly string[])[], room: number): readonly (readonly string[])[] {
  if (names === undefined) return room === 0 ? [[]] : []
  const counts = Array.from({ length: Math.min(names.length, room) + 1 }, (_, at) => Math.min(names.length, room) - at)
  return counts.flatMap(count => filled(others, room - count).map(rest => [...names.slice(0, count), ...rest]))
}
