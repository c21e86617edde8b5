import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'

import { noteMade, planRestore, rowsOfBackups } from '../../src/commands/restoration.ts'
import { checkExpected, checkSaved, isReviewed } from '../../src/commands/stale.ts'
import type { World } from '../../src/commands/world.ts'
import type { Backup } from '../../src/core/model/backup.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import { heirMark } from '../../src/core/migrations/marks.ts'
import type { Definition } from '../../src/core/model/definition.ts'
import type { LiveRecord } from '../../src/core/model/live.ts'
import type { LockedEnvironment } from '../../src/core/model/lock.ts'
import { refusal } from '../files/temporary.ts'
import { BUDGETS, definitionsOf, field, liveOf, lockOf, store } from '../laws/build.ts'

const shape = (name: string, more = {}) => store({ k: field(), ...more }, [['k']], name)
const rows = (count: number): readonly LiveRecord[] =>
  Array.from({ length: count }, (_, at) => ({ id: String(100 + at), values: { k: `k${at}` } }))

function backupOf(name: string, records: readonly LiveRecord[], id = `id:${name}`): Backup {
  const ids = { datastore: id, fields: new Map([['k', `id:${name}.k`]]) }
  return { environment: 'live', target: 'a test', takenAt: 0, datastore: shape(name), ids, records }
}

/** What restoring these into an org of this catalog and these rows is planned to take. */
async function planned(
  backups: readonly Backup[],
  catalog: Catalog,
  records: Readonly<Record<string, readonly LiveRecord[]>>,
  lease: 'local' | 'org' = 'local',
  definitions: readonly Definition[] = definitionsOf(catalog),
) {
  const of = (datastore: string) => records[datastore] ?? []
  const cliq = {
    fetchLive: () => Promise.resolve(liveOf(catalog)),
    walkRecords: (datastore: string, take: (each: LiveRecord) => void) => {
      for (const each of of(datastore)) take(each)
      return Promise.resolve({ complete: true, calls: 1 })
    },
    fetchRecords: (datastore: string) => Promise.resolve({ records: of(datastore), complete: true, calls: 1 }),
  }
  const environment = { name: 'live', where: 'there', target: 'a test', budgets: BUDGETS, lease }
  const world = { environment, patience: { settleMs: 3_000, lateWindowMs: 120_000 } } as unknown as World
  const plan = await planRestore(world, cliq as never, { backups, definitions }, new Map([['records.insert', 1]]))
  return {
    calls: plan.calls,
    names: plan.returning.map(each => each.name),
    keysLeft: plan.returning.map(each => each.keysLeft),
    seconds: plan.seconds,
    plan,
  }
}

test('a restore counts its reads, its writes, and the two readings afterwards', async () => {
  const a = catalogOf([shape('a')])
  // The lease, one listing, two readings before, what goes, two readings after.
  expect((await planned([backupOf('a', rows(2))], a, { a: rows(1) })).calls).toBe(1 + 1 + 2 + 1 + 2)
  expect((await planned([backupOf('a', rows(2))], a, { a: rows(2) })).calls).toBe(1 + 1 + 2)
  expect((await planned([backupOf('a', rows(101))], a, { a: rows(100) })).calls).toBe(1 + 1 + 2 + 1 + 4)
  expect((await planned([backupOf('a', rows(100))], a, { a: rows(99) })).calls).toBe(1 + 1 + 2 + 1 + 2)
  // A datastore that is gone is made, and nothing is read of it before.
  expect((await planned([backupOf('a', rows(1))], new Map(), {})).calls).toBe(1 + 1 + 1 + 1 + 2)
  // What is filled is there already, and takes no further page.
  const two = catalogOf([shape('a', { n: field() })])
  const filled = { ...backupOf('a', rows(1)), datastore: shape('a', { n: field() }) }
  const records = filled.records.map(each => ({ ...each, values: { ...each.values, n: 'x' } }))
  expect((await planned([{ ...filled, records }], two, { a: rows(100) })).calls).toBe(1 + 1 + 2 + 2 + 2)
})

test('under a lease in the org its rows are counted too', async () => {
  const a = catalogOf([shape('a')])
  const with0 = await planned([backupOf('a', rows(2))], a, { a: rows(2) }, 'org')
  const with1 = await planned([backupOf('a', rows(2))], a, { a: rows(1) }, 'org')
  // Given back by one removal; each write has a renewal, an intent and a look.
  expect(with0.calls).toBe(1 + 1 + 2 + 1)
  expect(with1.calls).toBe(1 + 1 + 2 + 1 + 2 + 3 + 1)
  expect(with1.seconds).toBeGreaterThan(3)
})

test('of the intents of a long restore all but fifty leave beside its writes', async () => {
  const calls = async (count: number) => {
    const names = Array.from({ length: count }, (_, at) => `d${100 + at}`)
    const catalog = catalogOf(names.map(name => shape(name)))
    const { plan } = await planned(
      names.map(name => backupOf(name, rows(1))),
      catalog,
      {},
      'org',
    )
    const phases = (lease: 'local' | 'org') =>
      rowsOfBackups(plan.returning, { environment: { lease } as World['environment'] }).sources.flatMap(each =>
        each.phases.flat(2),
      )
    expect(phases('org').length).toBeGreaterThan(phases('local').length)
    return plan.calls
  }
  const [a, b, c] = [await calls(49), await calls(50), await calls(51)]
  expect(c - b).toBe(b - a + 1)
})

/** A definition that says what its datastore and its fields were called. */
function hinted(name: string, renamed_from: readonly string[], more = {}, label = 'By its definition'): Definition[] {
  const [own] = definitionsOf(catalogOf([{ ...shape(name, more), name: label }]))
  return own ? [{ ...own, hints: { renamed_from, fields: new Map() } }] : []
}

test('what is gone comes back as it was, and under the name that a hint gives to it', async () => {
  const backups = [backupOf('a', rows(1))]
  const back = async (definitions: readonly Definition[]) => {
    const { plan } = await planned(backups, catalogOf([shape('c')]), {}, 'local', definitions)
    return plan.returning.map(({ name, now }) => `${name} ${now.datastore.unique_name} ${now.datastore.name}`)
  }
  const others = hinted('c', ['other'])
  expect(await back([...others, ...hinted('a', [])])).toEqual(['a a A store'])
  expect(await back([...others, ...hinted('b', ['a'])])).toEqual(['b b By its definition'])
  expect(await back([...others])).toEqual(['a a A store'])
})

test('a datastore that is there under a hint keeps its own label, and one whose values are on their way waits', async () => {
  const there = catalogOf([shape('b')])
  const { plan } = await planned([backupOf('a', rows(1))], there, {}, 'local', hinted('b', ['a']))
  expect(plan.returning.map(({ name, backup }) => [name, backup.datastore.unique_name])).toEqual([['b', 'a']])
  const moving = catalogOf([shape('a', { heir: field({ name: heirMark('k', 'heir') }) })])
  const failed = await refusal(() => planned([backupOf('a', rows(1))], moving, {}))
  expect(failed).toMatchObject([{ code: 'BK108', message: 'values of a.heir are on their way to another field' }])
})

test('datastores come back in the order of their names, by their ids where they have others, with the keys that they lack', async () => {
  const catalog = catalogOf([store({ k: field() }, [], 'b'), shape('a')])
  const { names, keysLeft } = await planned(
    [backupOf('b', rows(1)), backupOf('a', rows(1)), backupOf('old', rows(1), 'id:b')],
    catalog,
    {},
  )
  expect(names).toEqual(['a', 'b', 'b'])
  expect(keysLeft).toEqual([0, 1, 1])
})

test('fields that were made anew are noted where the datastore is ours, and nothing else is', async () => {
  const before = liveOf(catalogOf([shape('a'), shape('b')]))
  const after = liveOf(catalogOf([shape('a', { n: field() }), shape('b', { n: field() }), shape('c')]))
  const written: LockedEnvironment[] = []
  let notes: LockedEnvironment | undefined
  const note = async (lock: LockedEnvironment | undefined, ids: (name: string) => string = name => `id:${name}`) => {
    const seen = new Map(
      [...after.catalog].map(([name, datastore]) => {
        const identity = { ...after.identities.get(name)!, id: ids(name) }
        return [name, { datastore, identity }] as const
      }),
    )
    const project = {
      readLock: () => Promise.resolve(new Map(lock === undefined ? [] : [['live', lock]])),
      writeLocked: async (_: string, was: LockedEnvironment, now: LockedEnvironment) => {
        expect(was).toBe(lock)
        await setImmediate()
        written.push(now)
      },
    }
    await noteMade({ project, environment: { name: 'live' } } as unknown as World, seen)
    const last = written.pop()
    notes = last
    return (
      last &&
      [...last.datastores].map(
        ([name, each]) => `${name} ${[...each.definition.fields.keys()].join('')} ${each.fields.size}`,
      )
    )
  }
  expect(await note(undefined)).toBeUndefined()
  // What the lock file knows of a field stays as it was.
  const labelled = lockOf(liveOf(catalogOf([store({ k: field({ name: 'K' }) }, [['k']], 'a')])))
  expect(await note(labelled)).toEqual(['a kn 1'])
  expect([...(notes?.datastores.get('a')?.definition.fields.values() ?? [])].map(each => each.name)).toEqual([
    'K',
    'A field',
  ])
  expect(await note(lockOf(before))).toEqual(['a kn 1', 'b kn 1'])
  expect(await note(lockOf(before), name => (name === 'b' ? 'other' : `id:${name}`))).toEqual(['a kn 1', 'b k 1'])
})

const environment = (isProtected: boolean) =>
  ({ name: 'live', target: 'eu', protected: isProtected, planMaxAgeMs: 60_000 }) as World['environment']
const code = async (run: () => unknown) =>
  refusal(async () => run()).then(
    found => found[0]?.code,
    () => 'fine',
  )
const saved = (document: object = {}, more: object = {}) =>
  ({
    document: { environment: 'live', target: 'eu', source: 'live', ...document },
    version: '1.2.3',
    createdAt: 100_000,
    ...more,
  }) as never

test('a protected environment is applied only as it was reviewed, by a whole digest', async () => {
  const reviewed = (isProtected: boolean, plan: unknown, asked: object) =>
    code(() => {
      if (!isReviewed(environment(isProtected), plan as never, asked)) throw new Error('not reviewed')
      throw new Error('fine')
    })
  expect(await reviewed(true, undefined, {})).toBe('DS108')
  expect([isReviewed(environment(false), undefined, {}), isReviewed(environment(false), saved(), {})]).toEqual([
    false,
    true,
  ])
  for (const asked of [{ expect: 'x' }, { review: {} }])
    expect(isReviewed(environment(true), undefined, asked)).toBe(true)
  expect(isReviewed(environment(true), saved(), {})).toBe(true)
  const whole = `sha256-v1:${'0'.repeat(64)}`
  const expected = (digest: string | undefined, isProtected = true) =>
    code(() => checkExpected(digest, environment(isProtected)))
  expect(await expected(whole.slice(0, 22))).toBe('ST107')
  for (const fine of [expected(whole), expected(undefined), expected(whole.slice(0, 22), false)])
    await expect(fine).resolves.toBe('fine')
})

test.each([
  ['of this run', {}, {}, 100_000, 'fine'],
  ['of another environment', { environment: 'test' }, {}, 100_000, 'ST103'],
  ['of another org', { target: 'us' }, {}, 100_000, 'ST101'],
  ['made offline', { source: 'lock' }, {}, 100_000, 'ST104'],
  ['of another minor version', {}, { version: '1.3.0' }, 100_000, 'ST105'],
  ['of another patch', {}, { version: '1.2.9' }, 100_000, 'fine'],
  ['as old as it may be', {}, {}, 160_000, 'fine'],
  ['older', {}, {}, 160_001, 'ST106'],
  ['of a little later', {}, {}, 40_000, 'fine'],
  ['of much later', {}, {}, 39_999, 'ST106'],
] as const)('a saved plan %s may be applied, or not', async (_, document, more, now, says) => {
  const world = { environment: environment(false), clock: { now: () => now }, version: '1.2.3' } as unknown as World
  expect(await code(() => checkSaved(saved(document, more), world))).toBe(says)
})
