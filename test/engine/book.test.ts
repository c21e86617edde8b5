import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'

import type { Event } from '../../src/core/model/ports.ts'
import type { Step } from '../../src/core/model/step.ts'
import type { RunSchedule } from '../../src/core/pace/runs.ts'
import type { RowEnd } from '../../src/core/rows/law.ts'
import { openBook } from '../../src/engine/book.ts'
import { NotBegun } from '../../src/engine/deadline.ts'
import type { Ended } from '../../src/engine/guard.ts'
import type { Chain, Link, RowsLink, StepLink } from '../../src/engine/links.ts'
import { openTallies } from '../../src/engine/tallies.ts'
import { liveOf, store } from '../laws/build.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'

const step = (name: string): Step => ({ call: 'delete-datastore', datastore: name })
const stepLink = (name: string, index: number, after?: readonly Link[]) =>
  ({
    kind: 'step',
    costs: { calls: [], after: after?.map(each => each.costs) },
    errand: { index, step: step(name) },
  }) as unknown as StepLink
const rowsLink = (name: string, rows: number, calls = 0) =>
  ({
    kind: 'rows',
    name,
    datastore: name,
    rows,
    costs: { calls: Array.from({ length: calls }, () => []) },
  }) as unknown as RowsLink

const schedule: RunSchedule = { seconds: 0, order: [], ranks: new Map(), nodes: [], subjects: [] }

function opened(links: readonly Link[], more: Partial<Chain> = {}, seen = new Map()) {
  const notes: Event[] = []
  let now = 0
  const clock = { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() }
  const chains = links.map((each): Chain => ({ links: [each], part: 'schema', ...more }))
  const book = openBook(chains, seen, { clock, notify: event => void notes.push(event) }, schedule)
  return { book, chains, notes, at: (ms: number) => void (now = ms) }
}

test('a link is ready when all that it waits for has ended well, and never where one of them has not', async () => {
  const [a, b] = [stepLink('a', 0), stepLink('b', 1)]
  const after = [a, b]
  const [c, d] = [stepLink('c', 2, after), stepLink('d', 3, after)]
  const ready = async (ends: (book: ReturnType<typeof opened>['book']) => void) => {
    const { book } = opened([a, b, c, d])
    let told: boolean | undefined
    void book.isReady(c).then(isDone => void (told = isDone))
    await setImmediate()
    expect(told).toBeUndefined()
    ends(book)
    await setImmediate()
    return [told, await book.isReady(a)]
  }
  expect(await ready(book => (book.passed(a), book.passed(b)))).toEqual([true, true])
  expect(await ready(book => (book.passed(a), book.close(b)))).toEqual([false, true])
  expect(await ready(book => (book.close(a), book.passed(b)))).toEqual([false, true])
  expect(await ready(book => book.passed(a))).toEqual([undefined, true])
  // What has ended well stays so.
  expect(await ready(book => (book.passed(a), book.close(a), book.passed(b)))).toEqual([true, true])
})

test('steps are told by their number, whatever came first, with what is known of their datastores', () => {
  const live = liveOf(catalogOf(['a', 'b', 'c'].map(name => store({}, [], name))))
  const seen = new Map(
    [...live.catalog].map(([name, datastore]) => [name, { datastore, identity: live.identities.get(name)! }]),
  )
  const links = [stepLink('c', 2), stepLink('a', 0), stepLink('b', 1)]
  const { book } = opened(links, {}, seen)
  const problem = { code: 'RF101', severity: 'error', message: 'no' } as const
  const ends: Readonly<Record<string, Ended>> = {
    c: { kind: 'done', now: undefined },
    a: { kind: 'skipped', now: undefined },
    b: { kind: 'failed', problem },
  }
  for (const { errand } of links) book.ended(errand, undefined, ends[errand.step.datastore]!)
  const { steps, stoppedBy, seen: known } = book.ran()
  expect(book.steps).toBe(3)
  expect([steps.done, steps.skipped, steps.failed.map(each => each.step), steps.notStarted]).toEqual([
    [step('c')],
    [step('a')],
    [step('b')],
    [],
  ])
  expect([known.get('a'), known.get('c'), known.get('b')?.datastore.unique_name, stoppedBy]).toEqual([
    undefined,
    undefined,
    'b',
    undefined,
  ])
  const none = opened(links).book
  expect(none.ran().steps.notStarted).toEqual([step('a'), step('b'), step('c')])
})

test('a datastore that got another name is known under that one alone', () => {
  const live = liveOf(catalogOf([store({}, [], 'a')]))
  const a = { datastore: live.catalog.get('a')!, identity: live.identities.get('a')! }
  const link = stepLink('a', 0)
  const edit: Step = { call: 'edit-datastore', datastore: 'a', set: { unique_name: 'b' } }
  const { book } = opened([link], {}, new Map([['a', a]]))
  const now = { ...a, datastore: { ...a.datastore, unique_name: 'b' } }
  book.ended({ ...link.errand, step: edit }, a, { kind: 'done', now })
  const { seen } = book.ran()
  expect([seen.get('a'), seen.get('b')?.datastore.unique_name]).toEqual([undefined, 'b'])
})

test('a part is stopped by the first that stops it, and a run whose time is over by nothing', () => {
  const { book } = opened([stepLink('a', 0)])
  expect([book.isStopped('schema'), book.isStopped('rows')]).toEqual([false, false])
  book.stop('rows', new Error('of rows'))
  expect(book.ran().stoppedBy).toEqual(new Error('of rows'))
  book.stop('schema', new Error('first'))
  book.stop('schema', new Error('second'))
  expect([book.isStopped('schema'), book.ran().stoppedBy]).toEqual([true, new Error('first')])
  const other = opened([stepLink('a', 0)]).book
  other.stop('schema', new NotBegun())
  expect([other.isStopped('schema'), other.ran().stoppedBy]).toEqual([true, undefined])
})

test('chains of one queue go one at a time in their order, and others wait for nobody', async () => {
  const { book, chains } = opened([stepLink('a', 0), stepLink('b', 1), stepLink('c', 2)], { queue: 'rows' })
  const order: number[] = []
  const turn = async (at: number) => {
    const end = await book.takeTurn(chains[at]!)
    order.push(at)
    await setImmediate()
    end()
  }
  await Promise.all([turn(0), turn(2), turn(1)])
  expect(order).toEqual([0, 1, 2])
  const free = opened([stepLink('a', 0)])
  await Promise.all([free.book.takeTurn(free.chains[0]!), free.book.takeTurn(free.chains[0]!)])
})

const row = (kind: 'insert' | 'update' | 'remove', end: RowEnd['kind'] = 'done') =>
  ({ change: { kind, name: 'x' }, kind: end }) as unknown as RowEnd

test('rows are told every twenty, with how many there are in a minute and how long they still take', () => {
  const notes: Event[] = []
  let now = 0
  const clock = { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() }
  const link = rowsLink('a', 60)
  const order = [0, 10, 20].map(seconds => ({
    chain: 0,
    call: 0,
    operation: 'records.insert',
    startMs: seconds * 1_000,
  }))
  const own = { ...schedule, order: order as never, seconds: 30, ranks: new Map([[link.costs, [[0, 1, 2]]]]) }
  const take = openTallies([link], own, { clock, notify: event => void notes.push(event) }).of(link)
  now = 60_000
  const many = (count: number) => take(Array.from({ length: count }, () => row('insert')))
  many(19)
  many(1)
  many(20)
  many(20)
  const told = notes.flatMap(each => (each.type === 'rows' ? [[each.done, each.of, each.perMinute, each.leftMs]] : []))
  expect(told).toEqual([
    [0, 60, undefined, 30_000],
    [20, 60, 20, 20_000],
    [40, 60, 40, 10_000],
    [60, 60, 60, 0],
  ])
})

test('how many rows there are in a minute is not made of less than a second', () => {
  const perMinute = (ms: number) => {
    const told: (number | undefined)[] = []
    const link = rowsLink('a', 60)
    let now = 0
    const clock = { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() }
    const notify = (event: Event) => void (event.type === 'rows' && told.push(event.perMinute))
    const take = openTallies([link], schedule, { clock, notify }).of(link)
    now = ms
    take(Array.from({ length: 20 }, () => row('insert')))
    return told.at(-1)
  }
  expect([perMinute(0), perMinute(1_000), perMinute(1_500), perMinute(60_000)]).toEqual([1_200, 1_200, 800, 20])
})
