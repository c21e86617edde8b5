import { deletion, move } from './moveSchema.ts'
import { FIELD_TYPES } from '../../core/model/catalog.ts'
import type { Datastore, Field } from '../../core/model/catalog.ts'
import type { Change } from '../../core/model/change.ts'
import type { Invalid } from '../../core/model/definition.ts'
import type { Carry, FieldEdit, RowWork, Step } from '../../core/model/step.ts'
import { flag, list, map, Misfit, object, tagged, text, word } from '../disk/shape.ts'
import type { Shape } from '../disk/shape.ts'

/** A type of field. */
export const fieldType = word(FIELD_TYPES)

/** A field as `plainField` writes it. */
export const field: Shape<Field> = object(
  { name: text, type: fieldType, mandatory: flag, masked: flag },
  { default_value: text },
)

// Folders of copies are called so. Names of the org may hold more than ours do, and lead nowhere all the same.
const datastoreName: Shape<string> = (value, path) => {
  const name = text(value, path)
  if (name.length <= 64 && !/^\.|[/\\\p{Cc}]/u.test(name)) return name
  throw new Misfit(path, 'the name of a datastore expected here')
}

/** A datastore as `plainDatastore` writes it. */
export const datastore: Shape<Datastore> = object({
  unique_name: datastoreName,
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
    datastore: datastoreName,
    attribute: word(['unique_keys']),
    from: list(list(text)),
    to: list(list(text)),
  }),
})

function changedText<A extends 'name' | 'description'>(attribute: A): Shape<Change> {
  return object({
    kind: word(['datastore-changed']),
    datastore: datastoreName,
    attribute: word([attribute]),
    from: text,
    to: text,
  })
}

const partly = {
  'datastore-renamed': object({ kind: word(['datastore-renamed']), datastore: datastoreName, from: text, to: text }),
  'datastore-recreated': object({ kind: word(['datastore-recreated']), datastore: datastoreName }),
  'datastore-changed': datastoreChanged,
  'field-added': object({ kind: word(['field-added']), datastore: datastoreName, field: text, to: field }),
  'field-removed': object({ kind: word(['field-removed']), datastore: datastoreName, field: text, from: field }),
  'field-renamed': object({
    kind: word(['field-renamed']),
    datastore: datastoreName,
    field: text,
    from: text,
    was: field,
    to: field,
  }),
  'field-retyped': object({
    kind: word(['field-retyped']),
    datastore: datastoreName,
    field: text,
    from: field,
    to: field,
  }),
  'field-recreated': object({ kind: word(['field-recreated']), datastore: datastoreName, field: text }),
  'field-changed': object({
    kind: word(['field-changed']),
    datastore: datastoreName,
    field: text,
    attribute: word(['name', 'mandatory', 'masked', 'default_value']),
    from: attribute,
    to: attribute,
    hidden: flag,
  }),
}

/** A change as `plainChange` writes it; `from` and `to` read a datastore that goes or comes as a whole. */
export function changeOf(from: Shape<Datastore>, to: Shape<Datastore>): Shape<Change> {
  return tagged<Change>('kind', {
    ...partly,
    'datastore-added': object({ kind: word(['datastore-added']), datastore: datastoreName, to }),
    'datastore-removed': object({ kind: word(['datastore-removed']), datastore: datastoreName, from }),
  })
}

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

const names = list(text)

/** Row-work as `plainWork` writes it. */
const work: Shape<RowWork> = tagged<RowWork>('source', {
  carry: object({ call: word(['row-work']), source: word(['carry']), datastore: datastoreName, carries: list(carry) }),
  migration: object(
    {
      call: word(['row-work']),
      source: word(['migration']),
      datastore: datastoreName,
      beside: names,
      migrations: names,
      moves: list(move),
      ours: names,
    },
    { by: text },
  ),
  deletion: object({
    call: word(['row-work']),
    source: word(['deletion']),
    datastore: datastoreName,
    beside: names,
    migration: text,
    deletion,
  }),
})

/** A step as `plainStep` writes it; `definition` reads the datastore that one creates. */
export function stepOf(definition: Shape<Datastore>): Shape<Step> {
  return tagged<Step>('call', {
    'create-datastore': object({ call: word(['create-datastore']), datastore: datastoreName, definition }),
    'edit-datastore': object({
      call: word(['edit-datastore']),
      datastore: datastoreName,
      set: object({}, { unique_name: text, name: text, description: text, unique_keys: list(list(text)) }),
    }),
    'add-fields': object({ call: word(['add-fields']), datastore: datastoreName, fields: map(field) }),
    'edit-fields': object({ call: word(['edit-fields']), datastore: datastoreName, fields: map(fieldEdit) }),
    'delete-fields': object({ call: word(['delete-fields']), datastore: datastoreName, fields: list(text) }),
    'delete-datastore': object({ call: word(['delete-datastore']), datastore: datastoreName }),
    'row-work': work,
  })
}
