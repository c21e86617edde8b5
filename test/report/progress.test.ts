import { expect, test } from 'vitest'
import type { Step } from '../../src/core/model/step.ts'
import type { Event, Wait } from '../../src/core/model/ports.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { eventJson, eventLine, waitLine } from '../../src/report/progress.ts'
import { field } from './build.ts'

const step: Step = { call: 'add-fields', datastore: 'empdir', fields: new Map([['department', field()]]) }
const problem = { code: 'NT104', severity: 'error', message: 'no answer\narrived' } as const
const at = { index: 1, of: 4, step }

const events: readonly (readonly [Event, string | undefined])[] = [
  [{ type: 'reading', what: 'datastores' }, '… reading datastores'],
  [{ type: 'reading', what: 'records', datastore: 'empdir' }, '… reading records of empdir'],
  [{ type: 'step-started', ...at }, '… 2/4  add-fields        empdir (department)'],
  [{ type: 'step-done', ...at }, '✓ 2/4  add-fields        empdir (department)'],
  [{ type: 'step-skipped', ...at }, '✓ 2/4  add-fields        empdir (department)  is already done, nothing was sent'],
  [{ type: 'step-failed', ...at, problem }, String.raw`! 2/4  add-fields        empdir  NT104: no answer\u{a}arrived`],
  [{ type: 'note', problem }, String.raw`! NT104: no answer\u{a}arrived`],
  [{ type: 'resumed', operation: 'fields.edit' }, undefined],
  [{ type: 'rows', datastore: 'empdir', done: 1, of: 1 }, '… empdir  1 of 1 row written'],
  [
    { type: 'rows', datastore: 'empdir', done: 60, of: 1_000, perMinute: 29, leftMs: 1_919_001 },
    '… empdir  60 of 1,000 rows written, 29 a minute, 32 min left',
  ],
]
for (const [event, line] of events)
  test(`${event.type} is told in one line, or not at all`, () => {
    expect(eventLine(event, plainPaint)).toBe(line)
  })

const NOW = 1_700_000_000_000
const waits: readonly (readonly [Partial<Wait>, string])[] = [
  [
    { why: 'budget', until: NOW + 24_100, spent: 9, limit: 10 },
    '… edit-fields       waits 25 s: 9 of 10 schema writes used',
  ],
  [{ why: 'budget', until: NOW - 5 }, '… edit-fields       waits 0 s: no schema writes left in this window'],
  [{ why: 'lock-out', until: NOW + 298_000 }, '! edit-fields       locked out by Cliq; retrying in 4 min 58 s'],
  [
    { why: 'settle', until: NOW + 3000 },
    '… edit-fields       waits 3 s: what was read may be older than what was sent',
  ],
  [
    { why: 'late-window', until: NOW + 120_000 },
    '… edit-fields       waits 2 min: a call without an answer may still take effect',
  ],
  [
    { why: 'late-window', until: NOW + 120_000, answer: 'Cliq refuses fields.edit: "not\n now" HTTP 400' },
    String.raw`… edit-fields       waits 2 min: a call whose answer leaves it open (Cliq refuses fields.edit: "not\u{a} now" HTTP 400) may still take effect`,
  ],
  [{ why: 'answer', until: NOW + 20_000 }, '… edit-fields       no answer yet; waits 20 s more'],
  [
    { why: 'lease', until: NOW + 600_000, holder: 'process 7\non there' },
    String.raw`… lease  waits up to 10 min: process 7\u{a}on there has it; checked every minute`,
  ],
]
for (const [wait, line] of waits)
  test(`a wait for ${wait.why} says how long and why: ${line}`, () => {
    expect(waitLine({ why: 'budget', operation: 'fields.edit', until: NOW, ...wait }, NOW)).toBe(line)
  })

test('as JSON a step counts from 1, and a lock-out says when to try again', () => {
  const named = { call: 'add-fields', operation: 'fields.add', datastore: 'empdir', fields: ['department'] }
  expect(eventJson({ type: 'step-done', ...at })).toEqual({ type: 'step-done', index: 2, of: 4, ...named })
  const wait = { operation: 'fields.edit', until: NOW } as const
  expect(eventJson({ type: 'waiting', wait: { why: 'lock-out', ...wait } })).toEqual({
    type: 'waiting',
    why: 'lock-out',
    operation: 'fields.edit',
    retry_at: '2023-11-14T22:13:20.000Z',
  })
  expect(eventJson({ type: 'waiting', wait: { why: 'settle', ...wait } })).toMatchObject({
    until: '2023-11-14T22:13:20.000Z',
  })
})
