import { expect, test } from 'vitest'

import { examineOrg } from '../../src/commands/vitals.ts'
import type { Vitals } from '../../src/commands/vitals.ts'
import { EMPTY_BOOK, LEARNED_MS } from '../../src/core/pace/ledger.ts'
import type { Learned } from '../../src/core/pace/ledger.ts'

const NOW = 1_800_000_000_000

function vitalsOf(learned: Partial<Learned>): Vitals {
  return {
    apiHost: 'a',
    accountsHost: 'b',
    isEmbedded: true,
    settleMs: 3_000,
    now: () => NOW,
    fetchToken: async () => undefined,
    fetchOneDatastore: async () => undefined,
    fetchOneRecord: async () => undefined,
    aheadMs: () => 0,
    readBook: async () => ({ ...EMPTY_BOOK, learned: { ...EMPTY_BOOK.learned, ...learned } }),
    readProbe: async () => undefined,
  }
}

const lessons = (at: number): Partial<Learned> => ({
  limits: { 'datastores.create': { limit: 5, at, busyAt: at, firm: 12 } },
  shared: { 'record calls': at },
})

test.each([
  ['are told for a day', NOW - LEARNED_MS + 1, ['DR104', 'DR104']],
  ['are not told after it', NOW - LEARNED_MS, []],
])('lessons of the ledger %s', async (_, at, codes) => {
  const findings = await examineOrg('here', vitalsOf(lessons(at)))
  expect(findings.find(each => each.about === 'Calls')?.problems.map(each => each.code)).toEqual(codes)
})

test.each([
  [undefined, 'skipped', 'no answer had a time'],
  [0, 'ok', "at most 1 s from the server's"],
  [-1_400, 'ok', "at most 1 s from the server's"],
  [59_999, 'ok', "at most 60 s from the server's"],
  [60_000, 'warn', '60 s ahead of the server'],
  [-90_000, 'warn', '90 s behind the server'],
])('a clock that is %s ms ahead is %s', async (ms, state, message) => {
  const findings = await examineOrg('here', { ...vitalsOf({}), aheadMs: () => ms })
  const clock = findings.find(each => each.about === 'Clock')
  expect([clock?.state, clock?.problems[0]?.message ?? clock?.message]).toEqual([state, message])
})
