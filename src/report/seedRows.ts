import type { Json } from '../core/model/plain.ts'
import type { Problem } from '../core/model/problem.ts'
import type { RowChange } from '../core/rows/seed.ts'
import { rowCounts } from '../core/rows/seedPlan.ts'
import type { SeedPlan } from '../core/rows/seedPlan.ts'
import { grouped } from './amounts.ts'
import { problemJson } from './problemText.ts'

/** What came of the rows of one seed. */
export interface SeedCounts {
  readonly inserted: number
  readonly updated: number
  readonly removed: number
  readonly skipped: number
  readonly troubles: readonly { readonly change: RowChange; readonly kind: string; readonly problem: Problem }[]
  readonly notStarted: number
}

/** Seeds of a plan for programs: counts, and no values. */
export function seedsJson(plans: readonly SeedPlan[]): Json {
  return plans.map(({ seed, found, complete, later }) => ({
    name: seed.name,
    file: seed.file,
    datastore: seed.datastore,
    mode: seed.mode,
    ...rowCounts(found),
    same: found.same,
    kept: found.kept,
    complete,
    later,
  }))
}

/** What was done with rows, in words; '' where there were none. */
export function rowSums(journals: readonly SeedCounts[]): string {
  const sum = (of: (each: SeedCounts) => number) => journals.reduce((total, each) => total + of(each), 0)
  const done = [
    [sum(each => each.inserted), 'inserted'],
    [sum(each => each.updated), 'updated'],
    [sum(each => each.removed), 'removed'],
    [sum(each => each.skipped), 'so already'],
    [sum(each => each.troubles.length), 'not written'],
    [sum(each => each.notStarted), 'not started'],
  ] as const
  const rows = done.filter(([count]) => count > 0).map(([count, word]) => `${grouped(count)} ${word}`)
  return rows.join(', ')
}

/** What came of seeds, for programs; `plans` in the order of the journals. */
export function rowsJson(plans: readonly SeedPlan[], journals: readonly SeedCounts[]): Json {
  return journals.map(({ inserted, updated, removed, skipped, notStarted, troubles }, at) => ({
    name: plans[at]?.seed.name ?? '',
    inserted,
    updated,
    removed,
    skipped,
    notStarted,
    troubles: troubles.map(each => ({ row: each.change.name, kind: each.kind, problem: problemJson(each.problem) })),
  }))
}
