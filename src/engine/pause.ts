import type { Operation } from '../core/model/operations.ts'
import type { Clock, Interrupt, Notify, Wait } from '../core/model/ports.ts'

/** What a wait that is told takes. */
export interface Pausing {
  readonly clock: Clock
  readonly notify: Notify
  readonly signal?: Interrupt
}

// What is over before it is read needs no line.
const TOLD_MS = 1_000

/** Waits so many ms, and says why unless it is over at once. Rejects with the signal's reason. `sleep` may do more than wait. */
export async function pause(
  why: Wait['why'],
  operation: Operation,
  ms: number,
  { clock, notify, signal }: Pausing,
  sleep: (ms: number) => Promise<void> = each => clock.sleep(each, signal),
): Promise<void> {
  if (ms < TOLD_MS) return sleep(ms)
  notify({ type: 'waiting', wait: { why, operation, until: clock.now() + ms } })
  await sleep(ms)
  notify({ type: 'resumed', operation })
}
