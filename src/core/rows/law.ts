import type { LiveRecord } from '../model/live.ts'
import type { Problem } from '../model/problem.ts'
import type { RecordValues } from '../model/step.ts'
import type { RowChange, RowInsert, RowRemoval, RowUpdate } from './seed.ts'

/**
 * What a source of rows says of them: when a row is as it shall be, when somebody else was there, and what that means.
 * Who carries rows out has no opinion of his own.
 */
export interface RowLaw {
  /** How a row is found that was inserted and of which no answer came; undefined where nobody can tell. */
  find(insert: RowInsert): RowSearch | undefined
  /** Whether the record is the row, inserted as it was asked for. */
  isInserted(insert: RowInsert, record: LiveRecord): boolean
  /** What is left to write of an update by the record as it is, undefined for one that is gone. */
  left(update: RowUpdate, record: LiveRecord | undefined): RecordValues | 'done' | 'moved'
  /** Whether the record holds what was agreed to remove. */
  isRemovable(removal: RowRemoval, record: LiveRecord): boolean
  /** What a row means that somebody changed meanwhile: it is left and told, or it ends the run as well. */
  readonly moved: 'tell' | 'stop'
  /** What a row means that Cliq refuses: it is told, or it ends the run as well. */
  readonly refused: 'tell' | 'stop'
}

/** Where to look for an inserted row: among the rows that criteria select, else among all. */
export interface RowSearch {
  readonly criteria: string | undefined
  among(records: readonly LiveRecord[]): LiveRecord | undefined
}

/** How a row ended. `id` is that of a row that was inserted. */
export type RowEnd =
  | { readonly change: RowChange; readonly kind: 'done' | 'skipped'; readonly id?: string | undefined }
  | { readonly change: RowChange; readonly kind: 'moved' | 'failed' | 'unknown'; readonly problem: Problem }

/** Whether nothing may follow a row that ended so. */
export function isLast({ kind }: RowEnd, { moved, refused }: Pick<RowLaw, 'moved' | 'refused'>): boolean {
  return kind === 'unknown' || (kind === 'moved' && moved === 'stop') || (kind === 'failed' && refused === 'stop')
}
