import type { Datastore, Field, FieldAttribute, UniqueKey } from './catalog.ts'
import type { Operation } from './operations.ts'

/** What PATCH /datastores/{id} may carry. unique_keys replaces the whole set. */
export interface DatastoreEdit {
  readonly unique_name?: string
  readonly name?: string
  readonly description?: string
  readonly unique_keys?: readonly UniqueKey[]
}

/** New absolute values of a field's attributes; what is absent stays as it is. */
export type FieldEdit = Partial<Pick<Field, FieldAttribute>>

/** Values by field unique_name, as records carry them: text for numbers, JSON booleans. */
export type RecordValues = Readonly<Record<string, string | boolean>>

/** One call to Cliq, as data, in names. Ids are looked up at the last moment, so a plan is portable between orgs. */
export type Step =
  | { readonly call: 'create-datastore'; readonly datastore: string; readonly definition: Datastore }
  | { readonly call: 'edit-datastore'; readonly datastore: string; readonly set: DatastoreEdit }
  /** 1 to 10 fields a call. */
  | { readonly call: 'add-fields'; readonly datastore: string; readonly fields: ReadonlyMap<string, Field> }
  | { readonly call: 'edit-fields'; readonly datastore: string; readonly fields: ReadonlyMap<string, FieldEdit> }
  | { readonly call: 'delete-fields'; readonly datastore: string; readonly fields: readonly string[] }
  | { readonly call: 'delete-datastore'; readonly datastore: string }

/** Which of the 16 operations carries a step out. */
export function operationOf(step: Step): Operation {
  switch (step.call) {
    case 'create-datastore':
      return 'datastores.create'
    case 'edit-datastore':
      return 'datastores.edit'
    case 'add-fields':
      return 'fields.add'
    case 'edit-fields':
      return 'fields.edit'
    case 'delete-fields':
      return 'fields.delete'
    case 'delete-datastore':
      return 'datastores.delete'
  }
}

/** The field unique_names that a step names, in its own order. */
export function fieldsOf(step: Step): readonly string[] {
  switch (step.call) {
    case 'add-fields':
    case 'edit-fields':
      return [...step.fields.keys()]
    case 'delete-fields':
      return step.fields
    case 'create-datastore':
    case 'edit-datastore':
    case 'delete-datastore':
      return []
  }
}
