import { defineConfig } from 'vitest/config'

// Twenty-five times the random cases, and what needs the registry or many processes.
process.env['LAW_RUNS'] ??= '50000'
// The lease's simulation takes 20,000 seeds a world at night.
process.env['LEASE_SEEDS'] ??= '2000'
process.env['LEASE_ROUNDS'] ??= '50'
process.env['SEED_ROWS'] ??= '1000000'
// Of two kinds of lease each: real kills, and waits at which a run ends or fails.
process.env['KILLS'] ??= '101'
process.env['CRASH_POINTS'] ??= '101'
process.env['KILL_STRIDE'] ??= '3'
process.env['MODEL_RUNS'] ??= '500'

const TWENTY_MINUTES = 20 * 60_000

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: [
      'test/laws/**/*.test.ts',
      'test/**/laws.test.ts',
      'test/lease/**/*.test.ts',
      'test/kills/**/*.test.ts',
      'test/engine/model.test.ts',
      'test/seed/big.test.ts',
      'test/long/**/*.test.ts',
    ],
    maxWorkers: '100%',
    testTimeout: TWENTY_MINUTES,
    hookTimeout: TWENTY_MINUTES,
  },
})
