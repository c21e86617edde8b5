import { expect, test } from 'vitest'
import { gateLine } from '../gateLine.ts'
import { playSeed } from './simulation.ts'
import type { Mutant } from './calls.ts'
import type { Played } from './simulation.ts'
import { WORLDS } from './worlds.ts'
import type { WorldFacts } from './worlds.ts'

/** Seeds of each world: 150 in `npm test`, 2,000 and at night 20,000 in the long runs. */
const SEEDS = Number(process.env['LEASE_SEEDS'] ?? 60)

async function played(facts: WorldFacts, seeds: number, mutant: Mutant = 'none'): Promise<Played> {
  const sum = { faults: 0, writes: 0, unprotected: 0, lost: 0, acquired: 0 }
  for (let seed = 1; seed <= seeds; seed += 1) {
    const one = await playSeed(facts, seed, mutant)
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += one[key]
    if (facts.tolerated === 0 && mutant === 'none' && one.unprotected + one.lost > 0)
      throw new Error(`${facts.name}, seed ${seed}: ${one.unprotected} unprotected, ${one.lost} lost`)
  }
  return sum
}

test.each(WORLDS)('G4 $name: no run writes after another took the lease', { timeout: 3_600_000 }, async facts => {
  const { faults, writes, unprotected, lost, acquired } = await played(facts, SEEDS)
  gateLine(`G4 ${facts.name} (${writes} writes of ${acquired} runs)`, faults, lost + unprotected, unprotected)
  expect(lost).toBe(0)
  if (facts.tolerated !== undefined)
    expect(unprotected).toBeLessThanOrEqual(Math.ceil((facts.tolerated * writes) / 400_000))
  // Nobody is kept out for ever: most of four runs get their turn, and most of their writes.
  expect(acquired).toBeGreaterThan(SEEDS * 2)
  expect(writes).toBeGreaterThan(SEEDS * 5)
})

const MUTANTS = [
  { mutant: 'no-read-back', world: 'W4' },
  { mutant: 'no-drain', world: 'W1' },
  { mutant: 'no-self-fence', world: 'W6' },
] as const

test.each(MUTANTS)('the simulation sees it when there is $mutant', async ({ mutant, world }) => {
  const facts = WORLDS.find(each => each.name === world)
  if (facts === undefined) throw new Error(`no world ${world}`)
  const { unprotected } = await played(facts, 200, mutant)
  expect(unprotected).toBeGreaterThan(0)
})
