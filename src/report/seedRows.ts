import type { Json } from '../core/model/plain.ts'
import type { RowsEnd } from '../core/model/outcome.ts'
import { rowCounts } from '../core/rows/seedPlan.ts'
import type { SeedPlan } from '../core/rows/seedPlan.ts'
import { grouped } from './amounts.ts'
import { problemJson } from './problemText.ts'

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
export function rowSums(journals: readonly RowsEnd[]): string {
  const sum = (of: (each: RowsEnd) => number) => journals.reduce((total, each) => total + of(each), 0)
  const done = [
    [sum(each => each.inserted), 'inserted'],
    [sum(each => each.updated), 'updated'],
    [sum(each => each.removed), 'removed'],
    [sum(each => each.skipped), 'already done'],
    [sum(each => each.troubles.length), 'not written'],
    [sum(each => each.notStarted), 'not started'],
  ] as const
  const rows = done.filter(([count]) => count > 0).map(([count, word]) => `${grouped(count)} ${word}`)
  return rows.join(', ')
}

/** What came of rows, for programs. */
export function rowsJson(ends: readonly RowsEnd[]): Json {
  return ends.map(({ name, inserted, updated, removed, skipped, notStarted, troubles }) => ({
    name,
    inserted,
    updated,
    removed,
    skipped,
    notStarted,
    troubles: troubles.map(({ row, kind, problem }) => ({ row, kind, problem: problemJson(problem) })),
  }))
}
