import { expect, test } from 'vitest'
import { Failure } from '../../src/core/model/failure.ts'
import type { Journal } from '../../src/core/model/outcome.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import type { Step } from '../../src/core/model/step.ts'
import type { Applied } from '../../src/core/results/apply.ts'
import { applyPage } from '../../src/report/pages/apply.ts'
import type { Page } from '../../src/report/page.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { render } from '../../src/report/render.ts'
import { pageText } from '../../src/report/text/text.ts'
import { field } from './build.ts'
import { empdirDocument } from './empdir.ts'

const NEXT = 'cliq-ds apply'
const add: Step = { call: 'add-fields', datastore: 'empdir', fields: new Map([['department', field()]]) }
const settle: Step = { call: 'edit-datastore', datastore: 'empdir', set: { description: 'Staff' } }
const edit: Step = { call: 'edit-fields', datastore: 'empdir', fields: new Map([['isactive', { mandatory: true }]]) }
const drop: Step = { call: 'delete-fields', datastore: 'empdir', fields: ['notes'] }

interface End {
  readonly kind?: Applied['kind']
  readonly exit?: number
  readonly stop?: Problem
  readonly committed?: string
}

function pageOf({ kind = 'done', exit, stop, committed }: End, journal: Partial<Journal> = {}): Page {
  const calls = new Map([['datastores.list', 2] as const, ['fields.add', 1] as const])
  const empty = { done: [], skipped: [], unknown: [], failed: [], notStarted: [], surprises: [], rows: [], backups: [] }
  const stoppedBy = stop && new Failure([stop])
  const applied = { kind, document: empdirDocument(), stoppedBy, journal: { ...empty, calls, seconds: 15, ...journal } }
  return applyPage(applied, { exit, committed, next: kind === 'stopped' ? [NEXT] : [] })
}

const shown = (page: Page) => pageText(page, plainPaint).split('\n')

test('a stopped apply tells what is done, in doubt, and not started, from its journal', () => {
  const problem = { code: 'NT104', severity: 'error', message: 'no answer arrived' } as const
  const journal = { done: [add, settle], unknown: [{ step: edit, problem }], notStarted: [drop] }
  expect(shown(pageOf({ kind: 'stopped', exit: 9 }, journal))).toEqual([
    `Stopped: 2 done, 1 unknown, 1 not started${' '.repeat(33)}exit 9`,
    '  unknown               edit-fields empdir (isactive): no answer arrived (NT104)',
    '  not started           delete-fields empdir (notes): nothing was lost',
    '',
    `Next  ${NEXT}`,
  ])
})

const ends: readonly (readonly [Page, string])[] = [
  [pageOf({}, { done: [add, edit] }), 'Applied to staging: 2 steps done, 3 calls in 15 s'],
  [pageOf({}, { done: [add], skipped: [edit] }), 'Applied to staging: 1 step done, 1 already done, 3 calls in 15 s'],
  [pageOf({ kind: 'declined' }, { notStarted: [drop] }), 'Declined: nothing was changed in staging'],
  [pageOf({ kind: 'nothing-to-do' }), 'staging matches its definitions: nothing to do, 3 calls in 15 s'],
]
for (const [end, line] of ends)
  test(`one line says: ${line}`, () => {
    expect(shown(end)).toEqual([line])
  })

test('where people commit the lock file, what was done says so', () => {
  const committed = 'cliq-ds.lock.json'
  expect(shown(pageOf({ committed }, { done: [add] })).slice(1)).toEqual([
    '  lock file             cliq-ds.lock.json changed: commit it',
  ])
  expect(shown(pageOf({ committed, kind: 'declined' }, { notStarted: [add] }))).toHaveLength(1)
  const stop = { code: 'FS107', severity: 'error', message: 'cannot be written' } as const
  const at = (file: string) => ({ ...stop, at: { file, line: 1, col: 1 } })
  const said = (file: string) =>
    shown(pageOf({ committed, kind: 'stopped', stop: at(file) }, { done: [add] })).join(' ')
  expect([said('backup.ndjson').includes('commit it'), said(committed).includes('commit it')]).toEqual([true, false])
})

test('a refused step, and what stopped the run, are told with their codes', () => {
  const refusal = { code: 'RF102', severity: 'error', message: 'Cliq refused it', hint: 'see above' } as const
  const stop = { code: 'RL101', severity: 'error', message: 'locked out for 5 min' } as const
  const text = shown(pageOf({ kind: 'stopped', stop }, { failed: [{ step: edit, problem: refusal }] })).join('\n')
  expect(text).toMatch(/ {2}failed {16}edit-fields empdir \(isactive\): Cliq refused it \(RF102\);\s+see above/)
  const at = { file: 'schemas/empdir.yaml', line: 7, col: 3 }
  const [, placed] = shown(pageOf({ kind: 'stopped' }, { failed: [{ step: edit, problem: { ...refusal, at } }] }))
  expect(placed).toContain('edit-fields empdir (isactive), schemas/empdir.yaml:7:')
  expect(text).toContain('\nRL101 locked out for 5 min\n')
})

test('a surprise shows what was planned and what was found', () => {
  const change = {
    kind: 'datastore-changed',
    datastore: 'empdir',
    attribute: 'name',
    from: 'Staff',
    to: 'Staf',
  } as const
  const page = pageOf({ kind: 'diverged', exit: 10 }, { done: [settle], surprises: [change] })
  expect(shown(page)).toEqual([
    `Surprise: 1 step done, and staging is not as planned${' '.repeat(21)}exit 10`,
    '',
    'Planned -> found',
    '  empdir',
    '    ~ name                "Staff" -> "Staf"',
  ])
  expect(render([page], 'junit', '1')).toContain('<failure type="AP102"')
})

test('as JSON every step is in one of the lists, and it is the result of the stream', () => {
  expect(pageOf({}, { done: [add], notStarted: [drop] }).json).toMatchObject({
    type: 'result',
    outcome: 'applied',
    done: [{ call: 'add-fields', operation: 'fields.add', fields: ['department'] }],
    notStarted: [{ call: 'delete-fields' }],
    calls: { 'datastores.list': 2, 'fields.add': 1 },
  })
})

test('a file tells what was planned, how each step ended, and what was sent; the terminal has said the plan before', () => {
  const problem = { code: 'NT104', severity: 'error', message: 'no answer arrived' } as const
  const page = pageOf(
    { kind: 'stopped', exit: 9 },
    { done: [add], unknown: [{ step: edit, problem }], notStarted: [drop] },
  )
  const text = render([page], 'text', '1')
  for (const each of [
    '+ department',
    '  1  add-fields empdir (department): done',
    '  2  edit-fields empdir (isactive): unknown',
    '  3  delete-fields empdir (notes): not started',
    'Calls sent  add-fields 1, list 2; 15 s',
  ])
    expect(text).toContain(each)
  expect(shown(page).join('\n')).not.toContain('+ department')
  expect(render([page], 'markdown', '1')).toContain('1. add-fields `empdir` (`department`): done')
  expect(render([page], 'html', '1')).toContain('<code>empdir</code> (<code>department</code>): done')
  const junit = render([page], 'junit', '1')
  expect(junit).toContain(
    '<testcase classname="add-fields empdir (department)" name="add-fields empdir (department)"/>',
  )
  expect(junit).toContain('name="delete-fields empdir (notes)"><skipped/>')
  expect(junit).toContain('<failure type="NT104" message="edit-fields empdir (isactive): no answer arrived">')
})
