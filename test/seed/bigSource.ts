// Compares a long source with an org that holds some of its rows, and prints what differs. Run with a small heap:
// node --max-old-space-size=96 test/seed/bigSource.ts KIND ROWS
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkSeed } from '../../src/core/rows/check.ts'
import { compareRows } from '../../src/core/rows/compare.ts'
import { rowCounts } from '../../src/core/rows/seedPlan.ts'
import { readSeeds } from '../../src/files/seeds/read.ts'
import { field, store } from '../laws/build.ts'

const [kind = 'ndjson', rows = '1000'] = process.argv.slice(2)
const people = store({ nr: field({ type: 'number', mandatory: true }), name: field() }, [['nr']], 'people')
const root = mkdtempSync(join(tmpdir(), 'cliq-ds-big-'))
try {
  writeSource(join(root, `people.${kind}`), Number(rows))
  writeFileSync(join(root, 'people.yaml'), `datastore: people\nkey: nr\nsource: people.${kind}\n`)
  const { seeds, problems } = await readSeeds(root, '.', { env: {}, secrets: new Set() })
  const checked = seeds.map(each => checkSeed(each, people, false))
  const live = Array.from({ length: 1_000 }, (_, at) => ({ id: `${at}`, values: { nr: `${at}`, name: nameOf(at) } }))
  const found = checked.map(({ seed }) => compareRows(seed, people, live))
  const told = [...problems, ...checked.flatMap(each => each.problems)].map(each => each.message)
  process.stdout.write(JSON.stringify({ told, found: found.map(each => ({ ...rowCounts(each), same: each.same })) }))
} finally {
  rmSync(root, { recursive: true })
}

function nameOf(at: number): string {
  return `Person "${at}"\nof the house, who has a long name`
}

function writeSource(path: string, count: number): void {
  if (kind === 'csv') appendFileSync(path, 'nr,name\n')
  const line = (at: number) =>
    kind === 'csv'
      ? `${at},"${nameOf(at).replaceAll('"', '""')}"\n`
      : `${JSON.stringify({ nr: at, name: nameOf(at) })}\n`
  for (let from = 0; from < count; from += 10_000)
    appendFileSync(path, Array.from({ length: Math.min(10_000, count - from) }, (_, at) => line(from + at)).join(''))
}
