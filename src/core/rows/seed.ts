import type { Place, Problem } from '../model/problem.ts'
import type { RecordValues } from '../model/step.ts'

/** `insert` adds what is missing; `upsert` also brings differing rows in line; `mirror` also removes what the seed lacks. */
export const SEED_MODES = ['insert', 'upsert', 'mirror'] as const
export type SeedMode = (typeof SEED_MODES)[number]

/** A value as a file holds it. `any` is text that may stand for any type, as every cell of a CSV file does; a `ref` names a value of another seed. */
export interface Cell {
  readonly as: 'text' | 'number' | 'boolean' | 'any' | 'ref'
  /** A number in the digits in which it was written. */
  readonly text: string
  /** The text came from the environment, so no file holds it. */
  readonly fromEnvironment?: true
  /** The variable was not read, since nothing is written: any value may come. */
  readonly unread?: true
}

/** One row as a file holds it; what is not written, or null, has no cell. */
export interface RawRow {
  readonly cells: ReadonlyMap<string, Cell>
  readonly at: Place
  /** Where single cells stand, as far as that is known. */
  readonly places: ReadonlyMap<string, Place>
  /** Where its columns are named, in a file that does so once. */
  readonly header?: Place
  /** Why it could not be read; nothing else of it counts then. */
  readonly wrong?: readonly Problem[]
}

/** A seed file as it was read, not yet held against its datastore. */
export interface SeedFile {
  /** The file's name without folder and ending. */
  readonly name: string
  /** Relative to the project, with forward slashes. */
  readonly file: string
  readonly datastore: string
  /** Fields of a unique key of the datastore; none where the file names none. */
  readonly key: readonly string[]
  readonly mode: SeedMode
  /** Only these environments take it; undefined for all. */
  readonly environments: readonly string[] | undefined
  /** Gone through more than once; those of a long source are read anew each time, and never held together. */
  readonly rows: Iterable<RawRow>
  /** Where its parts stand: `datastore`, `key` and so on, '' for the file. */
  readonly places: ReadonlyMap<string, Place>
}

/** One row in the form in which Cliq keeps values. */
export interface SeedRow {
  readonly values: RecordValues
  readonly at: Place
}

/** A seed that its definition allows: what rows a datastore should hold. */
export interface Seed extends Omit<SeedFile, 'rows' | 'places'> {
  /** Made anew each time they are gone through. */
  readonly rows: Iterable<SeedRow>
  /** Where its key is written; else its datastore, else its start. */
  readonly at: Place
  /** Fields that any of its rows sets. */
  readonly columns: ReadonlySet<string>
  /** Values of other seeds that its rows refer to, as they are written, and where first. */
  readonly refs: ReadonlyMap<string, Place>
}

/** What fields of a row are told by in words: the key's values, hidden ones left out. */
export type RowName = string

/** What a row shall hold, and where that is written, where it is. */
export interface WantedRow {
  readonly values: RecordValues
  readonly at?: Place | undefined
  /** Its id where it comes from, of a row that was copied. */
  readonly from?: string | undefined
}

/** A row that the source has and the org has not. */
export interface RowInsert {
  readonly kind: 'insert'
  readonly name: RowName
  readonly row: WantedRow
}

/** A row that differs. */
export interface RowUpdate {
  readonly kind: 'update'
  readonly name: RowName
  readonly id: string
  readonly row: WantedRow
  readonly set: RecordValues
  /** What the org held in the fields of `set` when it was read; null for nothing, undefined in a field that was not shown. */
  readonly before: Readonly<Record<string, string | boolean | null | undefined>>
}

/** A row that the org has and the seed has not. */
export interface RowRemoval {
  readonly kind: 'remove'
  readonly name: RowName
  readonly id: string
  readonly before: Readonly<Record<string, string | boolean | null>>
}

export type RowChange = RowInsert | RowUpdate | RowRemoval
