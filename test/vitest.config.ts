import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // Kills of whole seeds and restores, races of real processes, lock files behind real git and limits of memory take more
    // than a minute of the five that `npm test` may have, so they are in the long run alone, which CI makes for each commit too.
    exclude: [
      'test/long/**',
      'test/kills/{restore,seed}.test.ts',
      'test/lease/contention.test.ts',
      'test/files/heavy.test.ts',
      'test/remote/lockPlaces.test.ts',
      'test/seed/big.test.ts',
      '**/node_modules/**',
    ],
    // By itself vitest leaves a core idle, which is half of a machine with two.
    maxWorkers: '100%',
    // A worker for each file loads most of the sources each time, a sixth of the whole. What a test changes of its process
    // it puts back.
    isolate: false,
    // A guard against what hangs, not a measure: a busy machine takes its time.
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
})
