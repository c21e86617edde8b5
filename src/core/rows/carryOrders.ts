import { byCodeUnit } from '../model/catalog.ts'
import type { Field } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Operation } from '../model/operations.ts'
import type { Carry, RecordValues } from '../model/step.ts'
import { needOf } from './needs.ts'
import type { Need } from './needs.ts'
import { isHidden } from '../model/secrecy.ts'

/** One write of a carry: the same values into all records of one old value, or one record by its id. */
export type CarryOrder =
  | {
      readonly call: 'update-records'
      readonly criteria: string
      readonly set: RecordValues
      readonly ids: readonly string[]
    }
  | { readonly call: 'update-record'; readonly id: string; readonly set: RecordValues }

/** Which operation an order takes. */
export function operationOfOrder({ call }: CarryOrder): Operation {
  return call === 'update-records' ? 'records.bulkUpdate' : 'records.update'
}

// Values that mean themselves in criteria; a bare true, false or null may be read as something else than text.
const PLAIN = /^(?!(?:true|false|null)$)[A-Za-z0-9_.-]{1,64}$/iu
// "Max criteria clauses: 10", "max criteria characters: 500".
const CLAUSES = 10
const CHARACTERS = 500

type Fields = ReadonlyMap<string, Field>

/**
 * The fewest writes that give the records what they need. Equal values go by one bulk update each, selected by the old
 * value, and only into heirs that are ours: there a wrong selection harms nothing, since the old field still holds the
 * value and the look afterwards finds it. Everything else goes by record id. Two operations have two budgets, so single
 * values are shared out between them, and both kinds take turns.
 */
export function carryOrders(
  records: readonly LiveRecord[],
  carries: readonly Carry[],
  fields: Fields,
): readonly CarryOrder[] {
  const needs = records.map(each => needOf(each, carries, fields)).filter(each => Object.keys(each.set).length > 0)
  const [whole, apart] = [sharedOut(groupsOf(needs, carries, fields)), sharedOut(groupsByField(needs, carries, fields))]
  return longest(apart) < longest(whole) ? taken(apart) : taken(whole)
}

/** The orders of single records by their ids alone: for what a look has found to differ. */
export function ordersById(needs: readonly Need[]): readonly CarryOrder[] {
  return needs.map(({ id, set }) => ({ call: 'update-record', id, set }))
}

interface Group {
  /** Undefined where the records can only go by their ids. */
  readonly criteria: string | undefined
  readonly set: RecordValues
  readonly ids: readonly string[]
}

function groupsOf(needs: readonly Need[], carries: readonly Carry[], fields: Fields): readonly Group[] {
  const groups = new Map<string, { readonly criteria: string | undefined; readonly set: RecordValues; ids: string[] }>()
  for (const need of needs) {
    const key = JSON.stringify([sorted(need.from), sorted(need.set)])
    const group = groups.get(key)
    if (group === undefined)
      groups.set(key, { criteria: criteriaOf(need, carries, fields), set: need.set, ids: [need.id] })
    else group.ids.push(need.id)
  }
  return [...groups.values()]
}

// Each field's values by themselves: few values of several fields make many tuples.
function groupsByField(needs: readonly Need[], carries: readonly Carry[], fields: Fields): readonly Group[] {
  const rest = new Map<string, Need>()
  const shared: Group[] = []
  for (const carry of carries) {
    const own = needs.flatMap((need): readonly Need[] => {
      const value = need.set[carry.writes]
      return value === undefined
        ? []
        : [{ ...need, set: { [carry.writes]: value }, from: { [carry.reads]: need.from[carry.reads] ?? '' } }]
    })
    const groups = groupsOf(own, [carry], fields)
    shared.push(...groups.filter(isShared))
    for (const { ids, set } of groups.filter(each => !isShared(each)))
      for (const id of ids) {
        const before = rest.get(id)
        rest.set(id, { id, set: { ...before?.set, ...set }, from: {}, conflicts: [], unfit: [] })
      }
  }
  const single = [...rest.values()].map(({ id, set }): Group => ({ criteria: undefined, set, ids: [id] }))
  return [...shared, ...single]
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
    all.flatMap(({ ids, set }) => ids.map((id): CarryOrder => ({ call: 'update-record', id, set })))
  return {
    bulk: [...bulk, ...either.slice(0, more)].map(({ criteria = '', set, ids }) => ({
      call: 'update-records',
      criteria,
      set,
      ids,
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

function criteriaOf({ set, from }: Need, carries: readonly Carry[], fields: Fields): string | undefined {
  const own = carries.filter(each => Object.hasOwn(set, each.writes))
  const clauses = own.map(({ reads, into, from: type }) => {
    const value = from[reads]
    const field = fields.get(reads)
    const isSafe = into === 'ours' && type !== 'boolean' && typeof value === 'string' && PLAIN.test(value)
    return isSafe && (field === undefined || !isHidden(field)) ? `(${reads}=${value})` : undefined
  })
  const text = clauses.join(' && ')
  return clauses.includes(undefined) || clauses.length > CLAUSES || text.length > CHARACTERS ? undefined : text
}

function sorted(values: RecordValues): readonly (readonly [string, string | boolean])[] {
  return Object.entries(values).sort(([a], [b]) => byCodeUnit(a, b))
}
