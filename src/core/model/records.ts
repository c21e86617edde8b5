import type { LiveRecord } from './live.ts'
import type { Outcome, Place, WriteCliq } from './ports.ts'
import type { RecordValues } from './step.ts'

/** Record calls, one call each unless said otherwise. Every method passes the governor; reads retry what may be retried. */
export interface RecordCliq extends Pick<
  WriteCliq,
  'fetchRecords' | 'fetchSelected' | 'fetchRecord' | 'insertRecord' | 'updateRecord' | 'reserve'
> {
  /** The same values into every record that matches. Cliq answers with nothing: a read tells what it did. */
  updateRecords(datastore: string, criteria: string, values: RecordValues, place?: Place): Promise<Outcome<LiveRecord>>
  /** Deletes records by their ids. Cliq answers with nothing: a read tells what it did. */
  deleteRecords(datastore: string, ids: readonly string[], place?: Place): Promise<Outcome<LiveRecord>>
}
