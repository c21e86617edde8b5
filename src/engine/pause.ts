import type { Operation } from '../core/model/operations.ts'
import type { Clock, Interrupt, Notify, Wait } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'

/** What a wait that is told takes. */
export interface Pausing {
  readonly clock: Clock
  readonly notify: Notify
  readonly signal?: Interrupt
  /** What left it open whether the call took effect. */
  readonly open?: Problem | undefined
}

const NO_ANSWER = 'NT104'

// What is over before it is read needs no line.
const TOLD_MS = 1_000

/** Waits so many ms, and says why unless it is over at once. Rejects with the signal's reason. `sleep` may do more than wait. */
export async function pause(
  why: Wait['why'],
  operation: Operation,
  ms: number,
  { clock, notify, signal, open }: Pausing,
  sleep: (ms: number) => Promise<void> = each => clock.sleep(each, signal),
): Promise<void> {
  if (ms < TOLD_MS) return sleep(ms)
  const answer = open === undefined || open.code === NO_ANSWER ? {} : { answer: open.message }
  notify({ type: 'waiting', wait: { why, operation, until: clock.now() + ms, ...answer } })
  await sleep(ms)
  notify({ type: 'resumed', operation })
}
