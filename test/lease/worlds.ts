import type { Uniqueness } from './org.ts'

/** What goes wrong in a world, and how often; chances are per call. */
export interface WorldFacts {
  readonly name: string
  readonly uniqueness: Uniqueness
  /** Calls whose request or reply is lost, or whose effect comes up to two minutes later. */
  readonly losses: number
  readonly crashes: number
  /** Wall clocks that jump by up to an hour, either way. */
  readonly steps: number
  /** Reads show what was this long ago, at most. */
  readonly lagMs: number
  /** Freezes of up to 40 minutes. */
  readonly freezes: number
  /** A machine may have a monotonic clock that stops in a freeze and a wall clock that is set back: nothing on it can tell. */
  readonly isBlind: boolean
  /** Freezes between the last check and the send. */
  readonly freezesAtSend: number
  /** Unprotected writes per 400,000 that are tolerated; undefined: published only. */
  readonly tolerated: number | undefined
}

const calm = { lagMs: 0, steps: 0, freezes: 0, isBlind: false, freezesAtSend: 0, tolerated: 0 }
const bad = { losses: 0.1, crashes: 0.008 }
const worst = { ...calm, ...bad, uniqueness: 'racy', steps: 0.01, lagMs: 2_000, freezes: 0.02 } as const

/** W1 to W6 must be safe. What happens in W6b, W7 and W8 cannot be ruled out, and is counted. */
export const WORLDS: readonly WorldFacts[] = [
  { ...calm, ...bad, name: 'W1', uniqueness: 'atomic' },
  { ...calm, ...bad, name: 'W2', uniqueness: 'atomic', steps: 0.02 },
  { ...calm, ...bad, name: 'W3', uniqueness: 'racy' },
  { ...calm, ...bad, name: 'W4', uniqueness: 'absent' },
  { ...calm, ...bad, name: 'W5', uniqueness: 'absent', lagMs: 2_000, steps: 0.01 },
  { ...worst, name: 'W6' },
  { ...worst, name: 'W6b', lagMs: 10_000, tolerated: undefined },
  { ...worst, name: 'W7', isBlind: true, steps: 0.001, freezes: 0.006, tolerated: 5 },
  { ...worst, name: 'W8', freezes: 0, freezesAtSend: 0.02, tolerated: undefined },
]
