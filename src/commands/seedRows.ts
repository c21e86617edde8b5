import type { Datastore } from '../core/model/catalog.ts'
import type { Identity, Live, LiveRecord, LiveRecords } from '../core/model/live.ts'
import type { Operation } from '../core/model/operations.ts'
import type { Budgets } from '../core/pace/pace.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import { isUniqueKey } from '../core/rows/check.ts'
import { compareRows } from '../core/rows/compare.ts'
import { estimateSeeds, planSeed } from '../core/rows/seedPlan.ts'
import type { LeaseOfRows } from '../core/rows/leased.ts'
import type { RowPlans, SeedPlan, SeedWishes } from '../core/rows/seedPlan.ts'
import { learn, withKnown } from '../core/rows/refs.ts'
import { theirsOf } from './seedChoice.ts'
import type { Chosen } from './seedCheck.ts'
import { readRows } from './seedReading.ts'

/** A datastore of a seed: as it is now, and as it will be when its rows are written; undefined where it is not. */
export interface SeedSite {
  readonly now: Datastore | undefined
  readonly afterwards: Datastore | undefined
  readonly identity: Identity | undefined
}

/** How datastores of a run are and will be; those of extensions are what their definitions say, since no call shows them. */
export function sitesOf(
  chosen: readonly Chosen[],
  { catalog, identities }: Pick<Live, 'catalog' | 'identities'>,
  { target, changes }: Pick<Plan, 'target' | 'changes'> = { target: catalog, changes: [] },
): (datastore: string) => SeedSite {
  const before = new Map(
    changes.flatMap(each => (each.kind === 'datastore-renamed' ? [[each.to, each.from] as const] : [])),
  )
  const theirs = new Map(theirsOf(chosen).map(({ datastore }) => [datastore.unique_name, datastore] as const))
  return name => {
    const their = theirs.get(name)
    if (their !== undefined) return { now: their, afterwards: their, identity: undefined }
    const nameNow = before.get(name) ?? name
    const now = catalog.get(nameNow)
    return { now, afterwards: target.get(name) ?? now, identity: identities.get(nameNow) }
  }
}

/** What a run may write, and what it keeps to. */
export interface RowTerms {
  readonly wishes: SeedWishes
  readonly budgets: Budgets
  /** A lease in the org that is not a part of another estimate; `taken` are the calls that taking it costs. */
  readonly lease?: LeaseOfRows & { readonly taken: ReadonlyMap<Operation, number> }
}

/** Reads the rows that are there and plans those to write, in an order in which references are known; `reads` are the calls before, to which its own are added. */
export async function plannedRows(
  chosen: readonly Chosen[],
  siteOf: (datastore: string) => SeedSite,
  cliq: Pick<ReadCliq, 'fetchRecords' | 'fetchSelected'>,
  reads: Map<Operation, number>,
  { wishes, budgets, lease }: RowTerms,
): Promise<RowPlans> {
  const problems = chosen.flatMap(each => unready(each, siteOf(each.seed.datastore).afterwards))
  const ready = chosen.filter(each => unready(each, siteOf(each.seed.datastore).afterwards).length === 0)
  const rows = new Map<string, Pick<LiveRecords, 'records' | 'complete'>>()
  for (const name of new Set(ready.map(each => each.seed.datastore))) {
    const { now, afterwards: then, identity } = siteOf(name)
    if (now === undefined || then === undefined) continue
    const seeds = ready.flatMap(({ seed }) => (seed.datastore === name ? [seed] : []))
    const { records, complete, calls } = await readRows(cliq, seeds, {
      now,
      afterwards: then,
      isShown: identity !== undefined,
    })
    reads.set('records.list', (reads.get('records.list') ?? 0) + calls)
    const held = seeds.some(each => each.mode === 'mirror') ? records.map(each => withNothing(each, now)) : records
    rows.set(name, { records: asAfter(held, now, then), complete })
  }
  const known = new Map<string, string | boolean>()
  const refs = new Set(ready.flatMap(each => [...each.seed.refs.keys()]))
  const plans = ready.flatMap(({ seed: raw }): readonly SeedPlan[] => {
    const { afterwards: then, identity } = siteOf(raw.datastore)
    const { records, complete } = rows.get(raw.datastore) ?? { records: [], complete: true }
    if (then === undefined) return []
    const seed = withKnown(raw, known)
    learn(known, refs, seed, then, records)
    const site = { datastore: then, identity, complete }
    return [planSeed(seed, site, records, compareRows(seed, then, records), wishes, budgets)]
  })
  return {
    plans,
    estimate: estimateSeeds(plans, together(reads, lease?.taken), budgets, lease),
    problems: [...problems, ...plans.flatMap(each => each.found.problems)],
  }
}

function together(
  calls: ReadonlyMap<Operation, number>,
  more: ReadonlyMap<Operation, number> = new Map(),
): ReadonlyMap<Operation, number> {
  const sum = new Map(calls)
  for (const [operation, count] of more) sum.set(operation, (sum.get(operation) ?? 0) + count)
  return sum
}

// A field that is there and that a listing did not show of a record is nothing in its copy, so a value of it, shown by
// the look before the record is removed, is one that no copy has.
function withNothing({ id, values }: LiveRecord, { fields }: Datastore): LiveRecord {
  const missing = [...fields.keys()].filter(each => !Object.hasOwn(values, each))
  return missing.length === 0 ? { id, values } : { id, values: { ...values, ...nothingIn(missing) } }
}

function nothingIn(fields: readonly string[]): LiveRecord['values'] {
  return Object.fromEntries(fields.map(each => [each, null] as const))
}

// What a field holds that is yet to be retyped will be gone.
function asAfter(records: readonly LiveRecord[], now: Datastore, then: Datastore): readonly LiveRecord[] {
  const stays = (name: string) => now.fields.get(name)?.type === then.fields.get(name)?.type
  if (now === then || [...now.fields.keys()].every(stays)) return records
  return records.map(({ id, values }) => ({
    id,
    values: Object.fromEntries(Object.entries(values).filter(([name]) => stays(name))),
  }))
}

function unready({ seed, definition }: Chosen, live: Datastore | undefined): readonly Problem[] {
  const tell = (message: string): readonly Problem[] => [
    { code: 'SD116', severity: 'error', message, at: seed.at, hint: 'cliq-ds apply --seed' },
  ]
  if (live === undefined) return tell(`the org has no datastore ${seed.datastore}`)
  const columns = new Set([...seed.key, ...seed.columns])
  const other = [...columns].find(each => live.fields.get(each)?.type !== definition.datastore.fields.get(each)?.type)
  if (other !== undefined) return tell(`the field ${seed.datastore}.${other} is not in the org as it is defined`)
  if (seed.key.length === 0 || isUniqueKey(live, seed.key)) return []
  return tell(`[${seed.key.join(', ')}] is not yet a unique key of ${seed.datastore} in the org`)
}
