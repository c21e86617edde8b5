// Made by cliq-ds types from the definitions. Change those, then run it again.

/** Datastores (`datastores`): A name that may clash */
export interface DatastoresRecord {
  /** A: number, as text of at most 19 characters */
  readonly a?: string
}

/** Door badges (`door_badges`): Badges that open doors; see * / the manual */
export interface DoorBadgesRecord {
  /** Badge number: number, as text of at most 19 characters, mandatory, masked */
  readonly badge_no: string
  /** Site: limited-text */
  readonly site?: string
  /** Active: boolean, mandatory */
  readonly active: boolean
  /** Returned: boolean */
  readonly returned?: boolean
  /** Door PIN: encrypted-text */
  readonly door_pin?: string
  /** Class: large-text */
  readonly class?: string
}

/** The record of each datastore, by unique_name. */
export interface RecordsByDatastore {
  readonly datastores: DatastoresRecord
  readonly door_badges: DoorBadgesRecord
}
