import { batches, byType } from './batches.ts'
import { LIMITS, TYPE_CAPS } from '../model/catalog.ts'
import type { Caps, FieldLink, Move, Rework } from './rework.ts'
import { countsAt, keepsTypes } from './typesHeld.ts'

/** The caps of Cliq. */
const CAPS: Caps = { ...LIMITS, types: TYPE_CAPS }

type Keys = 'now' | 'loose' | 'final'

interface Standing {
  readonly left: ReadonlySet<string>
  readonly came: ReadonlySet<string>
  readonly carried: ReadonlySet<FieldLink>
  readonly worked: boolean
  readonly keys: Keys
  readonly moves: readonly Move[]
}

/**
 * The fewest calls that turn one set of fields and keys into another through legal states only: at most 19 fields, never
 * more of a type than it may be, never none, no key over a missing field. Among equally few, the one that adds first and
 * deletes last. Undefined when there is none, which is so only for a datastore whose only field is retyped.
 */
export function order(rework: Rework, caps: Caps = CAPS): readonly Move[] | undefined {
  // Types multiply what there is to search and seldom matter: an answer that keeps to their caps anyway is the shortest.
  const moves = search(rework, { ...caps, types: undefined })
  return moves === undefined || keepsTypes(rework, caps, moves) ? moves : search(rework, caps)
}

/*
 * Looks for an answer of as few calls as there can be, then of one more, trying add, edit, delete in this order at each
 * standing, so the first arrival is the answer. Every add and delete is as full as it may be: a fuller call never takes
 * a later one's place (test/laws/order.test.ts compares with a search over all sizes).
 */
function search(rework: Rework, caps: Caps): readonly Move[] | undefined {
  const keys = rework.edit ? 'now' : 'final'
  const start: Standing = {
    left: new Set(),
    came: new Set(),
    carried: new Set(),
    worked: rework.work === undefined,
    keys,
    moves: [],
  }
  for (let length = fewestLeft(rework, caps, start); ; length += 1) {
    const attempt: Attempt = { length, failed: new Map(), isCut: false }
    const arrived = reached(rework, caps, start, attempt)
    // Where no way was cut short, there is none that a longer one could be.
    if (arrived !== undefined || !attempt.isCut) return arrived?.moves
  }
}

/** A search for ways of so many moves; `failed` holds how many were left where none arrived. */
interface Attempt {
  readonly length: number
  readonly failed: Map<string, number>
  isCut: boolean
}

/** The first standing that so many moves arrive at. */
function reached(rework: Rework, caps: Caps, standing: Standing, attempt: Attempt): Standing | undefined {
  const { length, failed } = attempt
  const left = length - standing.moves.length
  if (hasArrived(rework, standing)) return standing
  if (fewestLeft(rework, caps, standing) > left) {
    attempt.isCut = true
    return undefined
  }
  const print = fingerprint(standing)
  if ((failed.get(print) ?? -1) >= left) return undefined
  for (const next of successors(rework, caps, standing)) {
    const arrived = reached(rework, caps, next, attempt)
    if (arrived !== undefined) return arrived
  }
  failed.set(print, left)
  return undefined
}

/** Calls that every way from there takes. */
function fewestLeft(rework: Rework, { fieldsPerCall }: Caps, standing: Standing): number {
  const { left, came, carried, worked, keys } = standing
  const { gone, fresh, retyped, links } = rework
  const adds = Math.ceil((fresh.size + retyped.size - came.size) / fieldsPerCall)
  const deletes = Math.ceil((gone.size + retyped.size - left.size) / fieldsPerCall)
  return adds + deletes + (keys === 'final' ? 0 : 1) + (carried.size === links.length ? 0 : 1) + (worked ? 0 : 1)
}

function hasArrived({ gone, fresh, retyped, links }: Rework, { left, came, carried, worked, keys }: Standing): boolean {
  if (keys !== 'final' || carried.size < links.length || !worked) return false
  return left.size === gone.size + retyped.size && came.size === fresh.size + retyped.size
}

function fingerprint({ left, came, carried, worked, keys }: Standing): string {
  return [
    keys,
    worked,
    [...carried]
      .map(each => `${each.from} ${each.to}`)
      .sort()
      .join(','),
    [...left].sort().join(','),
    [...came].sort().join(','),
  ].join('|')
}

function successors(rework: Rework, caps: Caps, standing: Standing): readonly Standing[] {
  return [
    ...addings(rework, caps, standing).map(fields => ({
      ...standing,
      came: new Set([...standing.came, ...fields]),
      moves: [...standing.moves, { move: 'add' as const, fields }],
    })),
    ...carryings(rework, standing).map(links => ({
      ...standing,
      carried: new Set([...standing.carried, ...links]),
      moves: [...standing.moves, { move: 'carry' as const, links }],
    })),
    ...(mayWork(rework, standing)
      ? [{ ...standing, worked: true, moves: [...standing.moves, { move: 'work' as const }] }]
      : []),
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

// Migrations see every field that they name, each with the type and the values that it shall have.
function mayWork({ work = new Set(), present, gone, retyped, links }: Rework, standing: Standing): boolean {
  const { left, came, carried, worked } = standing
  if (worked || links.some(each => !carried.has(each))) return false
  return [...work].every(name =>
    came.has(name) ? !(gone.has(name) && left.has(name)) : present.has(name) && !left.has(name) && !retyped.has(name),
  )
}

// The final keys need their new fields, a retyped field's new type, and the values that are on their way to them.
function maySettle(
  { fresh, retyped, keyedFinally, links }: Rework,
  { came, carried, worked, keys }: Standing,
): boolean {
  if (!worked || keys === 'final' || links.some(each => keyedFinally.has(each.to) && !carried.has(each))) return false
  return [...keyedFinally].every(name => came.has(name) || !(fresh.has(name) || retyped.has(name)))
}

// All that may go at once goes at once: a pass over the records is shared. What a link reads must have its own values first.
function carryings(rework: Rework, { left, came, carried }: Standing): readonly (readonly FieldLink[])[] {
  const isHeld = (name: string) => !rework.links.some(each => each.to === name && !carried.has(each))
  const isThere = (name: string) =>
    came.has(name) ? !(rework.gone.has(name) && left.has(name)) : rework.present.has(name) && !left.has(name)
  const takes = (name: string) => isThere(name) && (came.has(name) || !rework.retyped.has(name))
  // A field that is carried away and comes again under its name is read as it was, and written as it will be.
  const gives = (name: string) => isThere(name) && (rework.retyped.has(name) ? !came.has(name) : isHeld(name))
  const ready = rework.links.filter(each => !carried.has(each) && gives(each.from) && takes(each.to))
  return ready.length === 0 ? [] : [ready]
}

function mayLoosen({ gone, retyped, keyedNow }: Rework, { keys, left }: Standing): boolean {
  return keys === 'now' && [...keyedNow].some(name => !left.has(name) && (gone.has(name) || retyped.has(name)))
}

function addings(rework: Rework, caps: Caps, { left, came }: Standing): readonly (readonly string[])[] {
  const room = Math.min(caps.fieldsPerCall, caps.fields - (rework.present.size - left.size + came.size))
  const ready = [...rework.fresh, ...[...rework.retyped].filter(name => left.has(name))].filter(name => !came.has(name))
  const { types } = caps
  if (types === undefined) return batches(byKey(rework, ready), room)
  const counts = countsAt(rework, left, came)
  // Of one type the keyed ones go first: nothing waits for the others.
  const fitting = byType(ready, rework.typesFinally).map(([type, names]) =>
    byKey(rework, names)
      .flat()
      .slice(0, Math.max(0, types[type] - counts[type])),
  )
  return batches(fitting, room)
}

function deletings(
  rework: Rework,
  caps: Caps,
  { left, came, carried, worked, keys }: Standing,
): readonly (readonly string[])[] {
  const room = Math.min(caps.fieldsPerCall, rework.present.size - left.size + came.size - 1)
  const keyed = keys === 'now' ? rework.keyedNow : new Set<string>()
  const isFree = (name: string) =>
    (rework.present.has(name) || came.has(name)) &&
    (worked || rework.work?.has(name) !== true || (rework.retyped.has(name) && !came.has(name))) &&
    rework.links.every(each => each.from !== name || carried.has(each))
  const ready = (names: ReadonlySet<string>) =>
    [...names].filter(name => !left.has(name) && !keyed.has(name) && isFree(name))
  const [retyped, gone] = [ready(rework.retyped), ready(rework.gone)]
  if (caps.types === undefined) return batches([...byKey(rework, retyped), gone], room)
  // What came for a time has the type that it came with.
  const types = new Map([...rework.typesFinally, ...rework.typesNow])
  const alike = (names: readonly string[]) => byType(names, types).map(([, each]) => each)
  const turning = alike(retyped).flatMap(names => byType(names, rework.typesFinally).map(([, each]) => each))
  return batches([...turning.map(names => byKey(rework, names).flat()), ...alike(gone)], room)
}

// What others wait for comes first.
function byKey({ keyedFinally }: Rework, names: readonly string[]): readonly (readonly string[])[] {
  const isKeyed = (name: string) => keyedFinally.has(name)
  return [names.filter(isKeyed), names.filter(name => !isKeyed(name))]
}
