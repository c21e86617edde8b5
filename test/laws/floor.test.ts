import { expect, test } from 'vitest'

import type { CallChain } from '../../src/core/pace/links.ts'
import { floorOf } from '../../src/core/pace/rehearsal.ts'

const course = { bucketOf: (operation: string) => operation, limitOf: () => 9, windowMs: 60_000, callMs: 300 }
const floor = (chains: readonly CallChain[], atMs = 0) => floorOf(chains, course, { atMs, replies: new Map() })
const many = (count: number, chain: CallChain) => Array.from({ length: count }, () => chain)

test('no order beats the windows of a budget, with what goes before its first call and after its last', () => {
  const two: CallChain = ['datastores.create', 'fields.add']
  expect(floor([])).toBe(0)
  expect(floor([two])).toBe(600)
  expect(floor([two], 5_000)).toBe(5_600)
  expect(floor(many(9, two))).toBe(9 * 300 + 300)
  expect(floor(many(10, two))).toBe(60_000 + 300 + 300)
  expect(floor(many(19, two))).toBe(120_000 + 300 + 300)
  // What all of them begin with, and end with, is counted once.
  const three: CallChain = ['datastores.list', 'datastores.create', 'fields.add']
  expect(floor([...many(9, three), two])).toBe(60_000 + 300 + 300)
  expect(floor(many(10, three))).toBe(60_000 + 300 + 2 * 300)
})
