import { expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { field, fields, store } from '../laws/build.ts'
import { gateLine } from '../gateLine.ts'
import { openGate } from './gate.ts'
import { ownProject } from './project.ts'
import { watchOver } from './watch.ts'
import type { Watched } from './watch.ts'

// One datastore with a key, whose field and then all of it goes; one whose rows nothing tells apart.
const before = [
  store({ ...fields(2), notes: field({ type: 'large-text' }) }, [['f0']], 'keyed'),
  store({ who: field(), inside: field({ type: 'boolean' }) }, [], 'loose'),
]
const after = [store({ ...fields(2) }, [['f0']], 'keyed')]
const APPLY = ['apply', '--yes', '--allow', 'field-removed:keyed.notes', '--allow', 'datastore-removed:loose']
const RESTORE = ['restore', 'latest', '--yes']
const ROWS = {
  keyed: [1, 2, 3].map(at => ({ f0: `k${at}`, f1: 'same', notes: `note ${at}` })),
  loose: ['Ann', 'Ann', 'Bob'].map(who => ({ who, inside: who === 'Bob' })),
}
// Every 40th request in `npm test`, every third in `npm run test:long`.
const STRIDE = Number(process.env['KILL_STRIDE'] ?? 90)

test('a restore that was killed at a request, before or after its effect, is finished by one more', async () => {
  const whole = await attempt(undefined)
  expect(whole.wrong).toBeUndefined()
  const lost: string[] = []
  let injected = 0
  let { writes } = whole
  for (let nth = 1; nth <= whole.requests; nth += STRIDE)
    for (const when of ['before', 'after'] as const) {
      injected += 1
      const { wrong, writes: more } = await attempt({ nth, when })
      writes += more
      if (wrong !== undefined) lost.push(`${when} request ${nth}: ${wrong}`)
    }
  const twice = lost.filter(each => each.includes('twice')).length
  gateLine('restore', injected, lost.length, twice)
  gateLine('G12 in restore', writes, lost.filter(each => G12.test(each)).length, 0)
  expect(lost).toEqual([])
}, 3_600_000)

const G12 = /stands in no journal|is under no lease|selects nothing| went to /u

async function attempt(kill: { readonly nth: number; readonly when: 'before' | 'after' } | undefined) {
  const org = await startEmulator()
  let watched: Watched | undefined
  const gate = await openGate(org.url, async (...request) => watched?.watch(...request))
  const project = ownProject(gate.url)
  watched = watchOver(project.root, org)
  try {
    project.define(before)
    expect((await project.start(['apply', '--yes']).ended).code).toBe(0)
    for (const [name, rows] of Object.entries(ROWS))
      for (const values of rows) await call(org, 'POST', name, { values })
    project.define(after)
    const gone = await project.start(APPLY).ended
    expect([gone.code, gone.code === 0 ? '' : gone.text]).toEqual([0, ''])
    const from = gate.count()
    if (kill !== undefined) gate.arm(kill.nth, kill.when, () => run.child.kill('SIGKILL'))
    const run = project.start(RESTORE)
    const { code } = await run.ended
    if (kill === undefined) expect(code).toBe(0)
    const requests = gate.count() - from
    const again = await project.start(RESTORE).ended
    const wrong = again.code === 0 ? await differs(org) : `exit ${again.code}\n${again.text}`
    return { requests, wrong: wrong ?? watched.wrong[0], writes: watched.writes() }
  } finally {
    project.remove()
    await gate.close()
    await org.close()
  }
}

async function differs(org: Emulator): Promise<string | undefined> {
  for (const [name, rows] of Object.entries(ROWS)) {
    const names = Object.keys(rows[0] ?? {})
    const { list } = JSON.parse(await call(org, 'GET', name)) as { list: Record<string, unknown>[] }
    const texts = (from: readonly Record<string, unknown>[]) =>
      from.map(each => JSON.stringify(names.map(one => each[one]))).sort()
    const [found, wanted] = [texts(list), texts(rows)]
    if (found.length > wanted.length) return `rows of ${name} are there twice: ${found.join(' ')}`
    if (found.join() !== wanted.join()) return `${name} holds ${found.join(' ')}, not ${wanted.join(' ')}`
  }
  return undefined
}

async function call(org: Emulator, method: string, name: string, body?: object): Promise<string> {
  const headers = { authorization: 'Zoho-oauthtoken someone', 'content-type': 'application/json' }
  const query = method === 'GET' ? '?limit=100' : ''
  const answer = await org.handle({
    method,
    url: `/api/v3/datastores/${name}/records${query}`,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  expect([answer.status, answer.status === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer.body
}
