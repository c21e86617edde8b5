import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Migration } from '../../src/core/model/migration.ts'
import type { Examples } from '../../src/core/rows/examples.ts'
import { field, store } from '../laws/build.ts'
import { counts, fill, killAt, no, rowsIn, text, withOrg, yes } from './carried.ts'
import type { Values } from './carried.ts'
import { all, allow, expectSplit, from, migration, rowsFor, SPLIT, to } from './migrated.ts'
import type { VirtualWorld } from './virtualWorld.ts'

test('a migration splits, joins and maps in the calls that the plan named, once', async () => {
  const rows = rowsFor(120)
  await withOrg({ from, to, hints: {} }, rows, async org => {
    org.define(catalogOf([to]), undefined, [SPLIT])
    const plan = await performPlan(org.world, { offline: false, allow, ...all })
    expect(plan.plan.problems).toEqual([])
    expect(plan.plan.migrations).toEqual({ runs: ['split-name'], notNeeded: [] })
    await org.world.clock.sleep(3_600_000)
    const applied = await performApply(org.world, { ...yes, allow, ...all })
    expect([applied.kind, applied.stoppedBy, applied.journal.failed]).toEqual(['done', undefined, []])
    expect(counts(applied)).toEqual(Object.fromEntries(plan.plan.estimate.calls))
    expect(Math.abs(applied.journal.seconds - plan.plan.estimate.seconds)).toBeLessThanOrEqual(1)
    await expectSplit(org, rows)
    const again = await performPlan(org.world, { offline: false, allow: [] })
    expect([again.plan.steps, again.plan.migrations]).toEqual([[], undefined])
    expect((await org.world.project.readLock()).get('org')?.migrations?.get('split-name')?.how).toBe('ran')
  })
})

const STRIDE = Number(process.env['KILL_STRIDE'] ?? 8)

test('a migration that is killed at any call ends well on another machine, with every value in place', async () => {
  const rows = rowsFor(5)
  const calls = await withOrg({ from, to, hints: {} }, rows, async org => {
    org.define(catalogOf([to]), undefined, [SPLIT])
    const begun = org.org.requests.length
    expect((await performApply(org.another(), { ...yes, allow })).kind).toBe('done')
    return org.org.requests.length - begun
  })
  for (let at = 0; at < 2 * calls; at += STRIDE)
    await withOrg({ from, to, hints: {} }, rows, async org => {
      org.define(catalogOf([to]), undefined, [SPLIT])
      let kill = () => undefined as void
      const killed = new Promise<void>(resolve => (kill = resolve))
      const meddle = killAt(Math.floor(at / 2), at % 2 === 0 ? 'before' : 'after', kill)
      const first = performApply(org.another(meddle), { ...yes, allow })
      expect(await Promise.race([first.then(() => 'done'), killed.then(() => 'killed')])).toBe('killed')
      const begun = org.org.requests.length
      const second = await performApply(org.another(), { ...yes, allow })
      expect(second.stoppedBy).toBeUndefined()
      expect(['done', 'nothing-to-do']).toContain(second.kind)
      expect(org.org.requests.length - begun, `call ${at}`).toBeLessThanOrEqual(calls + 3)
      await expectSplit(org, rows)
      expect((await performPlan(org.another(), { offline: false, allow: [] })).plan.steps).toEqual([])
    })
})

const flag = field({ type: 'boolean' })
const number = field({ type: 'number' })
const staff = store({ no, phone: text, mobile: text, team: text, grade: number, active: flag }, [['no']])

async function applying(
  rows: readonly Values[],
  own: Migration,
  work: (org: VirtualWorld, apply: (more?: readonly string[]) => ReturnType<typeof performApply>) => Promise<void>,
): Promise<void> {
  await withOrg({ from: staff, to: staff, hints: {} }, rows, async org => {
    org.define(catalogOf([staff]), undefined, [own])
    await work(org, (more = []) => performApply(org.world, { ...yes, allow: more, ...all }))
  })
}

const byNo = (rows: readonly Readonly<Record<string, unknown>>[]) => new Map(rows.map(each => [each['no'], each]))

test('what a field of old holds stays, unless the step says otherwise; costs are as told', async () => {
  const own = migration(
    'mobiles',
    `  - copy: { datastore: store, field: phone, into: mobile }
  - fill: { datastore: store, set: { team: none, grade: 1 }, where: { team: empty } }
  - fill: { datastore: store, set: { active: true }, where: { phone: { not: empty } }, only_if_empty: false }
`,
  )
  const rows: readonly Values[] = [
    { no: 'a', phone: '1', mobile: '9', team: 'x', grade: '0', active: false },
    { no: 'b', phone: '2', active: false },
    { no: 'c', mobile: '3', grade: '7', active: false },
  ]
  await applying(rows, own, async (org, apply) => {
    const plan = await performPlan(org.world, { offline: false, allow: [], ...all })
    expect(plan.plan.changes).toEqual([])
    await org.world.clock.sleep(3_600_000)
    const applied = await apply()
    expect(counts(applied)).toEqual(Object.fromEntries(plan.plan.estimate.calls))
    const now = byNo(await rowsIn(org))
    expect(now.get('a')).toMatchObject({ mobile: '9', team: 'x', grade: '0', active: true })
    expect(now.get('b')).toMatchObject({ mobile: '2', team: 'none', grade: '0', active: true })
    expect(now.get('c')).toMatchObject({ mobile: '3', team: 'none', grade: '7', active: false })
    expect((await apply()).kind).toBe('nothing-to-do')
  })
})

test('few values in many records go by few calls, each shown before it is written over', async () => {
  const own = migration('grades', '  - map: { datastore: store, field: phone, values: { low: "1", high: "2" } }\n')
  const rows = Array.from({ length: 130 }, (_, at): Values => ({ no: `r${at}`, phone: at % 2 === 0 ? 'low' : 'high' }))
  await applying(rows, own, async (org, apply) => {
    const applied = await apply()
    expect(applied.kind).toBe('done')
    expect(applied.journal.calls.get('records.bulkUpdate')).toBe(2)
    expect(applied.journal.calls.get('records.update')).toBeUndefined()
    const now = byNo(await rowsIn(org))
    expect([now.get('r0')?.['phone'], now.get('r1')?.['phone']]).toEqual(['1', '2'])
  })
})

test('what does not fit is refused before anything is sent, with the records', async () => {
  const own = migration(
    'split',
    '  - split: { datastore: store, field: phone, by: " ", into: [mobile, grade], only_if_empty: false }\n',
  )
  const rows: readonly Values[] = [
    { no: 'a', phone: '1 2' },
    { no: 'b', phone: 'none' },
  ]
  await applying(rows, own, async (org, apply) => {
    const begun = org.watched.writes()
    const heard: Examples[] = []
    const { plan } = await performPlan(org.world, {
      allow: [],
      offline: false,
      hearExamples: examples => void heard.push(...examples),
    })
    expect(plan.problems.map(each => each.code)).toEqual(['MG114'])
    expect(heard).toEqual([{ datastore: 'store', field: 'phone', values: ['none'] }])
    await expect(apply()).rejects.toMatchObject({ code: 'MG114' })
    expect(org.watched.writes()).toBe(begun)
    const skips = migration(
      'split',
      '  - split: { datastore: store, field: phone, by: " ", into: [mobile, grade], only_if_empty: false, invalid: skip }\n',
    )
    org.define(catalogOf([staff]), undefined, [skips])
    expect((await apply()).kind).toBe('done')
    expect(byNo(await rowsIn(org)).get('a')).toMatchObject({ mobile: '1', grade: '2' })
  })
})

test('records are deleted with the consent of the run alone, never more than was said, and once', async () => {
  const own = (most: number) =>
    migration('leavers', `  - delete_records: { datastore: store, where: { active: false }, at_most: ${most} }\n`)
  const rows = Array.from({ length: 7 }, (_, at): Values => ({ no: `r${at}`, active: at % 2 === 0 }))
  await applying(rows, own(2), async (org, apply) => {
    await expect(apply(['records-removed:store'])).rejects.toMatchObject({ code: 'MG115' })
    org.define(catalogOf([staff]), undefined, [own(3)])
    await expect(apply()).rejects.toMatchObject({ code: 'MG116' })
    await org.world.clock.sleep(3_600_000)
    const plan = await performPlan(org.world, { offline: false, allow: [], ...all })
    await org.world.clock.sleep(3_600_000)
    const applied = await apply(['records-removed:store'])
    expect([applied.kind, applied.journal.failed]).toEqual(['done', []])
    expect(counts(applied)).toEqual(Object.fromEntries(plan.plan.estimate.calls))
    expect((await rowsIn(org)).map(each => each['active'])).toEqual([true, true, true, true])
    await fill(org, [{ no: 'late', active: false }])
    expect((await apply(['records-removed:store'])).kind).toBe('nothing-to-do')
    expect(await rowsIn(org)).toHaveLength(5)
  })
})

test('records are deleted beside a rename and a retype of their fields, as they are until the old ones go', async () => {
  const active = field({ type: 'boolean' })
  const past = {
    from: store({ no, a: text, c: text, active }, [['no']]),
    to: store({ no, b: text, c: field({ type: 'number' }), active }, [['no']]),
    hints: {
      b: { renamed_from: ['a'] },
      c: { renamed_from: [], convert: { from: 'limited-text', invalid: 'refuse' } },
    },
  } as const
  const rows = Array.from({ length: 9 }, (_, at): Values => ({
    no: `r${at}`,
    a: `a${at}`,
    c: String(at),
    active: at > 3,
  }))
  const leavers = migration(
    'leavers',
    '  - delete_records: { datastore: store, where: { active: false }, at_most: 9 }\n',
  )
  await withOrg(past, rows, async org => {
    org.define(catalogOf([past.to]), { renamed_from: [], fields: new Map(Object.entries(past.hints)) }, [leavers])
    const before = await performPlan(org.world, { offline: false, allow: [], ...all })
    expect(before.plan.problems.map(each => each.code)).toEqual(['MG116'])
    const consent = { allow: ['records-removed:store'] }
    const plan = await performPlan(org.world, { offline: false, ...consent, ...all })
    expect(plan.plan.problems).toEqual([])
    await org.world.clock.sleep(3_600_000)
    const applied = await performApply(org.world, { ...yes, ...consent, ...all })
    expect([applied.kind, applied.journal.failed, applied.stoppedBy]).toEqual(['done', [], undefined])
    expect(counts(applied)).toEqual(Object.fromEntries(plan.plan.estimate.calls))
    const wanted = rows.slice(4).map(each => ({ no: each['no'], b: each['a'], c: each['c'], active: true }))
    expect(await rowsIn(org)).toEqual(expect.arrayContaining(wanted))
    expect(await rowsIn(org)).toHaveLength(5)
  })
})
