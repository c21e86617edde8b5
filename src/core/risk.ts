import type { Change } from './change.ts'

/** How bad: `loss` needs consent, `refused` cannot be consented to, `may-fail` warns, `note` informs. */
export type RiskLevel = 'loss' | 'refused' | 'may-fail' | 'note'

/** What a removal would take with it, as far as it was read. */
export interface Held {
  /** Records of the datastore that were read. */
  readonly records: number
  /** Those with a value in the field that goes; equal to `records` for a whole datastore. */
  readonly withValue: number
  /** False when there are more records than were read: the figures are then lower bounds. */
  readonly complete: boolean
}

/** What a change may destroy, or why it may fail, with its reason. */
export interface Risk {
  readonly level: RiskLevel
  /** Stable, as a problem's code. */
  readonly code: string
  readonly change: Change
  readonly because: string
  /** What --allow must name, where consent helps. */
  readonly consent?: string
  readonly granted: boolean
  readonly held?: Held
}
