import type { RunJournal } from '../core/model/entry.ts'
import type { Json } from '../core/model/plain.ts'
import type { Clock, Interrupt, Rank } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import { operationOf } from '../core/model/step.ts'
import type { Step } from '../core/model/step.ts'
import type { Sends } from '../core/pace/leaseRows.ts'
import type { LiveDatastore } from '../core/model/live.ts'
import type { EndedWith } from './loop.ts'

/** How one step ended. */
export type Ended = EndedWith<LiveDatastore>

/** What stands before each write of a run and hears how its step ended: the lease, the intents, the journal. */
export interface Guard {
  /** Whether the room of a call is kept before `before`, so that what that tells is never much older than the call. */
  readonly roomFirst: boolean
  /** Throws a Failure when the step must not be sent; then nothing was. `rank` places the calls that go before it. */
  before(step: Step, index: number, rank?: Rank): Promise<void>
  /** The step goes out now: from here on it may have an effect. */
  sending(index: number): void
  after(step: Step, index: number, ended: Ended): Promise<void>
  /** Waits while a write may still take effect, and keeps the lease meanwhile. */
  through(ms: number, signal: Interrupt): Promise<void>
}

/** Mutual exclusion while writing, of whichever kind. A `rank` places its calls among those that wait. */
export interface Holding {
  /** Throws an LE Failure when the lease is no longer ours. */
  renew(rank?: Rank): Promise<void>
  /** Lets other runs see what is about to go. Throws an LE Failure when another run writes too. */
  intend(digest: string, rank?: Rank, sends?: Sends): Promise<void>
  /** Whether it lies in the org, where an intent tells what is spent: then the room of a call is kept before its intent. */
  readonly isInOrg?: true
  /** Remembers there that a migration ran, for machines without the lock file. Throws a Failure where nobody can tell. */
  readonly remember?: ((migration: string, digest: string) => Promise<void>) | undefined
  /** A write of ours may still take effect. */
  doubt(): void
  /** Waits, keeping the lease. */
  through(ms: number, signal: Interrupt): Promise<void>
  /** Gives it back; a problem when that failed, which stops nothing. */
  release(): Promise<Problem | undefined>
}

/** What a guard writes down, and how. */
export interface Records {
  readonly journal: RunJournal
  readonly clock: Clock
  /** A step without values that must not be seen. */
  readonly plain: (step: Step) => Json
  /** Names a step without telling what it carries. */
  readonly digest: (step: Step) => string
}

/** What a lease and a journal ask of each write, as one. */
export function guardOf(lease: Holding, { journal, clock, plain, digest }: Records): Guard {
  const sent = new Set<number>()
  return {
    roomFirst: lease.isInOrg === true,
    async before(step, index, rank) {
      await journal.append({ type: 'intent', index, step: plain(step), at: clock.now() })
      try {
        await lease.renew(rank)
        await lease.intend(digest(step), rank, { operation: operationOf(step), calls: 1 })
      } catch (error) {
        await journal.append({ type: 'end', index, outcome: 'failed', at: clock.now() }).catch(() => undefined)
        throw error
      }
    },
    sending: index => void sent.add(index),
    async after(_, index, ended) {
      // What was sent and not seen done may be done later: the lease outlasts it.
      if (sent.has(index) && (ended.kind === 'unknown' || ended.kind === 'surprise')) lease.doubt()
      await journal.append({ type: 'end', index, outcome: ended.kind, at: clock.now() })
    },
    through: (ms, signal) => lease.through(ms, signal),
  }
}
