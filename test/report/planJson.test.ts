import { Ajv } from 'ajv'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlanDocument } from '../../src/core/plan/document.ts'
import { eventsJsonSchema } from '../../src/report/pages/eventsJsonSchema.ts'
import { eventJson } from '../../src/report/progress.ts'
import { jsonLines } from '../../src/terminal/jsonLines.ts'
import { planPage } from '../../src/report/pages/plan.ts'
import type { PlanJson } from '../../src/core/results/json.ts'
import { planJsonSchema } from '../../src/report/pages/planJsonSchema.ts'
import { catalog, reworked } from '../arbitraries.ts'
import { documentBetween } from './build.ts'
import { empdirDocument } from './empdir.ts'

const planJson = (document: PlanDocument) => planPage(document).json
const ajv = new Ajv({ strict: true, allowUnionTypes: true })
const check = ajv.compile(planJsonSchema())

function faultsOf(document: PlanDocument): unknown {
  return check(planJson(document)) ? [] : check.errors
}

test('every plan is valid under the schema that is shipped for it', () => {
  const between = catalog(4).chain(from => reworked(from).map(to => documentBetween(from, to)))
  fc.assert(
    fc.property(between, document => {
      expect(faultsOf(document)).toEqual([])
    }),
    { numRuns: 150 },
  )
})

test('the schema takes what a plan says only at times, and in that form alone', () => {
  const json = Object(planJson(empdirDocument()))
  const told = (more: object) => check({ ...json, ...more })
  const estimate = (atLeast: unknown) => ({ estimate: { ...json.estimate, atLeast } })
  expect([told({}), told(estimate(true)), told({ backup: 'waived' })]).toEqual([true, true, true])
  expect([told(estimate(false)), told({ backup: 'none' })]).toEqual([false, false])
})

test('the schema refuses what is not in the promise', () => {
  const json = planJson(empdirDocument())
  const odd = [
    { ...Object(json), formatVersion: 2 },
    { ...Object(json), more: 1 },
    { ...Object(json), summary: { add: -1 } },
  ]
  expect(odd.map(each => check(each))).toEqual([false, false, false])
})

test('a plan says each change with its place, each risk with its consent, each step with its operation', () => {
  const at = { file: 'schemas/empdir.yaml', line: 15, col: 3 }
  const change = { kind: 'field-changed', datastore: 'empdir', field: 'isactive', attribute: 'name', hidden: false }
  const consent = 'field-removed:empdir.notes'
  const held = { records: 230, withValue: 212, complete: true }
  expect(planJson(empdirDocument())).toMatchObject({
    formatVersion: 1,
    environment: 'staging',
    summary: { add: 1, change: 2, remove: 1, unchanged: 0, unmanaged: 2, drift: 0 },
    changes: expect.arrayContaining([{ ...change, from: 'Active Status', to: 'Is Active', at }]),
    risks: expect.arrayContaining([
      expect.objectContaining({ level: 'loss', code: 'DS102', change: consent, consent, held }),
    ]),
    steps: expect.arrayContaining([
      { call: 'delete-fields', operation: 'fields.delete', datastore: 'empdir', fields: ['notes'] },
    ]),
    estimate: { writes: 4, total: 11, calls: { 'fields.add': 1, 'records.list': 3 } },
  })
})

const checkEvent = new Ajv({ strict: true, allowUnionTypes: true, formats: { 'date-time': true } }).compile(
  eventsJsonSchema(),
)

test('each event of an apply is valid under the schema that is shipped for it, with its time', () => {
  const written: string[] = []
  const line = jsonLines({
    out: { write: text => written.push(text), isTTY: false, columns: 80 },
    clock: { now: () => 1_700_000_000_000, monotonic: () => 0, sleep: () => Promise.resolve() },
  })
  const step = { call: 'delete-fields', datastore: 'empdir', fields: ['notes'] } as const
  const wait = { why: 'lock-out', operation: 'fields.delete', until: 1_700_000_300_000 } as const
  const events: readonly Parameters<typeof eventJson>[0][] = [
    { type: 'reading', what: 'datastores' },
    { type: 'step-started', index: 0, of: 1, step },
    { type: 'waiting', wait },
    { type: 'resumed', operation: 'fields.delete' },
    { type: 'step-done', index: 0, of: 1, step },
    { type: 'rows', datastore: 'empdir', done: 3, of: 9, perMinute: 28, leftMs: 12_000 },
    { type: 'note', problem: { code: 'RL103', severity: 'warning', message: 'limit learned' } },
  ]
  for (const each of events) line(eventJson(each))
  line({ type: 'plan', plan: planJson(empdirDocument()) })
  const shown = written.map((each): { readonly time: string } => JSON.parse(each))
  expect(shown.map(each => (checkEvent(each) ? each.time : checkEvent.errors))).toEqual(
    shown.map(() => '2023-11-14T22:13:20.000Z'),
  )
  expect(checkEvent({ ...shown[0], time: undefined, more: 1 })).toBe(false)
})

test('the type of the library has just the keys of the schema', () => {
  const keys: Readonly<Record<keyof PlanJson, true>> = {
    formatVersion: true,
    environment: true,
    target: true,
    where: true,
    source: true,
    definitions: true,
    digest: true,
    summary: true,
    changes: true,
    risks: true,
    steps: true,
    drift: true,
    unchanged: true,
    kept: true,
    adopts: true,
    problems: true,
    estimate: true,
    seeds: true,
    checks: true,
    backup: true,
    rowsOnly: true,
    reverts: true,
    chosen: true,
    promotion: true,
  }
  expect(Object.keys(keys).sort()).toEqual(Object.keys(planJsonSchema()['properties'] ?? {}).sort())
})
