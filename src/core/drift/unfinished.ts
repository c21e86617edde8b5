import type { Live } from '../model/live.ts'
import { lockedCatalog } from '../model/lock.ts'
import type { LockedEnvironment } from '../model/lock.ts'
import { settled } from '../migrations/underWay.ts'
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

/** JR103 where the marks of fields say that an apply was cut off while it carried their values; `isLeft` are not looked at. */
export function underWayProblems(
  live: Live,
  locked: LockedEnvironment,
  isLeft: (datastore: string) => boolean = () => false,
): readonly Problem[] {
  const then = lockedCatalog(locked)
  const fields = [...live.catalog].flatMap(([name, now]) => {
    const left = then.get(name)
    return left === undefined || isLeft(name) ? [] : settled(left, now).underWay.map(field => `${name}.${field}`)
  })
  const [first, ...more] = fields
  if (first === undefined) return []
  const others = more.length === 0 ? '' : ` and ${more.length} more`
  const message = `values of ${first}${others} are being carried: left by an apply that did not finish`
  return [{ code: 'JR103', severity: 'warning', message, hint: 'finish it with cliq-ds apply; nothing is lost' }]
}
