import { byCodeUnit } from '../../core/model/catalog.ts'
import { changeKey } from '../../core/model/change.ts'
import type { Change } from '../../core/model/change.ts'
import type { Place, Places } from '../../core/model/problem.ts'

/**
 * Changes in the order of every report: by datastore, itself before its fields; fields as their file has them where it
 * has them, then those that are gone by name; then by attribute.
 */
export function sortedChanges(changes: readonly Change[], places: Places = new Map()): readonly Change[] {
  const firsts = firstPlaces(changes, places)
  const rank = (change: Change) => ('attribute' in change ? RANKS.indexOf(change.attribute) : -1)
  const field = (change: Change) => ('field' in change ? change.field : '')
  const line = (change: Change) => ('field' in change ? (firsts.get(fieldName(change)) ?? Infinity) : -1)
  return [...changes].sort(
    (a, b) =>
      byCodeUnit(a.datastore, b.datastore) ||
      byNumber(line(a), line(b)) ||
      byCodeUnit(field(a), field(b)) ||
      rank(a) - rank(b) ||
      byCodeUnit(changeKey(a), changeKey(b)),
  )
}

const RANKS: readonly string[] = ['name', 'description', 'unique_keys', 'mandatory', 'masked', 'default_value']

/** By line and column; what has no place comes last. */
export function byPlace(a: Place | undefined, b: Place | undefined): number {
  return byNumber(a?.line ?? Infinity, b?.line ?? Infinity) || byNumber(a?.col ?? Infinity, b?.col ?? Infinity)
}

function byNumber(a: number, b: number): number {
  return a === b ? 0 : a - b
}

function fieldName(change: Change & { readonly field: string }): string {
  return `${change.datastore}.${change.field}`
}

// Of a removed field the place is where its neighbours stand.
function firstPlaces(changes: readonly Change[], places: Places): ReadonlyMap<string, number> {
  const firsts = new Map<string, number>()
  for (const change of changes) {
    const at = 'field' in change && change.kind !== 'field-removed' ? places.get(changeKey(change)) : undefined
    if (at === undefined || !('field' in change)) continue
    const name = fieldName(change)
    firsts.set(name, Math.min(firsts.get(name) ?? Infinity, at.line + at.col / 1_000_000))
  }
  return firsts
}
