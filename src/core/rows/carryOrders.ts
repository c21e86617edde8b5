import { byCodeUnit } from '../model/catalog.ts'
import type { Field } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Operation } from '../model/operations.ts'
import type { RecordValues } from '../model/step.ts'
import type { Need } from './needs.ts'
import { isHidden } from '../model/secrecy.ts'
import type { RowPlay, WritingWay } from './rowPlay.ts'
import { CRITERIA_CHARACTERS, criteriaFor, IN_VALUES } from './seedSteps.ts'

/**
 * One write of row-work: the same values into all records that criteria select, or one record by its id. `isShown`: what
 * is written is looked at right before, since somebody may have written there.
 */
export type CarryOrder =
  | {
      readonly call: 'update-records'
      readonly criteria: string
      readonly set: RecordValues
      readonly ids: readonly string[]
      readonly isShown: boolean
    }
  | { readonly call: 'update-record'; readonly id: string; readonly set: RecordValues; readonly isShown: boolean }

/** Which operation an order takes. */
export function operationOfOrder({ call }: CarryOrder): Operation {
  return call === 'update-records' ? 'records.bulkUpdate' : 'records.update'
}

// Values that mean themselves in criteria; a bare true, false or null may be read as something else than text.
const PLAIN = /^(?!(?:true|false|null)$)[A-Za-z0-9_.-]{1,64}$/iu

/** Whether a value means itself in criteria, and is at most 64 characters long. */
export function isPlainValue(value: string): boolean {
  return PLAIN.test(value)
}

/** "Max criteria clauses: 10" (platform page). */
export const CLAUSES = 10

type Fields = ReadonlyMap<string, Field>

/**
 * The fewest writes that give the records what they need. Equal values go by one bulk update each, selected by what
 * decides them, where that is plain; what is decided by nothing plain is selected by a key, ten at a time. Everything
 * else goes by record id. Two operations have two budgets, so single values are shared out between them, and both kinds
 * take turns.
 */
export function carryOrders(records: readonly LiveRecord[], play: RowPlay, fields: Fields): readonly CarryOrder[] {
  const needs = records.map(play.needOf).filter(each => Object.keys(each.set).length > 0)
  const keys = keysOf(records, play, fields)
  const whole = sharedOut(groupsOf(needs, play.ways, fields, keys))
  const apart = sharedOut(groupsByField(needs, play.ways, fields, keys))
  return longest(apart) < longest(whole) ? taken(apart) : taken(whole)
}

/** The orders of single records by their ids alone: for what a look has found to differ. */
export function ordersById(needs: readonly Need[], ways: readonly WritingWay[]): readonly CarryOrder[] {
  return needs.map(({ id, set }) => ({ call: 'update-record', id, set, isShown: isShown(set, ways) }))
}

function isShown(set: RecordValues, ways: readonly WritingWay[]): boolean {
  return ways.some(each => each.mode === 'shown' && Object.hasOwn(set, each.writes))
}

/** Plain values of a key by record id, where there is one. */
interface Keys {
  readonly field: string
  readonly values: ReadonlyMap<string, string>
}

function keysOf(records: readonly LiveRecord[], { by }: RowPlay, fields: Fields): Keys | undefined {
  const field = by === undefined ? undefined : fields.get(by)
  if (by === undefined || field === undefined || field.type === 'boolean' || isHidden(field)) return undefined
  const values = records.flatMap(({ id, values: { [by]: value } }) =>
    typeof value === 'string' && PLAIN.test(value) ? [[id, value] as const] : [],
  )
  return { field: by, values: new Map(values) }
}

interface Group {
  /** Undefined where the records can only go by their ids. */
  readonly criteria: string | undefined
  readonly set: RecordValues
  readonly ids: readonly string[]
  readonly isShown: boolean
}

function groupsOf(
  needs: readonly Need[],
  ways: readonly WritingWay[],
  fields: Fields,
  keys: Keys | undefined,
): readonly Group[] {
  const groups = new Map<string, Omit<Group, 'ids'> & { ids: string[] }>()
  for (const need of needs) {
    const key = JSON.stringify([sorted(need.from), sorted(need.set)])
    const group = groups.get(key)
    if (group !== undefined) group.ids.push(need.id)
    else {
      const criteria = decidingCriteria(need, ways, fields)
      groups.set(key, { criteria, set: need.set, ids: [need.id], isShown: isShown(need.set, ways) })
    }
  }
  return keys === undefined ? [...groups.values()] : byKey([...groups.values()], ways, keys)
}

// Records that get the same and that nothing plain selects together, ten keys a call.
function byKey(groups: readonly Group[], ways: readonly WritingWay[], { field, values }: Keys): readonly Group[] {
  const alike = new Map<string, { readonly set: RecordValues; ids: string[] }>()
  const others: Group[] = []
  for (const group of groups) {
    const isSingle = ways.some(each => each.mode === 'single' && Object.hasOwn(group.set, each.writes))
    if (isSingle || (group.criteria !== undefined && group.ids.length > 1)) {
      others.push(group)
      continue
    }
    const key = JSON.stringify(sorted(group.set))
    const own = alike.get(key) ?? { set: group.set, ids: [] }
    alike.set(key, own)
    own.ids.push(...group.ids)
  }
  for (const { set, ids } of alike.values()) {
    const keyed = ids.filter(id => values.has(id))
    for (let at = 0; at < keyed.length; at += IN_VALUES) {
      const some = keyed.slice(at, at + IN_VALUES)
      const criteria = criteriaFor(
        field,
        some.map(id => values.get(id) ?? ''),
      )
      others.push({ criteria, set, ids: some, isShown: isShown(set, ways) })
    }
    const rest = ids.filter(id => !values.has(id))
    if (rest.length > 0) others.push({ criteria: undefined, set, ids: rest, isShown: isShown(set, ways) })
  }
  return others
}

// Each field's values by themselves: few values of several fields make many tuples.
function groupsByField(
  needs: readonly Need[],
  ways: readonly WritingWay[],
  fields: Fields,
  keys: Keys | undefined,
): readonly Group[] {
  const rest = new Map<string, Need>()
  const shared: Group[] = []
  for (const way of ways) {
    const own = needs.flatMap((need): readonly Need[] => {
      const value = need.set[way.writes]
      const from = Object.fromEntries(way.reads.map(each => [each, need.from[each] ?? ''] as const))
      return value === undefined ? [] : [{ ...need, set: { [way.writes]: value }, from }]
    })
    const groups = groupsOf(own, [way], fields, undefined)
    shared.push(...groups.filter(isShared))
    for (const { ids, set } of groups.filter(each => !isShared(each)))
      for (const id of ids) {
        const before = rest.get(id)
        rest.set(id, { id, set: { ...before?.set, ...set }, from: {}, conflicts: [], unfit: [] })
      }
  }
  const single = [...rest.values()].map(({ id, set }): Group => ({
    criteria: undefined,
    set,
    ids: [id],
    isShown: isShown(set, ways),
  }))
  return [...shared, ...(keys === undefined ? single : byKey(single, ways, keys))]
}

function isShared({ criteria, ids }: Group): boolean {
  return criteria !== undefined && ids.length > 1
}

interface Shares {
  readonly bulk: readonly CarryOrder[]
  readonly single: readonly CarryOrder[]
}

function sharedOut(groups: readonly Group[]): Shares {
  const bulk = groups.filter(isShared)
  const only = groups.filter(each => each.criteria === undefined)
  const either = groups.filter(each => each.criteria !== undefined && each.ids.length === 1)
  const byId = only.reduce((sum, each) => sum + each.ids.length, 0)
  const half = Math.ceil((byId + either.length - bulk.length) / 2)
  const more = Math.min(either.length, Math.max(0, half))
  const orders = (all: readonly Group[]) =>
    all.flatMap(({ ids, set, isShown: shown }) =>
      ids.map((id): CarryOrder => ({ call: 'update-record', id, set, isShown: shown })),
    )
  return {
    bulk: [...bulk, ...either.slice(0, more)].map(({ criteria = '', set, ids, isShown: shown }) => ({
      call: 'update-records',
      criteria,
      set,
      ids,
      isShown: shown,
    })),
    single: [...orders(only), ...orders(either.slice(more))],
  }
}

function longest({ bulk, single }: Shares): number {
  // Of equally long ways the one with fewer calls.
  return Math.max(bulk.length, single.length) + (bulk.length + single.length) / 1_000_000
}

function taken({ bulk, single }: Shares): readonly CarryOrder[] {
  const orders: CarryOrder[] = []
  for (let at = 0; at < Math.max(bulk.length, single.length); at += 1)
    orders.push(...bulk.slice(at, at + 1), ...single.slice(at, at + 1))
  return orders
}

/** Criteria for the records whose values decide just this need; undefined where they are not plain. */
export function decidingCriteria({ set, from }: Need, ways: readonly WritingWay[], fields: Fields): string | undefined {
  const own = ways.filter(each => Object.hasOwn(set, each.writes))
  const names = [...new Set(own.flatMap(each => each.reads))]
  if (names.length === 0 || own.some(each => each.mode === 'single')) return undefined
  const clauses = names.map(name => {
    const [value, field] = [from[name], fields.get(name)]
    const isSafe = typeof value === 'string' && PLAIN.test(value) && field?.type !== 'boolean'
    return isSafe && (field === undefined || !isHidden(field)) ? `(${name}=${value})` : undefined
  })
  const text = clauses.join(' && ')
  return clauses.includes(undefined) || clauses.length > CLAUSES || text.length > CRITERIA_CHARACTERS ? undefined : text
}

function sorted(values: RecordValues): readonly (readonly [string, string | boolean])[] {
  return Object.entries(values).sort(([a], [b]) => byCodeUnit(a, b))
}
