import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import type { Lock } from '../../src/core/model/lock.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { store } from '../laws/build.ts'
import { counts, killAt, no, rowsIn, text, withLock, withOrg, yes } from './carried.ts'
import { all, allow, expectSplit, from, migration, rowsFor, SPLIT, to } from './migrated.ts'
import type { Migration } from '../../src/core/model/migration.ts'
import type { Past, Values } from './carried.ts'
import type { VirtualWorld } from './virtualWorld.ts'

const STRIDE = Number(process.env['RECORD_STRIDE'] ?? 31)
const past = { from, to, hints: {} }
const rows = rowsFor(4)
const inOrg = { lease: 'org' } as const

/** An apply that is killed at a call, and how the org is by then. */
async function killed(org: VirtualWorld, at: number): Promise<void> {
  let kill = () => undefined as void
  const dead = new Promise<void>(resolve => (kill = resolve))
  const meddle = killAt(Math.floor(at / 2), at % 2 === 0 ? 'before' : 'after', kill)
  const first = performApply(org.another(meddle), { ...yes, allow }).then(() => 'done')
  expect(await Promise.race([first, dead.then(() => 'killed')])).toBe('killed')
  // Nobody renews its lease any more; a person frees it, and its late window passes.
  await org.world.clock.sleep(3_600_000)
  const isThere = (await org.records.fetchLive(['cliqds_meta'])).catalog.has('cliqds_meta')
  const { records } = isThere ? await org.records.fetchRecords('cliqds_meta', Infinity) : { records: [] }
  for (const { id } of records.filter(each => each.values['kind'] === 'apply')) await freed(org, id)
}

async function freed({ org }: VirtualWorld, id: string): Promise<void> {
  const headers = { authorization: 'Zoho-oauthtoken a-person' }
  const url = `/api/v3/datastores/cliqds_meta/records/${id}`
  expect((await org.handle({ method: 'DELETE', url, headers })).status).toBeLessThan(300)
}

async function callsOf(of: Past, own: Migration, filled: readonly Values[]): Promise<number> {
  return withOrg(
    of,
    filled,
    async org => {
      org.define(catalogOf([of.to]), undefined, [own])
      const begun = org.org.requests.length
      expect((await performApply(org.another(), { ...yes, allow })).kind).toBe('done')
      return org.org.requests.length - begun
    },
    inOrg,
  )
}

test('a migration that is killed at any call ends well on a machine that has the lock file of before', async () => {
  const calls = await callsOf(past, SPLIT, rows)
  // The last calls are those after which what it read has gone and nothing is marked any more.
  for (let at = 0; at < 2 * calls; at += at < 2 * calls - 6 ? Math.min(STRIDE, 2 * calls - 6 - at) : 1)
    await withOrg(
      past,
      rows,
      async org => {
        org.define(catalogOf([to]), undefined, [SPLIT])
        const before: Lock = await org.world.project.readLock()
        await killed(org, at)
        const world = withLock(org.another(), before)
        const second = await performApply(world, { ...yes, allow })
        expect([second.stoppedBy, at]).toEqual([undefined, at])
        expect(['done', 'nothing-to-do']).toContain(second.kind)
        await expectSplit(org, rows)
        const after = await performPlan(world, { offline: false, allow: [] })
        expect([after.plan.steps, after.plan.problems]).toEqual([[], []])
        const [own] = (await world.project.readLock()).values()
        expect(own?.migrations?.get('split-name')?.how).toBe('ran')
      },
      inOrg,
    )
})

const SMALL = {
  from: store({ no, name: text }, [['no']]),
  to: store({ no, first: text, last: text }, [['no']]),
  hints: {},
}
const CUT = migration('cut', '  - split: { datastore: store, field: name, by: " ", into: [first, last] }\n')

const names = rows.map(({ no: key = '', name = '' }) => ({ no: key, name }))

test('without any lock file it ends with every value in place, and what nobody owns stays', async () => {
  const calls = await callsOf(SMALL, CUT, names)
  for (let at = Math.floor(calls / 2); at < 2 * calls; at += 2 * STRIDE)
    await withOrg(
      SMALL,
      names,
      async org => {
        org.define(catalogOf([SMALL.to]), undefined, [CUT])
        await killed(org, at)
        const second = await performApply(withLock(org.another(), new Map()), { ...yes, allow: [] })
        expect([second.stoppedBy, at]).toEqual([undefined, at])
        const now = await rowsIn(org)
        expect(now.map(each => each['last']).toSorted()).toEqual(['Brewster Hopper', 'Lovelace', 'Lovelace', 'Turing'])
      },
      inOrg,
    )
})

test('the org remembers what ran, in the calls and the time that the plan named', async () => {
  await withOrg(
    past,
    rows,
    async org => {
      org.define(catalogOf([to]), undefined, [SPLIT])
      const plan = await performPlan(org.world, { offline: false, allow, ...all })
      await org.world.clock.sleep(3_600_000)
      const applied = await performApply(org.world, { ...yes, allow, ...all })
      expect([applied.kind, applied.stoppedBy]).toEqual(['done', undefined])
      expect(counts(applied)).toEqual(Object.fromEntries(plan.plan.estimate.calls))
      expect(Math.abs(applied.journal.seconds - plan.plan.estimate.seconds)).toBeLessThanOrEqual(1)
      const { records } = await org.records.fetchRecords('cliqds_meta', Infinity)
      const own = records.filter(each => each.values['kind'] === 'migration')
      expect(own.map(each => each.values)).toMatchObject([{ who: 'split-name' }])
      const forgetful = withLock(org.another(), new Map())
      const idle = await performPlan(forgetful, { offline: false, allow: [] })
      expect([idle.plan.steps, idle.plan.problems, idle.plan.migrations]).toEqual([[], [], undefined])
      await org.world.clock.sleep(3_600_000)
      const again = await performApply(forgetful, { ...yes })
      expect([again.kind, counts(again)]).toEqual(['nothing-to-do', Object.fromEntries(idle.plan.estimate.calls)])
    },
    inOrg,
  )
})

test('under a lease of a machine, after the last call and with a lock file of before, it is told what was written and how to go on', async () => {
  await withOrg(SMALL, names, async org => {
    const before: Lock = await org.world.project.readLock()
    org.define(catalogOf([SMALL.to]), undefined, [CUT])
    expect((await performApply(org.another(), { ...yes, allow: ['field-removed:store.name'] })).kind).toBe('done')
    const begun = org.watched.writes()
    await expect(performApply(withLock(org.another(), before), yes)).rejects.toMatchObject({
      code: 'MG111',
      problems: [{ hint: expect.stringContaining('first, last of store (look: cliq-ds query store)') }],
    })
    expect(org.watched.writes()).toBe(begun)
    const now = await rowsIn(org)
    expect(now.map(each => each['last']).toSorted()).toEqual(['Brewster Hopper', 'Lovelace', 'Lovelace', 'Turing'])
  })
})
