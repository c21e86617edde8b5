import type { Change } from '../core/model/change.ts'
import { plainBranches } from './pages/changes.ts'
import { sortedChanges } from './pages/order.ts'
import type { Paint } from './paint.ts'
import { treeLines } from './text/tree.ts'

/** Changes without a plan around them as a tree, one text a datastore; `beside` stands at the right of each. */
export function changeTree(
  changes: readonly Change[],
  beside: (change: Change) => string,
  paint: Paint,
): readonly string[] {
  return treeLines(plainBranches(sortedChanges(changes), beside), paint).map(lines => lines.join('\n'))
}
