import type { Problem } from '../core/problem.ts'
import type { Step } from '../core/step.ts'
import type { Ended, Guard } from './loop.ts'

/** Mutual exclusion while writing, of whichever kind. */
export interface Holding {
  /** Throws an LE Failure when the lease is no longer ours. */
  renew(): Promise<void>
  /** Lets other runs see that a write is about to go. Throws an LE Failure when another run writes too. */
  intend(digest: string): Promise<void>
  /** A write of ours may still take effect. */
  doubt(): void
  /** Waits, keeping the lease. */
  through(ms: number, signal: AbortSignal): Promise<void>
  /** Gives it back; a problem when that failed, which stops nothing. */
  release(): Promise<Problem | undefined>
}

/** The record of what is about to be sent and of how it ended, safe from a kill. */
export interface StepJournal {
  writeIntent(step: Step, index: number): Promise<void>
  writeEnd(step: Step, index: number, ended: Ended): Promise<void>
}

/** What a lease and a journal ask of each write, as one. `digest` names a step without telling what it carries. */
export function guardOf(lease: Holding, journal: StepJournal, digest: (step: Step) => string): Guard {
  const sent = new Set<number>()
  return {
    async before(step, index) {
      await journal.writeIntent(step, index)
      await lease.renew()
      await lease.intend(digest(step))
      sent.add(index)
    },
    async after(step, index, ended) {
      // What was sent and not seen done may be done later: the lease outlasts it.
      if (sent.has(index) && (ended.kind === 'unknown' || ended.kind === 'surprise')) lease.doubt()
      await journal.writeEnd(step, index, ended)
    },
    through: (ms, signal) => lease.through(ms, signal),
  }
}
