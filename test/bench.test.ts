import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { apiHalf } from '../bench/api.ts'
import { schedule, budgetsOf } from '../src/core/pace/pace.ts'
import { renameCosts, renameFigures, renameTable } from '../bench/renames.ts'

test('every figure of the API half meets its target, on a small extent', async () => {
  const figures = await apiHalf({ counts: [10, 100], graphs: 50, seeds: 4, requests: 2_000, rows: 200 })
  // How long something takes by the wall clock is for the bench alone to judge.
  const sure = figures.filter(({ unit }) => unit !== 's')
  expect(sure.filter(({ value, target = Infinity }) => !(value <= target)).map(each => each.what)).toEqual([])
  const named = new Set(figures.map(({ what }) => what.split(' ')[0]))
  expect([...named].sort()).toEqual(['A1', 'A11', 'A12', 'A13', 'A2', 'A3', 'A4', 'A5', 'A8', 'A9'])
})

test('what a rename costs stands in the README as the bench prints it, and meets its targets', () => {
  const costs = renameCosts()
  const table = renameTable(costs)
  for (const file of ['README.md', 'docs/decisions/data-through-change.md'])
    expect([file, readFileSync(file, 'utf8').includes(`\n${table}\n`)]).toEqual([file, true])
  const figures = renameFigures(costs)
  expect(figures).toHaveLength(4)
  expect(figures.filter(({ value, target = 0 }) => value > target)).toEqual([])
})

test('the minutes that the README gives for rows and pages are those of the schedule', () => {
  const readme = readFileSync('README.md', 'utf8').replaceAll(/\s+/gu, ' ')
  const minutes = (operation: 'records.insert' | 'records.list') =>
    Math.floor(schedule([Array.from({ length: 1_000 }, () => operation)], budgetsOf()).seconds / 60)
  expect(readme).toContain(`a thousand new rows take ${minutes('records.insert')} minutes`)
  // Of 100 rows each.
  expect(readme).toContain(
    `100,000 rows are the bound of one run: its last look alone takes ${minutes('records.list')} min.`,
  )
})
