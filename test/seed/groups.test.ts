import { expect, test } from 'vitest'

import type { LiveRecord } from '../../src/core/model/live.ts'
import type { Sent, WriteCliq } from '../../src/core/model/ports.ts'
import type { RowLaw } from '../../src/core/rows/law.ts'
import type { RowRemoval, RowUpdate } from '../../src/core/rows/seed.ts'
import { removeRows, updateGroup, updateRows } from '../../src/engine/tasks/groups.ts'
import type { RowsAtWork } from '../../src/engine/tasks/looks.ts'
import { updateRow } from '../../src/engine/tasks/rows.ts'
import { field, store } from '../laws/build.ts'

const people = store({ team: field() }, [], 'people')
const problem = { code: 'RF101', severity: 'error', message: 'Cliq says no' } as const
const refused = { kind: 'not-done', problem } as const
const lost = { kind: 'unknown', problem } as const

const law: RowLaw = {
  find: () => undefined,
  isInserted: () => false,
  left: (_, record) =>
    record?.values['team'] === 'new' ? 'done' : record?.values['team'] === 'old' ? { team: 'new' } : 'moved',
  isRemovable: (_, { values }) => values['team'] === 'old',
  moved: 'tell',
  refused: 'tell',
}

const at = { file: 'people.yaml', line: 1, col: 1 }
const update = (id: string): RowUpdate => ({
  kind: 'update',
  name: `row ${id}`,
  id,
  row: { values: { team: 'new' }, at },
  set: { team: 'new' },
  before: { team: 'old' },
})
const removal = (id: string): RowRemoval => ({ kind: 'remove', name: `row ${id}`, id, before: { team: 'old' } })

/** Rows of an org by their ids; `answer` does what a call asks for, or not, and says what it wants. Where writes take time, each is answered with its row. */
function scene(teams: Readonly<Record<string, string>>, answer: (go: () => void) => Sent<LiveRecord>, tookMs?: number) {
  const rows = new Map(Object.entries(teams))
  const calls: string[] = []
  const room: string[] = []
  const looked: string[] = []
  let ms = 0
  const shown = (id: string): LiveRecord => ({ id, values: { team: rows.get(id) ?? null } })
  const all = () => ({ records: [...rows.keys()].map(shown), complete: true, calls: 1 })
  const cliq: Pick<WriteCliq, 'fetchSelected' | 'fetchRecord' | 'reserve' | 'write'> = {
    fetchSelected: () => Promise.resolve(all()),
    fetchRecord: (_, id) => Promise.resolve((looked.push(id), rows.has(id) ? shown(id) : undefined)),
    reserve(operation, count) {
      room.push(`${operation} ${count}`)
      return Promise.resolve({ leave: () => Promise.resolve(void room.push(`leave ${operation}`)) })
    },
    write(order) {
      const ids = 'ids' in order ? order.ids : 'id' in order ? [order.id] : [...rows.keys()]
      calls.push(`${order.call} ${ids.join(' ')}`)
      ms += tookMs ?? 0
      const go = () => {
        for (const id of ids)
          if (order.call === 'delete-records') rows.delete(id)
          else rows.set(id, 'new')
      }
      const said = answer(go)
      const isShown = tookMs !== undefined && said.kind === 'done' && 'id' in order
      return Promise.resolve(isShown ? { ...said, answer: shown(order.id) } : said)
    },
  }
  const clock = { now: () => ms, monotonic: () => ms, sleep: () => Promise.resolve() }
  const work: RowsAtWork = {
    datastore: people,
    law,
    hands: {
      cliq: cliq as WriteCliq,
      clock,
      notify: () => undefined,
      patience: { settleMs: 3_000, lateWindowMs: 120_000 },
      signal: new AbortController().signal,
    },
    before: (operation, count = 0) => Promise.resolve(void room.push(`before ${operation} ${count}`)),
    ended: [],
  }
  const ends = () => work.ended.map(each => `${each.change.name} ${each.kind}`)
  return { work, calls, ends, room, looked }
}

const works = (go: () => void) => {
  go()
  return { kind: 'done' } as const
}
const three = { 1: 'old', 2: 'old', 3: 'old' }
const each = (kind: string) => ['row 1', 'row 2', 'row 3'].map(name => `${name} ${kind}`)
const group = { call: 'update-records', criteria: '(team=old)', set: { team: 'new' } } as const
const inOne = 'update-records 1 2 3'

test.each([
  ['done where a look shows it', three, works, each('done'), [inOne]],
  ['done without a call where it is so', { 1: 'new', 2: 'new', 3: 'new' }, works, each('skipped'), []],
  ['failed where Cliq refuses', three, () => refused, each('failed'), [inOne]],
  [
    'in doubt, each of them, where two calls got no answer and nothing is to be seen',
    three,
    () => lost,
    each('unknown'),
    [inOne, inOne],
  ],
  ['done where only the answer was lost', three, (go: () => void) => (go(), lost), each('done'), [inOne]],
  [
    'written one by one where one is somebody else’s',
    { ...three, 2: 'hers' },
    works,
    ['row 1 done', 'row 2 moved', 'row 3 done'],
    ['update-record 1', 'update-record 3'],
  ],
  [
    'written one by one where criteria show more',
    { ...three, 4: 'old' },
    works,
    each('done'),
    ['update-record 1', 'update-record 2', 'update-record 3'],
  ],
  [
    'written one by one where criteria show fewer',
    { 1: 'old', 2: 'old' },
    works,
    ['row 1 done', 'row 2 done', 'row 3 moved'],
    ['update-record 1', 'update-record 2'],
  ],
] as const)('rows of one call are %s', async (_, teams, answer, ends, calls) => {
  const scened = scene(teams, answer)
  await updateGroup({ ...group, updates: ['1', '2', '3'].map(update) }, scened.work)
  expect([scened.ends(), scened.calls]).toEqual([ends, calls])
})

test('a row in doubt says why, in the words that were heard', async () => {
  const one = { updates: [update('1')], removals: [removal('1')] }
  for (const write of [
    (work: RowsAtWork) => updateGroup({ ...group, updates: one.updates }, work),
    (work: RowsAtWork) =>
      removeRows({ call: 'delete-records', looks: [{ criteria: '(team=old)' }], removals: one.removals }, work),
    (work: RowsAtWork) =>
      updateRow(update('1'), { id: '1', values: { team: 'old' } }, work).then(end => work.ended.push(end)),
  ]) {
    const scened = scene({ 1: 'old' }, () => lost)
    await write(scened.work)
    expect(scened.work.ended).toMatchObject([
      { problem: { code: 'SD118', message: 'it is unknown whether row 1 was written: Cliq says no' } },
    ])
  }
})

const remove = 'delete-records 1 2 3'
test.each([
  ['are done', three, works, each('done'), [remove]],
  ['are done where only the answer was lost', three, (go: () => void) => (go(), lost), each('done'), [remove]],
  ['are in doubt where no answer came and they are there', three, () => lost, each('unknown'), [remove, remove]],
  ['are refused', three, () => refused, each('failed'), [remove]],
  [
    'and were gone before are passed over',
    { 2: 'old' },
    works,
    ['row 1 skipped', 'row 2 done', 'row 3 skipped'],
    ['delete-records 2'],
  ],
  [
    'and were changed stay',
    { ...three, 3: 'hers' },
    works,
    ['row 1 done', 'row 2 done', 'row 3 moved'],
    ['delete-records 1 2'],
  ],
  ['and were all changed cost no call', { 1: 'hers', 2: 'hers', 3: 'hers' }, works, each('moved'), []],
] as const)('rows that are removed %s', async (_, teams, answer, ends, calls) => {
  const scened = scene(teams, answer)
  await removeRows(
    { call: 'delete-records', looks: [{ criteria: '(team=old)' }], removals: ['1', '2', '3'].map(removal) },
    scened.work,
  )
  expect([scened.ends(), scened.calls]).toEqual([ends, calls])
})

const looks = (count: number) => Array.from({ length: count }, () => ({ criteria: '(team=old)' }))

test('room is kept for the calls that go, and left', async () => {
  const updates = ['1', '2', '3'].map(update)
  const one = scene(three, works)
  await updateGroup({ ...group, updates }, one.work)
  expect(one.room).toEqual(['before records.bulkUpdate 1', 'records.bulkUpdate 1', 'leave records.bulkUpdate'])
  const each = scene(three, works)
  await updateRows({ call: 'update-record', looks: looks(1), updates }, each.work)
  expect(each.room.slice(0, 2)).toEqual(['before records.update 3', 'records.update 3'])
  const gone = scene(three, works)
  const removals = ['1', '2', '3'].map(removal)
  await removeRows({ call: 'delete-records', looks: looks(2), removals }, gone.work)
  const [before, room, reads, ...left] = gone.room
  expect([before, room, reads]).toEqual(['before records.bulkDelete 1', 'records.bulkDelete 1', 'records.list 2'])
  expect(left.filter(told => told === 'leave records.bulkDelete')).toHaveLength(1)
})

test.each([
  ['each call goes fast', 2_999, 5, []],
  ['a call takes too long for what was looked at before it', 3_000, 2, ['2']],
  ['all that were looked at take too long together', 2_500, 7, ['7']],
] as const)('rows are looked at again, one by one, where %s', async (_, tookMs, count, looked) => {
  const ids = Array.from({ length: count }, (__, at) => `${at + 1}`)
  const scened = scene(Object.fromEntries(ids.map(id => [id, 'old'])), works, tookMs)
  await updateRows({ call: 'update-record', looks: looks(1), updates: ids.map(update) }, scened.work)
  expect([scened.ends(), scened.looked]).toEqual([ids.map(id => `row ${id} done`), looked])
})

test('of a row that was looked at with others is told whether somebody changed or removed it', async () => {
  const scened = scene({ 1: 'old', 2: 'hers' }, works, 300)
  await updateRows({ call: 'update-record', looks: looks(1), updates: ['1', '2', '3'].map(update) }, scened.work)
  // The one that criteria did not show.
  expect(scened.looked).toEqual(['3'])
  expect(scened.work.ended.map(each => ('problem' in each ? each.problem.message : each.kind))).toEqual([
    'done',
    expect.stringContaining('row 2 was changed'),
    expect.stringContaining('row 3 was removed'),
  ])
})

test('no row follows one that ends the run, nor an interrupt', async () => {
  const rows = { call: 'update-record', looks: looks(1), updates: ['1', '2', '3'].map(update) } as const
  const told = scene(three, () => refused)
  await updateRows(rows, told.work)
  const last = scene(three, () => refused)
  await updateRows(rows, { ...last.work, law: { ...law, refused: 'stop' } })
  const stop = new AbortController()
  const cut = scene(three, go => (stop.abort(130), works(go)))
  await updateRows(rows, { ...cut.work, hands: { ...cut.work.hands, signal: stop.signal } })
  expect([told.ends(), last.ends(), cut.ends()]).toEqual([each('failed'), ['row 1 failed'], ['row 1 done']])
})
