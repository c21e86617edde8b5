import { afterAll, beforeAll, expect, test } from 'vitest'
import { gateLine } from '../gateLine.ts'
import { applyIn } from './inProcess.ts'
import { scenarioOf, startOf } from './scenario.ts'
import type { Start } from './scenario.ts'
import { sceneOf, watchDisk } from './striking.ts'
import type { Strike } from './striking.ts'

// Spread over the run; more in `npm run test:long`.
const POINTS = Number(process.env['CRASH_POINTS'] ?? 2)
const scenario = scenarioOf(1)

let restore = () => undefined as void
beforeAll(async () => {
  restore = await watchDisk()
})
afterAll(() => restore())

test.each(['local', 'org'] as const)(
  'G2: stopped at a wait for disk, wire or time, or failed there once or for good, under a %s lease one more apply arrives',
  async lease => {
    const start = await startOf(scenario, lease, 7_200_000)
    try {
      const { waits } = await attempt(start, undefined)
      const lost: string[] = []
      let injected = 0
      let writes = 0
      const forbidden: string[] = []
      for (const at of spread(waits.length))
        for (const { manner, when } of MANNERS) {
          // Time does not fail.
          if (waits[at - 1] === 'time' && manner !== 'killed') continue
          if (waits[at - 1] === 'disk' && manner !== 'killed' && when === 'after') continue
          injected += 1
          const { wrong, watched } = await attempt(start, { at, manner, when })
          writes += watched.writes()
          forbidden.push(...watched.wrong)
          if (wrong !== undefined) lost.push(`${manner} ${when} wait ${at} (${waits[at - 1]}): ${wrong}`)
        }
      gateLine(`G2 ${lease}`, injected, lost.length, lost.filter(each => each.includes('twice')).length)
      gateLine(`G12 in G2 ${lease}`, writes, forbidden.length, 0)
      expect([...lost, ...forbidden]).toEqual([])
      expect(waits.length).toBeGreaterThan(350)
    } finally {
      start.remove()
    }
  },
  3_600_000,
)

function spread(waits: number): readonly number[] {
  return Array.from({ length: POINTS }, (_, point) => 1 + Math.floor((point * waits) / POINTS))
}

const MANNERS = (['killed', 'once', 'lasting'] as const).flatMap(manner =>
  (['before', 'after'] as const).map(when => ({ manner, when })),
)

async function attempt(start: Start, strike: Strike | undefined) {
  const one = await start.open()
  const { watched } = one
  try {
    const { allow } = scenario
    const scene = sceneOf(strike)
    one.gate.decide(scene.fate)
    const first = await scene.play(() => applyIn(one.project.root, { pid: 2, clock: scene.clock, allow }))
    one.gate.decide(() => undefined)
    if (strike === undefined && !(first !== 'killed' && 'result' in first && first.result.kind === 'done'))
      throw new Error(`it does not even arrive undisturbed: ${JSON.stringify(first)}`)
    const waits = [...scene.waits]
    const claims = first !== 'killed' && 'result' in first && ['done', 'nothing-to-do'].includes(first.result.kind)
    const early = claims ? await one.wrong() : undefined
    if (early !== undefined) return { waits, watched, wrong: `claimed to be done: ${early}` }
    try {
      const again = await applyIn(one.project.root, { pid: 3, allow })
      const isThere = again.kind === 'done' || again.kind === 'nothing-to-do'
      return { waits, watched, wrong: isThere ? await one.wrong() : `ended as ${again.kind}` }
    } catch (error) {
      return { waits, watched, wrong: `${String(error)} ${JSON.stringify(error)}` }
    }
  } finally {
    await one.close()
  }
}
