import type { Problem } from '../model/problem.ts'

/** What a pull wrote. */
export interface Pulled {
  readonly environment: string
  readonly where: string
  /** Files by datastore; a datastore whose definition said the same already has none. */
  readonly written: ReadonlyMap<string, string>
  readonly unchanged: readonly string[]
  /** Datastores that the lock file did not own before. */
  readonly adopted: readonly string[]
  /** Defined or in the lock file, and not in the org. */
  readonly absent: readonly string[]
  /** Live in a form that no definition may have, and why: nothing of these was written or adopted. */
  readonly byHand: ReadonlyMap<string, readonly Problem[]>
  readonly calls: number
}
