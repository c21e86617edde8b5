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
