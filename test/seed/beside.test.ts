import { expect, test } from 'vitest'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import type { SeedFile } from '../../src/core/rows/seed.ts'
import { field, store } from '../laws/build.ts'
import { stage } from './manySeeds.ts'
import { seedFile } from './seedWorld.ts'

const storeOf = (name: string, more?: Datastore['fields']) =>
  store({ nr: field({ type: 'number', mandatory: true }), ...Object.fromEntries(more ?? []) }, [['nr']], name)
const rowsOf = (datastore: Datastore, count: number, more: Partial<SeedFile> = {}) => ({
  ...seedFile(
    datastore,
    Array.from({ length: count }, (_, at) => ({ nr: at + 1 })),
  ),
  ...more,
})

test('one run creates datastores and writes their rows, in the calls and the time that the plan had said', async () => {
  const { define, seed, plan, apply, rest, sent, org, world, close } = await stage()
  // Creating all of them takes two minutes of their budget, and the rows of the first three as long.
  const stores = Array.from({ length: 20 }, (_, at) => storeOf(`s${String(at).padStart(2, '0')}`))
  define(catalogOf(stores))
  seed(...stores.slice(0, 3).map(each => rowsOf(each, 25)))
  const planned = await plan()
  expect(planned.plan.estimate.calls).toEqual(
    new Map([
      ['datastores.create', 20],
      ['datastores.list', 2],
      ['records.insert', 75],
    ]),
  )
  await rest()
  const [began, before] = [world.clock.now(), org.requests.length]
  const applied = await apply()
  expect(applied.kind).toBe('done')
  expect(applied.journal.rows).toMatchObject([{ inserted: 25 }, { inserted: 25 }, { inserted: 25 }])
  expect(new Map([...applied.journal.calls].sort())).toEqual(planned.plan.estimate.calls)
  expect(org.requests.length - before).toBe(planned.plan.estimate.total)
  const seconds = (world.clock.now() - began) / 1000
  expect(Math.abs(seconds / planned.plan.estimate.seconds - 1)).toBeLessThanOrEqual(0.01)
  // The first rows do not wait for the last datastore.
  const order = sent().slice(before)
  const firstRow = order.findIndex(each => each.startsWith('records.insert'))
  expect(order.findLastIndex(each => each.startsWith('datastores.create'))).toBeGreaterThan(firstRow)
  await rest()
  expect((await apply()).kind).toBe('nothing-to-do')
  await close()
}, 120_000)

test('with a lease in the org the plan and the seed count what keeping it takes', async () => {
  const { define, seed, plan, apply, run, rest, org, world, close } = await stage('org')
  const [one, two] = [storeOf('one'), storeOf('two')]
  define(catalogOf([one]))
  seed()
  await apply()
  define(catalogOf([one, two]))
  seed(rowsOf(one, 45), rowsOf(two, 5))
  await rest()
  const planned = await plan()
  await rest()
  const [began, before] = [world.clock.now(), org.requests.length]
  const applied = await apply()
  expect(applied.journal.rows).toMatchObject([{ inserted: 45 }, { inserted: 5 }])
  expect(new Map([...applied.journal.calls].sort())).toEqual(planned.plan.estimate.calls)
  expect(org.requests.length - before).toBe(planned.plan.estimate.total)
  const seconds = (world.clock.now() - began) / 1000
  expect(Math.abs(seconds / planned.plan.estimate.seconds - 1)).toBeLessThanOrEqual(0.02)
  await rest()
  seed(rowsOf(one, 90))
  const from = org.requests.length
  const seeded = await run()
  expect(new Map([...seeded.journal.calls].sort())).toEqual(seeded.document.estimate.calls)
  expect(org.requests.length - from).toBe(seeded.document.estimate.total)
  await close()
})

test('a row is compared with what the schema will be, and a new column is written after it is there', async () => {
  const { define, seed, apply, records, close } = await stage()
  const before = storeOf('people')
  define(catalogOf([before]))
  seed(rowsOf(before, 3))
  await apply()
  const after = storeOf('people', new Map([['team', field()]]))
  define(catalogOf([after]))
  seed({ ...seedFile(after, [{ nr: 1, team: 'red' }, { nr: 2 }]) })
  expect((await apply()).journal.rows).toMatchObject([{ inserted: 0, updated: 1 }])
  const { records: rows } = await records.fetchRecords('people', Infinity)
  expect(rows.map(each => [each.values['nr'], each.values['team'] ?? '']).sort()).toEqual([
    ['1', 'red'],
    ['2', ''],
    ['3', ''],
  ])
  await close()
})

test('a new field holds nothing in old rows, so true and false are written there, once', async () => {
  const { define, seed, apply, records, rest, close } = await stage()
  const before = storeOf('people')
  define(catalogOf([before]))
  seed(rowsOf(before, 3))
  await apply()
  const after = storeOf('people', new Map([['on', field({ type: 'boolean' })]]))
  define(catalogOf([after]))
  seed({ ...seedFile(after, [{ nr: 1, on: true }, { nr: 2, on: false }, { nr: 3 }]) })
  expect((await apply()).journal.rows).toMatchObject([{ inserted: 0, updated: 2 }])
  const { records: rows } = await records.fetchRecords('people', Infinity)
  expect(rows.map(each => each.values['on'])).toEqual([true, false, null])
  await rest()
  expect((await apply()).kind).toBe('nothing-to-do')
  await close()
})

test('rows of a datastore that could not be created are not begun, those of others are', async () => {
  const { define, seed, apply, org, close } = await stage()
  const [good, bad] = [storeOf('good'), storeOf('zbad')]
  define(catalogOf([good]))
  await apply()
  define(catalogOf([good, bad]))
  seed(rowsOf(bad, 2), rowsOf(good, 2))
  org.fault({ kind: 'refuse', operation: 'datastores.create' })
  const applied = await apply()
  expect(applied.kind).toBe('stopped')
  const journals = applied.journal.rows.map(({ inserted, notStarted }) => [inserted, notStarted])
  expect(applied.document.rows?.plans.map(each => each.datastore.unique_name)).toEqual(['good', 'zbad'])
  expect(journals).toEqual([
    [2, 0],
    [0, 2],
  ])
  await close()
})
