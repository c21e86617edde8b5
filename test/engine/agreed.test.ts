import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'

import type { LiveRecord } from '../../src/core/model/live.ts'
import type { RecordReading } from '../../src/core/model/ports.ts'
import { agree, contradicts, sight, unconfirmed, witnessesOf } from '../../src/core/rows/agreement.ts'
import { fetchAgreed } from '../../src/engine/agreed.ts'
import { fetchLacking, fetchOpposite, fetchWhole, keptWhile } from '../../src/engine/tasks/wholeReads.ts'
import { refusal } from '../files/temporary.ts'
import { field, store } from '../laws/build.ts'

const record = (id: string, values: LiveRecord['values'] = { a: '1' }): LiveRecord => ({ id, values })
const rooms = store({ a: field(), b: field() }, [], 'rooms')
const reading = (...ids: readonly string[]) => ids.map(each => record(each))
type Reading = readonly LiveRecord[] | 'cut'

/** What the readings of a datastore come to, one after another, the last one from then on. */
async function copied(readings: readonly Reading[], seen: readonly LiveRecord[] = [], own: readonly LiveRecord[] = []) {
  let reads = 0
  const asked: string[] = []
  const turned: boolean[] = []
  const directions: (string | undefined)[] = []
  const next = () => {
    const found = readings[Math.min(reads, readings.length - 1)] ?? []
    reads += 1
    return found === 'cut' ? { records: [], complete: false, calls: 2 } : { records: found, complete: true, calls: 2 }
  }
  const cliq = {
    walkRecords: (_: string, take: (each: LiveRecord) => void) => {
      const { records, ...end } = next()
      for (const each of records) take(each)
      return Promise.resolve(end)
    },
    fetchRecords: (_: string, __: number, how?: RecordReading) => {
      turned.push(how?.order !== undefined)
      directions.push(how?.order?.direction)
      return Promise.resolve(next())
    },
    fetchRecord: (_: string, id: string) => {
      asked.push(id)
      return Promise.resolve(own.find(each => each.id === id))
    },
  }
  let told = ''
  try {
    const { records, calls } = await fetchAgreed(cliq, rooms, witnessesOf(seen, ['a', 'b']))
    told = `${records.map(each => each.id).join(' ')} in ${calls}`
  } catch (error) {
    told = (error as Error).message
  }
  return { told, reads, asked: asked.join(' '), turned, directions }
}

const [one, two] = [reading('1'), reading('1', '2')]
const alternating = [one, two, one, two, one, two]
test.each([
  ['the first two agree', [two, two], '1 2 in 4', 2, ''],
  ['they agree in another order', [reading('1', '2'), reading('2', '1')], '1 2 in 4', 2, ''],
  ['both are empty', [[], []], ' in 4', 2, ''],
  ['the last two of six agree', [one, two, one, two, one, one], '1 in 12', 6, '2'],
  [
    'none of six agree with the next',
    alternating,
    '6 reads in a row showed different records of rooms, so the copy is incomplete',
    6,
    '',
  ],
  ['a value moves', [[record('1', { a: '1' })], [record('1', { a: '2' })], [record('1', { a: '2' })]], '1 in 6', 3, ''],
  ['another id stands there', [reading('1'), reading('2'), reading('2')], '2 in 6', 3, '1'],
  ['the first is cut', ['cut', two], 'Cliq did not list all records of rooms, so the copy is incomplete', 1, ''],
  ['the second is cut', [two, 'cut'], 'Cliq did not list all records of rooms, so the copy is incomplete', 2, ''],
] as const)('a copy is what two readings in a row have shown: %s', async (_, readings, told, reads, asked) => {
  // What any reading has shown and the copy lacks is asked for by its id.
  expect(await copied(readings)).toMatchObject({ told, reads, asked })
})

test.each([
  ['agrees', [two, two], '1 2 in 4', [true]],
  ['shows less, which is what it loses', [two, one, two], '1 2 in 6', [true, false]],
  ['shows less, and so does the next', [two, one, one, one], '1 in 8', [true, false, false]],
  ['shows what the other does not', [one, two, two], '1 2 in 6', [true, false]],
  ['shows other ones each time', alternating, '6 reads in a row', [true, false, true, false, true]],
] as const)(
  'every other reading comes from the other end, as long as that one %s',
  async (_, readings, told, turned) => {
    const found = await copied(readings)
    expect([found.told.startsWith(told), found.turned]).toEqual([true, turned])
  },
)

test.each([
  ['rise', ['1', '2'], 'desc'],
  ['fall', ['2', '1'], 'asc'],
] as const)(
  'where the values of the first reading %s, the other end is that of their order',
  async (_, values, direction) => {
    const shown = values.map((a, at) => record(String(at), { a }))
    expect((await copied([shown])).directions).toEqual([direction])
  },
)

test.each([
  ['agrees', rooms, [two, two], '1 2', ['desc']],
  ['shows less', rooms, [two, one, two], '1 2', ['desc', undefined]],
  ['shows less, and other ones', rooms, [reading('1', '2', '3'), reading('1', '4'), two], '1 4', ['desc']],
  ['shows more', rooms, [one, two, one], '1 2', ['desc']],
  ['shows less where nothing can be sorted by', store({}), [two, one, two], '1', [undefined]],
] as const)('a reading from the other end counts where it %s', async (_, datastore, [before, ...next], ids, orders) => {
  const asked: (string | undefined)[] = []
  const cliq: Parameters<typeof fetchOpposite>[0] = {
    walkRecords: (_name, take, how) => {
      for (const each of next[asked.push(how?.order?.direction) - 1] ?? []) take(each)
      return Promise.resolve({ complete: true, calls: 1 })
    },
  }
  const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() }
  const about = { lease: { renew: () => Promise.resolve() }, clock } as unknown as Parameters<typeof fetchOpposite>[2]
  const found = await fetchOpposite(cliq, 'rooms', about, { datastore, records: before })
  expect([found.map(each => each.id).join(' '), asked]).toEqual([ids, orders])
})

const full = record('2', { a: '1', b: '2' })
const DIFFERS = 'Cliq shows record 2 of rooms differently in the list and by its id, so the copy is incomplete'
test.each([
  ['is in the copy', [two, two], [], '1 2 in 4', ''],
  ['is gone', [one, one], [], '1 in 4', '2'],
  ['is not in the copy, and there', [one, one], [full], DIFFERS, '2'],
  ['is there without one of its values', [[record('2', { a: '1' })], [record('2', { a: '1' })]], [full], DIFFERS, '2'],
  [
    'has lost one of its values since',
    [[record('2', { a: '1' })], [record('2', { a: '1' })]],
    [record('2', { a: '1' })],
    '2 in 4',
    '2',
  ],
] as const)('what was seen before and %s', async (name, readings, own, told, asked) => {
  const seen = name === 'is in the copy' ? [record('2')] : [full]
  expect(await copied(readings, seen, own)).toMatchObject({ told, asked })
})

test('twenty records that a copy lacks are asked for by their ids, and more are too many', async () => {
  const ids = (count: number) => Array.from({ length: count }, (_, at) => String(100 + at))
  expect((await copied([one, one], reading(...ids(20)))).asked.split(' ')).toEqual(ids(20))
  expect(await copied([one, one], reading(...ids(21)))).toMatchObject({
    told: '21 records of rooms that were seen before are not listed any more, so the copy is incomplete',
    reads: 2,
    asked: '',
  })
  const there = (id: string) => (Number(id) % 2 === 0 ? record(id) : undefined)
  const cliq = { fetchRecord: (_: string, id: string) => Promise.resolve(there(id)) }
  expect((await fetchLacking(cliq, 'rooms', ids(20)))?.map(each => each.id)).toEqual(ids(20).filter(id => there(id)))
  expect(await fetchLacking(cliq, 'rooms', ids(21))).toBeUndefined()
})

test('readings agree where records and values are the same, whatever their order', () => {
  const sighting = (...records: readonly LiveRecord[]) => {
    const found = new Map<string, number>()
    for (const each of records) sight(found, each)
    return found
  }
  const a = record('1', { a: '1', b: null })
  expect(agree(sighting(a), sighting(record('1', { b: null, a: '1' })))).toBe(true)
  expect(agree(sighting(a), sighting(record('1', { a: '1' })))).toBe(false)
  expect(agree(sighting(a), sighting(a, record('2')))).toBe(false)
  expect(agree(sighting(a, record('2')), sighting(a))).toBe(false)
  expect(agree(sighting(), sighting())).toBe(true)
  // One that is shown twice counts as it was shown last.
  expect(agree(sighting(record('1'), a), sighting(a))).toBe(true)
})

test('a witness is confirmed by the values that it was seen with', () => {
  const witnesses = witnessesOf([record('2', { a: '1', b: '' }), record('1', { b: '2' }), record('3', {})], ['a', 'b'])
  expect([...witnesses]).toEqual([
    ['2', ['a']],
    ['1', ['b']],
    ['3', []],
  ])
  expect(unconfirmed(witnesses, [])).toEqual(['1', '2', '3'])
  expect(unconfirmed(witnesses, [record('1', { b: '3' }), record('2', { a: null }), record('3', {})])).toEqual(['2'])
  expect(contradicts(undefined, undefined, ['a'])).toBe(false)
  expect(contradicts(record('1'), undefined, [])).toBe(true)
  expect(contradicts(record('1'), record('1', { a: '' }), ['b', 'a'])).toBe(true)
  expect(contradicts(record('1'), record('1', { a: '' }), ['b'])).toBe(false)
  expect(contradicts(record('1'), record('1', { a: '2' }), ['a'])).toBe(false)
})

test('a lease is kept every two minutes while something long is read, and its loss is told at the end', async () => {
  const stage = (fails = false) => {
    let now = 1_000
    const renewed: number[] = []
    const renew = () => {
      renewed.push(now)
      return fails ? Promise.reject(new Error('lost')) : Promise.resolve()
    }
    const clock = { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() }
    const about = { lease: { renew }, clock } as unknown as Parameters<typeof keptWhile>[0]
    const at = (ms: number) => void (now = 1_000 + ms)
    return { about, at, renewed }
  }
  const { about, at, renewed } = stage()
  const kept = keptWhile(about)
  for (const ms of [0, 119_999, 120_000, 120_001, 239_999, 240_000, 700_000]) {
    at(ms)
    kept.tick()
    await kept.settled()
  }
  expect(renewed.map(each => each - 1_000)).toEqual([120_000, 240_000, 700_000])
  const late = stage(true)
  const cliq = (complete: boolean) => ({
    walkRecords: async (_: string, take: (each: LiveRecord) => void) => {
      take(record('1'))
      late.at(late.renewed.length === 0 ? 200_000 : 0)
      take(record('1', { a: '2' }))
      // It goes on though the lease is lost by now.
      await setImmediate()
      return { complete, calls: 1 }
    },
  })
  await expect(fetchWhole(cliq(true), 'rooms', late.about)).rejects.toThrow('lost')
  const well = stage()
  expect(await fetchWhole(cliq(true), 'rooms', well.about)).toEqual([record('1', { a: '2' })])
  expect((await refusal(() => fetchWhole(cliq(false), 'rooms', well.about)))[0]?.code).toBe('BK101')
})
