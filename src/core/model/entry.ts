import type { Json } from './plain.ts'

/** One line of a run's journal: the run began, a step is about to be sent, how it ended. Times are Unix ms. */
export type JournalEntry =
  /** `checks` where no record was read beforehand, on request. */
  | { readonly type: 'run'; readonly digest: string; readonly at: number; readonly checks?: 'skipped' }
  | { readonly type: 'intent'; readonly index: number; readonly step: Json; readonly at: number }
  | {
      readonly type: 'end'
      readonly index: number
      readonly outcome: 'done' | 'skipped' | 'unknown' | 'failed' | 'surprise'
      readonly at: number
    }

/** A journal on disk that is open for one run. Nothing that is decided is ever decided by it. */
export interface RunJournal {
  /** Steps that an earlier run was about to send, and of which it never learned how they ended. */
  readonly inDoubt: readonly Json[]
  /** Returns once the entry is on the disk. Throws a Failure FS107 when it cannot be written. */
  append(entry: JournalEntry): Promise<void>
  close(): Promise<void>
}
