import { canonicalKeys } from '../model/catalog.ts'
import type { Datastore } from '../model/catalog.ts'
import type { Problem } from '../model/problem.ts'
import type { Seed, SeedRow } from './seed.ts'
import { openSeen } from './seen.ts'
import { identityOf, nameOf } from './values.ts'

/** Rows of two seeds that are told; they have one mistake. */
const MOST_TOLD = 100

/**
 * SD108 for each row that two seeds of one datastore set to other values: with each run it would turn back and forth.
 * A seed that only inserts changes nothing that another one wrote. Rows are gone through twice, and not kept.
 */
export function contradictions(seeds: readonly Seed[], datastore: Datastore): readonly Problem[] {
  const byKey = new Map<string, Seed[]>()
  for (const seed of seeds) {
    if (seed.key.length === 0) continue
    const key = JSON.stringify([canonicalKeys([seed.key]), seed.mode === 'insert'])
    byKey.set(key, [...(byKey.get(key) ?? []), seed])
  }
  return [...byKey.values()].flatMap(each => (each.length < 2 ? [] : contradictionsOf(each, datastore)))
}

function contradictionsOf(seeds: readonly Seed[], datastore: Datastore): readonly Problem[] {
  const [{ key } = { key: [] }] = seeds
  const identity = (row: SeedRow) => identityOf(datastore, key, row.values)
  const seen = openSeen()
  const twice = new Set<string>()
  for (const seed of seeds)
    for (const row of seed.rows) {
      const own = identity(row)
      if (own !== undefined && !seen.add(own) && twice.size < MOST_TOLD) twice.add(own)
    }
  if (twice.size === 0) return []
  const problems: Problem[] = []
  const first = new Map<string, { readonly row: SeedRow; readonly seed: Seed }>()
  for (const seed of seeds)
    for (const row of seed.rows) {
      const own = identity(row)
      if (own === undefined || !twice.has(own)) continue
      const before = first.get(own)
      if (before === undefined) first.set(own, { row, seed })
      else if (before.seed !== seed) problems.push(...differing(row, before.row, key, datastore))
    }
  return problems
}

function differing(row: SeedRow, before: SeedRow, key: readonly string[], datastore: Datastore): readonly Problem[] {
  const columns = Object.keys(row.values).filter(
    each => Object.hasOwn(before.values, each) && row.values[each] !== before.values[each],
  )
  if (columns.length === 0) return []
  const { file, line } = before.at
  const message = `${columns.join(', ')} of ${nameOf(datastore, key, row.values)} has another value in ${file}:${line}`
  return [{ code: 'SD108', severity: 'error', message, at: row.at, hint: 'keep the row in one seed' }]
}
