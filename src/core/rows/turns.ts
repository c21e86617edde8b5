import { canonicalKeys } from '../model/catalog.ts'
import type { Datastore, UniqueKey } from '../model/catalog.ts'
import type { RowUpdate, Seed } from './seed.ts'
import { identityOf } from './values.ts'

/** The unique keys of a datastore besides the one that a seed finds its rows by. */
export function otherKeys({ unique_keys }: Datastore, { key }: Pick<Seed, 'key'>): readonly UniqueKey[] {
  const own = JSON.stringify(canonicalKeys([key]))
  return unique_keys.filter(each => JSON.stringify(canonicalKeys([each])) !== own)
}

/**
 * Updates in an order in which each finds its values of other unique keys free: one that takes what another row holds
 * goes after the update that frees it. Those of a circle stay as they are, and are told as collisions.
 */
export function inLegalOrder(
  updates: readonly RowUpdate[],
  seed: Pick<Seed, 'key'>,
  datastore: Datastore,
): readonly RowUpdate[] {
  const keys = otherKeys(datastore, seed)
  const frees = new Map<string, RowUpdate>()
  for (const update of updates) for (const tuple of tuplesOf(update, keys, datastore).before) frees.set(tuple, update)
  if (frees.size === 0) return updates
  const ordered: RowUpdate[] = []
  const placed = new Set<RowUpdate>()
  for (const update of updates) {
    // A chain of rows may be as long as the seed, so it is walked and not recursed into.
    const waiting = [update]
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      const first = firstOf(next, frees, keys, datastore, each => !placed.has(each) && !waiting.includes(each))
      if (first !== undefined) {
        waiting.push(first)
        continue
      }
      waiting.pop()
      if (!placed.has(next)) ordered.push(next)
      placed.add(next)
    }
  }
  return ordered
}

/** Whether an update may take or free a value of these keys. */
export function touchesKeys({ set }: Pick<RowUpdate, 'set'>, keys: readonly UniqueKey[]): boolean {
  return keys.some(key => key.some(name => Object.hasOwn(set, name)))
}

function firstOf(
  update: RowUpdate,
  frees: ReadonlyMap<string, RowUpdate>,
  keys: readonly UniqueKey[],
  datastore: Datastore,
  isOpen: (update: RowUpdate) => boolean,
): RowUpdate | undefined {
  return tuplesOf(update, keys, datastore)
    .after.flatMap(tuple => frees.get(tuple) ?? [])
    .find(each => each !== update && isOpen(each))
}

interface Tuples {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

function tuplesOf(update: RowUpdate, keys: readonly UniqueKey[], datastore: Datastore): Tuples {
  const touched = keys.filter(key => touchesKeys(update, [key]))
  const tuples = (values: Parameters<typeof identityOf>[2]) =>
    touched.flatMap(key => {
      const tuple = identityOf(datastore, key, values)
      return tuple === undefined ? [] : [`${key.join()} ${tuple}`]
    })
  return {
    before: tuples({ ...update.row.values, ...update.before }),
    after: tuples({ ...update.row.values, ...update.set }),
  }
}
