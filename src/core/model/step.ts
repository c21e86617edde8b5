import type { Datastore, Field, FieldAttribute, FieldType, UniqueKey } from './catalog.ts'
import type { FieldHints, Invalid } from './definition.ts'
import { fieldsAround } from './migration.ts'
import type { Deletion, DataMove } from './migration.ts'
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

/** Values of one field that go to another of the same datastore, each in the type of the other. */
export interface Carry {
  readonly reads: string
  readonly writes: string
  readonly from: FieldType
  readonly to: FieldType
  readonly invalid: Invalid
  /** `ours`: the heir is marked, and the old field is the truth. `theirs`: somebody made it, and a value of its own counts. */
  readonly into: 'ours' | 'theirs'
  readonly conflicts?: FieldHints['conflicts']
}

/** Values of fields that are brought to their heirs. */
export interface CarryWork {
  readonly call: 'row-work'
  readonly source: 'carry'
  readonly datastore: string
  readonly carries: readonly Carry[]
}

/** Values that migrations move within a datastore, or into it from another. */
export interface MigrationWork {
  readonly call: 'row-work'
  readonly source: 'migration'
  readonly datastore: string
  /** Datastores whose steps go in one chain with this. */
  readonly beside: readonly string[]
  /** Ids of the migrations. */
  readonly migrations: readonly string[]
  /** In their order; other datastores are named as they are live. */
  readonly moves: readonly DataMove[]
  /** Fields that nobody else writes: added by the plan, under a mark. */
  readonly ours: readonly string[]
  /** A unique key of one field, by which records are selected. */
  readonly by?: string | undefined
}

/** Records that a migration deletes. */
export interface DeletionWork {
  readonly call: 'row-work'
  readonly source: 'deletion'
  readonly datastore: string
  readonly beside: readonly string[]
  readonly migration: string
  readonly deletion: Deletion
}

/** How a carry proves that every value is in its heir: every record is read, or queries show none that is wrong. */
export type VerifiedBy = 'records' | 'queries'

/** Rows at work between two calls of a schema: read, written and read again until nothing differs. */
export type RowWork = CarryWork | MigrationWork | DeletionWork

/** One thing to do, as data, in names. Ids are looked up at the last moment, so a plan is portable between orgs. */
export type Step = SchemaStep | RowWork

/** One call to Cliq that changes a schema. */
export type SchemaStep =
  | { readonly call: 'create-datastore'; readonly datastore: string; readonly definition: Datastore }
  | { readonly call: 'edit-datastore'; readonly datastore: string; readonly set: DatastoreEdit }
  /** 1 to 10 fields a call. */
  | { readonly call: 'add-fields'; readonly datastore: string; readonly fields: ReadonlyMap<string, Field> }
  | { readonly call: 'edit-fields'; readonly datastore: string; readonly fields: ReadonlyMap<string, FieldEdit> }
  | { readonly call: 'delete-fields'; readonly datastore: string; readonly fields: readonly string[] }
  | { readonly call: 'delete-datastore'; readonly datastore: string }

/** Which of the 16 operations carries a step out; of row-work, which takes several, the one that writes by id. */
export function operationOf(step: Step): Operation {
  switch (step.call) {
    case 'row-work':
      return step.source === 'deletion' ? 'records.bulkDelete' : 'records.update'
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
    case 'row-work':
      return fieldsOfWork(step)
    case 'create-datastore':
    case 'edit-datastore':
    case 'delete-datastore':
      return []
  }
}

/** The fields of its own datastore that row-work reads and writes. */
export function fieldsOfWork(work: RowWork): readonly string[] {
  if (work.source === 'carry') return [...new Set(work.carries.flatMap(({ reads, writes }) => [reads, writes]))]
  const steps = work.source === 'migration' ? work.moves : [work.deletion]
  const around = steps.flatMap(step => {
    const { reads, writes } = fieldsAround(step)
    return [...reads.filter(each => each.datastore === step.datastore), ...writes]
  })
  return [...new Set(around.map(each => each.field))]
}

/** The carries of a step; none where it is another. */
export function carriesIn(step: Step): readonly Carry[] {
  return step.call === 'row-work' && step.source === 'carry' ? step.carries : []
}
