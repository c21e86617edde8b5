/** Live rows as they may be shown: what is hidden is not in them. */
export interface Queried {
  readonly environment: string
  readonly where: string
  readonly datastore: string
  readonly columns: readonly string[]
  /** One value a column. */
  readonly rows: readonly (readonly (string | boolean | null)[])[]
  /** Rows that were read, shown or not. */
  readonly seen: number
  /** Whether these are all rows that match. */
  readonly complete: boolean
  readonly calls: number
}
