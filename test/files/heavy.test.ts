import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { HEAVY } from './heavy.ts'

/** The heap that is left for a file where a machine gives 120 MB in all, and what one may have. */
const HEAP_MB = 96
const FILE_MB = 7

test('no lock file, saved plan or list in JSON takes more memory than a small machine has, whatever it holds', async () => {
  const worker = new Worker(new URL('heavyWorker.ts', import.meta.url), {
    execArgv: [],
    workerData: { megabytes: FILE_MB },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 4 },
  })
  const found = await new Promise((resolve, reject) => {
    worker.on('message', resolve)
    worker.on('error', reject)
  })
  expect(found).toEqual(
    HEAVY.map(([what]) =>
      what === 'levels' ? [what, 'LK103', 'PF101', 'too-deep', ',0'] : [what, 'FS105', 'PF101', 'too-large', ',0'],
    ),
  )
})
