import { chmodSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CLIENT, SECRETS, stage } from './cli.ts'
import { hurriedClock } from '../kills/inProcess.ts'
import type { Stage } from './cli.ts'

interface Examined {
  readonly exit: number
  readonly findings: readonly {
    readonly about: string
    readonly state: string
    readonly message: string
    readonly problems: readonly { readonly code: string; readonly message: string; readonly hint?: string }[]
  }[]
}

const env = { REFRESH: SECRETS.refresh }

async function examined(run: Stage['run'], more: Readonly<Record<string, string>> = env, args = '') {
  const { code, out } = await run(`doctor --json${args}`, { env: more })
  const { exit, findings } = JSON.parse(out) as Examined
  expect(exit).toBe(code)
  const of = (about: string) => findings.find(each => each.about === about)
  return { code, of, states: findings.map(each => `${each.about} ${each.state}`) }
}

test('where all is well every finding says so, by two calls', async () => {
  const { run, org } = await stage()
  await run('apply --yes', { env })
  const before = org.requests.length
  const { code, states, of } = await examined(run)
  expect([code, states.filter(each => !each.endsWith(' ok'))]).toEqual([0, ['Probe skipped']])
  expect(states.length).toBe(18)
  expect(of('Clock')?.message).toMatch(/at most \d s/u)
  expect(org.requests.slice(before).map(each => each.operation)).toEqual(['datastores.list', 'records.list'])
  const text = await run('doctor', { env })
  expect([text.code, text.out]).toEqual([0, expect.stringContaining('0 failures, 0 warnings')])
})

test('it goes on past what is broken, and ends with the code of the first failure', async () => {
  const { run, root, state } = await stage()
  writeFileSync(join(root, 'schemas/rooms.yaml'), 'unique_name: rooms\n')
  writeFileSync(join(root, 'cliq-ds.lock.json'), 'not a lock file')
  const { code, states } = await examined(run)
  expect(code).toBe(4)
  expect(states.filter(each => each.endsWith(' fail'))).toEqual(['Definitions fail', 'Lock file fail'])
  expect(states).toContain('Token ok')
  rmSync(state, { recursive: true })
  writeFileSync(state, 'in the way')
  expect((await examined(run)).code).toBe(1)
  rmSync(join(root, 'cliq-ds.config.yaml'))
  const bare = await examined(run)
  expect(bare.states).toEqual(['Node ok', 'State folder fail', 'Config fail'])
})

test('a state folder that others may read is closed to them', async () => {
  const { run, state } = await stage()
  await run('plan', { env })
  chmodSync(state, 0o755)
  expect((await examined(run)).of('State folder')?.state).toBe('ok')
  expect(statSync(state).mode & 0o777).toBe(0o700)
})

test('missing and wrong credentials are told apart, and what follows is not checked', async () => {
  const { run, org } = await stage()
  const missing = await examined(run, {})
  expect([missing.code, missing.of('Credentials')?.problems[0]?.code, missing.of('Clock')?.state]).toEqual([
    7,
    'AU202',
    'skipped',
  ])
  expect(org.requests).toEqual([])
  const wrong = await examined(run, { REFRESH: 'canary-other-token' })
  expect([wrong.code, wrong.of('Token')?.problems[0]?.code, wrong.of('Scopes')?.state]).toEqual([7, 'AU104', 'skipped'])
  // A client id is no secret, so a short one does not tear holes into sentences.
  const unknown = await examined(run, { ...env, SECRET: 'canary-other-secret' })
  const [problem] = unknown.of('Token')?.problems ?? []
  expect([problem?.code, problem?.message]).toEqual(['AU103', expect.stringContaining('does not know this client')])
})

test('scopes are tried by reads where they can be, and else told by the token, or not known', async () => {
  const few = { clientId: 'client', clientSecret: SECRETS.client, refreshTokens: [SECRETS.refresh] }
  const { run } = await stage({ clients: [{ ...few, scope: 'ZohoCliq.Datastores.READ' }] })
  const { code, of } = await examined(run)
  expect([code, of('ZohoCliq.Datastores.READ')?.state, of('ZohoCliq.Datastores.CREATE')?.problems[0]?.code]).toEqual([
    0,
    'ok',
    'AU102',
  ])
  const none = await stage({ clients: [{ ...few, scope: 'ZohoCliq.DatastoreRecords.ALL' }] })
  const failing = await examined(none.run)
  expect([failing.code, failing.of('ZohoCliq.Datastores.READ')?.problems[0]?.code]).toEqual([7, 'AU102'])
  const ready = await stage({ accessTokens: 'any' }, '{ accessToken: "${env:REFRESH}" }')
  const unknown = await examined(ready.run)
  expect([unknown.code, unknown.of('ZohoCliq.Datastores.DELETE')?.state]).toEqual([0, 'skipped'])
})

test('a lock-out is told with its end, and not waited for', async () => {
  const { run } = await stage({ limits: { limits: { 'datastores.list': 1 } } })
  await run('plan', { env })
  const locked = await run('apply --yes --max-duration 1s', { env })
  expect(locked.code).toBe(8)
  const { code, of } = await examined(run)
  expect(code).toBe(8)
  expect(of('Calls')?.problems[0]).toMatchObject({ code: 'DR102' })
  expect(of('Calls')?.message).toMatch(/locked out until 20\d\d-/u)
  expect(of('ZohoCliq.Datastores.READ')?.problems[0]?.code).toBe('RL101')
})

test('a probe needs its yes, keeps its answers, and doctor then knows what to set', async () => {
  // A probe waits a quarter of a minute.
  const clock = hurriedClock()
  const options = { switches: { readLagMs: 120 }, now: clock.now }
  const { run, org, kept } = await stage(options, `${CLIENT}, consistency: { settleMs: 100 }`, clock)
  const asked = await run('doctor --probe', { env })
  expect([asked.code, asked.err, org.requests]).toEqual([64, expect.stringContaining('CL110'), []])
  const probe = await run('doctor --probe --yes --json', { env })
  expect([probe.code, JSON.parse(probe.out)]).toEqual([0, expect.objectContaining({ emulated: true })])
  expect(
    kept()
      .filter(each => each.path.includes('probes'))
      .map(each => each.mode),
  ).toEqual([0o600])
  const { code, of } = await examined(run)
  expect([code, of('Probe')?.problems[0]?.code]).toEqual([0, 'DR103'])
  expect(of('Probe')?.problems[0]?.hint).toMatch(/settleMs: \d000/u)
})

test('a protected environment is not probed', async () => {
  const { run, org } = await stage({}, `${CLIENT}, protected: true`)
  const { code, err } = await run('doctor --probe --yes', { env })
  expect([code, err, org.requests]).toEqual([4, expect.stringContaining('DR204'), []])
})
