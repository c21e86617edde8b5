import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import type { World } from '../../src/commands/world.ts'
import type { VerifiedBy } from '../../src/core/model/step.ts'
import type { Switches } from '../../src/emulator/options.ts'
import type { Applied } from '../../src/core/results/apply.ts'
import { defineLater, renamed, retyped, rowsIn, rowsOf, withOrg, yes } from './carried.ts'
import type { Past, Values } from './carried.ts'

/** 10,000 in `npm run test:long`. */
const ROWS = Number(process.env['CARRY_ROWS'] ?? 300)
const pages = Math.ceil(ROWS / 100)

interface Ended {
  readonly applied: Applied
  readonly sent: number
  readonly notes: readonly string[]
}

/** Carries the values of an org whose config waives copies; every value has to be in its heir afterwards. */
async function carryWithoutCopies(
  past: Past,
  heir: string,
  rows: readonly Values[],
  verify: VerifiedBy | undefined,
  switches: Partial<Switches> = {},
): Promise<Ended> {
  return withOrg(
    past,
    rows,
    async org => {
      defineLater(org, past)
      const begun = org.org.requests.length
      const notes: string[] = []
      const machine = org.another()
      const world: World = {
        ...machine,
        environment: { ...machine.environment, backup: false },
        notify: event => void (event.type === 'note' && notes.push(event.problem.message)),
      }
      const applied = await performApply(world, { ...yes, verify })
      expect([applied.kind, applied.stoppedBy]).toEqual(['done', undefined])
      const sent = org.org.requests.length - begun
      const now = new Map((await rowsIn(org)).map(each => [each['no'], each[heir] ?? '']))
      expect(now).toEqual(new Map(rows.map(each => [each['no'], each['a'] ?? ''])))
      return { applied, sent, notes }
    },
    { switches },
  )
}

const five = (at: number) => String(at % 5)
const teams = (at: number) => `Team_${at % 5}a`

test(`A6: another type in ${ROWS} rows with 5 values, copies waived, takes at most ${2 * pages + 30} calls`, async () => {
  const { sent } = await carryWithoutCopies(retyped, 'a', rowsOf(ROWS, five), undefined)
  expect(sent).toBeLessThanOrEqual(2 * pages + 30)
})

test(`A6: with --verify queries it takes at most 30 calls`, async () => {
  const { sent, notes } = await carryWithoutCopies(retyped, 'a', rowsOf(ROWS, five), 'queries')
  expect(notes).toEqual([])
  expect(sent).toBeLessThanOrEqual(30)
})

test('a text that gets another name is proven by queries, after lookalikes were tried in heirs that are ours', async () => {
  const { notes, applied } = await carryWithoutCopies(renamed, 'b', rowsOf(300, teams), 'queries')
  expect(notes).toEqual([])
  expect(applied.journal.calls.get('records.list')).toBeLessThan(12)
})

test.each<[string, Partial<Switches>, (at: number) => string]>([
  ['pass over case', { sameTexts: 'caseless' }, at => (at === 595 ? 'tEAM_0A' : teams(at))],
  ['pass over spaces at the end', { sameTexts: 'padded' }, at => (at === 595 ? 'Team_0a ' : teams(at))],
  ['show records with another value too', { sameTexts: 'caseless' }, at => (at === 5 ? 'tEAM_0A' : teams(at))],
  ['do not show records without a value', { missingValues: 'unknown' }, teams],
])('where criteria %s, every record is read, and told so', async (why, switches, value) => {
  const { notes } = await carryWithoutCopies(renamed, 'b', rowsOf(600, value), 'queries', switches)
  expect(notes).toEqual([expect.stringContaining(`criteria ${why}`)])
})

test('of numbers nothing is tried out, but what criteria show of records without a value is', async () => {
  const switches = { missingValues: 'unknown' } as const
  const { notes } = await carryWithoutCopies(retyped, 'a', rowsOf(100, five), 'queries', switches)
  expect([...new Set(notes)]).toEqual([expect.stringContaining('criteria do not show records without a value')])
})

test('a value that may be taken for others than the one that was tried out is no proof', async () => {
  const value = (at: number) => ['Team_a', 'Team_b', '12'][at % 3] ?? ''
  const { notes } = await carryWithoutCopies(renamed, 'b', rowsOf(60, value), 'queries')
  expect(notes).toEqual([expect.stringContaining('too few records to try out how criteria compare')])
})

test('values that queries cannot list are copied first: not plain, too many, or none in more records than a page shows', async () => {
  for (const value of [(at: number) => (at === 250 ? 'two words' : five(at)), (at: number) => `v${at}`])
    await carryWithoutCopies(renamed, 'b', rowsOf(300, value), 'queries')
  const some = rowsOf(300, five).map(({ no = '', a = '' }, at): Values => (at < 120 ? { no } : { no, a }))
  await carryWithoutCopies(renamed, 'b', some, undefined)
})

test('values in blocks are listed one query after another', async () => {
  const { sent } = await carryWithoutCopies(
    renamed,
    'b',
    rowsOf(600, at => `v${Math.floor(at / 150)}`),
    undefined,
  )
  // A copy would be six pages, and the look is six.
  expect(sent).toBeLessThan(6 + 6 + 4 + 10)
})

test('a value that does not fit is found before anything is sent, as with a copy', async () => {
  const rows = rowsOf(300, at => (at === 299 ? 'x1' : five(at)))
  await withOrg(retyped, rows, async org => {
    defineLater(org, retyped)
    const machine = org.another()
    const world = { ...machine, environment: { ...machine.environment, backup: false } }
    const begun = org.org.requests.length
    await expect(performApply(world, yes)).rejects.toMatchObject({ code: 'DS111' })
    expect(org.org.requests.slice(begun).filter(each => each.method !== 'GET')).toEqual([])
  })
})
