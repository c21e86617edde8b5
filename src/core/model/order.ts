import type { RecordValues } from './step.ts'

/** One call that writes rows, as data, with ids and values. Made in the runner only: no plan holds one, and none is saved. */
export type Order =
  | { readonly call: 'insert-record'; readonly datastore: string; readonly values: RecordValues }
  | { readonly call: 'update-record'; readonly datastore: string; readonly id: string; readonly values: RecordValues }
  /** The same values into every row that the criteria select. */
  | {
      readonly call: 'update-records'
      readonly datastore: string
      readonly criteria: string
      readonly values: RecordValues
    }
  | { readonly call: 'delete-records'; readonly datastore: string; readonly ids: readonly string[] }
