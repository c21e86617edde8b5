import { applies, idlePlan } from './applies.ts'
import { engineCost, foreignCall, lockOuts, oneOperation, stepGraphs, twoProcesses } from './pacing.ts'
import type { Figure } from './process.ts'
import { seeds } from './seeds.ts'

/** How much is played; less of it for a test, all of it for the bench. */
export interface Extent {
  readonly counts: readonly number[]
  readonly graphs: number
  readonly seeds: number
  readonly requests: number
  readonly rows: number
}

/** As the targets are set. */
export const FULL: Extent = { counts: [10, 100, 1_000, 5_000], graphs: 500, seeds: 200, requests: 100_000, rows: 1_000 }

/** The API half: counted in requests and virtual time, so the same on every machine, but for what A12 says. */
export async function apiHalf(extent: Extent): Promise<readonly Figure[]> {
  return [
    ...(await applies()),
    await oneOperation(extent.counts),
    ...stepGraphs(extent.graphs),
    await lockOuts(extent.seeds),
    await idlePlan(100),
    await idlePlan(1_000),
    ...(await foreignCall()),
    ...(await seeds(extent.rows)),
    ...(await twoProcesses()),
    ...(await engineCost(extent.requests)),
  ]
}
