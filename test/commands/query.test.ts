import { expect, test } from 'vitest'
import { performQuery } from '../../src/commands/query.ts'
import type { QueryWishes } from '../../src/commands/query.ts'
import { queryText } from '../../src/report/queryText.ts'
import { field, store } from '../laws/build.ts'
import { seedStage } from '../seed/seedWorld.ts'

const rooms = store({ code: field({ mandatory: true }), seats: field({ type: 'number' }) }, [['code']], 'rooms')

async function queried(rows: number, wishes: Partial<QueryWishes>) {
  const stage = await seedStage(rooms)
  for (let at = 0; at < rows; at += 1) {
    if (at % 25 === 0) await stage.rest()
    await stage.byHand('POST', '', { values: { code: `R${at}`, seats: String(at % 10) } })
  }
  const heard: string[] = []
  const from = stage.org.requests.length
  const reads = () => stage.org.requests.slice(from).filter(each => each.operation === 'records.list').length
  const tell = (calls: number) => heard.push(`${reads()} read, up to ${calls} more`)
  const result = await performQuery(stage.world, 'rooms', {
    where: new Map(),
    columns: undefined,
    limit: 50,
    ...wishes,
    tell,
  })
  return { result, heard, reads: reads() }
}

test('without a wish it is one page, whatever there is', async () => {
  const { result, heard, reads } = await queried(120, {})
  expect([result.rows.length, result.complete, reads, heard]).toEqual([50, false, 1, []])
})

test('more than one page is said before the second is read', async () => {
  const { result, heard, reads } = await queried(120, { limit: 300 })
  expect([result.rows.length, result.complete, reads]).toEqual([120, true, 2])
  expect(heard).toEqual(['1 read, up to 2 more'])
})

test('a search ends as soon as enough rows match', async () => {
  const early = await queried(120, { where: new Map([['seats', '07']]), limit: 10 })
  expect([early.result.rows.length, early.result.complete, early.reads, early.heard]).toEqual([10, false, 1, []])
  const late = await queried(120, { where: new Map([['code', 'R110']]), columns: ['seats'] })
  expect([late.result.rows, late.result.complete, late.reads]).toEqual([[['0']], true, 2])
  expect(late.heard).toEqual(['1 read, up to 99 more'])
})

test('rows are found by their id, and columns come as the definition has them', async () => {
  const { result } = await queried(3, {})
  expect(result.columns).toEqual(['id', 'code', 'seats'])
  const [, second] = result.rows
  const found = await queried(3, { where: new Map([['id', String(second?.[0])]]) })
  expect(found.result.rows).toEqual([second])
})

test('a search for what no field of its type can have is refused before a row is read', async () => {
  await expect(queried(0, { where: new Map([['seats', 'many']]) })).rejects.toMatchObject({
    problems: [{ code: 'LV122', message: 'seats is a number, so no row has "many"' }],
  })
  expect((await queried(2, { where: new Map([['seats', '']]) })).result.rows.length).toBe(1)
})

test('a CSV of one column has no empty line, which readers skip', () => {
  const shown = { environment: 'e', where: 'w', datastore: 'd', columns: ['a'], seen: 1, complete: true, calls: 1 }
  expect(queryText({ ...shown, rows: [[null], ['b']] }, 'csv')).toBe('a\n""\nb\n')
  expect(queryText({ ...shown, columns: ['a', 'b'], rows: [[null, null]] }, 'csv')).toBe('a,b\n,\n')
})

test.each([
  ['=1+1', `"'=1+1"`],
  ['  =1+1', `"'  =1+1"`],
  ['+49 30', `"'+49 30"`],
  ['-2+3', `"'-2+3"`],
  ['-2', '-2'],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['＝1', `"'＝1"`],
  ['a;=1', '"a;=1"'],
  ['say "hi"', '"say ""hi"""'],
  ['\t=1', String.raw`"\u{9}=1"`],
  ['two\nlines', String.raw`"two\u{a}lines"`],
  [true, 'true'],
])('a CSV cell is nothing that a spreadsheet runs: %j', (value, cell) => {
  const shown = { environment: 'e', where: 'w', datastore: 'd', columns: ['a'], seen: 1, complete: true, calls: 1 }
  expect(queryText({ ...shown, rows: [[value]] }, 'csv')).toBe(`a\n${cell}\n`)
})
