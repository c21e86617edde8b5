import { byCodeUnit } from '../model/catalog.ts'
import type { Datastore } from '../model/catalog.ts'
import type { Operation } from '../model/operations.ts'
import type { CallChain } from '../pace/links.ts'
import type { RowInsert, RowRemoval, RowUpdate, Seed } from './seed.ts'
import type { RecordValues } from '../model/step.ts'
import { lookCalls, roomForLooks } from './looks.ts'
import type { Look } from './looks.ts'
import { isHidden } from '../model/secrecy.ts'
import { inLegalOrder, otherKeys, touchesKeys } from './turns.ts'
import { comparableText } from './values.ts'

/** What a seed sends, as data: each is looked at, sent and read back as one. */
export type RowStep =
  | { readonly call: 'insert-record'; readonly insert: RowInsert }
  /** Each row by its id, after one look at all of them. */
  | { readonly call: 'update-record'; readonly looks: readonly Look[]; readonly updates: readonly RowUpdate[] }
  /** The same values into at most ten rows by one call; a look before and one after. */
  | {
      readonly call: 'update-records'
      readonly criteria: string
      readonly set: RecordValues
      readonly updates: readonly RowUpdate[]
    }
  /** Up to a hundred rows by their ids; a look before and one after. */
  | { readonly call: 'delete-records'; readonly looks: readonly Look[]; readonly removals: readonly RowRemoval[] }

/** Values of `in` that Cliq takes ("in: max 10 values"). */
export const IN_VALUES = 10
/** Characters of criteria that Cliq takes (datastores_records_update). */
export const CRITERIA_CHARACTERS = 500
/** Ids of one delete: enough for a page, short enough for a URL. */
const DELETE_IDS = 100
/** Fewer than the calls of one window. */
const LOOKED_AT_ONE_BY_ONE = 20
/** From so many on, one call with its two looks is cheaper than a call for each row. */
const BULK_FROM = 3
/** Values that mean themselves in criteria, whose quoting is documented nowhere. */
const PLAIN = /^[A-Za-z0-9_.-]{1,64}$/u

/**
 * The steps of a comparison: updates that set the same go together, what is removed goes by id. `updates` are the single
 * updates that one window takes: those that are looked at together go together, without a wait between.
 */
export function rowSteps(
  changes: {
    readonly inserts: readonly RowInsert[]
    readonly updates: readonly RowUpdate[]
    readonly removals: readonly RowRemoval[]
  },
  seed: Pick<Seed, 'key'>,
  datastore: Datastore,
  updates: number,
): readonly RowStep[] {
  return [
    ...updateSteps(inLegalOrder(changes.updates, seed, datastore), seed, datastore, updates),
    ...removalChunks(changes.removals, seed, datastore).map((removals): RowStep => ({
      call: 'delete-records',
      looks: looksOf(removals, seed, datastore),
      removals,
    })),
    ...changes.inserts.map((insert): RowStep => ({ call: 'insert-record', insert })),
  ]
}

/** The calls of a step when nothing gets in its way, as a chain: no wait stands between a look and what it is for. */
export function rowLinks(step: RowStep): CallChain {
  switch (step.call) {
    case 'insert-record':
      return ['records.insert']
    case 'update-record':
      return [
        { room: 'records.update', calls: step.updates.length },
        ...roomForLooks(step.looks),
        ...step.looks.flatMap(lookCalls),
        ...step.updates.map((): Operation => 'records.update'),
      ]
    case 'update-records':
      return [{ room: 'records.bulkUpdate', calls: 1 }, 'records.list', 'records.bulkUpdate', 'records.list']
    case 'delete-records': {
      const looks = [...roomForLooks(step.looks), ...step.looks.flatMap(lookCalls)]
      return [{ room: 'records.bulkDelete', calls: 1 }, ...looks, 'records.bulkDelete', ...looks]
    }
  }
}

/** How many rows a step writes. */
export function rowCountOf(step: RowStep): number {
  switch (step.call) {
    case 'insert-record':
      return 1
    case 'update-record':
    case 'update-records':
      return step.updates.length
    case 'delete-records':
      return step.removals.length
  }
}

/**
 * Steps that go one after another, in chains that go side by side, in phases. Each kind of call has a budget of its
 * own, so the kinds go together; where another unique key could make rows collide, what frees its values goes first.
 */
export function rowPhases(
  steps: readonly RowStep[],
  seed: Pick<Seed, 'key'>,
  { unique_keys }: Datastore,
): readonly (readonly (readonly RowStep[])[])[] {
  const chain = (call: RowStep['call']) => steps.filter(each => each.call === call)
  const [removes, bulks, updates, inserts] = (
    ['delete-records', 'update-records', 'update-record', 'insert-record'] as const
  ).map(chain)
  const some = (...chains: readonly (readonly RowStep[] | undefined)[]) =>
    chains.flatMap(each => (each === undefined || each.length === 0 ? [] : [each]))
  const collide = unique_keys.length > (seed.key.length > 0 ? 1 : 0)
  const phases = collide
    ? [some(removes), some(bulks), some(updates), some(inserts)]
    : [some(inserts, updates, bulks, removes)]
  return phases.filter(each => each.length > 0)
}

/** Criteria that select exactly the rows of these values; undefined where a value may mean something else there. */
export function criteriaFor(field: string, values: readonly string[]): string | undefined {
  if (values.length === 0 || values.length > IN_VALUES || !values.every(each => PLAIN.test(each))) return undefined
  // "Wrap each condition in parentheses" (datastores_records, criteria).
  const criteria = values.length === 1 ? `(${field}=${values[0]})` : `(${field} in (${values.join(',')}))`
  return criteria.length > CRITERIA_CHARACTERS ? undefined : criteria
}

/** The value of a row's key for criteria; undefined where the key is no single plain value. */
export function keyValue(
  seed: Pick<Seed, 'key'>,
  { fields }: Datastore,
  values: Readonly<Record<string, string | boolean | null>>,
): { readonly field: string; readonly value: string } | undefined {
  const [name, ...more] = seed.key
  const field = name === undefined ? undefined : fields.get(name)
  if (name === undefined || field === undefined || more.length > 0 || field.type === 'boolean' || isHidden(field))
    return undefined
  const held = values[name]
  if (held === undefined || held === null) return undefined
  const value = comparableText(field, held)
  // On a text field a bare true, false or null may be read as something else than text.
  return PLAIN.test(value) && !/^(?:true|false|null)$/iu.test(value) ? { field: name, value } : undefined
}

function updateSteps(
  updates: readonly RowUpdate[],
  seed: Pick<Seed, 'key'>,
  datastore: Datastore,
  most: number,
): readonly RowStep[] {
  // One that takes what another frees has to wait for its turn.
  const keys = [seed.key, ...otherKeys(datastore, seed)]
  const turning = updates.filter(each => touchesKeys(each, keys))
  const groups = new Map<string, RowUpdate[]>()
  for (const update of updates.filter(each => !touchesKeys(each, keys))) {
    const text = JSON.stringify(Object.entries(update.set).sort(([a], [b]) => byCodeUnit(a, b)))
    const group = groups.get(text)
    if (group === undefined) groups.set(text, [update])
    else group.push(update)
  }
  const steps: RowStep[] = []
  const single: RowUpdate[] = [...turning]
  for (const group of groups.values()) {
    const [first] = group
    const keyed: RowUpdate[] = []
    for (const each of group) (keyValue(seed, datastore, each.row.values) === undefined ? single : keyed).push(each)
    for (const chunk of chunked(keyed, IN_VALUES)) {
      const [look, ...others] = looksOf(chunk, seed, datastore)
      const isOne = look !== undefined && 'criteria' in look && others.length === 0
      if (first === undefined || !isOne || chunk.length < BULK_FROM) single.push(...chunk)
      else steps.push({ call: 'update-records', criteria: look.criteria, set: first.set, updates: chunk })
    }
  }
  return [
    ...steps,
    ...chunked(single, Math.max(1, most))
      .flatMap(window => chunked(window, IN_VALUES))
      .map((chunk): RowStep => ({
        call: 'update-record',
        looks: looksOf(chunk, seed, datastore),
        updates: chunk,
      })),
  ]
}

// Rows that are looked at one by one go in fewer: the first look must not be old when the last is done.
function removalChunks(
  removals: readonly RowRemoval[],
  seed: Pick<Seed, 'key'>,
  datastore: Datastore,
): readonly (readonly RowRemoval[])[] {
  const isPlain = ({ before }: RowRemoval) => keyValue(seed, datastore, before) !== undefined
  const odd = removals.filter(each => !isPlain(each))
  return [...chunked(removals.filter(isPlain), DELETE_IDS), ...chunked(odd, LOOKED_AT_ONE_BY_ONE)]
}

// Rows whose key is a plain value by criteria, ten at a time; the others by their ids.
function looksOf(
  changes: readonly (RowUpdate | RowRemoval)[],
  seed: Pick<Seed, 'key'>,
  datastore: Datastore,
): readonly Look[] {
  const looks: Look[] = []
  const ids: string[] = []
  let field = ''
  let values: string[] = []
  const close = () => {
    const criteria = criteriaFor(field, values)
    if (criteria !== undefined) looks.push({ criteria })
    values = []
  }
  for (const change of changes) {
    const held = change.kind === 'update' ? change.row.values : change.before
    const key = keyValue(seed, datastore, held)
    if (key === undefined) {
      ids.push(change.id)
      continue
    }
    if (values.length > 0 && criteriaFor(key.field, [...values, key.value]) === undefined) close()
    field = key.field
    values.push(key.value)
  }
  close()
  return ids.length === 0 ? looks : [...looks, { ids }]
}

function chunked<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}
