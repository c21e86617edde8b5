import { defineConfig } from 'vitest/config'

// More random cases for the laws, and what needs the registry or many processes: as much as fits into twenty-five minutes of
// two cores. At night CI takes more.
process.env['LAW_RUNS'] ??= '5000'
process.env['CORE_RUNS'] ??= '20000'
process.env['LEASE_SEEDS'] ??= '2000'
process.env['LEASE_ROUNDS'] ??= '50'
process.env['LEASE_STEPS'] ??= '1,60,180,500'
process.env['SEED_ROWS'] ??= '1000000'
// Of two kinds of lease each: real kills, and waits at which a run ends or fails.
process.env['KILLS'] ??= '60'
process.env['CRASH_POINTS'] ??= '40'
process.env['KILL_STRIDE'] ??= '3'
process.env['LOCK_WRITERS'] ??= '8'
process.env['MODEL_RUNS'] ??= '500'
process.env['RECORD_STRIDE'] ??= '3'
process.env['CARRY_ROWS'] ??= '10000'
process.env['CARRY_WORLDS'] ??= '1000'
process.env['FAULT_STRIDE'] ??= '1'
process.env['READINGS'] ??= '500'
process.env['OUTPUTS'] ??= '1'
process.env['REFUSALS'] ??= '1'
process.env['HEAVY_MB'] ??= '15'

const HOURS = 5 * 60 * 60_000

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: [
      'test/laws/**/*.test.ts',
      'test/**/laws.test.ts',
      'test/lease/**/*.test.ts',
      'test/kills/**/*.test.ts',
      'test/engine/{carryCosts,carryFaults,faults,migrationFaults,migrationRecord,model,queriedCarries}.test.ts',
      'test/seed/big.test.ts',
      'test/readings/**/*.test.ts',
      'test/security/outputs.test.ts',
      'test/files/heavy.test.ts',
      'test/terminal/refusals.test.ts',
      'test/remote/lockPlaces.test.ts',
      'test/long/**/*.test.ts',
    ],
    maxWorkers: '100%',
    isolate: false,
    testTimeout: HOURS,
    hookTimeout: HOURS,
  },
})
