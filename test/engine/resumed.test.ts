import { expect, test } from 'vitest'
import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import type { World } from '../../src/commands/world.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { Failure, failure } from '../../src/core/model/failure.ts'
import type { SavedPlan } from '../../src/core/plan/document.ts'
import { EXIT, exitCodeAfter } from '../../src/terminal/exit.ts'
import { fields, store } from '../laws/build.ts'
import { virtualWorld } from './virtualWorld.ts'

const three = catalogOf(['a', 'b', 'c'].map(name => store(fields(2), [], name)))
const options = { yes: false, allow: [], approve: undefined, show: () => undefined }

/** A world whose project keeps the plan that was last begun, where it may. */
async function stage(keeps: boolean, writesLock = true) {
  const virtual = await virtualWorld()
  virtual.define(three)
  let begun: SavedPlan | undefined
  const project: World['project'] = {
    ...virtual.world.project,
    writeBegun: async document => {
      if (keeps) begun = { document, version: '0.0.0', createdAt: 0 }
    },
    readBegun: async () => begun,
    ...(!writesLock && { writeLocked: async () => undefined }),
  }
  const world = { ...virtual.world, project }
  const { digest } = await performPlan(world, { offline: false, allow: [] })
  return { ...virtual, world, digest }
}

test.each([
  ['by the plan that the machine kept', true, true],
  ['by the lock file as the review saw it, on another machine', false, false],
])('the same command with --expect goes on where it stopped, %s', async (_, keeps, writesLock) => {
  const { world, org, digest, close } = await stage(keeps, writesLock)
  try {
    org.fault({ kind: 'drop-before', operation: 'datastores.create', nth: 2 })
    const short = digest.slice(0, 'sha256-v1:'.length + 12)
    const deadline = world.clock.now() + 1_000
    const first = await performApply({ ...world, deadline }, { ...options, expect: short })
    expect(first.kind).toBe('stopped')
    expect(first.journal.done.length).toBeLessThan(3)
    await world.clock.sleep(600_000)
    const again = await performApply(world, { ...options, expect: digest })
    expect([again.kind, again.journal.done.length]).toEqual(['done', 3 - first.journal.done.length])
    await world.clock.sleep(600_000)
    expect((await performApply(world, { ...options, expect: digest })).kind).toBe('nothing-to-do')
  } finally {
    await close()
  }
})

test('another plan than the expected one is refused, also where one of that digest was begun', async () => {
  const { world, define, digest, close } = await stage(true)
  try {
    await performApply(world, { ...options, expect: digest })
    define(catalogOf([...three.values(), store(fields(1), [], 'd')]))
    const refused = await performApply(world, { ...options, expect: digest }).catch((error: unknown) => error)
    expect(refused instanceof Failure && refused.code).toMatch(/^ST10[78]$/u)
  } finally {
    await close()
  }
})

test('a lock file that was edited during an apply is told at its end, with all that was done', async () => {
  const { world, close } = await stage(true)
  try {
    const edited = () => Promise.reject(failure('LK108', 'the lock file was edited by hand'))
    const project = { ...world.project, writeLocked: edited }
    const applied = await performApply({ ...world, project }, { ...options, yes: true })
    expect([applied.kind, applied.journal.done.length]).toEqual(['stopped', 3])
    expect(applied.stoppedBy).toMatchObject({ code: 'LK108' })
    expect(exitCodeAfter(applied, world.signal)).toBe(EXIT.stopped)
  } finally {
    await close()
  }
})
