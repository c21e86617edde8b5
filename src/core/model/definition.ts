import type { Catalog, Datastore } from './catalog.ts'
import type { Place, Places } from './problem.ts'

/** What the config may call an extension. */
export const ALIAS = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/u

/** What a person wrote about one datastore, with the place of each part. */
export interface Definition {
  readonly datastore: Datastore
  /** True and false are copied into the lock file; unwritten leaves what the lock file says, so dropping the line lifts nothing. */
  readonly protect: boolean | undefined
  /** The extension that the datastore belongs to, by its alias in the config; absent for the org's own. */
  readonly extension?: string
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
