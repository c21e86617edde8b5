import { expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { field, fields, store } from '../laws/build.ts'
import { gateLine } from '../gateLine.ts'
import { openGate } from './gate.ts'
import { ownProject } from './project.ts'

// Creates one, adds 12 fields, edits some, keys anew, removes two fields and a datastore.
const before = [
  store({ ...fields(3), gone0: field(), gone1: field({ type: 'number' }) }, [['gone0']], 'worked'),
  store(fields(2), [], 'leaving'),
]
const after = [
  store({ ...fields(3, 'f', { name: 'Renamed' }), ...fields(12, 'new') }, [['new0']], 'worked'),
  store(fields(2), [['f0']], 'coming'),
]
const CONSENTS = ['datastore-removed:leaving', 'field-removed:worked.gone0', 'field-removed:worked.gone1']
const APPLY = ['apply', '--yes', ...CONSENTS.flatMap(each => ['--allow', each])]
const TIMES = [
  ['datastores.create', 3],
  ['fields.add', 2],
  ['fields.edit', 1],
  ['datastores.edit', 1],
  ['fields.delete', 1],
  ['datastores.delete', 1],
] as const
// Every nth request in `npm test`, each one in `npm run test:long`.
const STRIDE = Number(process.env['KILL_STRIDE'] ?? 8)

test('G3: killed at a request, before or after its effect, one more apply arrives with every record', async () => {
  const whole = await attempt(undefined)
  const lost: string[] = []
  let injected = 0
  for (let nth = 1; nth <= whole.requests; nth += STRIDE)
    for (const when of ['before', 'after'] as const) {
      injected += 1
      const { wrong } = await attempt({ nth, when })
      if (wrong !== undefined) lost.push(`${when} request ${nth}: ${wrong}`)
    }
  const twice = lost.filter(each => each.includes('done twice')).length
  gateLine('G3', injected, lost.length, twice)
  expect(lost).toEqual([])
}, 600_000)

async function attempt(kill: { readonly nth: number; readonly when: 'before' | 'after' } | undefined) {
  const org = await startEmulator()
  const gate = await openGate(org.url)
  const project = ownProject(gate.url)
  try {
    project.define(before)
    expect((await project.start(['apply', '--yes']).ended).code).toBe(0)
    await insertRows(org)
    project.define(after)
    const from = gate.count()
    if (kill !== undefined) gate.arm(kill.nth, kill.when, () => run.child.kill('SIGKILL'))
    const run = project.start(APPLY)
    const { code, text } = await run.ended
    if (kill === undefined && code !== 0) throw new Error(text)
    const requests = gate.count() - from
    const again = await project.start(APPLY).ended
    const wrong = again.code === 0 ? await differs(project, org) : `exit ${again.code}\n${again.text}`
    return { requests, wrong }
  } finally {
    project.remove()
    await gate.close()
    await org.close()
  }
}

const headers = { authorization: 'Zoho-oauthtoken someone', 'content-type': 'application/json' }

async function insertRows(org: Emulator): Promise<void> {
  for (const row of ['a', 'b', 'c']) {
    const values = { f0: row, f1: `${row}1`, gone0: row }
    const body = JSON.stringify({ values })
    expect((await org.handle({ method: 'POST', url: '/api/v3/datastores/worked/records', headers, body })).status).toBe(
      200,
    )
  }
}

async function differs(project: ReturnType<typeof ownProject>, org: Emulator): Promise<string | undefined> {
  const plan = await project.start(['plan', '--detailed-exitcode']).ended
  if (plan.code !== 0) return plan.text
  const drift = await project.start(['drift']).ended
  if (drift.code !== 0) return drift.text
  const rows = await org.handle({ method: 'GET', url: '/api/v3/datastores/worked/records?limit=100', headers })
  const kept = [...rows.body.matchAll(/"f1":"([abc])1"/gu)].map(each => each[1]).sort()
  if (kept.join('') !== 'abc') return `records ${kept.join('')}: ${rows.body}`
  const effects = org.requests.filter(each => each.effect).map(each => each.operation)
  // Two creates made the start, one the plan; two batches of fields came.
  const twice = TIMES.filter(([operation, times]) => effects.filter(each => each === operation).length > times)
  return twice.length === 0 ? undefined : `done twice: ${twice.join(', ')}`
}
