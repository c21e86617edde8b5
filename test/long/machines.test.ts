import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { ownProject } from '../kills/project.ts'
import { field, fields, store } from '../laws/build.ts'
import { SERVER, startServer } from '../remote/server.ts'

// The documented limits, in a window that a test can wait for and a busy machine does not outrun.
const LIMITS = { windowMs: 15_000, lockOutMs: 60_000 }

/** A project with two environments of one user in one org, whose commands run on machines that know nothing of each other. */
async function startMachines(more: object = {}, top: object = {}) {
  const org = await startEmulator({ limits: LIMITS })
  const project = ownProject(org.url)
  onTestFinished(async () => {
    project.remove()
    await org.close()
  })
  const environment = {
    apiUrl: `${org.url}/api/v3`,
    credentials: { accessToken: '${env:KILL_GATE_TOKEN}' },
    consistency: { settleMs: 50, lateWindowMs: 2_000 },
    rateLimits: LIMITS,
    lease: { kind: 'org' },
    ...more,
  }
  const environments = { staging: { ...environment, prefix: 'stg_' }, production: environment }
  writeFileSync(join(project.root, 'cliq-ds.config.json'), JSON.stringify({ ...top, environments }))
  project.define(
    Array.from({ length: 8 }, (_, at) => store({ ...fields(2), key: field({ name: 'Key' }) }, [['key']], `d${at}`)),
  )
  mkdirSync(join(project.root, 'seeds'))
  const rows = Array.from({ length: 40 }, (_, at) => `  - { key: row ${at} }\n`)
  writeFileSync(
    join(project.root, 'seeds', 'd0.yaml'),
    `datastore: d0\nkey: [key]\nmode: upsert\nrows:\n${rows.join('')}`,
  )
  let machines = 0
  const onFreshMachine = async (...args: readonly string[]) => {
    machines += 1
    const state = join(project.root, `.machine-${machines}`)
    const { code, text } = await project.start(args, { CLIQ_DS_STATE_DIR: state }).ended
    expect([args, code, code === 0 ? '' : text]).toEqual([args, 0, ''])
  }
  const lockedOut = () => org.requests.filter(each => each.status === 429).map(each => each.operation)
  return { onFreshMachine, lockedOut }
}

test('apply to staging, plan and apply to production, by real commands on three fresh machines under a lease in the org: no lock-out', async () => {
  const { onFreshMachine, lockedOut } = await startMachines()
  const begun = performance.now()
  await onFreshMachine('apply', '--env', 'staging', '--yes')
  await onFreshMachine('plan', '--env', 'production')
  await onFreshMachine('apply', '--env', 'production', '--yes')
  expect(lockedOut()).toEqual([])
  console.log(
    `three machines under a lease in the org: ${Math.round(performance.now() - begun)} ms, windows of ${LIMITS.windowMs} ms`,
  )
})

test.skipIf(SERVER === undefined)(
  'five plans at once beside an apply and a seed, by real commands on seven fresh machines with one ledger: no lock-out',
  async () => {
    const { url } = await startServer()
    const { onFreshMachine, lockedOut } = await startMachines({}, { coordination: url })
    await onFreshMachine('apply', '--env', 'staging', '--yes')
    const begun = performance.now()
    await Promise.all([
      ...Array.from({ length: 5 }, () => onFreshMachine('plan', '--env', 'production')),
      onFreshMachine('apply', '--env', 'production', '--yes'),
      onFreshMachine('seed', '--env', 'staging', '--yes'),
    ])
    expect(lockedOut()).toEqual([])
    console.log(
      `seven machines with one ledger: ${Math.round(performance.now() - begun)} ms, windows of ${LIMITS.windowMs} ms`,
    )
  },
)
