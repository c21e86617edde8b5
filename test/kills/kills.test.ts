import { expect, test } from 'vitest'
import { gateLine } from '../gateLine.ts'
import { scenarioOf, startOf } from './scenario.ts'
import type { Start } from './scenario.ts'

// Kills under each lease, spread over the requests; in `npm run test:long` before and after every one, over 200 in all.
const KILLS = Number(process.env['KILLS'] ?? 2)

test.each([
  { lease: 'local', worked: 6 },
  { lease: 'org', worked: 1 },
] as const)(
  'G3, G12: killed at a request, before or after its effect, under a $lease lease one more apply arrives with every record',
  async ({ lease, worked }) => {
    const scenario = scenarioOf(worked)
    const start = await startOf(scenario, lease)
    try {
      const command = ['apply', '--yes', ...scenario.allow.flatMap(each => ['--allow', each])]
      const whole = await attempt(start, command, undefined)
      expect(whole.wrong).toEqual([])
      const kills = killsOf(whole.requests)
      const lost: string[] = []
      let writes = whole.writes
      for (const kill of kills) {
        const { wrong, writes: more } = await attempt(start, command, kill)
        writes += more
        lost.push(...wrong.map(each => `${kill.when} request ${kill.nth}: ${each}`))
      }
      const twice = lost.filter(each => each.includes('done twice')).length
      gateLine(`G3 ${lease}`, kills.length, new Set(lost.map(each => each.split(':', 1)[0])).size, twice)
      gateLine(`G12 in G3 ${lease}`, writes, lost.filter(each => each.includes('G12')).length, 0)
      expect(lost).toEqual([])
    } finally {
      start.remove()
    }
  },
  3_600_000,
)

interface Kill {
  readonly nth: number
  readonly when: 'before' | 'after'
}

function killsOf(requests: number): readonly Kill[] {
  const all = Array.from({ length: 2 * requests }, (_, at): Kill => ({
    nth: 1 + Math.floor(at / 2),
    when: at % 2 === 0 ? 'before' : 'after',
  }))
  const few = Math.min(KILLS, all.length)
  // An odd stride, so that both kinds come.
  return Array.from({ length: few }, (_, at) => all[Math.floor((at * all.length) / few)]).filter(
    each => each !== undefined,
  )
}

async function attempt(start: Start, command: readonly string[], kill: Kill | undefined) {
  const one = await start.open()
  const { project, gate, org, watched } = one
  try {
    if (kill !== undefined) gate.arm(kill.nth, kill.when, () => run.child.kill('SIGKILL'))
    const run = project.start(command)
    const { code, text } = await run.ended
    if (kill === undefined && code !== 0) throw new Error(text)
    const requests = gate.count()
    const wrong: string[] = []
    if (kill !== undefined) {
      gate.decide(() => undefined)
      let again = await project.start(command).ended
      // The org's lease outlives its holder, and its id frees it at once.
      const [, id] = /cliq-ds unlock\s+([0-9a-f]{32})/u.exec(again.text) ?? []
      if (again.code === 6 && id !== undefined) {
        await project.start(['unlock', id]).ended
        again = await project.start(command).ended
      }
      if (again.code !== 0) wrong.push(`exit ${again.code}\n${again.text}`)
    }
    const left = await one.wrong()
    if (left !== undefined) wrong.push(left)
    wrong.push(...watched.wrong.map(each => `G12: ${each}`))
    return { requests, wrong, writes: watched.writes(), effects: org.requests.length }
  } finally {
    await one.close()
  }
}
