import { expect, test } from 'vitest'
import type { HttpReply } from '../../src/cliq/transport.ts'
import { field, store } from '../laws/build.ts'
import type { Meddle } from '../engine/virtualWorld.ts'
import { seedStage } from './seedWorld.ts'
import type { Row, SeedStage } from './seedWorld.ts'

const people = store({ empid: field({ type: 'number', mandatory: true }), team: field() }, [['empid']], 'people')
const many = (count: number, from = 1): readonly Row[] =>
  Array.from({ length: count }, (_, at) => ({ empid: from + at, team: 'red' }))

/** What is done to answers to criteria: rows in and out, or another answer. */
interface Lie {
  now: ((rows: readonly string[], everything: readonly string[]) => readonly string[] | 'refused') | undefined
}

const rowsIn = ({ body }: HttpReply & { readonly kind: 'answer' }) => {
  const { list } = JSON.parse(body.toString()) as { list: readonly object[] }
  return list.map(each => JSON.stringify(each))
}

function lying(lie: Lie): Meddle {
  return ({ exchange }) => ({
    async exchange(request) {
      const { searchParams } = new URL(request.url)
      const reply = await exchange(request)
      if (lie.now === undefined || !searchParams.has('criteria') || reply.kind !== 'answer') return reply
      const url = new URL(request.url)
      url.searchParams.delete('criteria')
      const all = await exchange({ ...request, url })
      const rows = lie.now(rowsIn(reply), all.kind === 'answer' ? rowsIn(all) : [])
      if (rows !== 'refused') return { ...reply, body: Buffer.from(`{"list":[${rows.join(',')}]}`) }
      const body = Buffer.from('{"code":"datastore_invalid_criteria","message":"no"}')
      return { ...reply, status: 400, body }
    },
  })
}

/** 250 rows, and a seed that leaves one as it is, changes one on the last page and adds one. */
async function staged(lie: Lie = { now: undefined }): Promise<SeedStage> {
  const stage = await seedStage(people, lying(lie))
  stage.seed(many(250))
  await stage.run()
  await stage.rest()
  stage.seed([
    { empid: 3, team: 'red' },
    { empid: 249, team: 'blue' },
    { empid: 900, team: 'red' },
  ])
  stage.writes()
  return stage
}

async function holds(stage: SeedStage): Promise<void> {
  const rows = await stage.rows()
  expect(rows).toHaveLength(251)
  expect(rows.filter(each => each.values['team'] === 'blue').map(each => each.values['empid'])).toEqual(['249'])
  expect(rows.filter(each => each.values['empid'] === '900')).toHaveLength(1)
}

test('a small seed on a large datastore reads one page and one answer to criteria, as the estimate says', async () => {
  const stage = await staged()
  const seeded = await stage.run()
  expect(seeded.journal.rows).toMatchObject([{ inserted: 1, updated: 1, troubles: [] }])
  const calls = { 'datastores.list': 1, 'records.list': 2 + 1, 'records.update': 1, 'records.insert': 1 }
  expect(Object.fromEntries(seeded.journal.calls)).toEqual(calls)
  expect(Object.fromEntries(seeded.document.estimate.calls)).toEqual(calls)
  expect(seeded.document.plans).toMatchObject([{ complete: false, found: { same: 1 } }])
  await holds(stage)
  const again = await stage.run()
  expect([again.kind, Object.fromEntries(again.journal.calls)]).toEqual([
    'nothing-to-do',
    { 'datastores.list': 1, 'records.list': 2 },
  ])
  await stage.close()
})

test('a mirror of few rows reads every page', async () => {
  const stage = await staged()
  stage.seed(many(3), { mode: 'mirror' })
  const asked = { allow: ['records-removed:people'], maxRemoved: 247, only: 'remove', limit: 1 } as const
  const seeded = await stage.run(asked)
  expect(seeded.document.estimate.reads).toEqual([
    ['datastores.list', 1],
    ['records.list', 3],
  ])
  await stage.close()
})

const lies: Readonly<Record<string, NonNullable<Lie['now']>>> = {
  'shows nothing': () => [],
  'shows everything': (_, everything) => everything,
  'shows the wrong row too': (rows, [first = '']) => [...rows, first],
  'is refused': () => 'refused',
}
test.each(Object.entries(lies))('where an answer to criteria %s, every page is read instead', async (_, now) => {
  const lie: Lie = { now: undefined }
  const stage = await staged(lie)
  lie.now = now
  const show = () => {
    lie.now = undefined
  }
  const seeded = await stage.run({ show })
  expect(seeded.document.estimate.reads).toContainEqual(['records.list', 1 + 1 + 3])
  expect(seeded.document.plans).toMatchObject([{ complete: true }])
  expect(seeded.journal.rows).toMatchObject([{ inserted: 1, updated: 1, troubles: [] }])
  await holds(stage)
  await stage.close()
})

test('a row that criteria do not show is refused by its key, told, and there once', async () => {
  const lie: Lie = { now: undefined }
  const stage = await staged(lie)
  lie.now = rows => rows.filter(each => !each.includes('"empid":"249"'))
  const seeded = await stage.run()
  expect(seeded.kind).toBe('stopped')
  expect(seeded.journal.rows[0]?.troubles.map(each => each.problem.code)).toEqual(['RF111'])
  const rows = await stage.rows()
  expect(rows.filter(each => each.values['empid'] === '249').map(each => each.values['team'])).toEqual(['red'])
  lie.now = undefined
  expect((await stage.run()).kind).toBe('done')
  await holds(stage)
  await stage.close()
})
