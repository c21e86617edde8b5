import { expect, test } from 'vitest'

import { copyingFirst, copyingMore, performBackup } from '../../src/commands/backup.ts'
import { copyRows } from '../../src/commands/seedBackups.ts'
import type { World } from '../../src/commands/world.ts'
import type { BackedUp, Backup } from '../../src/core/model/backup.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { emptyEnvironment } from '../../src/core/model/lock.ts'
import type { LiveRecord } from '../../src/core/model/live.ts'
import { figuresOf } from '../../src/core/plan/document.ts'
import type { RowPlans } from '../../src/core/rows/seedPlan.ts'
import { provesNothingDone } from '../../src/cliq/refusals.ts'
import { refusal } from '../files/temporary.ts'
import { field, liveOf, lockOf, store } from '../laws/build.ts'

const catalog = catalogOf(['b', 'a', 'c'].map(name => store({ n: field() }, [], name)))
const live = { ...liveOf(catalog), calls: 3 }
const record = (id: string): LiveRecord => ({ id, values: { n: 'x' } })

/** An org of three datastores with a record each, of which these are in the lock file. */
function stage(...locked: readonly string[]) {
  const written: Backup[] = []
  const own = lockOf(live)
  const environment = emptyEnvironment(own.target)
  const lock = { ...environment, datastores: new Map([...own.datastores].filter(([name]) => locked.includes(name))) }
  let now = 7
  const read = () => ({ records: [record('1')], complete: true, calls: 1 })
  const cliq = {
    fetchLive: () => Promise.resolve(live),
    walkRecords: (_: unknown, take: (each: LiveRecord) => void) => {
      take(record('1'))
      return Promise.resolve({ complete: true, calls: 1 })
    },
    fetchRecords: () => Promise.resolve(read()),
    fetchRecord: (_: unknown, id: string) => Promise.resolve(id === '9' ? record('9') : undefined),
  }
  const world = {
    clock: { now: () => (now += 1), monotonic: () => 0, sleep: () => Promise.resolve() },
    environment: { name: 'live', where: 'there', target: own.target, connectReadOnly: () => Promise.resolve(cliq) },
    project: {
      readLock: () => Promise.resolve(new Map([['live', lock]])),
      writeBackup: (backup: Backup) => {
        written.push(backup)
        return Promise.resolve(`folder ${backup.datastore.unique_name}`)
      },
    },
  } as unknown as World
  return { world, written, cliq }
}

const told = async (run: () => Promise<unknown>) => (await refusal(run))[0]?.code

test('what is named is copied, else what the lock file has, each once and all at one time', async () => {
  const { world, written } = stage('c', 'b')
  const { backups, calls, environment, where } = await performBackup(world, [])
  expect([environment, where, calls]).toEqual(['live', 'there', 3 + 2 * 2])
  expect(backups).toEqual([
    { datastore: 'b', folder: 'folder b', records: 1 },
    { datastore: 'c', folder: 'folder c', records: 1 },
  ])
  expect(new Set(written.map(each => each.takenAt)).size).toBe(1)
  const named = stage('c')
  expect((await performBackup(named.world, ['b'])).backups.map(each => each.datastore)).toEqual(['b'])
  expect((await performBackup(named.world, ['a', 'a'])).backups.map(each => each.datastore)).toEqual(['a'])
})

test('a name that the org does not have is refused, and so is a lock file without any', async () => {
  expect(await told(() => performBackup(stage().world, []))).toBe('BK103')
  const { world, written } = stage('a')
  expect(await told(() => performBackup(world, ['a', 'z']))).toBe('LV105')
  expect(written).toEqual([])
})

test('before something goes it is copied once a run, and again where that is asked', async () => {
  const { world, written, cliq } = stage()
  const taken: BackedUp[] = []
  const witnesses = new Map([['a', new Map([['1', ['n']]])]])
  const copy = copyingFirst(world, taken, { live, witnesses, takenAt: 5 })
  const a = { datastore: catalog.get('a')!, identity: live.identities.get('a')! }
  const b = { datastore: catalog.get('b')!, identity: live.identities.get('b')! }
  const before = (of: typeof a, isAgain: boolean) => copy({} as never, of, cliq as never, isAgain)
  await before(a, false)
  await before(a, false)
  expect(taken).toHaveLength(1)
  await before(b, true)
  await before(a, true)
  expect(taken.map(each => each.datastore)).toEqual(['a', 'b', 'a'])
  expect(written.map(each => each.takenAt)).toEqual([5, 5, 5])
  // What the plan saw of it has to be in the copy, whatever it is called by now.
  const missed = copyingFirst(world, [], { live, takenAt: 5, witnesses: new Map([['a', new Map([['9', ['n']]])]]) })
  const renamed = { ...a, datastore: { ...a.datastore, unique_name: 'other' } }
  expect(await told(async () => missed({} as never, renamed, cliq as never, false))).toBe('BK101')
})

test('a lock file of another org is refused before anything is read', async () => {
  const { world, written } = stage('a', 'b')
  const lock = (await world.project.readLock()).get('live')
  const other = [...(lock?.datastores ?? [])].map(([name, each]) => [name, { ...each, id: `other ${name}` }] as const)
  const project = {
    ...world.project,
    readLock: () => Promise.resolve(new Map(lock && [['live', { ...lock, datastores: new Map(other) }]])),
  }
  expect(await told(() => performBackup({ ...world, project }, []))).toBe('ST102')
  expect(written).toEqual([])
})

test('a further copy holds what was copied and what is written over, in the fields that are still the same', async () => {
  const { world, written } = stage()
  const made = store({ kept: field(), anew: field() }, [], 'a')
  const identity = liveOf(catalogOf([made])).identities.get('a')!
  const datastore = { ...made, fields: new Map([...made.fields, ['late', field()] as const]) }
  const ids = { datastore: identity.id, fields: new Map([...identity.fields, ['anew', 'another id'] as const]) }
  const values = { kept: 'then', anew: 'then' }
  const records = ['1', '2'].map(id => ({ id, values }))
  const backup: Backup = { environment: 'live', target: 't', takenAt: 5, datastore: made, ids, records }
  const taken: BackedUp[] = []
  const now = (id: string) => ({ id, values: { kept: 'now', anew: 'now', late: 'now' } })
  await copyingMore(world, taken, backup, { datastore, identity })([now('2'), now('3')])
  expect(written).toEqual([
    {
      ...backup,
      records: [
        { id: '1', values },
        { id: '2', values: { kept: 'now', anew: 'then' } },
        { id: '3', values: { kept: 'now' } },
      ],
    },
  ])
  expect(taken).toEqual([{ datastore: 'a', folder: 'folder a', records: 3 }])
})

test('rows of a seed are copied where some of them go, all at one time, and nowhere without backups', async () => {
  const { world, written } = stage()
  const steps = (...calls: string[]) => [calls.map(call => [{ call }])]
  const planned = (name: string, phases: unknown) => ({
    datastore: catalog.get(name)!,
    identity: live.identities.get(name),
    records: [record('1'), record('2')],
    phases,
  })
  const plans = [
    planned('a', steps('update-record', 'delete-records')),
    planned('b', steps('update-record')),
    planned('c', steps('delete-records')),
  ]
  const [first] = plans
  const rows = { plans: [...plans, { ...first, identity: undefined }] } as unknown as RowPlans
  expect(await copyRows(world, rows)).toEqual([])
  const own = { ...world, environment: { ...world.environment, backup: true } }
  expect(await copyRows(own, rows)).toEqual([
    { datastore: 'a', folder: 'folder a', records: 2 },
    { datastore: 'c', folder: 'folder c', records: 2 },
  ])
  expect(written.map(each => [each.datastore.unique_name, each.ids.datastore, each.takenAt])).toEqual([
    ['a', 'id:a', 9],
    ['c', 'id:c', 9],
  ])
})

test('without a plan all figures are nothing', () => {
  const { digest, ...figures } = figuresOf(undefined)
  expect([digest, ...Object.values(figures)]).toEqual(['', 0, 0, 0, 0, 0, 0, 0])
})

const error = (code?: string) => ({ ...(code !== undefined && { code }), message: 'no' })
test.each([
  [399, error('datastore_not_found'), false],
  [400, error('datastore_not_found'), true],
  [400, error('nobody_knows_it'), false],
  [400, error(), false],
  [400, undefined, false],
  [403, error(), true],
  [403, undefined, false],
  [499, error('datastore_not_found'), true],
  [500, error('datastore_not_found'), false],
] as const)('an answer of %d with %j proves that nothing was done: %s', (status, said, proves) => {
  expect(provesNothingDone(status, said as never)).toBe(proves)
})
