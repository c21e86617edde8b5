import { expect, test } from 'vitest'

import { intentValues, leaseValues } from '../../src/core/pace/leaseRows.ts'
import type { LiveRecord } from '../../src/core/model/live.ts'
import { heldFailure } from '../../src/engine/lease/contest.ts'
import { acquireOrgLease } from '../../src/engine/lease/lease.ts'
import type { LeaseRows, RowOutcome } from '../../src/engine/lease/rows.ts'
import { breakOrgLease, freeAbandonedLease } from '../../src/engine/lease/unlock.ts'
import { refusal } from '../files/temporary.ts'
import { codeOf, held, OTHER, scene } from './scene.ts'

const problem = { code: 'NT101', severity: 'error', message: 'no answer' } as const
const lost: RowOutcome = { kind: 'unknown', problem }
const refused = (code: string): RowOutcome => ({ kind: 'not-done', problem: { ...problem, code } })
const terms = { ttlMs: 900_000, waitMs: 0, takeover: 'stale', who: 'w', run: '' } as const

/** A removal: whether it takes effect, and what is answered. */
type Removal = readonly [goes: boolean, answer: RowOutcome]

/** A lease that is given back to rows that answer removals so. */
async function givenBack(...removals: readonly Removal[]) {
  const { deps, rows, take, calls, leases, put, time } = scene()
  let count = 0
  const remove = async (id: string) => {
    const [goes, answer] = removals[count] ?? [true, { kind: 'done' }]
    count += 1
    const outcome = goes ? await rows.remove(id) : undefined
    if (outcome === undefined) calls.push('remove')
    return answer
  }
  Object.assign(deps, { parting: { ...rows, remove } satisfies LeaseRows })
  const lease = await take()
  const [from, since] = [calls.length, time.now]
  // Somebody else's row is none of ours.
  put({ ...leaseValues(held), seq: '9' })
  const told = await lease.release()
  return {
    told: told && `${told.code} ${told.message}`,
    calls: calls.slice(from).join(' '),
    left: leases().length - 1,
    ms: time.now - since,
  }
}

const UNCONFIRMED = 'LE108 the lease of org was not released: Cliq did not confirm it; it expires by itself'
test.each([
  ['its removal is confirmed', [], undefined, 'remove', 0],
  ['it is gone already', [[true, refused('RF102')]], undefined, 'remove', 0],
  ['no answer comes and it is gone', [[true, lost]], undefined, 'remove list', 0],
  ['Cliq says no and it is gone', [[true, refused('RF103')]], undefined, 'remove list', 0],
  ['no answer comes and it is there', [[false, lost]], undefined, 'remove list remove', 0],
  [
    'twice no answer comes',
    [
      [false, lost],
      [true, lost],
    ],
    undefined,
    'remove list remove list',
    0,
  ],
  [
    'twice nothing comes of it',
    [
      [false, lost],
      [false, lost],
    ],
    UNCONFIRMED,
    'remove list remove list',
    1,
  ],
] as const)('a lease is given back, or said not to be, where %s', async (_, removals, told, calls, left) => {
  const looks = calls.split(' ').filter(each => each === 'list').length
  expect(await givenBack(...removals)).toEqual({ told, calls, left, ms: 3_000 * looks })
})

test('what is left of the late window is waited for, and no more', async () => {
  const { take, time } = scene()
  const lease = await take()
  lease.doubt()
  time.now += 50_000
  const from = time.now
  await lease.release()
  expect(time.now - from).toBe(70_000)
  const later = scene()
  const other = await later.take()
  other.doubt()
  later.time.now += 130_000
  const then = later.time.now
  await other.release()
  expect(later.time.now).toBe(then)
})

test('a lease ends half of its time after the last renewal was sent', async () => {
  const { take, time, deps, rows } = scene()
  const lease = await take()
  expect(lease.ends()).toBe(450_000)
  time.now = 100_000
  expect(lease.ends()).toBe(450_000)
  Object.assign(deps.rows, {
    update: (...args: Parameters<typeof rows.update>) => {
      time.now += 1_000
      return Promise.resolve({ kind: 'done', args } as const)
    },
  })
  await lease.renew()
  expect(lease.ends()).toBe(550_000)
})

/** What is told where a lease is to be freed: `listed` is what the listing shows, `there` what is at an id. */
async function freeing(listed: readonly LiveRecord[], there: (id: string) => LiveRecord | undefined) {
  const { deps } = scene()
  const rows = { ...deps.rows, list: () => Promise.resolve(listed), get: (id: string) => Promise.resolve(there(id)) }
  const [first] = await refusal(() => breakOrgLease('org', OTHER, { ...deps, rows }))
  return first?.message
}

const record = (id: string, owner = OTHER): LiveRecord => ({ id, values: leaseValues({ ...held, owner }) })
const hers = 'a'.repeat(32)
test.each([
  ['nobody holds it', [], [], 'is not held'],
  ['its row is gone, and only the listing is old', [record('1')], [], 'is not held'],
  [
    'its row is gone, and another one is there',
    [record('1'), record('2', hers)],
    [record('2', hers)],
    'is held under another id',
  ],
  ['somebody else has it', [record('1', hers)], [record('1', hers)], 'is held under another id'],
  ['its row is somebody else’s by now', [record('1')], [record('1', hers)], 'is held under another id'],
] as const)('a lease that is not of that id is not freed: %s', async (_, listed, there, says) => {
  expect(await freeing(listed, id => there.find(each => each.id === id))).toBe(`the lease of org ${says}`)
})

test('how long a lease may last that is not freed is told in minutes, rounded up', async () => {
  for (const [ttlMs, minutes] of [
    [900_000, 15],
    [900_001, 16],
    [30_000, 1],
  ] as const) {
    const { put, deps } = scene()
    put(leaseValues({ ...held, ttlMs }))
    // Another run's rows say nothing of this one.
    put(intentValues({ seq: 1, owner: hers, digest: 'd', sends: { operation: 'records.insert', calls: 1 } }))
    const free = (isUndecided: boolean) => freeAbandonedLease('org', { isDead: () => true, isUndecided }, deps)
    expect((await refusal(() => free(true)))[0]?.message).toContain(`it ends at most ${minutes} min after`)
    expect(await free(false)).toBe(held.who)
  }
})

test('a migration is written down four times at most, and then nobody knows', async () => {
  for (const [swallowed, code] of [
    [3, undefined],
    [4, 'LE109'],
  ] as const) {
    const { deps, rows } = scene()
    let inserts = 0
    const insert = (values: Parameters<typeof rows.insert>[0]) => {
      if (values['kind'] !== 'migration') return rows.insert(values)
      inserts += 1
      return inserts <= swallowed ? Promise.resolve(lost) : rows.insert(values)
    }
    const lease = await acquireOrgLease('org', terms, { ...deps, rows: { ...rows, insert } })
    const remember = () => lease.remember('split-name', 'sha256-v1:a')
    if (code === undefined) await remember()
    else expect(await codeOf(remember)).toBe(code)
    expect(inserts).toBe(4)
  }
})

test.each([
  [-5_000, '0 s'],
  [0, '0 s'],
  [119_499, '119 s'],
  [119_500, '2 min'],
  [119 * 60_000, '119 min'],
  [7_170_000, '2 h'],
  [9_000_000, '3 h'],
])('a lease that is held for %d ms is held for %s', (ms, says) => {
  const [first] = heldFailure([{ ...held, id: '1' }], 'org', { ...scene().deps.clock, now: () => ms }).problems
  expect(first?.message).toContain(`, for ${says} by`)
})

test('a row that never arrives is sent three times', async () => {
  const { deps, rows, calls } = scene()
  const insert = () => {
    calls.push('insert')
    return Promise.resolve(lost)
  }
  expect(await codeOf(() => acquireOrgLease('org', terms, { ...deps, rows: { ...rows, insert } }))).toBe('NT101')
  expect(calls.filter(each => each === 'insert')).toHaveLength(3)
})

test('a refusal by a row that nobody sees is tried again until the late window is over, or the time to wait', async () => {
  for (const [waitMs, tries] of [
    [0, 42],
    [120_000, 42],
    [300_000, 102],
  ] as const) {
    const { deps, rows, calls, time } = scene()
    const insert = () => {
      calls.push('insert')
      return Promise.resolve(refused('RF111'))
    }
    const acquired = () => acquireOrgLease('org', { ...terms, waitMs }, { ...deps, rows: { ...rows, insert } })
    expect((await refusal(acquired))[0]?.message).toContain('cannot be seen yet')
    expect(time.now).toBe(3_000 * (tries - 1))
    expect(calls.filter(each => each === 'insert')).toHaveLength(tries)
  }
})

test('an abandoned lease is taken over as soon as its time is over, and what is said of it is read from its record', async () => {
  const { take, put, time } = scene()
  put(leaseValues(held))
  await take({ waitMs: 3_600_000 })
  expect(time.now).toBe(903_000)
  const own = scene()
  own.put(leaseValues({ ...held, ttlMs: 60_000 }))
  await own.take({ waitMs: 3_600_000 })
  expect(own.time.now).toBe(903_000)
})

test('whoever waits is told until when, and for whom', async () => {
  const { take, put, told, time } = scene()
  put(leaseValues(held))
  time.now = 5_000
  expect(await codeOf(() => take({ waitMs: 90_000 }))).toBe('LE101')
  const waits = told.flatMap(each => (each.type === 'waiting' ? [each.wait] : []))
  expect(waits).toEqual([
    { why: 'lease', operation: 'records.list', until: 95_000, holder: held.who },
    { why: 'lease', operation: 'records.list', until: 95_000, holder: held.who },
  ])
  expect(time.now).toBe(95_000)
  expect(told.filter(each => each.type === 'resumed')).toHaveLength(2)
})
