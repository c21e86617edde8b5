import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { performDrift } from '../../src/commands/drift.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { field, fields, store } from '../laws/build.ts'
import { openGate } from './gate.ts'
import type { Gate } from './gate.ts'
import { applyIn, inWorld } from './inProcess.ts'
import { ownProject } from './project.ts'
import type { OwnProject } from './project.ts'
import { watchOver } from './watch.ts'
import type { Watched } from './watch.ts'

/** What stands before and after, for so many datastores to rework: each gets 12 fields, edits, another key, and loses two fields. */
export function scenarioOf(worked: number) {
  const names = Array.from({ length: worked }, (_, at) => `worked${at}`)
  const before = [
    ...names.map(name => store({ ...fields(3), gone0: field(), gone1: field({ type: 'number' }) }, [['gone0']], name)),
    store(fields(2), [], 'leaving'),
  ]
  const after = [
    ...names.map(name =>
      store({ ...fields(3, 'f', { name: 'Renamed' }), ...fields(12, 'new', {}, 4) }, [['new0']], name),
    ),
    store(fields(2), [['f0']], 'coming'),
  ]
  const allow = [
    'datastore-removed:leaving',
    ...names.flatMap(name => [`field-removed:${name}.gone0`, `field-removed:${name}.gone1`]),
  ]
  /** How often each operation may have had an effect, the start not counted. */
  const times = new Map([
    ['datastores.create', 1],
    ['fields.add', 2 * worked],
    ['fields.edit', worked],
    ['datastores.edit', worked],
    ['fields.delete', worked],
    ['datastores.delete', 1],
  ])
  return { names, before, after, allow, times }
}

/** An org and a project that were brought to the start of the scenario once, to be copied for each attempt. */
export interface Start {
  open(): Promise<Attempt>
  remove(): void
}

/** One copy, its definitions changed and not yet applied. */
export interface Attempt {
  readonly org: Emulator
  readonly gate: Gate
  readonly project: OwnProject
  readonly watched: Watched
  /** What is wrong now that the plan should have been carried out; undefined for nothing. */
  wrong(): Promise<string | undefined>
  close(): Promise<void>
}

type Scenario = ReturnType<typeof scenarioOf>

/** Applies the start of the scenario and fills it with records; `waitMs` is for a lease in the org that is held. */
export async function startOf(scenario: Scenario, lease: 'local' | 'org', waitMs = 0): Promise<Start> {
  const root = mkdtempSync(join(tmpdir(), 'cliq-ds-start-'))
  const data = join(root, 'org.db')
  const org = await startEmulator({ data })
  const more = { lease: { kind: lease, waitMs } }
  const project = ownProject(org.url, more)
  project.define(scenario.before)
  expect((await applyIn(project.root, { pid: 1, allow: [] })).kind).toBe('done')
  for (const name of scenario.names) for (const row of ROWS) await insertRow(org, name, row)
  await org.close()
  return {
    async open() {
      const own = mkdtempSync(join(tmpdir(), 'cliq-ds-org-'))
      copyFileSync(data, join(own, 'org.db'))
      const copy = await startEmulator({ data: join(own, 'org.db') })
      let watched: Watched | undefined
      const gate = await openGate(copy.url, async (...request) => watched?.watch(...request))
      const mine = ownProject(gate.url, more, project.root)
      mine.define(scenario.after)
      watched = watchOver(mine.root, copy)
      return {
        org: copy,
        gate,
        project: mine,
        watched,
        wrong: () => wrongIn(mine.root, copy, scenario),
        async close() {
          mine.remove()
          await gate.close()
          await copy.close()
          rmSync(own, { recursive: true, force: true })
        },
      }
    },
    remove() {
      project.remove()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

const ROWS = ['a', 'b', 'c']
const headers = { authorization: 'Zoho-oauthtoken someone', 'content-type': 'application/json' }

async function insertRow(org: Emulator, name: string, row: string): Promise<void> {
  const body = JSON.stringify({ values: { f0: row, f1: `${row}1`, gone0: row } })
  const answer = await org.handle({ method: 'POST', url: `/api/v3/datastores/${name}/records`, headers, body })
  expect(answer.status).toBe(200)
}

async function wrongIn(root: string, org: Emulator, { names, times }: Scenario): Promise<string | undefined> {
  const left = await inWorld(root, { pid: 90 }, async world => {
    const { plan } = await performPlan(world, { offline: false, allow: [] })
    const drift = await performDrift(world)
    return [...plan.changes, ...plan.adopts, ...plan.problems, ...drift.changes]
  })
  if (left.length > 0) return `not there: ${JSON.stringify(left)}`
  for (const name of names) {
    const rows = await org.handle({ method: 'GET', url: `/api/v3/datastores/${name}/records?limit=100`, headers })
    const kept = [...rows.body.matchAll(/"f1":"([abc])1"/gu)].map(each => each[1]).sort()
    if (kept.join('') !== ROWS.join('')) return `records of ${name}: ${rows.body}`
  }
  const effects = org.requests.filter(each => each.effect).map(each => each.operation)
  const twice = [...times].filter(([operation, most]) => effects.filter(each => each === operation).length > most)
  return twice.length === 0 ? undefined : `done twice: ${twice.join(', ')}`
}
