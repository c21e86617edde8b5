import { canonicalKeys } from './catalog.ts'
import type { Catalog, Datastore, FieldType, UniqueKey } from './catalog.ts'
import type { Migration } from './migration.ts'
import type { Place, Places, Problem } from './problem.ts'

/** What the config may call an extension. */
export const ALIAS = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/u

/** What becomes of a value that does not fit its new type: the carry is refused, the value left out, or replaced. */
export type Invalid = 'refuse' | 'empty' | { readonly text: string }

/** What a field's values were before, and what becomes of those that do not fit. */
export interface ConvertHint {
  /** The type that the old field has; unwritten for whatever type it has. */
  readonly from?: FieldType | undefined
  readonly invalid: Invalid
}

/** What a definition says of a field's own past. */
export interface FieldHints {
  /** Earlier unique_names, newest first; empty for none. */
  readonly renamed_from: readonly string[]
  readonly convert?: ConvertHint | undefined
  /** The old field stays for now, and leaves with a later apply. */
  readonly contract?: 'later' | undefined
  /** Which value wins when the old and the new field differ. */
  readonly conflicts?: 'heir' | 'old' | undefined
}

/** What a definition says of its own past: facts that are true in every org and may stay. */
export interface Hints {
  /** Earlier unique_names of the datastore, newest first; empty for none. */
  readonly renamed_from: readonly string[]
  /** Of fields that have any, by unique_name. */
  readonly fields: ReadonlyMap<string, FieldHints>
}

/** The hints of a definition that has none. */
export const NO_HINTS: Hints = { renamed_from: [], fields: new Map() }

/** What a person wrote about one datastore, with the place of each part. */
export interface Definition {
  readonly datastore: Datastore
  /** True and false are copied into the lock file; unwritten leaves what the lock file says, so dropping the line lifts nothing. */
  readonly protect: boolean | undefined
  /** The extension that the datastore belongs to, by its alias in the config; absent for the org's own. */
  readonly extension?: string
  /** Absent for none. */
  readonly hints?: Hints | undefined
  readonly file: string
  /**
   * Places by path: '' is the whole definition, then `name`, `description`, `unique_keys`, `unique_keys.0`,
   * `fields`, `fields.empid`, `fields.empid.type`. A part that is not written has no place.
   */
  readonly places: Places
}

/** The catalog that definitions ask for. Two definitions of one name are a problem that rules report before this. */
export function desiredCatalog(definitions: readonly Definition[]): Catalog {
  return new Map(definitions.map(each => [each.datastore.unique_name, each.datastore] as const))
}

/** The nearest written part: the path itself, else its parent, else the definition. */
export function placeOf(definition: Definition | undefined, path: string): Place | undefined {
  const place = definition?.places.get(path)
  if (place !== undefined || definition === undefined || path === '') return place
  return placeOf(definition, path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '')
}

/** Unique keys as definitions have them, by datastore, where that is not the canonical form. */
export function writtenKeys(definitions: readonly Definition[]): ReadonlyMap<string, readonly UniqueKey[]> {
  return new Map(
    definitions.flatMap(({ datastore: { unique_name, unique_keys } }) => {
      const isCanonical = JSON.stringify(unique_keys) === JSON.stringify(canonicalKeys(unique_keys))
      return isCanonical ? [] : [[unique_name, unique_keys] as const]
    }),
  )
}

/** What the definition folder holds. Unreadable files are problems, never absent definitions. */
export interface Definitions {
  /** Those of the org's own datastores that could be read, those with errors too: whoever uses them asks hasErrors first. */
  readonly definitions: readonly Definition[]
  /** Those of datastores of extensions: only their rows are ever read or written. */
  readonly rowsOnly: readonly Definition[]
  /** Sorted. */
  readonly problems: readonly Problem[]
  /** Those that could be read, sorted by id; absent where nobody looked for any. */
  readonly migrations?: readonly Migration[] | undefined
  /** Relative to the project, with forward slashes, sorted. */
  readonly files: readonly string[]
  /** Texts by file, for the line under a problem. */
  readonly sources: ReadonlyMap<string, string>
}
