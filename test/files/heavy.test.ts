import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { HEAVY } from './heavy.ts'

/** The heap that is left for a file where a machine gives 120 MB in all, and what one may have: HEAVY_MB=15 is its cap. */
const HEAP_MB = 96
const FILE_MB = Number(process.env['HEAVY_MB'] ?? 4)

test('no lock file, saved plan, journal, backup, source of a seed, ledger, token or lease takes more memory than a small machine has, whatever it holds', async () => {
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
    HEAVY.map(([what]) => {
      const lock = what === 'levels' ? 'LK103 PF101 too-deep' : 'FS105 PF101 too-large'
      // Lines may be empty: then there is no row.
      const csv = what === 'lines' ? 'none' : 'SD110'
      return `${what} ${lock} ,0 JR101 BK102 BK102 SD110 SD110 ${csv} 7tLE103`
    }),
  )
})
