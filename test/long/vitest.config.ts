import { defineConfig } from 'vitest/config'

// Twenty-five times the random cases, and what needs the registry or many processes.
process.env['LAW_RUNS'] ??= '50000'

const TWENTY_MINUTES = 20 * 60_000

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/laws/**/*.test.ts', 'test/**/laws.test.ts', 'test/long/**/*.test.ts'],
    testTimeout: TWENTY_MINUTES,
    hookTimeout: TWENTY_MINUTES,
  },
})
