import { FIELD_TYPES, LIMITS, TYPE_CAPS } from './catalog.ts'
import type { Datastore, Field, FieldType } from './catalog.ts'

/** How many fields of each type a datastore may hold. */
export type TypeCaps = Readonly<Record<FieldType, number>>

/** No cap but that of all fields together: for steps that were proven when they were planned. */
export const NO_TYPE_CAPS: TypeCaps = {
  boolean: LIMITS.fields,
  number: LIMITS.fields,
  'limited-text': LIMITS.fields,
  'encrypted-text': LIMITS.fields,
  'large-text': LIMITS.fields,
}

/** How many of the fields are of each type. */
export function typeCounts(fields: Iterable<Pick<Field, 'type'>>): Record<FieldType, number> {
  const counts: Record<FieldType, number> = {
    boolean: 0,
    number: 0,
    'limited-text': 0,
    'encrypted-text': 0,
    'large-text': 0,
  }
  for (const { type } of fields) counts[type] += 1
  return counts
}

/**
 * The caps as far as they hold where these datastores are. One that is above a cap, live or by a rule that its project
 * has lowered, shows that its org does not hold to it.
 */
export function believedCaps(...known: readonly (Datastore | undefined)[]): TypeCaps {
  const caps = { ...TYPE_CAPS }
  for (const datastore of known) {
    const counts = typeCounts(datastore?.fields.values() ?? [])
    for (const type of FIELD_TYPES) if (counts[type] > TYPE_CAPS[type]) caps[type] = LIMITS.fields
  }
  return caps
}

/** The first type of which there are more fields than the caps allow. */
export function typeOver(fields: Iterable<Pick<Field, 'type'>>, caps: TypeCaps): FieldType | undefined {
  const counts = typeCounts(fields)
  return FIELD_TYPES.find(type => counts[type] > caps[type])
}
