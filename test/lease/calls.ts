import type { RowOutcome } from '../../src/engine/lease/rows.ts'
import type { Rows } from './org.ts'
import type { Machine, Stage } from './stage.ts'
import type { WorldFacts } from './worlds.ts'

/** Takes a part of the protocol away, to prove that the simulation would see it missing. */
export type Mutant = 'no-read-back' | 'no-drain' | 'no-self-fence' | 'none'

/** One play of the simulation. */
export interface Play {
  readonly facts: WorldFacts
  readonly mutant: Mutant
  readonly stage: Stage
  readonly chance: () => number
  readonly rows: Rows
  readonly tally: { faults: number; writes: number; unprotected: number; lost: number; acquired: number }
  /** How often the lease was taken so far: the last one to take it is the only one that may write. */
  newest: number
}

/** In ms. */
export const HOURS = 3_600_000

/** What a write without an answer ends as. */
export const unknown: RowOutcome & { readonly kind: 'unknown' } = {
  kind: 'unknown',
  problem: { code: 'NT104', severity: 'error', message: 'no answer came' },
}

/** Sends one write: it may be lost on either way, or take effect when nobody waits for it any more. */
export async function fateOf(play: Play, machine: Machine, effect: () => void): Promise<'done' | 'unknown'> {
  const { chance, facts, tally, stage } = play
  const draw = chance()
  if (draw >= facts.losses) {
    await called(play, machine, effect)
    return 'done'
  }
  tally.faults += 1
  if (draw < facts.losses / 3) stage.at(stage.now() + chance() * 120_000, effect)
  else if (draw < (facts.losses * 2) / 3) stage.at(stage.now() + 100, effect)
  await called(play, machine)
  return 'unknown'
}

/** One call there and back; on the way all that is wrong with the machine may come to pass. */
export async function called(play: Play, machine: Machine, effect?: () => void): Promise<void> {
  const { stage, chance, facts, tally } = play
  if (effect !== undefined) stage.at(stage.now() + 100, effect)
  const struck = (rate: number) => {
    const isStruck = chance() < rate
    if (isStruck) tally.faults += 1
    return isStruck
  }
  // Of the two clocks one can be trusted, unless the world is a blind one.
  const stops = machine.number % 2 === 0
  if ((facts.isBlind || !stops) && struck(facts.steps)) machine.stepClock((chance() - 0.5) * 2 * HOURS)
  if (struck(facts.freezes)) machine.freeze(chance() * 40 * 60_000, stops)
  if (struck(facts.crashes)) machine.crash()
  await machine.pass(100 + chance() * 400)
}
