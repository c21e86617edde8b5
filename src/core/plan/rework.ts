import type { TypeCaps } from '../model/caps.ts'
import type { FieldType } from '../model/catalog.ts'

/** What one datastore's fields and keys need, as names. */
export interface Rework {
  /** Every field that is there now. */
  readonly present: ReadonlySet<string>
  /** Leaving for good. */
  readonly gone: ReadonlySet<string>
  /** Not there yet. */
  readonly fresh: ReadonlySet<string>
  /** Leaving, and added again under the same name with another type. */
  readonly retyped: ReadonlySet<string>
  /** Fields that today's unique keys name. */
  readonly keyedNow: ReadonlySet<string>
  /** Fields that the final unique keys name. */
  readonly keyedFinally: ReadonlySet<string>
  /** The type of each field that is there, and of each that shall be. */
  readonly typesNow: ReadonlyMap<string, FieldType>
  readonly typesFinally: ReadonlyMap<string, FieldType>
  /** Values on their way: a field may not leave before they are in the other one. A name in `gone` and `fresh` comes for a time. */
  readonly links: readonly FieldLink[]
  /** Fields that migrations read and write: all of them are there at once when it is their turn. Absent for none. */
  readonly work?: ReadonlySet<string> | undefined
  /** Whether name, description, unique_name or unique keys differ, so that one edit is due in any case. */
  readonly edit: boolean
}

/** Values of the field `from` that go to the field `to`. */
export interface FieldLink {
  readonly from: string
  readonly to: string
}

/** One call of the order, or one carry of all that is ready for it; `work` is the turn of migrations. `loosen` drops the unique keys that name leaving fields; `settle` is the final edit. */
export type Move =
  | { readonly move: 'add' | 'delete'; readonly fields: readonly string[] }
  | { readonly move: 'carry'; readonly links: readonly FieldLink[] }
  | { readonly move: 'loosen' | 'settle' }
  | { readonly move: 'work' }

/** Fields a datastore may hold and fields one call may carry; a parameter so that a test can search small ones through. */
export interface Caps {
  readonly fields: number
  readonly fieldsPerCall: number
  /** Of one type each; undefined where none is held. */
  readonly types: TypeCaps | undefined
}
