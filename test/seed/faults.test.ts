import { expect, test } from 'vitest'
import type { HttpReply } from '../../src/cliq/transport.ts'
import type { SeedMode } from '../../src/core/rows/seed.ts'
import { field, store } from '../laws/build.ts'
import type { Meddle } from '../engine/virtualWorld.ts'
import { seedStage } from './seedWorld.ts'
import type { Row, SeedStage } from './seedWorld.ts'

const people = store({ empid: field({ type: 'number', mandatory: true }), team: field() }, [['empid']], 'people')
const rows = (from: number, to: number, team: (id: number) => string): readonly Row[] =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ empid: from + at, team: team(from + at) }))

interface Play {
  readonly before: readonly Row[]
  readonly seed: readonly Row[]
  readonly mode: SeedMode
  /** What the org holds in the end. */
  readonly after: readonly Row[]
  /** Calls of a run without a fault. */
  readonly calls: number
}

// Removes two, inserts three, updates four by one call and one by its own: a listing, a page, and eleven that write and look.
const mirrored = rows(3, 12, id => (id < 7 ? 'blue' : id === 7 ? 'green' : 'red'))
const mirror: Play = { before: rows(1, 9, () => 'red'), seed: mirrored, mode: 'mirror', after: mirrored, calls: 13 }
// Two pages' worth of rows, read as one page and an answer to criteria: updates three by one call, inserts one.
const changed = rows(100, 103, () => 'blue')
const few: Play = {
  before: rows(1, 102, () => 'red'),
  seed: changed,
  mode: 'upsert',
  after: [...rows(1, 99, () => 'red'), ...changed],
  calls: 7,
}

const FAULTS = [
  'lost',
  'answer lost',
  'late',
  'answer of 500',
  'no JSON',
  'locked out',
  'killed before',
  'killed after',
] as const
type Fault = (typeof FAULTS)[number]

/** The nth exchange from now on goes wrong; after a kill there are no more. */
interface Trouble {
  nth: number
  fault: Fault | undefined
  isKilled: boolean
}

function meddling(trouble: Trouble): Meddle {
  const answer = (status: number, body: string): HttpReply => ({
    kind: 'answer',
    status,
    headers: {},
    body: Buffer.from(body),
  })
  const lost: HttpReply = { kind: 'no-answer', why: 'the connection was reset' }
  return ({ exchange }, clock) => ({
    async exchange(request) {
      if (trouble.isKilled) throw new Error('killed')
      trouble.nth -= 1
      if (trouble.nth !== 0 || trouble.fault === undefined) return exchange(request)
      switch (trouble.fault) {
        case 'lost':
          return lost
        case 'answer lost':
          await exchange(request)
          return lost
        case 'late':
          void clock.sleep(60_000).then(() => exchange(request))
          return lost
        case 'answer of 500':
          await exchange(request)
          return answer(500, '{}')
        case 'no JSON':
          await exchange(request)
          return answer(200, '<html>')
        case 'locked out':
          return answer(429, '{"code":"request_limit_exceeded","message":"slow down"}')
        case 'killed before':
          trouble.isKilled = true
          throw new Error('killed')
        case 'killed after':
          await exchange(request)
          trouble.isKilled = true
          throw new Error('killed')
      }
    },
  })
}

async function run(stage: SeedStage): Promise<string> {
  const options = { allow: ['records-removed:people'], maxRemoved: 2 }
  return stage.run(options).then(
    ({ kind }) => kind,
    () => 'thrown',
  )
}

async function survives(
  { before, seed, mode, after, calls }: Play,
  nth: number,
  fault: Fault,
): Promise<string | undefined> {
  const trouble: Trouble = { nth: 0, fault: undefined, isKilled: false }
  const stage = await seedStage(people, meddling(trouble))
  try {
    stage.seed(before)
    await stage.run()
    await stage.rest()
    stage.seed(seed, { mode })
    const from = stage.org.requests.length
    Object.assign(trouble, { nth, fault })
    const first = await run(stage)
    if (nth > calls && stage.org.requests.length - from !== calls) return 'took another number of calls'
    Object.assign(trouble, { fault: undefined, isKilled: false })
    const shown = async () =>
      (await stage.rows()).map(each => `${String(each.values['empid'])} ${String(each.values['team'])}`).sort()
    const wanted = after.map(each => `${String(each['empid'])} ${String(each['team'])}`).sort()
    if (first === 'done' && (await shown()).join() !== wanted.join()) return 'claimed to be done and was not'
    await stage.rest()
    const again = first === 'done' ? 'done' : await run(stage)
    const found = (await shown()).join()
    if (found !== wanted.join()) return `${first}, then ${again}: ${found}`
    return again === 'done' || again === 'nothing-to-do' ? undefined : `ended ${again}`
  } finally {
    await stage.close()
  }
}

test.each([
  { what: 'pages', play: mirror },
  { what: 'criteria', play: few },
])(
  'after any one fault at any call of a run that reads by $what, one more arrives, each row is there once, and none claims what is not so',
  async ({ play }) => {
    const lost: string[] = []
    for (const fault of FAULTS)
      for (let nth = 1; nth <= play.calls + 1; nth += 1) {
        const wrong = await survives(play, nth, fault)
        if (wrong !== undefined) lost.push(`${fault} at call ${nth}: ${wrong}`)
      }
    expect(lost).toEqual([])
  },
  120_000,
)

test('a run that comes right after one that was killed finds what reads do not show yet, and each row is there once', async () => {
  const lost: string[] = []
  for (const play of [mirror, few])
    for (let nth = 1; nth <= play.calls; nth += 1) {
      const trouble: Trouble = { nth: 0, fault: undefined, isKilled: false }
      const stage = await seedStage(people, meddling(trouble), { readLagMs: 2_500 })
      stage.seed(play.before)
      await stage.run()
      await stage.rest()
      stage.seed(play.seed, { mode: play.mode })
      Object.assign(trouble, { nth, fault: 'killed after' })
      const first = await run(stage)
      Object.assign(trouble, { fault: undefined, isKilled: false })
      const again = await run(stage)
      const found = (await stage.rows()).map(each => `${String(each.values['empid'])} ${String(each.values['team'])}`)
      const wanted = play.after.map(each => `${String(each['empid'])} ${String(each['team'])}`)
      if (found.sort().join() !== wanted.sort().join()) lost.push(`call ${nth}: ${first}, ${again}: ${found.join()}`)
      await stage.close()
    }
  expect(lost).toEqual([])
}, 120_000)
