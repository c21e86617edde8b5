import { expect, test } from 'vitest'

import { failure } from '../../src/core/model/failure.ts'
import type { LiveRecord } from '../../src/core/model/live.ts'
import type { Look } from '../../src/core/rows/looks.ts'
import { fetchSelectedBy, FRESH_MS, lookAll } from '../../src/engine/tasks/looks.ts'

const record = (id: string) => ({ id, values: {}, modified: undefined }) as unknown as LiveRecord

/** Looks at an org that holds records 1 to 3 and selects those of `selected`; each call takes so many ms. */
async function looked(looks: readonly Look[], rows: readonly string[], takes = 0, selected: readonly string[] = []) {
  let now = 0
  const asked: string[] = []
  const cliq = {
    fetchRecord: (_: string, id: string) => {
      now += takes
      asked.push(id)
      return Promise.resolve(Number(id) <= 3 ? record(id) : undefined)
    },
    fetchSelected: (_: string, criteria: string) => {
      now += takes
      asked.push(criteria)
      return Promise.resolve({ records: selected.map(record), complete: true, calls: 1 })
    },
  }
  const clock = { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() }
  const found = await lookAll(
    looks,
    rows.map(id => ({ id })),
    { datastore: { unique_name: 'staff' }, hands: { cliq, clock } },
  )
  return { found: [...found.keys()], asked }
}

const criteria = (text: string): Look => ({ criteria: text })
const ids = (...each: readonly string[]): Look => ({ ids: each })

test('a row that criteria do not show is asked for by its id, and one that was asked for is not', async () => {
  expect(await looked([criteria('a')], ['1', '2'], 0, ['1'])).toEqual({ found: ['1', '2'], asked: ['a', '2'] })
  expect(await looked([ids('1', '4')], ['1', '4'])).toEqual({ found: ['1'], asked: ['1', '4'] })
})

test('looks that took so long that the first is old are taken again, three times at most, and one read never is', async () => {
  const times = async (looks: readonly Look[], takes: number) => (await looked(looks, [], takes)).asked.length
  expect(await times([ids('1', '2')], FRESH_MS / 2 - 1)).toBe(2)
  expect(await times([ids('1', '2')], FRESH_MS / 2)).toBe(6)
  expect(await times([ids('1')], FRESH_MS)).toBe(1)
  expect(await times([ids('1'), ids('2')], FRESH_MS)).toBe(6)
  expect(await times([criteria('a')], FRESH_MS)).toBe(3)
  expect(await times([criteria('a')], FRESH_MS - 1)).toBe(1)
})

test.each([
  [failure('RF101', 'no'), undefined],
  [failure('NT108', 'more than asked for'), undefined],
  [failure('NT104', 'gone'), 'NT104'],
  [new Error('of ours'), 'of ours'],
])('criteria that Cliq refuses select nothing, and what ends a run ends it: %s', async (error, ends) => {
  const cliq = { fetchSelected: () => Promise.reject(error) }
  const told = await fetchSelectedBy('a', 'staff', cliq).catch((each: { code?: string; message: string }) =>
    each.code === undefined ? each.message : each.code,
  )
  expect(told).toBe(ends)
})
