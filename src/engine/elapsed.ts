import type { Clock } from '../core/model/ports.ts'

/** A moment on both of this machine's clocks, ms. */
export interface Stamp {
  readonly monotonic: number
  readonly wall: number
}

/** Now, on both clocks. */
export function stampOf(clock: Clock): Stamp {
  return { monotonic: clock.monotonic(), wall: clock.now() }
}

/** The longest that may have passed: the monotonic clock may stop in a suspend, the wall clock may be set back. */
export function longestSince(then: Stamp, clock: Clock): number {
  return Math.max(clock.monotonic() - then.monotonic, clock.now() - then.wall)
}

/** The shortest that may have passed, never below 0. */
export function shortestSince(then: Stamp, clock: Clock): number {
  return Math.max(0, Math.min(clock.monotonic() - then.monotonic, clock.now() - then.wall))
}
