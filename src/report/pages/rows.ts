import type { RowChange } from '../../core/rows/seed.ts'
import { rowCounts } from '../../core/rows/seedPlan.ts'
import type { SeedPlan } from '../../core/rows/seedPlan.ts'
import type { Sign } from '../../core/plan/document.ts'
import { counted, grouped } from '../amounts.ts'
import type { Rows } from '../page.ts'

/** Rows of each kind that are named; the rest is counted. */
const SAMPLES = 3

/** One seed of a plan: what differs, with samples, and no value that it writes. */
export function rowsOf({ seed, found, complete, later }: SeedPlan): Rows {
  const { inserts, updates, removals, same, kept, unseen } = found
  const counts = rowCounts(found)
  const key = seed.key.length === 0 ? 'without a key' : `by ${seed.key.join(', ')}`
  const rest = [
    `${grouped(same)} same`,
    ...(kept > 0 ? [`${grouped(kept)} kept as they are`] : []),
    ...(complete ? [] : ['other rows not read']),
    ...(later > 0 ? [`${grouped(later)} left for another run`] : []),
    ...(unseen > 0 ? [`${counted(unseen, 'hidden value')} not compared`] : []),
  ]
  return {
    kind: 'rows',
    datastore: seed.datastore,
    about: [{ name: seed.file }, `, ${seed.mode} ${key}`],
    lines: [
      ...linesOf('+', 'insert', counts.insert, inserts),
      ...linesOf('~', 'update', counts.update, updates),
      ...linesOf('-', 'remove', counts.remove, removals),
    ],
    rest: [rest.join(', ')],
  }
}

function linesOf(sign: Sign, verb: string, count: number, changes: readonly RowChange[]): Rows['lines'] {
  if (changes.length === 0) return []
  const samples = changes
    .slice(0, SAMPLES)
    .map(each => ({ name: each.name, fields: each.kind === 'update' ? Object.keys(each.set) : [] }))
  return [{ sign, count, verb, samples }]
}
