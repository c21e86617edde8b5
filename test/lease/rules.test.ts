import { expect, test } from 'vitest'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import { intentValues, isMeta, leaseValues, META, metaFault } from '../../src/core/pace/leaseRows.ts'
import type { LeaseRow } from '../../src/core/pace/leaseRows.ts'
import type { RecordValues } from '../../src/core/model/step.ts'
import type { RowOutcome } from '../../src/engine/lease/rows.ts'
import { heldFailure } from '../../src/engine/lease/contest.ts'
import type { AnyLease } from '../../src/engine/lease/contest.ts'
import { breakOrgLease, freeAbandonedLease } from '../../src/engine/lease/unlock.ts'
import { refusal } from '../files/temporary.ts'
import { field } from '../laws/build.ts'
import { unlawful } from '../laws/legal.ts'
import { codeOf, held, OTHER, scene } from './scene.ts'

test('the meta datastore is one that Cliq takes, and only exactly that one will do', () => {
  expect(unlawful(catalogOf([META]))).toEqual([])
  expect(metaFault(META)).toBeUndefined()
  const [seq = field()] = [META.fields.get('seq')]
  const unfit: readonly Datastore[] = [
    { ...META, unique_keys: [] },
    { ...META, unique_keys: [['kind'], ['seq']] },
    { ...META, unique_keys: [['kind', 'seq'], ['owner']] },
    { ...META, fields: new Map([...META.fields, ['more', field()]]) },
    { ...META, fields: new Map([...META.fields].filter(([name]) => name !== 'owner')) },
    { ...META, fields: new Map([...META.fields, ['seq', { ...seq, type: 'limited-text' }]]) },
    { ...META, fields: new Map([...META.fields, ['owner', field({ masked: true })]]) },
  ]
  for (const each of unfit) expect(metaFault(each)).toBeDefined()
  // Whatever version made it: a row of each kind is written with these alone.
  const needed = [...META.fields].filter(([, each]) => each.mandatory).map(([name]) => name)
  expect(needed).toEqual(['kind', 'seq'])
  expect(['cliqds_meta', 'stg_cliqds_meta', 'cliqds_metal', 'rooms'].map(isMeta)).toEqual([true, true, false, false])
})

test('a meta datastore that cannot serve is refused before a row goes in', async () => {
  const { take, calls } = scene({ meta: { ...META, unique_keys: [] } })
  expect(await codeOf(take)).toBe('LE106')
  expect(calls).toEqual(['describe'])
})

test('a lease costs one insert and two reads to take, and one removal to give back', async () => {
  const { take, calls, leases, time } = scene()
  const lease = await take()
  expect(calls).toEqual(['describe', 'insert', 'list', 'list'])
  expect(time.now).toBeGreaterThanOrEqual(3_000)
  expect(await lease.release()).toBeUndefined()
  expect(calls.slice(4)).toEqual(['remove'])
  expect(leases()).toEqual([])
})

test('a held lease is refused at once, and whoever waits only reads, once a minute', async () => {
  const { take, put, calls, time } = scene()
  put(leaseValues(held))
  const [problem] = await refusal(() => take())
  expect(problem?.code).toBe('LE101')
  expect(problem?.message).toContain('process 7 on there')
  expect(problem?.hint).toContain(`cliq-ds unlock ${OTHER}`)
  expect(time.now).toBe(0)
  calls.length = 0
  expect(await codeOf(() => take({ waitMs: 300_000 }))).toBe('LE101')
  expect(calls).toEqual(['describe', 'insert', ...Array.from({ length: 6 }, () => 'list')])
})

test('whoever waits gets the lease once it is given back', async () => {
  const { take, org, put, events, time } = scene()
  put(leaseValues(held))
  const [row] = org.seen(0)
  events.push({ at: 90_000, go: () => void org.remove(time.now, row?.id ?? '') })
  await take({ waitMs: 600_000 })
  expect(time.now).toBeLessThan(130_000)
})

test('a lease is taken over when it was not renewed for the longer ttl, and not before', async () => {
  const { take, put, time, leases } = scene()
  put(leaseValues({ ...held, ttlMs: 1_800_000 }))
  const lease = await take({ waitMs: 3_600_000 })
  expect(time.now).toBeGreaterThanOrEqual(1_800_000)
  expect(leases()).toEqual([lease.id])
})

test('a lease that is renewed, one that cannot be read, and one under takeover: never are not taken over', async () => {
  const renewed = scene()
  renewed.put(leaseValues(held))
  const [row] = renewed.org.seen(0)
  for (let beat = 4; beat < 20; beat += 1)
    renewed.events.push({
      at: (beat - 3) * 600_000,
      go: () => void renewed.org.update(renewed.time.now, row?.id ?? '', leaseValues({ ...held, beat })),
    })
  expect(await codeOf(() => renewed.take({ waitMs: 7_200_000 }))).toBe('LE101')
  const odd = scene()
  odd.put({ ...leaseValues(held), ttl_ms: 'soon' })
  expect(await codeOf(() => odd.take({ waitMs: 7_200_000 }))).toBe('LE103')
  const never = scene()
  never.put(leaseValues(held))
  expect(await codeOf(() => never.take({ waitMs: 7_200_000, takeover: 'never' }))).toBe('LE101')
})

test('a refusal without a row in sight is tried again soon', async () => {
  const { deps, rows, take, calls } = scene()
  let refusals = 2
  Object.assign(deps, {
    rows: {
      ...rows,
      insert: (values: RecordValues) =>
        (refusals -= 1) < 0
          ? rows.insert(values)
          : Promise.resolve({ kind: 'not-done', problem: { code: 'RF111', severity: 'error', message: 'taken' } }),
    },
  })
  await take()
  expect(calls.filter(each => each === 'insert')).toHaveLength(1)
})

test('a lease that was taken away stops the run before its next write, and is not given back', async () => {
  const { take, org, time, calls } = scene()
  const lease = await take()
  org.remove(time.now, org.seen(time.now)[0]?.id ?? '')
  expect(await codeOf(() => lease.renew())).toBe('LE102')
  expect(await codeOf(lease.check)).toBe('LE102')
  calls.length = 0
  expect((await lease.release())?.code).toBe('LE108')
  expect(calls).toEqual([])
})

test('half a ttl without a renewal stops the run, and the lease is left to run out', async () => {
  const { take, time, leases } = scene()
  const lease = await take()
  time.now += 440_000
  await lease.renew()
  time.now += 450_000
  expect(await codeOf(lease.check)).toBe('LE107')
  expect(await codeOf(() => lease.intend('d'))).toBe('LE107')
  expect((await lease.release())?.code).toBe('LE108')
  expect(leases()).toEqual([lease.id])
})

test('two runs that both believe in their lease collide at their next intents', async () => {
  const same = scene()
  const one = await same.take()
  await one.intend('first')
  same.put(intentValues({ seq: 2, owner: OTHER, digest: 'other' }))
  expect(await codeOf(() => one.intend('second'))).toBe('LE102')
  const later = scene()
  const two = await later.take()
  later.put(intentValues({ seq: 9, owner: OTHER, digest: 'other' }))
  expect(await codeOf(() => two.intend('first'))).toBe('LE102')
})

test('with a call in doubt the lease is kept for the late window, and after an interrupt left to run out', async () => {
  const { take, time, leases } = scene()
  const lease = await take()
  lease.doubt()
  const from = time.now
  expect(await lease.release()).toBeUndefined()
  expect(time.now - from).toBeGreaterThanOrEqual(120_000)
  expect(leases()).toEqual([])
  const cut = scene({ signal: AbortSignal.abort(130) })
  const other = await cut.take()
  other.doubt()
  expect((await other.release())?.code).toBe('LE108')
  expect(cut.leases()).toEqual([other.id])
})

test('only the exact id frees a lease by hand; one that cannot be read goes by its record', async () => {
  const { put, deps, org, leases } = scene()
  expect(await codeOf(() => breakOrgLease('org', OTHER, deps))).toBe('LE111')
  put(leaseValues(held))
  expect(await codeOf(() => breakOrgLease('org', OTHER.slice(1), deps))).toBe('LE104')
  expect(await breakOrgLease('org', OTHER, deps)).toBe('process 7 on there')
  expect(leases()).toEqual([])
  put({ ...leaseValues(held), owner: 'someone' })
  expect(await breakOrgLease('org', org.seen(0)[0]?.id ?? '', deps)).toBe('')
})

test('of several rows the one with the lowest id is told, by its owner where that can be read', () => {
  const row = (id: string, owner: string): LeaseRow => ({ ...held, id, owner, addedAt: 0 })
  const told = (...leases: readonly AnyLease[]) =>
    heldFailure(leases, 'org', { ...scene().deps.clock, now: () => 90_000 }).problems[0]
  const [nine, ten] = [row('9', 'a'.repeat(32)), row('10', 'b'.repeat(32))]
  for (const both of [
    [nine, ten],
    [ten, nine],
  ])
    expect(told(...both)?.hint).toContain(`unlock ${'a'.repeat(32)} frees it`)
  expect(told(nine)?.message).toContain('held by process 7 on there, for 90 s by')
  expect(told({ ...nine, run: 'https://ci.example/1', since: -30_000 })?.message).toContain(
    'there, run https://ci.example/1, for 2 min by',
  )
  expect(told({ ...nine, since: -7_110_000 })?.message).toContain('for 2 h by')
  expect(told()?.message).toContain('cannot be seen yet')
})

test('a lease whose removal got no answer, or a no, is said to be freed only where it is gone', async () => {
  const { put, deps, leases, events, time, org } = scene()
  const problem = { code: 'NT101', severity: 'error', message: 'no answer' } as const
  const removing = (goes: boolean, outcome: RowOutcome) => {
    const remove = async (id: string) => {
      if (goes) await deps.rows.remove(id)
      return outcome
    }
    return breakOrgLease('org', OTHER, { ...deps, rows: { ...deps.rows, remove } })
  }
  put(leaseValues(held))
  expect(await codeOf(() => removing(false, { kind: 'unknown', problem }))).toBe('NT101')
  expect(await codeOf(() => removing(false, { kind: 'not-done', problem: { ...problem, code: 'RF103' } }))).toBe(
    'RF103',
  )
  expect(leases()).toEqual([OTHER])
  expect(await removing(true, { kind: 'unknown', problem })).toBe(held.who)
  put(leaseValues(held))
  expect(await removing(true, { kind: 'not-done', problem: { ...problem, code: 'RF102' } })).toBe(held.who)
  // What went out may come to something later than its answer would have come.
  put(leaseValues(held))
  const [row] = org.seen(time.now)
  events.push({ at: time.now + 1_000, go: () => void org.remove(time.now, row?.id ?? '') })
  expect(await removing(false, { kind: 'unknown', problem })).toBe(held.who)
})

test.each([
  ['of a process that has ended', true, false, undefined, ''],
  ['of a process that still runs, or of another machine', false, false, undefined, 'LE101'],
  ['of a run that has a call without an answer', true, true, undefined, 'LE110'],
  ['of a run that may be writing rows', true, false, 'records.insert', 'LE110'],
  ['of a run whose last write was a step that is decided', true, false, 'fields.add', ''],
] as const)('without an id the lease is released only %s', async (_, isDead, isUndecided, operation, code) => {
  const { put, deps, leases } = scene()
  put(leaseValues(held))
  if (operation !== undefined) put(intentValues({ seq: 1, owner: OTHER, digest: 'd', sends: { operation, calls: 1 } }))
  const free = () => freeAbandonedLease('org', { isDead: who => isDead && who === held.who, isUndecided }, deps)
  if (code === '') expect(await free()).toBe(held.who)
  else expect(await codeOf(free)).toBe(code)
  expect(leases()).toEqual(code === '' ? [] : [OTHER])
})

test('a lease that is free, or cannot be read, is not released by chance', async () => {
  const { put, deps, leases } = scene()
  const free = () => freeAbandonedLease('org', { isDead: () => true, isUndecided: false }, deps)
  expect(await free()).toBeUndefined()
  put({ kind: 'apply', seq: '0', owner: 'someone' })
  expect(await codeOf(free)).toBe('LE103')
  expect(leases()).toEqual([undefined])
})
