import type { Datastore } from '../model/catalog.ts'
import { changeKey } from '../model/change.ts'
import type { Change } from '../model/change.ts'
import { placeOf } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import type { Place } from '../model/problem.ts'

/** Where the definitions say what changes ask for, by the key of a change; for what is gone, where it would stand. */
export function placesOf(definitions: readonly Definition[], changes: readonly Change[]): ReadonlyMap<string, Place> {
  const byName = new Map(definitions.map(each => [each.datastore.unique_name, each] as const))
  const places = new Map<string, Place>()
  for (const change of changes) {
    const definition = byName.get(change.datastore)
    const place = placeOfChange(definition, change)
    if (place !== undefined) places.set(changeKey(change), place)
    if (change.kind === 'datastore-added') addFields(change.to, definition, places)
  }
  return places
}

// A new datastore is one change; its fields have places too, as if each were added by itself.
function addFields(
  { unique_name, fields }: Datastore,
  definition: Definition | undefined,
  to: Map<string, Place>,
): void {
  for (const field of fields.keys()) {
    const place = definition?.places.get(`fields.${field}`)
    if (place !== undefined) to.set(`field-added:${unique_name}.${field}`, place)
  }
}

function placeOfChange(definition: Definition | undefined, change: Change): Place | undefined {
  const field = 'field' in change ? `fields.${change.field}` : ''
  switch (change.kind) {
    case 'datastore-changed':
      return placeOf(definition, change.attribute)
    case 'field-changed':
      return placeOf(definition, `${field}.${change.attribute}`)
    case 'field-renamed':
      return placeOf(definition, `${field}.renamed_from`)
    case 'field-retyped':
      return placeOf(definition, `${field}.type`)
    case 'field-added':
    case 'field-recreated':
      return placeOf(definition, field)
    case 'field-removed':
      return placeOf(definition, 'fields')
    case 'datastore-added':
    case 'datastore-renamed':
    case 'datastore-removed':
    case 'datastore-recreated':
      return placeOf(definition, '')
  }
}
