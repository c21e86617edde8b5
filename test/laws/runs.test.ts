import { expect, test } from 'vitest'
import { budgetsOf } from '../../src/core/pace/pace.ts'
import { estimateRun, scheduleRun } from '../../src/core/pace/runs.ts'
import type { ChainCosts, LinkCosts } from '../../src/core/pace/runs.ts'

const ADD = 'fields.add'
const link = (...calls: LinkCosts['calls']): LinkCosts => ({ calls })
const planned = (...chains: readonly ChainCosts[]) =>
  scheduleRun(chains, ['datastores.list'], ['records.get'], budgetsOf())

test('single lists of a chain are one node, and each has the places of its own calls', () => {
  const [first, second] = [link([ADD, 500]), link([ADD, 'fields.delete'])]
  const { nodes, ranks, subjects, order } = planned({ links: [first, second] })
  expect(nodes).toEqual([['datastores.list'], [ADD, 500, ADD, 'fields.delete'], ['records.get']])
  expect([ranks.get(first), ranks.get(second)]).toEqual([[[1]], [[2, 3]]])
  expect(subjects).toEqual(['', '', ''])
  expect(order.map(each => each.chain)).toEqual([0, 1, 1, 1, 2])
})

const flat = (of: ReturnType<typeof planned>, each: LinkCosts) => of.ranks.get(each)?.flat() ?? []
const isBehind = (of: ReturnType<typeof planned>, each: LinkCosts, before: LinkCosts) =>
  Math.min(...flat(of, each)) > Math.max(...flat(of, before))

test('a run of no chains begins and ends, and a link without calls holds what stood before it', () => {
  expect(planned().seconds).toBe(0.6)
  const [rows, next] = [link(['records.insert', 'records.insert'], ['records.update']), link([ADD])]
  expect(isBehind(planned({ links: [rows, link(), next] }), next, rows)).toBe(true)
  expect(isBehind(planned({ links: [rows, next] }), next, rows)).toBe(true)
})

test('a chain that waits on its way goes on where it stopped', () => {
  const [first, awaited] = [link([ADD]), link(['records.get', 'records.get'])]
  const waiting = { calls: [['records.insert'], ['records.update']], after: [awaited] } as const
  const end = link(['fields.edit'])
  const run = planned({ links: [first, waiting, end] }, { links: [awaited] })
  expect(run.nodes.map(each => each.join())).toEqual([
    'datastores.list',
    ADD,
    'records.get,records.get',
    'records.insert',
    'records.update',
    'fields.edit',
    'records.get',
  ])
  expect(isBehind(run, waiting, awaited) && isBehind(run, end, waiting)).toBe(true)
})

test('lists side by side are nodes of their own, and what follows waits for all of them', () => {
  const rows: LinkCosts = { calls: [['records.insert'], ['records.update']], about: 'rows' }
  const next = link([ADD])
  const { nodes, ranks, subjects, order } = planned({ links: [rows, next] })
  expect(nodes).toEqual([['datastores.list'], ['records.insert'], ['records.update'], [ADD], ['records.get']])
  expect(subjects).toEqual(['', 'rows', 'rows', '', ''])
  expect([ranks.get(rows), ranks.get(next)]).toEqual([[[1], [2]], [[3]]])
  expect(order.at(-1)?.chain).toBe(4)
})

test('a link for which another waits is not one with the next, and links that share a barrier share its node', () => {
  const awaited = [link([ADD, ADD]), link(['datastores.edit', 'datastores.edit'])]
  const behind = awaited.map(() => link(['fields.delete']))
  const chains = awaited.map((each, at) => ({ links: [each, behind[at] ?? each] }))
  const waiting = ['records.insert', 'records.update'] as const
  const run = planned(...chains, ...waiting.map(each => ({ links: [{ calls: [[each]], after: awaited }] })))
  for (const [at, each] of behind.entries()) expect(isBehind(run, each, awaited[at] ?? each)).toBe(true)
  expect(run.nodes).toEqual([
    ['datastores.list'],
    [ADD, ADD],
    ['fields.delete'],
    ['datastores.edit', 'datastores.edit'],
    ['fields.delete'],
    [],
    ['records.insert'],
    ['records.update'],
    ['records.get'],
  ])
})

test('chains of one queue go one at a time, and none waits behind one that is not ready', () => {
  const last = link(['records.delete'])
  const held: LinkCosts = { calls: [[ADD]], after: [last] }
  const [one, more] = [link(['datastores.edit']), link(['datastores.edit', 'datastores.edit'])]
  const two = link(['datastores.create', 'datastores.create', 'datastores.create'])
  const run = planned(
    { links: [held], queue: 'q' },
    { links: [one, more], queue: 'q' },
    { links: [two], queue: 'q' },
    { links: [link(['records.insert']), last] },
  )
  expect(isBehind(run, two, more) && isBehind(run, held, two)).toBe(true)
})

test('a run costs all its calls, with those beside it', () => {
  const chains = [{ links: [link([ADD], ['records.insert', ADD]), link(['datastores.get'])] }]
  const costs = estimateRun(chains, ['datastores.list'], ['records.get'], budgetsOf(), { beside: ['datastores.get'] })
  expect([...costs.calls]).toEqual([
    ['datastores.get', 2],
    ['datastores.list', 1],
    [ADD, 2],
    ['records.get', 1],
    ['records.insert', 1],
  ])
  expect([costs.total, costs.writes]).toEqual([7, 3])
})
