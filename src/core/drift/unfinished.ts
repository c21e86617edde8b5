import type { Problem } from '../model/problem.ts'
import type { Drifted } from './attribution.ts'

/**
 * JR103 where the org has moved just as its definitions did: that is what an apply leaves that was cut off before it
 * could write its lock file. Who did the same by hand has nothing to put back either.
 */
export function unfinishedProblems(drift: readonly Drifted[]): readonly Problem[] {
  const ours = drift.filter(each => each.by === 'both' && !each.conflict).length
  if (ours === 0) return []
  const what = ours === drift.length ? 'all of these changes are' : `${ours} of these ${drift.length} changes are`
  const message = `${what} what the definitions ask for: left by an apply that did not finish`
  const hint = 'finish it with cliq-ds apply; there is nothing to revert'
  return [{ code: 'JR103', severity: 'warning', message, hint }]
}
