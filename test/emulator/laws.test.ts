import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { compareNumerals } from '../../src/emulator/numerals.ts'
import { DEFAULT_SWITCHES } from '../../src/emulator/options.ts'
import type { Exchange } from '../../src/emulator/options.ts'
import { answerProblems } from '../contract/contract.ts'
import { beginning, moves, recordsOf, stores } from './moves.ts'
import { callerOf, list, seeded, text } from './org.ts'
import type { TestOrg } from './org.ts'

type Call = TestOrg['call']

function distinct(values: readonly unknown[]): boolean {
  return new Set(values.map(each => JSON.stringify(each))).size === values.length
}

async function checkLegal(call: Call): Promise<void> {
  const all = await stores(call)
  expect(distinct(all.map(store => store['unique_name']))).toBe(true)
  for (const store of all) {
    const fields = list(store['fields'])
    const uniqueKeys = list(store['unique_keys']).map(key => list(key).map(text))
    expect(fields.length >= 1 && fields.length <= 19 && uniqueKeys.length <= 4).toBe(true)
    expect(distinct(fields.map(each => each['unique_name']))).toBe(true)
    const typeOf = (name: string): string => text(fields.find(each => text(each['unique_name']) === name)?.['type'])
    expect(uniqueKeys.flat().every(name => !['encrypted-text', 'large-text'].includes(typeOf(name)))).toBe(true)
    const masked = fields.filter(each => JSON.stringify(each['masked']) === 'true').map(each => text(each['type']))
    expect(masked.every(type => type === 'number' || type === 'limited-text')).toBe(true)
    const records = await recordsOf(call, text(store['unique_name']))
    const columns = [...fields.map(each => text(each['unique_name'])), 'added_time', 'id', 'modified_time'].sort()
    for (const record of records) expect(Object.keys(record).sort()).toEqual(columns)
    for (const key of uniqueKeys) {
      const rows = records.map(record => key.map(name => record[name])).filter(row => row.every(part => part !== null))
      expect(distinct(rows)).toBe(true)
    }
  }
}

test('after any calls every datastore is one that could be created, its records keep its keys, and all answers fit the contract', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(moves, { minLength: 5, maxLength: 40 }), async sequence => {
      const exchanges: Exchange[] = []
      let now = 1_777_360_400_900
      const emulator = await startEmulator({
        now: () => (now += 1),
        random: seeded(1),
        onExchange: each => exchanges.push(each),
      })
      try {
        const call = callerOf(emulator)
        for (const move of [...beginning, ...sequence]) await move(call)
        await checkLegal(call)
        expect(exchanges.filter(({ status }) => status === 500)).toEqual([])
        for (const { operation, status, answer } of exchanges)
          expect(answerProblems(operation, status, answer)).toEqual([])
      } finally {
        await emulator.close()
      }
    }),
    { numRuns: 100 },
  )
})

test('numbers of any length compare as numbers do', () => {
  const big = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })
  fc.assert(
    fc.property(big, big, fc.nat(3), (a, b, zeros) => {
      const padded = `${b < 0n ? '-' : ''}${'0'.repeat(zeros)}${b < 0n ? -b : b}`
      expect(Math.sign(compareNumerals(String(a), padded))).toBe(a < b ? -1 : a > b ? 1 : 0)
    }),
  )
})

test('the moves of the law above are mostly carried out', async () => {
  const statuses: number[] = []
  await fc.assert(
    fc.asyncProperty(fc.array(moves, { minLength: 30, maxLength: 40 }), async sequence => {
      const emulator = await startEmulator()
      for (const move of [...beginning, ...sequence]) await move(callerOf(emulator))
      statuses.push(...emulator.requests.filter(({ method }) => method !== 'GET').map(({ status }) => status))
      await emulator.close()
    }),
    { numRuns: 20, seed: 1 },
  )
  expect(statuses.filter(status => status < 300).length / statuses.length).toBeGreaterThan(0.3)
})

test('the defaults are the behaviours that the document states', () => {
  expect(DEFAULT_SWITCHES).toMatchObject({
    uniqueKeys: 'atomic',
    syncToken: 'before',
    maxRecordsPage: 100,
    readLagMs: 0,
  })
})
