import { expect, onTestFinished, test } from 'vitest'
import { META_NAME } from '../../src/core/pace/leaseRows.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { field, fields, store } from '../laws/build.ts'
import { openGate } from './gate.ts'
import { ownProject } from './project.ts'
import type { OwnProject, Started } from './project.ts'

const before = store({ ...fields(3), gone: field() }, [], 'worked')
const after = store({ ...fields(3), ...fields(12, 'new', {}, 4) }, [], 'worked')
const APPLY = ['apply', '--yes', '--allow', 'field-removed:worked.gone']

async function stage(lease: 'local' | 'org'): Promise<{ readonly org: Emulator; readonly project: OwnProject }> {
  const org = await startEmulator()
  const project = ownProject(org.url, { lease: { kind: lease } })
  onTestFinished(async () => {
    project.remove()
    await org.close()
  })
  project.define([before])
  expect((await project.start(['apply', '--yes']).ended).code).toBe(0)
  project.define([after])
  return { org, project }
}

/** Resolves once the org has been asked for this operation `times` times. */
async function asked(org: Emulator, operation: string, times: number): Promise<void> {
  while (org.requests.filter(each => each.operation === operation).length < times)
    await new Promise(resolve => setImmediate(resolve))
}

async function leases(org: Emulator): Promise<number> {
  const headers = { authorization: 'Zoho-oauthtoken someone', 'content-type': 'application/json' }
  const rows = await org.handle({ method: 'GET', url: `/api/v3/datastores/${META_NAME}/records?limit=100`, headers })
  return (rows.body.match(/"kind":"apply"/gu) ?? []).length
}

async function finishes(project: OwnProject, org: Emulator): Promise<void> {
  const { code, text } = await project.start(APPLY).ended
  expect({ code, text }).toMatchObject({ code: 0 })
  expect((await project.start(['plan', '--detailed-exitcode']).ended).code).toBe(0)
  const effects = org.requests.filter(each => each.effect).map(each => each.operation)
  // Twelve fields come in two calls, and one goes: none of them twice.
  expect(effects.filter(each => each === 'fields.add')).toHaveLength(2)
  expect(effects.filter(each => each === 'fields.delete')).toHaveLength(1)
}

test.each([
  { signal: 'SIGINT', code: 130, lease: 'local', call: 'fields.add' },
  { signal: 'SIGINT', code: 130, lease: 'org', call: 'fields.add' },
  { signal: 'SIGTERM', code: 143, lease: 'org', call: 'fields.delete' },
] as const)(
  '$signal during $call lets it finish, records it, gives the $lease lease back and exits $code',
  async ({ signal, code, lease, call }) => {
    const { org, project } = await stage(lease)
    org.fault({ kind: 'delay', operation: call, delayMs: 400 })
    const run = project.start(APPLY)
    await asked(org, call, 1)
    run.child.kill(signal)
    const ended = await run.ended
    expect(ended).toMatchObject({ code })
    expect(ended.text).toContain('Stopping after the current call')
    expect(ended.text).toContain(call === 'fields.add' ? '1 done, 2 not started' : '3 done')
    expect(ended.text).not.toContain('unknown')
    if (lease === 'org') expect(await leases(org)).toBe(0)
    await finishes(project, org)
  },
)

test('a second SIGINT ends the run at once', async () => {
  const org = await startEmulator()
  const gate = await openGate(org.url)
  const project = ownProject(gate.url)
  onTestFinished(async () => {
    project.remove()
    await gate.close()
    await org.close()
  })
  project.define([after])
  const held = new Promise<Started>(resolve => {
    // The second request is never answered, so only the second signal can end the run within its time.
    gate.arm(2, 'before', () => resolve(run))
  })
  const run = project.start(APPLY)
  const { child, ended } = await held
  child.kill('SIGINT')
  await new Promise<void>(resolve => {
    child.stderr?.on('data', (part: Buffer) => {
      if (part.toString().includes('Ctrl-C again')) resolve()
    })
  })
  child.kill('SIGINT')
  const { code, text } = await ended
  expect(code).toBe(130)
  // Who finishes prints the end of what was done.
  expect(text).not.toContain('Stopped:')
})

test('--max-duration begins no step after its end, exits 8, and the same command goes on', async () => {
  const { org, project } = await stage('org')
  const { code, text } = await project.start([...APPLY, '--max-duration', '1ms']).ended
  expect({ code, text }).toMatchObject({ code: 8 })
  // Refused before the first write where the plan alone shows it, and stopped between two steps otherwise.
  expect(text).toMatch(/RL10[25]/u)
  expect(await leases(org)).toBe(0)
  await finishes(project, org)
})
