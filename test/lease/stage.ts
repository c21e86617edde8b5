import type { Clock } from '../../src/core/model/ports.ts'

/** Chance that repeats by its seed (mulberry32). */
export function chanceOf(seed: number): () => number {
  let last = seed | 0
  return () => {
    last = (last + 0x6d2b79f5) | 0
    let mixed = Math.imul(last ^ (last >>> 15), 1 | last)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** True time, which nobody on the stage can read. */
export interface Stage {
  now(): number
  at(when: number, go: () => void): void
  /** Plays until nothing is left to happen, or the curtain falls. */
  play(until: number): Promise<void>
}

export function stageOf(): Stage {
  let now = 0
  const events: { readonly when: number; readonly go: () => void }[] = []
  return {
    now: () => now,
    at(when, go) {
      let place = events.length
      while (place > 0 && (events[place - 1]?.when ?? 0) > when) place -= 1
      events.splice(place, 0, { when: Math.max(now, when), go })
    },
    async play(until) {
      for (let next = events.shift(); next !== undefined && next.when <= until; next = events.shift()) {
        now = next.when
        next.go()
        // Whatever follows without time passing follows now.
        await new Promise(resolve => setImmediate(resolve))
      }
    },
  }
}

/** One computer: clocks of its own, freezes, and an end that nothing on it notices. */
export interface Machine {
  readonly number: number
  readonly clock: Clock
  /** Resumes after `ms` of true time, or later when it is frozen then, or never when it crashed. */
  pass(ms: number): Promise<void>
  /** Nothing runs for so long; the monotonic clock may stop meanwhile. */
  freeze(ms: number, stops: boolean): void
  stepClock(ms: number): void
  crash(): void
}

export function machineOn(stage: Stage, number: number, offset: number): Machine {
  let wall = 1_800_000_000_000 + offset
  let stopped = 0
  let frozenUntil = 0
  let isCrashed = false
  const wake = (resolve: () => void) => {
    if (isCrashed) return
    if (frozenUntil > stage.now()) stage.at(frozenUntil, () => wake(resolve))
    else resolve()
  }
  const pass = (ms: number) => new Promise<void>(resolve => stage.at(stage.now() + ms, () => wake(resolve)))
  return {
    number,
    clock: { now: () => wall + stage.now(), monotonic: () => stage.now() - stopped, sleep: ms => pass(ms) },
    pass,
    freeze(ms, stops) {
      frozenUntil = Math.max(frozenUntil, stage.now() + ms)
      if (stops) stopped += ms
    },
    stepClock: ms => {
      wall += ms
    },
    crash: () => {
      isCrashed = true
    },
  }
}
