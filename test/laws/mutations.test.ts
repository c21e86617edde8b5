import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { codeFacts } from '../../src/core/codes/codes.ts'
import { damaged, examined } from './damaged.ts'
import type { Errand } from './damagedWorker.ts'

// At least ten thousand in the long run.
const RUNS = Number(process.env['LAW_RUNS'] ?? 1_000)

test('however a file is damaged, it is read or refused with known codes, and what is told can be shown', () => {
  fc.assert(
    fc.property(damaged, text => {
      const { definition, problems } = examined(text)
      const lines = text.split('\n').length
      for (const problem of problems) {
        expect([problem.code, codeFacts(problem.code)]).not.toContain(undefined)
        expect(problem.at?.line).toBeLessThanOrEqual(lines)
      }
      if (definition === undefined) expect(problems.length).toBeGreaterThan(0)
    }),
    { numRuns: RUNS },
  )
})

const MB = 1_048_576
const MOST_MB = 50

/** Examines damaged texts in a heap of so many MB. Tells its size before the first, and the text at which it was too small. */
async function inHeapOf(
  megabytes: number,
  errand: Omit<Errand, 'at'>,
): Promise<{ readonly before: number; readonly tooSmallAt: number | undefined }> {
  const at = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('damagedWorker.ts', import.meta.url), {
    workerData: { ...errand, at },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: 4 },
  })
  let before = 0
  worker.on('message', (bytes: number) => {
    before = Math.ceil(bytes / MB)
  })
  try {
    await once(worker, 'exit')
    return { before, tooSmallAt: undefined }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return { before, tooSmallAt: at[0] }
    throw error
  }
}

test(`however a file is damaged, reading it takes at most ${MOST_MB} MB`, async () => {
  const seed = Math.trunc(fc.sample(fc.nat(), 1)[0] ?? 0)
  const { before } = await inHeapOf(512, { runs: 0, seed })
  const limit = before + MOST_MB
  const { tooSmallAt } = await inHeapOf(limit, { runs: RUNS, seed })
  expect({ seed, tooSmallAt }).toEqual({ seed, tooSmallAt: undefined })
  // The bound is one that is felt.
  const greedy = { at: 7, megabytes: MOST_MB + 10 }
  expect((await inHeapOf(limit, { runs: 10, seed, greedy })).tooSmallAt).toBe(7)
}, 600_000)
