// Compares a seed with an org of many rows, a page a call, and prints what differs. Run with a small heap:
// node --max-old-space-size=96 test/seed/bigLive.ts MODE ROWS
import { connectCliq, openOrg } from '../../src/cliq/connect.ts'
import { readRows } from '../../src/commands/seedReading.ts'
import { SEED_MODES } from '../../src/core/rows/seed.ts'
import type { Cell, RawRow } from '../../src/core/rows/seed.ts'
import { checkSeed } from '../../src/core/rows/check.ts'
import { compareRows } from '../../src/core/rows/compare.ts'
import { rowCounts } from '../../src/core/rows/seedPlan.ts'
import { answer, depsOf, targetOf, transportOf } from '../cliq/virtual.ts'
import { field, store } from '../laws/build.ts'
import { seedFile } from './seedWorld.ts'

const [wanted = 'mirror', rows = '1000'] = process.argv.slice(2)
const mode = SEED_MODES.find(each => each === wanted) ?? 'mirror'
const count = Number(rows)
const people = store(
  { nr: field({ type: 'number', mandatory: true }), name: field(), city: field(), team: field(), mail: field() },
  [['nr']],
  'people',
)
const valuesOf = (nr: number) => ({
  nr: String(nr),
  name: `Person ${nr} of the house`,
  city: `City ${nr}`,
  team: `Team ${nr}`,
  mail: `person.${nr}@example.com`,
})
const transport = transportOf(({ url }) => {
  const from = Number(url.searchParams.get('next_token') ?? 0)
  const list = Array.from({ length: Math.min(100, count - from) }, (_, at) => ({
    id: String(227_828_000_000_000_000n + BigInt(from + at)),
    added_time: 1_800_000_000_000,
    modified_time: 1_800_000_000_000,
    ...valuesOf(from + at),
  }))
  return answer(200, { list, ...(from + 100 < count && { next_token: String(from + 100) }) })
})
// What a test transport was asked is not what a client holds.
const forgetful = {
  exchange: async (...args: Parameters<typeof transport.exchange>) => {
    transport.requests.length = 0
    return transport.exchange(...args)
  },
}
const raw = {
  *[Symbol.iterator](): Generator<RawRow> {
    for (let nr = 0; nr < count; nr += 1) {
      const cells = Object.entries(valuesOf(nr)).map(([name, text]): readonly [string, Cell] => [
        name,
        { as: 'any', text },
      ])
      yield { cells: new Map(cells), at: { file: 'seeds/people.csv', line: nr + 2, col: 1 }, places: new Map() }
    }
  },
}
const { seed } = checkSeed({ ...seedFile(people, []), rows: raw, mode }, people, false)
const deps = depsOf({ transport: forgetful, notify: () => undefined, debug: () => undefined })
const read = await readRows(connectCliq(openOrg(targetOf(), deps)), [seed], {
  now: people,
  afterwards: people,
  isShown: true,
})
const found = compareRows(seed, people, read.records)
process.stdout.write(JSON.stringify({ calls: read.calls, ...rowCounts(found), same: found.same }))
