import type { Problem } from '../../core/model/problem.ts'
import type { RowChange } from '../../core/rows/seed.ts'
import type { SeedPlan } from '../../core/rows/seedPlan.ts'
import { filled, learn } from '../../core/rows/refs.ts'
import type { Known } from '../../core/rows/refs.ts'
import type { RowStep } from '../../core/rows/seedSteps.ts'
import type { RowEnd } from './hands.ts'

/** A plan with what its references stand for, and the rows for which that is not known. */
export interface FilledPlan {
  readonly phases: SeedPlan['phases']
  readonly open: readonly RowChange[]
}

/** Puts what is known by now in place of references. A row with one that is not known is not to be sent. */
export function filledPlan({ seed, phases }: SeedPlan, known: Known): FilledPlan {
  if (seed.refs.size === 0) return { phases, open: [] }
  const open: RowChange[] = []
  const fill = <T extends RowChange>(changes: readonly T[]): readonly T[] =>
    changes.flatMap(change => {
      if (change.kind === 'remove') return [change]
      const { values, open: left } = filled(change.row.values, known)
      if (left > 0) open.push(change)
      if (left > 0) return []
      const set = change.kind === 'update' ? { set: filled(change.set, known).values } : {}
      return [{ ...change, ...set, row: { ...change.row, values } }]
    })
  const step = (each: RowStep): readonly RowStep[] => {
    switch (each.call) {
      case 'insert-record':
        return fill([each.insert]).map(insert => ({ ...each, insert }))
      case 'update-record':
        return [{ ...each, updates: fill(each.updates) }]
      case 'update-records': {
        const updates = fill(each.updates)
        // Fewer rows than the criteria select: each by its own call.
        return updates.length === each.updates.length
          ? [{ ...each, updates, set: filled(each.set, known).values }]
          : [{ call: 'update-record', looks: [{ criteria: each.criteria }], updates }]
      }
      case 'delete-records':
        return [each]
    }
  }
  return { phases: phases.map(phase => phase.map(chain => chain.flatMap(step))), open }
}

/** Adds what a seed that was written tells of references to it: the ids of the rows that it inserted. */
export function learnEnds(
  known: Map<string, string | boolean>,
  refs: ReadonlySet<string>,
  { seed, datastore }: SeedPlan,
  ends: readonly RowEnd[],
): void {
  const born = ends.flatMap(each =>
    'id' in each && each.id !== undefined && each.change.kind === 'insert'
      ? [{ id: each.id, values: each.change.row.values }]
      : [],
  )
  learn(known, refs, seed, datastore, born)
}

/** The row that a row refers to was not written. */
export function unresolved(change: RowChange): RowEnd {
  const hint = 'run the same command again when the seed that it refers to is written'
  const message = `${change.name} refers to a row that is not there`
  const problem: Problem = { code: 'SD120', severity: 'error', message, hint }
  return { change, kind: 'failed', problem }
}
