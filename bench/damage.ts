import * as fc from 'fast-check'

import { CORPUS, damaged, examined } from '../test/laws/damaged.ts'
import type { Figure } from './process.ts'

/** So many of the slowest are timed again: the first time may have been that of the collector of garbage. */
const AGAIN = 50

/**
 * The slowest of so many files after random mutations of their bytes, against the slowest of the files themselves. Each
 * of these takes about half a millisecond, so the target holds a run far below one second.
 */
export function damageFigure(runs: number): Figure {
  const whole = CORPUS.map(bytes => bytes.toString('utf8'))
  // Compiled code of both is warm before anything counts.
  for (let round = 0; round < 20; round += 1) for (const text of whole) timed(text)
  const base = Math.max(...whole.map(text => least(text, 20)))
  const firsts = fc.sample(damaged, { numRuns: runs, seed: 1 }).map(text => ({ text, time: timed(text) }))
  const slowest = firsts.toSorted((a, b) => b.time - a.time).slice(0, AGAIN)
  const worst = Math.max(...slowest.map(({ text }) => least(text, 5)))
  const more = `${worst.toFixed(2)} ms; undamaged ${base.toFixed(2)} ms`
  return {
    what: `slowest of ${runs.toLocaleString('en')} damaged files`,
    value: worst / base,
    unit: 'x',
    target: 10,
    more,
  }
}

function least(text: string, times: number): number {
  return Math.min(...Array.from({ length: times }, () => timed(text)))
}

function timed(text: string): number {
  const start = performance.now()
  examined(text)
  return performance.now() - start
}
