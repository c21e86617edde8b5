import type { Catalog, Datastore } from './catalog.ts'

/** What only the wire knows of a datastore. Ids are opaque digit strings, never numbers. */
export interface Identity {
  readonly id: string
  /** Field ids by field unique_name. */
  readonly fields: ReadonlyMap<string, string>
  /** `enabled` in every example; anything else is never edited. */
  readonly status: string
  readonly creator?: { readonly id: string; readonly name: string }
  readonly scope?: string
}

/** One datastore as Cliq answers with it. */
export interface LiveDatastore {
  readonly datastore: Datastore
  readonly identity: Identity
}

/** A datastore that Cliq listed and that cannot be read as one of ours: never touched, never taken for absent. */
export interface Bystander {
  /** The name as Cliq has it, prefix and all. */
  readonly unique_name: string
  /** The name that a definition of it has; absent for one outside the prefix. */
  readonly name?: string
  readonly id?: string
  /** `other-prefix`: outside this environment's prefix. Otherwise what made it unreadable. */
  readonly why: string
}

/** One listing of an org. */
export interface Live {
  readonly catalog: Catalog
  /** By unique_name, one for each datastore of the catalog. */
  readonly identities: ReadonlyMap<string, Identity>
  readonly bystanders: readonly Bystander[]
  /** GET /datastores calls that it took. */
  readonly calls: number
  /** GET /datastores/{id} calls beside them: of what is known and was not listed. */
  readonly asked?: number | undefined
}

/** A record as Cliq answers with it, system keys apart. Numbers are text. */
export interface LiveRecord {
  readonly id: string
  readonly values: Readonly<Record<string, string | boolean | null>>
  /** When it was added, by Cliq's clock, Unix ms; only where that was asked for, and Cliq shows it. */
  readonly addedAt?: number
}

/** The first records of a datastore, or all of them. */
export interface LiveRecords {
  readonly records: readonly LiveRecord[]
  /** False when reading stopped at its bound, or when enough were there: then there may be more. */
  readonly complete: boolean
  readonly calls: number
}

/** A live value; undefined where the record has none. */
export type LiveValue = string | boolean | null | undefined
