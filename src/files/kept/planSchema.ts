import { FIELD_TYPES } from '../../core/model/catalog.ts'
import type { Datastore, Field } from '../../core/model/catalog.ts'
import type { Change } from '../../core/model/change.ts'
import type { Invalid } from '../../core/model/definition.ts'
import type { Carry, FieldEdit, Step } from '../../core/model/step.ts'
import { flag, list, map, object, tagged, text, word } from '../disk/shape.ts'
import type { Shape } from '../disk/shape.ts'

/** A field as `plainField` writes it. */
export const field: Shape<Field> = object(
  { name: text, type: word(FIELD_TYPES), mandatory: flag, masked: flag },
  { default_value: text },
)

/** A datastore as `plainDatastore` writes it. */
export const datastore: Shape<Datastore> = object({
  unique_name: text,
  name: text,
  description: text,
  fields: map(field),
  unique_keys: list(list(text)),
})

/** What a field's attribute holds; absent is written as null. */
const attribute: Shape<string | boolean | undefined> = (value, path) => {
  if (value === null) return undefined
  return typeof value === 'boolean' ? value : text(value, path)
}

const datastoreChanged: Shape<Change> = tagged<Change>('attribute', {
  name: changedText('name'),
  description: changedText('description'),
  unique_keys: object({
    kind: word(['datastore-changed']),
    datastore: text,
    attribute: word(['unique_keys']),
    from: list(list(text)),
    to: list(list(text)),
  }),
})

function changedText<A extends 'name' | 'description'>(attribute: A): Shape<Change> {
  return object({
    kind: word(['datastore-changed']),
    datastore: text,
    attribute: word([attribute]),
    from: text,
    to: text,
  })
}

/** A change as `plainChange` writes it. */
export const change: Shape<Change> = tagged<Change>('kind', {
  'datastore-added': object({ kind: word(['datastore-added']), datastore: text, to: datastore }),
  'datastore-removed': object({ kind: word(['datastore-removed']), datastore: text, from: datastore }),
  'datastore-renamed': object({ kind: word(['datastore-renamed']), datastore: text, from: text, to: text }),
  'datastore-recreated': object({ kind: word(['datastore-recreated']), datastore: text }),
  'datastore-changed': datastoreChanged,
  'field-added': object({ kind: word(['field-added']), datastore: text, field: text, to: field }),
  'field-removed': object({ kind: word(['field-removed']), datastore: text, field: text, from: field }),
  'field-renamed': object({
    kind: word(['field-renamed']),
    datastore: text,
    field: text,
    from: text,
    was: field,
    to: field,
  }),
  'field-retyped': object({ kind: word(['field-retyped']), datastore: text, field: text, from: field, to: field }),
  'field-recreated': object({ kind: word(['field-recreated']), datastore: text, field: text }),
  'field-changed': object({
    kind: word(['field-changed']),
    datastore: text,
    field: text,
    attribute: word(['name', 'mandatory', 'masked', 'default_value']),
    from: attribute,
    to: attribute,
    hidden: flag,
  }),
})

const fieldEdit: Shape<FieldEdit> = object({}, { name: text, mandatory: flag, masked: flag, default_value: text })

const invalid: Shape<Invalid> = (value, path) =>
  typeof value === 'string' ? word(['refuse', 'empty'])(value, path) : object({ text })(value, path)

const carry: Shape<Carry> = object(
  {
    reads: text,
    writes: text,
    from: word(FIELD_TYPES),
    to: word(FIELD_TYPES),
    invalid,
    into: word(['ours', 'theirs']),
  },
  { conflicts: word(['heir', 'old']) },
)

/** A step as `plainStep` writes it. */
export const step: Shape<Step> = tagged<Step>('call', {
  'create-datastore': object({ call: word(['create-datastore']), datastore: text, definition: datastore }),
  'edit-datastore': object({
    call: word(['edit-datastore']),
    datastore: text,
    set: object({}, { unique_name: text, name: text, description: text, unique_keys: list(list(text)) }),
  }),
  'add-fields': object({ call: word(['add-fields']), datastore: text, fields: map(field) }),
  'edit-fields': object({ call: word(['edit-fields']), datastore: text, fields: map(fieldEdit) }),
  'delete-fields': object({ call: word(['delete-fields']), datastore: text, fields: list(text) }),
  'delete-datastore': object({ call: word(['delete-datastore']), datastore: text }),
  'row-work': object({
    call: word(['row-work']),
    source: word(['carry']),
    datastore: text,
    carries: list(carry),
  }),
})
