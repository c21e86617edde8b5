import { typeCounts } from '../model/caps.ts'
import { FIELD_TYPES } from '../model/catalog.ts'
import type { FieldType } from '../model/catalog.ts'
import type { Caps, Move, Rework } from './rework.ts'

/** Whether moves keep to the caps of types at every state on the way. */
export function keepsTypes(rework: Rework, { types }: Caps, moves: readonly Move[]): boolean {
  let [left, came]: readonly (readonly string[])[] = [[], []]
  return moves.every(each => {
    if (each.move === 'delete') left = [...(left ?? []), ...each.fields]
    if (each.move !== 'add') return true
    came = [...(came ?? []), ...each.fields]
    const counts = countsAt(rework, new Set(left), new Set(came))
    return types === undefined || FIELD_TYPES.every(type => counts[type] <= types[type])
  })
}

/** How many fields of each type are there when these have left and those have come. */
export function countsAt(
  { present, gone, typesNow, typesFinally }: Rework,
  left: ReadonlySet<string>,
  came: ReadonlySet<string>,
): Readonly<Record<FieldType, number>> {
  const old = [...present].filter(name => !left.has(name)).map(name => typesNow.get(name))
  // What came for a time and has left is in both.
  const now = [...came].filter(name => !(gone.has(name) && left.has(name)))
  const types = [...old, ...now.map(name => typesFinally.get(name))]
  return typeCounts(types.flatMap(type => (type === undefined ? [] : [{ type }])))
}
