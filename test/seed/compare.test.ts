import { expect, test } from 'vitest'
import { checkSeed } from '../../src/core/rows/check.ts'
import { budgetsOf } from '../../src/core/pace/pace.ts'
import { compareRows } from '../../src/core/rows/compare.ts'
import { planSeed, rowCounts, rowsToWrite } from '../../src/core/rows/seedPlan.ts'
import { openSeen } from '../../src/core/rows/seen.ts'
import { rowSteps } from '../../src/core/rows/seedSteps.ts'
import { field, store } from '../laws/build.ts'
import { seedFile } from './seedWorld.ts'
import type { Row } from './seedWorld.ts'

const rooms = store({ code: field({ mandatory: true }), seats: field({ type: 'number' }) }, [['code']], 'rooms')
const seedOf = (rows: readonly Row[]) => checkSeed(seedFile(rooms, rows), rooms, false)
const live = (id: number, code: string) => ({ id: String(id), values: { code, seats: '4' } })

test('two live rows of one key are refused, and both are named', () => {
  const { seed } = seedOf([{ code: 'A1' }])
  const { problems } = compareRows(seed, rooms, [live(1, 'A1'), live(2, 'A1 '), live(3, 'B1')])
  expect(problems.map(each => `${each.code} ${each.message}`)).toEqual([
    'SD112 the org has code=A1  twice: records 1 and 2',
  ])
})

test('a key that Cliq covers tells no rows apart', () => {
  const masked = store({ code: field({ mandatory: true, masked: true }) }, [['code']], 'rooms')
  const { seed } = checkSeed(seedFile(masked, [{ code: 'A1' }]), masked, false)
  const { problems } = compareRows(seed, masked, [{ id: '1', values: { code: '***' } }])
  expect(problems.map(each => each.code)).toEqual(['SD112'])
})

test('blanks around a key do not make it another', () => {
  expect(seedOf([{ code: 'A' }, { code: 'A ' }]).problems.map(each => `${each.code} ${each.at?.line}`)).toEqual([
    'SD108 5',
  ])
})

test('what one run cannot write is counted, told and left for the next', () => {
  const { seed } = seedOf(Array.from({ length: 20_050 }, (_, at) => ({ code: `R${at}` })))
  const found = compareRows(seed, rooms, [live(1, 'R7')])
  const site = { datastore: rooms, identity: undefined, complete: true }
  const plan = planSeed(seed, site, [live(1, 'R7')], found, { consents: new Set() }, budgetsOf())
  expect([rowCounts(plan.found).insert, rowsToWrite(plan), plan.later]).toEqual([20_049, 20_000, 49])
})

test('a record that holds nothing in its key is looked at by its id before it goes', () => {
  const numbered = store({ nr: field({ type: 'number' }) }, [['nr']], 'numbered')
  const { seed } = checkSeed({ ...seedFile(numbered, [{ nr: 1 }]), mode: 'mirror' }, numbered, false)
  const records = [null, '1'].map((nr, at) => ({ id: `${at}`, values: { nr } }))
  const steps = rowSteps(compareRows(seed, numbered, records), seed, numbered, 29)
  expect(steps).toMatchObject([{ call: 'delete-records', looks: [{ ids: ['0'] }] }])
})

test('a text is seen when it was added, and not before', () => {
  const seen = openSeen()
  const texts = Array.from({ length: 50_000 }, (_, at) => `["${at.toString(36)}"]`)
  expect(texts.filter(each => !seen.add(each))).toEqual([])
  expect(texts.filter(each => seen.add(each))).toEqual([])
})
