import { defineConfig, mergeConfig } from 'vitest/config'

import tests from '../../test/vitest.config.ts'

// For the map of what each file of tests calls: each in a process of its own, which loads everything anew.
export default mergeConfig(tests, defineConfig({ test: { isolate: true, setupFiles: ['bench/mutants/covered.ts'] } }))
