import { seedStage } from '../test/seed/seedWorld.ts'
import type { Row } from '../test/seed/seedWorld.ts'
import { field, store } from '../test/laws/build.ts'
import type { Figure } from './process.ts'

const people = store(
  { empid: field({ type: 'number', mandatory: true }), empname: field({ mandatory: true }), team: field() },
  [['empid']],
  'people',
)

const many = (count: number, from = 1): readonly Row[] =>
  Array.from({ length: count }, (_, at) => ({ empid: from + at, empname: `Person ${from + at}`, team: 'red' }))

// A look, then 40 inserts, one bulk delete, six bulk updates with a look on each side, and three single ones, looked at.
const BESIDE_PAGES = 72
const GONE = 40

/** The last of A1 and A8: the writes of a first seed, and the requests that bring 60 changed, 40 new and 40 obsolete rows right. */
export async function seeds(rows: number): Promise<readonly Figure[]> {
  const stage = await seedStage(people)
  try {
    stage.seed(many(rows))
    await stage.run()
    const inserts = stage.writes().length
    await stage.rest()
    const changed = many(rows - GONE, GONE + 1).map((each, at) =>
      at < 57 ? { ...each, team: 'blue' } : at < 60 ? { ...each, team: `own ${at}` } : each,
    )
    stage.seed([...changed, ...many(40, 2 * rows + 1)], { mode: 'mirror' })
    const { kind, journal } = await stage.run({ allow: ['records-removed:people'], maxRemoved: GONE })
    if (kind !== 'done') throw new Error(`the rows were not brought right: ${kind}`)
    const requests = [...journal.calls.values()].reduce((sum, count) => sum + count, 0)
    const pages = Math.ceil(rows / 100)
    return [
      { what: `A1 first seed of ${rows} rows, writes / fewest`, value: inserts / rows, unit: 'x', target: 1 },
      { what: `A8 requests of 140 differences in ${rows}`, value: requests, unit: '', target: pages + BESIDE_PAGES },
    ]
  } finally {
    await stage.close()
  }
}
