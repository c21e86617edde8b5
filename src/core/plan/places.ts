import { changeKey } from '../model/change.ts'
import type { Change } from '../model/change.ts'
import { placeOf } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import type { Place } from '../model/problem.ts'

/** Where the definitions say what changes ask for, by the key of a change; for what is gone, where it would stand. */
export function placesOf(definitions: readonly Definition[], changes: readonly Change[]): ReadonlyMap<string, Place> {
  const byName = new Map(definitions.map(each => [each.datastore.unique_name, each] as const))
  return new Map(
    changes.flatMap(change => {
      const place = placeOfChange(byName.get(change.datastore), change)
      return [...(place === undefined ? [] : [[changeKey(change), place] as const]), ...fieldPlaces(byName, change)]
    }),
  )
}

// A new datastore is one change; its fields have places too, as if each were added by itself.
function fieldPlaces(
  definitions: ReadonlyMap<string, Definition>,
  change: Change,
): readonly (readonly [string, Place])[] {
  if (change.kind !== 'datastore-added') return []
  const definition = definitions.get(change.datastore)
  return [...change.to.fields.keys()].flatMap(field => {
    const place = definition?.places.get(`fields.${field}`)
    return place === undefined ? [] : [[`field-added:${change.datastore}.${field}`, place] as const]
  })
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
