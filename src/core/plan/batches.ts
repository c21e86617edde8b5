import { FIELD_TYPES } from '../model/catalog.ts'
import type { FieldType } from '../model/catalog.ts'

/** Names by the type that each has. */
export function byType(
  names: readonly string[],
  types: ReadonlyMap<string, FieldType>,
): readonly (readonly [FieldType, readonly string[]])[] {
  return FIELD_TYPES.map(type => [type, names.filter(name => types.get(name) === type)])
}

/**
 * Every way to fill one call to its room from classes whose members stand for one another: as many as there may be of
 * the first class first, since what others wait for comes first.
 */
export function batches(classes: readonly (readonly string[])[], room: number): readonly (readonly string[])[] {
  const most = classes.reduce((sum, names) => sum + names.length, 0)
  return room < 1 || most === 0 ? [] : filled(classes, Math.min(room, most))
}

function filled([names, ...others]: readonly (readonly string[])[], room: number): readonly (readonly string[])[] {
  if (names === undefined) return room === 0 ? [[]] : []
  const counts = Array.from({ length: Math.min(names.length, room) + 1 }, (_, at) => Math.min(names.length, room) - at)
  return counts.flatMap(count => filled(others, room - count).map(rest => [...names.slice(0, count), ...rest]))
}
