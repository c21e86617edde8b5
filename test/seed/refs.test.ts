import { expect, test } from 'vitest'
import { Failure } from '../../src/core/model/failure.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { field, store } from '../laws/build.ts'
import { stage } from './manySeeds.ts'
import { seedFile } from './seedWorld.ts'
import type { Row } from './seedWorld.ts'

const oncall = store({ who: field({ mandatory: true }), phone: field(), deputy: field() }, [['who']], 'oncall')
const badges = store(
  { nr: field({ type: 'number', mandatory: true }), owner: field(), call: field() },
  [['nr']],
  'badges',
)
const people: readonly Row[] = [
  { who: 'alice', phone: '1' },
  { who: 'b.o.b', phone: '2' },
]
// badges comes first by name, and its rows after those that they refer to.
const owned: readonly Row[] = [
  { nr: 1, owner: { ref: 'oncall.alice.id' }, call: { ref: 'oncall.alice.phone' } },
  { nr: 2, owner: { ref: 'oncall.b.o.b.id' } },
]

test('a reference is resolved after its row is written, and a second run sends no write', async () => {
  const { define, seed, apply, run, records, org, close } = await stage()
  define(catalogOf([oncall, badges]))
  seed(seedFile(badges, owned), seedFile(oncall, people))
  const applied = await apply()
  expect(applied.journal.rows).toMatchObject([
    { inserted: 2, troubles: [] },
    { inserted: 2, troubles: [] },
  ])
  const { records: live } = await records.fetchRecords('oncall', Infinity)
  const ids = new Map(live.map(each => [each.values['who'], each.id] as const))
  const { records: rows } = await records.fetchRecords('badges', Infinity)
  expect(rows.map(each => [each.values['nr'], each.values['owner'], each.values['call'] ?? '']).sort()).toEqual([
    ['1', ids.get('alice'), '1'],
    ['2', ids.get('b.o.b'), ''],
  ])
  expect((await run()).kind).toBe('nothing-to-do')
  // A row that is already there is known when the others are compared.
  seed(seedFile(badges, [...owned, { nr: 3, owner: { ref: 'oncall.alice.id' } }]), seedFile(oncall, people))
  const from = org.requests.length
  expect((await run()).journal.rows).toMatchObject([{ inserted: 0 }, { inserted: 1 }])
  expect(org.requests.slice(from).filter(each => each.operation === 'records.insert')).toHaveLength(1)
  // One row alone that is updated by a row of the same run.
  seed(seedFile(badges, [{ nr: 2, owner: { ref: 'oncall.carl.id' } }]), seedFile(oncall, [{ who: 'carl' }]))
  expect((await run()).journal.rows).toMatchObject([{ inserted: 1 }, { updated: 1, troubles: [] }])
  const carl = (await records.fetchRecords('oncall', Infinity)).records.find(each => each.values['who'] === 'carl')
  const badge = (await records.fetchRecords('badges', Infinity)).records.find(each => each.values['nr'] === '2')
  expect([typeof carl?.id, badge?.values['owner']]).toEqual(['string', carl?.id])
  await close()
})

test('rows that share a reference are written as one group, by the id that it stands for', async () => {
  const { define, seed, apply, run, records, close } = await stage()
  define(catalogOf([oncall, badges]))
  const many = Array.from({ length: 6 }, (_, at) => at + 1)
  seed(
    seedFile(
      badges,
      many.map(nr => ({ nr })),
    ),
    seedFile(oncall, []),
  )
  await apply()
  seed(
    seedFile(
      badges,
      many.map(nr => ({ nr, owner: { ref: 'oncall.alice.id' } })),
    ),
    seedFile(oncall, people),
  )
  const seeded = await run()
  expect(seeded.kind).toBe('done')
  expect(seeded.journal.calls.get('records.bulkUpdate')).toBe(1)
  const [alice] = (await records.fetchRecords('oncall', Infinity)).records.filter(
    each => each.values['who'] === 'alice',
  )
  const { records: rows } = await records.fetchRecords('badges', Infinity)
  expect(new Set(rows.map(each => each.values['owner']))).toEqual(new Set([alice?.id]))
  await close()
})

test('a row whose reference was not written is told and not sent', async () => {
  const { define, seed, apply, run, close } = await stage()
  define(catalogOf([oncall, badges]))
  seed()
  await apply()
  seed(seedFile(badges, [...owned].reverse()), seedFile(oncall, people))
  const seeded = await run({ limit: 1 })
  expect(seeded.kind).toBe('stopped')
  expect(seeded.journal.rows).toMatchObject([
    { inserted: 1, troubles: [] },
    { inserted: 0, troubles: [{ kind: 'failed', problem: { code: 'SD120' } }] },
  ])
  expect((await run()).journal.rows).toMatchObject([{ inserted: 1 }, { inserted: 2, troubles: [] }])
  await close()
})

const wrong: readonly {
  readonly law: string
  readonly rows: readonly Row[]
  readonly people?: readonly Row[]
  readonly says: string
}[] = [
  {
    law: 'a text that is no reference',
    rows: [{ nr: 1, owner: { ref: 'alice' } }],
    says: 'SD120 `alice` is not a reference',
  },
  {
    law: 'a seed that is not there',
    rows: [{ nr: 1, owner: { ref: 'crew.alice.id' } }],
    says: 'SD120 the seed `crew` is not part of this run',
  },
  {
    law: 'a row that is not there',
    rows: [{ nr: 1, owner: { ref: 'oncall.zoe.id' } }],
    says: 'SD120 the seed oncall has no row `zoe`',
  },
  {
    law: 'a row that is not there, before one that is,',
    rows: [
      { nr: 1, owner: { ref: 'oncall.zoe.id' }, call: { ref: 'oncall.alice.id' } },
      { nr: 2, owner: { ref: 'oncall.alice.id' } },
    ],
    says: 'SD120 the seed oncall has no row `zoe`',
  },
  {
    law: 'a field that is not there',
    rows: [{ nr: 1, owner: { ref: 'oncall.alice.fax' } }],
    says: 'SD120 `fax` is not a field of oncall',
  },
  {
    law: 'a key that is a reference',
    rows: [{ nr: { ref: 'oncall.alice.id' } }],
    says: 'SD120 `nr`: the key of a row cannot be a reference',
  },
  {
    law: 'a circle',
    rows: owned,
    people: [{ who: 'alice', deputy: { ref: 'badges.1.id' } }, { who: 'b.o.b' }],
    says: 'SD121 the seeds badges, oncall refer to each other in a circle',
  },
]

test.each(wrong)('$law is refused before anything is sent', async ({ rows, people: other = people, says }) => {
  const { define, seed, run, org, close } = await stage()
  define(catalogOf([oncall, badges]))
  seed(seedFile(badges, rows), seedFile(oncall, other))
  const failed = await run().catch((error: unknown) => error)
  const problems = failed instanceof Failure ? failed.problems.map(each => `${each.code} ${each.message}`) : []
  expect(problems).toContain(says)
  expect(org.requests).toEqual([])
  await close()
})
