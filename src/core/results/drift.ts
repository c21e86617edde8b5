import type { Drifted } from '../drift/attribution.ts'
import type { IgnoredDrift } from '../drift/ignored.ts'
import type { Change } from '../model/change.ts'
import type { ChosenNames } from '../plan/document.ts'
import type { Problem } from '../model/problem.ts'

/** What was changed outside since the last apply or pull: from what we left to what is live, and who moved it. */
export interface Drift {
  readonly environment: string
  readonly where: string
  /** What counts, with who moved it. */
  readonly changes: readonly Drifted[]
  /** What entries of the project leave alone for a while. */
  readonly ignored: readonly IgnoredDrift[]
  /** Edits of definitions that wait for an apply; they are not drift. */
  readonly pending: readonly Change[]
  /** Why nobody knows who moved what: the definitions cannot be read. */
  readonly unknown?: Problem
  /** Entries whose day is over, and datastores that are there and cannot be read. */
  readonly problems: readonly Problem[]
  /** Datastores that the lock file knows; none when the environment was never applied or pulled. */
  readonly known: number
  /** Datastores that were named, where not all are meant; `known` counts only these. */
  readonly chosen?: ChosenNames | undefined
  /** Calls that it took. */
  readonly calls: number
}
