import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { performSeed } from '../../src/commands/seed.ts'
import type { SeedOptions } from '../../src/commands/seed.ts'
import { seedsBeside } from '../../src/commands/seedBeside.ts'
import type { SeedWorld } from '../../src/commands/seedWorld.ts'
import type { SeedFile } from '../../src/core/rows/seed.ts'
import { virtualWorld } from '../engine/virtualWorld.ts'

/** An org under strict limits in virtual time, and seeds of many datastores. */
export async function stage(lease: 'local' | 'org' = 'local') {
  const virtual = await virtualWorld(lease)
  let seeds: readonly SeedFile[] = []
  const world: SeedWorld = {
    ...virtual.world,
    seedsFolder: 'seeds',
    readSeeds: async () => ({ seeds, problems: [], sources: new Map() }),
    checkSeedFile: async () => undefined,
    writeSeed: async () => [],
  }
  const options = { allow: [], yes: true, show: () => undefined, approve: undefined }
  return {
    ...virtual,
    world,
    seed: (...files: readonly SeedFile[]) => {
      seeds = files
    },
    plan: async () => performPlan(world, { allow: [], offline: false, beside: await seedsBeside(world, []) }),
    apply: async () => performApply(world, { ...options, beside: await seedsBeside(world, []) }),
    run: (more: Partial<SeedOptions> = {}) => performSeed(world, { ...options, names: [], ...more }),
    rest: () => world.clock.sleep(600_000),
    sent: () => virtual.org.requests.map(({ operation }) => String(operation)),
  }
}
