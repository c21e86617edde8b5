import { expect, test } from 'vitest'
import { isUntouched } from '../../src/core/rows/seedLaw.ts'
import { lookAll } from '../../src/engine/tasks/looks.ts'
import { virtualClock } from '../cliq/virtual.ts'
import { field, store } from '../laws/build.ts'
import type { Meddle } from '../engine/virtualWorld.ts'
import { seedStage } from './seedWorld.ts'
import type { Row, SeedStage } from './seedWorld.ts'

const people = store({ empid: field({ type: 'number', mandatory: true }), team: field() }, [['empid']], 'people')
const rows = (count: number, team: (id: number) => string): readonly Row[] =>
  Array.from({ length: count }, (_, at) => ({ empid: at + 1, team: team(at + 1) }))

const teamsOf = async (stage: SeedStage) =>
  (await stage.rows())
    .map(({ values }) => ({ id: Number(values['empid']), team: String(values['team']) }))
    .sort((a, b) => a.id - b.id)

/** Calls `then` at the nth call of this method from when it is armed on; `refuse` answers it as a throttle. */
function atCall(method: string): {
  readonly meddle: Meddle
  arm(nth: number, then: () => Promise<void>, refuse: boolean): void
} {
  let left = 0
  let go = async () => undefined as void
  let isRefused = false
  const meddle: Meddle = ({ exchange }) => ({
    async exchange(request) {
      if (request.method !== method || (left -= 1) !== 0) return exchange(request)
      await go()
      if (!isRefused) return exchange(request)
      return { kind: 'answer', status: 429, headers: {}, body: Buffer.from('{"message":"Slow down"}') }
    },
  })
  return {
    meddle,
    arm: (nth, then, refuse) => {
      left = nth
      go = then
      isRefused = refuse
    },
  }
}

async function staged(count: number, method: string) {
  const { meddle, arm } = atCall(method)
  const stage = await seedStage(people, meddle)
  stage.seed(rows(count, () => 'old'))
  await stage.run()
  await stage.rest()
  const idOf = new Map((await stage.rows()).map(each => [Number(each.values['empid']), each.id]))
  const byHand = async (ids: readonly number[]) => {
    for (const id of ids) await stage.byHand('PATCH', `/${idOf.get(id) ?? ''}`, { values: { team: 'by hand' } })
  }
  return { stage, arm, byHand }
}

test('rows that are edited while updates wait for their budget stay as they were edited', async () => {
  const { stage, arm, byHand } = await staged(40, 'PATCH')
  stage.seed(rows(40, id => `new ${id}`))
  // Of 29 a minute the others come a minute later.
  arm(29, () => byHand([35, 40]), false)
  const {
    journal: { rows: journals },
  } = await stage.run()
  expect(journals[0]?.troubles.map(each => [each.kind, each.row])).toEqual([
    ['moved', 'empid=35'],
    ['moved', 'empid=40'],
  ])
  const teams = await teamsOf(stage)
  expect(teams.filter(each => each.team === 'by hand').map(each => each.id)).toEqual([35, 40])
  expect(teams.filter(each => each.team === `new ${each.id}`)).toHaveLength(38)
  await stage.close()
})

test('a row that is edited while its update is locked out stays as it was edited', async () => {
  const { stage, arm, byHand } = await staged(3, 'PATCH')
  stage.seed(rows(3, id => `new ${id}`))
  arm(1, () => byHand([1, 2]), true)
  await stage.run()
  expect((await teamsOf(stage)).map(each => each.team)).toEqual(['by hand', 'by hand', 'new 3'])
  await stage.close()
})

test('a row that is edited while its removal is locked out is not removed', async () => {
  const { stage, arm, byHand } = await staged(6, 'DELETE')
  stage.seed(
    rows(3, () => 'old'),
    { mode: 'mirror' },
  )
  arm(1, () => byHand([5]), true)
  await stage.run({ allow: ['records-removed:people'], maxRemoved: 10 })
  expect((await teamsOf(stage)).map(each => each.id)).toEqual([1, 2, 3, 5])
  await stage.close()
})

for (const { lie, of } of [
  { lie: 'ignores them and shows all rows', of: (url: URL) => url.searchParams.delete('criteria') },
  { lie: 'finds nothing', of: (url: URL) => url.searchParams.set('criteria', '(empid=999)') },
])
  test(`rows are updated by their ids where Cliq is asked by criteria and ${lie}`, async () => {
    const lying: Meddle = ({ exchange }) => ({
      exchange(request) {
        const url = new URL(request.url)
        if (request.method === 'GET' && url.searchParams.has('criteria')) of(url)
        return exchange({ ...request, url })
      },
    })
    const stage = await seedStage(people, lying)
    stage.seed(rows(12, () => 'old'))
    await stage.run()
    await stage.rest()
    // Nine of the same by one call, and one by its own.
    stage.seed(rows(12, id => (id < 10 ? 'new' : id === 10 ? 'other' : 'old')))
    const {
      kind,
      journal: { rows: journals },
    } = await stage.run()
    expect([kind, journals.flatMap(each => each.troubles)]).toEqual(['done', []])
    expect((await teamsOf(stage)).map(each => each.team)).toEqual([
      ...Array.from({ length: 9 }, () => 'new'),
      'other',
      'old',
      'old',
    ])
    await stage.close()
  })

test('looks at rows one by one that a wait has cut in two are made again', async () => {
  const clock = virtualClock()
  const read = new Map<string, number>()
  let calls = 0
  const cliq = {
    fetchSelected: () => Promise.reject(new Error('nothing is asked by criteria')),
    fetchFirst: () => Promise.reject(new Error('nothing is asked by criteria')),
    async fetchRecord(_: string, id: string) {
      calls += 1
      // The budget is spent in the middle of the first round.
      await clock.sleep(calls === 10 ? 60_000 : 300)
      read.set(id, clock.monotonic())
      return { id, values: {} }
    },
  }
  const ids = Array.from({ length: 20 }, (_, at) => `${at}`)
  const found = await lookAll([{ ids }], [], { datastore: people, hands: { cliq, clock } })
  expect([...found.keys()].sort()).toEqual([...ids].sort())
  expect(calls).toBe(40)
  expect(clock.monotonic() - Math.min(...read.values())).toBeLessThan(15_000)
})

test('a field that the run has added holds nothing or its default by then, and what else it holds is of somebody', () => {
  const datastore = store({ team: field({ default_value: 'none' }) })
  const holds = (before: string | null | undefined, now: string | null) =>
    isUntouched({ team: before }, { id: '1', values: { team: now } }, datastore)
  expect([holds(undefined, null), holds(undefined, ''), holds(undefined, 'none')]).toEqual([true, true, true])
  expect([holds(undefined, 'by hand'), holds(null, 'none'), holds('red', 'none')]).toEqual([false, false, false])
  const bare = store({ on: field({ type: 'boolean' }), nr: field({ type: 'number' }) })
  const filled = (name: string, now: string | boolean) =>
    isUntouched({ [name]: undefined }, { id: '1', values: { [name]: now } }, bare)
  expect([filled('on', true), filled('on', false), filled('nr', '0'), filled('nr', '7')]).toEqual([
    true,
    true,
    true,
    false,
  ])
})
