import type { Clock, Notify } from '../../core/model/ports.ts'
import { rowsToWrite } from '../../core/rows/seedPlan.ts'
import type { SeedEstimate, SeedPlan } from '../../core/rows/seedPlan.ts'

/** Tells how the rows of a run come on. */
export interface RowTeller {
  /** Begins a plan, and gives what hears of its rows as they end. */
  of(plan: SeedPlan): (rows: number) => void
}

/** How often the rows that are written are told. */
const TOLD_EACH = 20
const MINUTE_MS = 60_000

/**
 * Tells every twenty rows how fast they go, and how long all of them still take: what the schedule has left from the
 * same share of its calls on, since rows go in bursts with waits between them.
 */
export function rowTeller(
  plans: readonly SeedPlan[],
  { order, seconds }: SeedEstimate['schedule'],
  { clock, notify }: { readonly clock: Clock; readonly notify: Notify },
): RowTeller {
  const all = plans.reduce((sum, each) => sum + rowsToWrite(each), 0)
  const began = clock.monotonic()
  let written = 0
  const leftMs = () => {
    const at = order[Math.floor((written / Math.max(1, all)) * order.length)]
    return at === undefined ? 0 : Math.max(0, seconds * 1000 - at.startMs)
  }
  const perMinute = () => Math.round((written * MINUTE_MS) / Math.max(MINUTE_MS / 60, clock.monotonic() - began))
  return {
    of(plan) {
      const datastore = plan.datastore.unique_name
      const of = rowsToWrite(plan)
      let done = 0
      let told = 0
      if (of > TOLD_EACH) notify({ type: 'rows', datastore, done, of, leftMs: leftMs() })
      return rows => {
        done += rows
        written += rows
        if (rows === 0 || (done < of && done - told < TOLD_EACH)) return
        told = done
        notify({ type: 'rows', datastore, done, of, perMinute: perMinute(), leftMs: leftMs() })
      }
    },
  }
}
