import type { Datastore } from './catalog.ts'
import type { LiveRecord } from './live.ts'

/** All records of one datastore at one moment, with what it takes to build it again. Values are as Cliq showed them. */
export interface Backup {
  readonly environment: string
  /** The org's mark in the lock file: data centre or host, with the prefix. */
  readonly target: string
  readonly datastore: Datastore
  /** Of the datastore and, by unique_name, of its fields: what has other ids today was made anew. */
  readonly ids: { readonly datastore: string; readonly fields: ReadonlyMap<string, string> }
  /** Unix time in ms. */
  readonly takenAt: number
  readonly records: readonly LiveRecord[]
  /** Fields whose values may be masks, while nothing has proven that they read back; they are copied, and never written. */
  readonly unproven?: ReadonlySet<string>
  /** By record and field, values that do not come back in the type that the field has now. */
  readonly unfit?: ReadonlyMap<string, ReadonlyMap<string, 'covered' | 'unfit'>>
}

/** A backup that lies on the disk and was read back. */
export interface BackedUp {
  readonly datastore: string
  /** Relative to the project, with forward slashes. */
  readonly folder: string
  readonly records: number
}
