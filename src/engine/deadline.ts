import { failure } from '../core/model/failure.ts'
import type { Failure } from '../core/model/failure.ts'
import type { Clock } from '../core/model/ports.ts'

/** Whether nothing may be begun any more. */
export function isOver({
  deadline,
  clock,
}: {
  readonly deadline?: number | undefined
  readonly clock: Pick<Clock, 'now'>
}): boolean {
  return deadline !== undefined && clock.now() >= deadline
}

/** Why a run ended with its time. */
export function timeOver(): Failure {
  const hint = 'run the same command again: it resumes where it stopped'
  return failure('RL105', 'the time of --max-duration is up, so nothing more was started', { hint })
}

/** Stands for a call that did not leave: it waited for its turn, and meanwhile the run was over. */
export class NotBegun extends Error {}
