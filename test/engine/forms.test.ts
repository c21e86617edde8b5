import { expect, test } from 'vitest'
import { performApply } from '../../src/commands/apply.ts'
import { performDrift } from '../../src/commands/drift.ts'
import { performPlan } from '../../src/commands/plan.ts'
import type { Event } from '../../src/core/model/ports.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { field, store } from '../laws/build.ts'
import { seedStage } from '../seed/seedWorld.ts'
import { APPLY } from './stale.ts'
import { virtualWorld } from './virtualWorld.ts'

const ODD = {
  ...store({ a: field({ name: ' A field ', default_value: ' e\u0301 ' }), n: field({ type: 'number' }) }, [], 'one'),
  name: 'A store ',
  description: 'Staff\r\ndirectory\n',
}

for (const texts of ['trimmed', 'normalised'] as const)
  test(`D3: what a server makes of texts (${texts}) is adopted, told once, and no change for ever`, async () => {
    const { world, define, close } = await virtualWorld('local', undefined, { texts })
    try {
      const events: Event[] = []
      const told = { ...world, notify: (event: Event) => void events.push(event) }
      const notes = () => events.flatMap(each => (each.type === 'note' ? [each.problem] : []))
      define(catalogOf([ODD]))
      const applied = await performApply(told, { ...APPLY, allow: [] })
      expect([applied.kind, applied.journal.surprises]).toEqual(['done', []])
      expect(notes().map(each => each.code)).toEqual(['AP104', 'AP104', 'AP104', 'AP104'])
      expect(notes()[0]?.message).toContain('name of one')
      for (let again = 0; again < 2; again += 1) {
        const { plan } = await performPlan(told, { offline: false, allow: [] })
        expect([plan.changes, plan.steps, plan.drift]).toEqual([[], [], []])
        expect((await performDrift(told)).changes).toEqual([])
        expect((await performApply(told, { ...APPLY, allow: [] })).kind).toBe('nothing-to-do')
      }
      expect(notes()).toHaveLength(4)
      // Another wish is another text all the same.
      define(catalogOf([{ ...ODD, description: 'Staff directory' }]))
      expect((await performPlan(told, { offline: false, allow: [] })).plan.changes).toHaveLength(1)
    } finally {
      await close()
    }
  })

test('D3: a seed whose texts a server trims is done after one run', async () => {
  const datastore = store({ k: field({ mandatory: true }), v: field() }, [['k']], 'd0')
  const stage = await seedStage(datastore, undefined, { texts: 'trimmed' })
  try {
    stage.seed([
      { k: 'a', v: ' blanks around ' },
      { k: 'b ', v: 'x\n' },
    ])
    expect((await stage.run()).kind).toBe('done')
    await stage.rest()
    expect((await stage.run()).kind).toBe('nothing-to-do')
    expect((await stage.rows()).map(each => each.values['v'])).toEqual(['blanks around', 'x'])
  } finally {
    await stage.close()
  }
})

test('F14: reads that lag longer than they were thought to are no change by somebody else', async () => {
  const { world, define, close } = await virtualWorld('local', undefined, { readLagMs: 20_000 })
  try {
    define(catalogOf([store({ a: field(), b: field() }, [], 'one')]))
    const first = await performApply(world, { ...APPLY, allow: [] })
    expect([first.kind, first.journal.surprises]).toEqual(['done', []])
    await world.clock.sleep(60_000)
    define(catalogOf([store({ a: field() }, [], 'one')]))
    const second = await performApply(world, { ...APPLY, allow: ['field-removed:one.b'] })
    expect([second.kind, second.journal.surprises]).toEqual(['done', []])
  } finally {
    await close()
  }
})

test('F14: reads that never show what was done are told as such, and not as a change by somebody else', async () => {
  const { world, define, close } = await virtualWorld('local', undefined, { readLagMs: 3_600_000 })
  try {
    define(catalogOf([store({ a: field() }, [], 'one')]))
    const { kind, stoppedBy, journal } = await performApply(world, { ...APPLY, allow: [] })
    expect([kind, stoppedBy instanceof Error && 'code' in stoppedBy && stoppedBy.code, journal.surprises]).toEqual([
      'stopped',
      'AP105',
      [],
    ])
  } finally {
    await close()
  }
})
