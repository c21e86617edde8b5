import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { OPERATIONS } from '../../src/core/model/operations.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import {
  budgetOf,
  budgetsOf,
  bucketOf,
  CALL_MS,
  earliest,
  schedule,
  schedulePhases,
  WINDOW_MS,
} from '../../src/core/pace/pace.ts'
import type { Budgets } from '../../src/core/pace/pace.ts'
import type { CallChain } from '../../src/core/pace/links.ts'
import type { ScheduledCall } from '../../src/core/pace/rehearsal.ts'
import { boundMs, boundOf } from './bounds.ts'
import { CORE_RUNS } from './build.ts'

const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly Operation[]
const anOperation = fc.constantFrom(...OPERATION_NAMES)
const someChains = fc.array(fc.array(anOperation, { minLength: 1, maxLength: 12 }), { maxLength: 25 })
const someBudgets = fc
  .record({ headroom: fc.integer({ min: 0, max: 3 }), scope: fc.constantFrom('operation' as const, 'class' as const) })
  .map(budgetsOf)

test('budgets are the documented limits less one', () => {
  const of = (operation: Operation) => budgetOf(budgetsOf(), operation)
  expect([of('datastores.create'), of('datastores.list'), of('records.insert'), of('export.start')]).toEqual([
    9, 29, 29, 4,
  ])
})

test('a setting can lower a limit and never raise it', () => {
  const budgets = budgetsOf({ headroom: 2, limits: { 'fields.add': 50, 'fields.edit': 1 } })
  expect([budgetOf(budgets, 'fields.add'), budgetOf(budgets, 'fields.edit')]).toEqual([8, 1])
})

test('calls sent as early as allowed never put more than the limit into any window, whenever Cliq counted them', () => {
  const call = fc.record({
    gap: fc.integer({ min: 0, max: 40_000 }),
    takes: fc.integer({ min: 0, max: 40_000 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(call, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (calls, limit) => {
      const replies: number[] = []
      const counted: number[] = []
      let now = 0
      for (const { gap, takes, at } of calls) {
        now = earliest(replies, limit, WINDOW_MS, now + gap)
        counted.push(now + at * takes)
        now += takes
        replies.push(now)
      }
      for (const start of counted)
        expect(counted.filter(each => each >= start && each < start + WINDOW_MS).length).toBeLessThanOrEqual(limit)
    }),
    { numRuns: CORE_RUNS },
  )
})

test('earliest waits for nothing but the limit', () => {
  expect(earliest([0, 1, 2], 4, WINDOW_MS, 5)).toBe(5)
  expect(earliest([2, 0, 1], 3, WINDOW_MS, 5)).toBe(60_000)
  expect(earliest([0, 1, 2], 2, WINDOW_MS, 5)).toBe(60_001)
  expect(earliest([0, 1, 2], 2, WINDOW_MS, 70_000)).toBe(70_000)
})

test('a schedule holds every call once, in the order of its chain, within every budget, one in flight per operation', () => {
  fc.assert(
    fc.property(someChains, someBudgets, (chains, budgets) => {
      const { order } = schedule(chains, budgets)
      expect(order.length).toBe(chains.flat().length)
      for (const [index, chain] of chains.entries()) {
        const own = order.filter(slot => slot.chain === index)
        expect(own.map(slot => slot.call)).toEqual(chain.map((_, call) => call))
        expectApart(own.map(slot => slot.startMs))
      }
      for (const operation of OPERATION_NAMES) expectPaced(order, chains, budgets, operation)
    }),
    { numRuns: Math.ceil(CORE_RUNS / 10) },
  )
})

function expectPaced(
  order: readonly ScheduledCall[],
  chains: readonly CallChain[],
  budgets: Budgets,
  operation: Operation,
): void {
  const startsWhere = (wanted: (each: Operation) => boolean) =>
    order.flatMap(slot => {
      const each = chains[slot.chain]?.[slot.call]
      return typeof each === 'string' && wanted(each) ? [slot.startMs] : []
    })
  expectApart(startsWhere(each => each === operation))
  const starts = startsWhere(each => bucketOf(each, budgets.scope) === bucketOf(operation, budgets.scope))
  for (const start of starts) {
    const window = starts.filter(each => each >= start && each < start + CALL_MS + budgets.windowMs)
    expect(window.length).toBeLessThanOrEqual(budgetOf(budgets, operation))
  }
}

// No call starts before the reply to the one before.
function expectApart(starts: readonly number[]): void {
  const gaps = starts.slice(1).map((start, at) => start - (starts[at] ?? 0))
  expect(Math.min(CALL_MS, ...gaps)).toBe(CALL_MS)
}

test('A2: n calls of one operation take at most 1.02 x the bound', () => {
  for (const operation of ['datastores.create', 'records.insert', 'export.start'] as const)
    for (const count of [10, 17, 18, 100, 1_000, 5_000]) {
      const { seconds } = schedule([Array.from({ length: count }, () => operation)], budgetsOf())
      expect((seconds * 1_000) / boundMs(operation, count)).toBeLessThanOrEqual(1.02)
    }
})

test('phases follow one another and share their windows', () => {
  const creates = Array.from({ length: 9 }, (): CallChain => ['datastores.create'])
  const { seconds, order } = schedulePhases([creates, [['datastores.create']]], budgetsOf())
  expect(order.map(slot => slot.chain)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(seconds).toBe(60.6)
})

test('a pause is over while a window is waited for, and by itself it lasts', () => {
  const full = Array.from({ length: 9 }, () => 'datastores.create' as const)
  expect(schedule([['datastores.list', 3_000, 'datastores.list']], budgetsOf()).seconds).toBe(3.6)
  expect(schedule([['datastores.create', 3_000, ...full]], budgetsOf()).seconds).toBe(60.6)
  const beside: readonly CallChain[] = [[3_000, 'fields.add'], ['fields.edit'], [2_000]]
  expect(schedule(beside, budgetsOf()).seconds).toBe(3.3)
})

test('room is waited for before what stands between it and its call, and nothing is waited for after', () => {
  const removal: CallChain = [{ room: 'fields.delete', calls: 1 }, 'datastores.get', 'fields.delete']
  const { order, seconds } = schedule(
    Array.from({ length: 20 }, () => removal),
    budgetsOf(),
  )
  const startOf = (chain: number, call: number) =>
    order.find(each => each.chain === chain && each.call === call)?.startMs ?? 0
  for (let chain = 0; chain < 20; chain += 1) expect(startOf(chain, 2) - startOf(chain, 1)).toBeLessThanOrEqual(3_000)
  expect(Math.min(...[9, 10, 17].map(chain => startOf(chain, 1)))).toBeGreaterThanOrEqual(60_600)
  expect(seconds).toBeLessThanOrEqual(123)
  // What one window cannot give is asked for as far as it can.
  const many: CallChain = [
    { room: 'fields.delete', calls: 20 },
    ...Array.from({ length: 20 }, () => 'fields.delete' as const),
  ]
  expect(schedule([many], budgetsOf()).seconds).toBe(schedule([many.slice(1)], budgetsOf()).seconds)
})

test('what is spent or locked out already is waited for', () => {
  const one: readonly CallChain[] = [['datastores.create']]
  const agoMs = new Map([['datastores.create', Array.from({ length: 9 }, (_, at) => 20_000 + at)]] as const)
  expect(schedulePhases([one], budgetsOf(), CALL_MS, { agoMs, lockedMs: new Map() }).seconds).toBe(40.3)
  const lockedMs = new Map([['datastores.create', 100_000]] as const)
  expect(schedulePhases([one, one], budgetsOf(), CALL_MS, { agoMs, lockedMs }).seconds).toBe(100.6)
})

const retypedKey: CallChain = ['datastores.edit', 'fields.delete', 'fields.add', 'datastores.edit']
const mixed: CallChain = ['fields.add', 'fields.edit', 'datastores.edit', 'fields.delete']
const table = [
  {
    name: 'create 25 datastores',
    chains: Array.from({ length: 25 }, (): CallChain => ['datastores.create']),
    most: 123,
  },
  { name: 'mixed change of 30 datastores', chains: Array.from({ length: 30 }, () => mixed), most: 184 },
  { name: 'retype a key field in 12 full datastores', chains: Array.from({ length: 12 }, () => retypedKey), most: 123 },
]
for (const { name, chains, most } of table)
  test(`A3: ${name} ends within ${most} s`, () => {
    expect(schedule(chains, budgetsOf()).seconds).toBeLessThanOrEqual(most)
  })

test('A3: 500 random step graphs take at most 1.03 x the bound, 1.005 x on average', () => {
  const ratios: number[] = []
  const step = fc.constantFrom<Operation>(
    'fields.add',
    'fields.edit',
    'datastores.edit',
    'fields.delete',
    'datastores.get',
  )
  const graph = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 10, maxLength: 60 })
  for (const chains of fc.sample(graph, { numRuns: 500, seed: 7 }))
    ratios.push((schedule(chains, budgetsOf()).seconds * 1_000) / boundOf(chains))
  const mean = ratios.reduce((sum, each) => sum + each, 0) / ratios.length
  expect(Math.max(...ratios)).toBeLessThanOrEqual(1.03)
  expect(mean).toBeLessThanOrEqual(1.005)
})

test('A12: 100,000 calls are scheduled without growing slower', () => {
  const chains = Array.from({ length: 10 }, (): CallChain => Array.from({ length: 10_000 }, () => 'records.insert'))
  expect(schedule(chains, budgetsOf()).order.length).toBe(100_000)
})
