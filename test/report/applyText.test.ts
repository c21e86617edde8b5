import { expect, test } from 'vitest'
import type { Journal } from '../../src/core/model/outcome.ts'
import type { Step } from '../../src/core/model/step.ts'
import { applyJson, applyText } from '../../src/report/applyText.ts'
import type { ApplyResult } from '../../src/report/applyText.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { field } from './build.ts'

const NEXT = 'cliq-ds apply    the same command again: reads first, sends what is missing'
const add: Step = { call: 'add-fields', datastore: 'empdir', fields: new Map([['department', field()]]) }
const settle: Step = { call: 'edit-datastore', datastore: 'empdir', set: { description: 'Staff' } }
const edit: Step = { call: 'edit-fields', datastore: 'empdir', fields: new Map([['isactive', { mandatory: true }]]) }
const drop: Step = { call: 'delete-fields', datastore: 'empdir', fields: ['notes'] }

function result(more: Partial<ApplyResult>, journal: Partial<Journal> = {}): ApplyResult {
  const calls = new Map([['datastores.list', 2] as const, ['fields.add', 1] as const])
  const empty = { done: [], skipped: [], unknown: [], failed: [], notStarted: [], surprises: [], rows: [], backups: [] }
  return {
    environment: 'staging',
    kind: 'done',
    problems: [],
    next: '',
    ...more,
    journal: { ...empty, calls, seconds: 15, ...journal },
  }
}

const shown = (of: ApplyResult) => applyText(of, plainPaint).split('\n')

test('a stopped apply tells what is done, in doubt, and not started, from its journal', () => {
  const problem = { code: 'NT104', severity: 'error', message: 'no answer arrived' } as const
  const journal = { done: [add, settle], unknown: [{ step: edit, problem }], notStarted: [drop] }
  expect(shown(result({ kind: 'stopped', next: NEXT, exit: 9 }, journal))).toEqual([
    `Stopped: 2 done, 1 unknown, 1 not started${' '.repeat(33)}exit 9`,
    '  unknown      edit-fields empdir (isactive): no answer arrived (NT104)',
    '  not started  delete-fields empdir (notes): nothing was lost',
    `  Next         ${NEXT}`,
  ])
})

const ends: readonly (readonly [ApplyResult, string])[] = [
  [result({}, { done: [add, edit] }), 'Applied to staging: 2 steps done, 3 calls in 15 s'],
  [result({}, { done: [add], skipped: [edit] }), 'Applied to staging: 1 step done, 1 already done, 3 calls in 15 s'],
  [result({ kind: 'declined' }, { notStarted: [drop] }), 'Declined: nothing was changed in staging'],
  [result({ kind: 'nothing-to-do' }), 'staging matches its definitions: nothing to do, 3 calls in 15 s'],
]
for (const [end, line] of ends)
  test(`one line says: ${line}`, () => {
    expect(shown(end)).toEqual([line])
  })

test('a refused step, and what stopped the run, are told with their codes', () => {
  const refusal = { code: 'RF102', severity: 'error', message: 'Cliq refused it', hint: 'see above' } as const
  const lockOut = { code: 'RL101', severity: 'error', message: 'locked out for 5 min' } as const
  const lines = shown(
    result({ kind: 'stopped', problems: [lockOut], next: NEXT }, { failed: [{ step: edit, problem: refusal }] }),
  )
  expect(lines).toContain('  failed       edit-fields empdir (isactive): Cliq refused it (RF102); see above')
  const at = { file: 'schemas/empdir.yaml', line: 7, col: 3 }
  const [, placed] = shown(result({ kind: 'stopped' }, { failed: [{ step: edit, problem: { ...refusal, at } }] }))
  expect(placed).toContain('edit-fields empdir (isactive), schemas/empdir.yaml:7: Cliq')
  expect(lines).toContain('RL101 locked out for 5 min')
})

test('a surprise shows what was planned and what was found', () => {
  const change = {
    kind: 'datastore-changed',
    datastore: 'empdir',
    attribute: 'name',
    from: 'Staff',
    to: 'Staf',
  } as const
  expect(shown(result({ kind: 'diverged', exit: 10 }, { done: [settle], surprises: [change] }))).toEqual([
    `Surprise: 1 step done, and staging is not as planned${' '.repeat(21)}exit 10`,
    '  Planned -> found',
    '  empdir',
    '    ~ name                "Staff" -> "Staf"',
  ])
})

test('as JSON every step is in one of the lists, and it is the result of the stream', () => {
  expect(applyJson(result({}, { done: [add], notStarted: [drop] }))).toMatchObject({
    type: 'result',
    outcome: 'applied',
    done: [{ call: 'add-fields', operation: 'fields.add', fields: ['department'] }],
    notStarted: [{ call: 'delete-fields' }],
    calls: { 'datastores.list': 2, 'fields.add': 1 },
  })
})
