import { expect, test } from 'vitest'

import { placed } from '../../src/commands/placed.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import type { Step } from '../../src/core/model/step.ts'
import { fields, store } from '../laws/build.ts'

const datastore = store(fields(2), [], 'empdir')
const at = (line: number) => ({ file: 'schemas/empdir.yaml', line, col: 1 })
const places = new Map([
  ['', at(1)],
  ['name', at(2)],
  ['fields', at(4)],
  ['fields.f0', at(5)],
])
const definitions = [{ datastore, protect: undefined, file: 'schemas/empdir.yaml', places }]
const problem: Problem = { code: 'RF107', severity: 'error', message: 'Cliq refuses it' }
const both = datastore.fields
const one = new Map([...both].slice(0, 1))

const steps: readonly [what: string, step: Step, line: number | undefined][] = [
  ['a create', { call: 'create-datastore', datastore: 'empdir', definition: datastore }, 1],
  ['an edit of one attribute', { call: 'edit-datastore', datastore: 'empdir', set: { name: 'B' } }, 2],
  ['an edit of two', { call: 'edit-datastore', datastore: 'empdir', set: { name: 'B', description: 'C' } }, 1],
  ['a rename', { call: 'edit-datastore', datastore: 'old', set: { unique_name: 'empdir' } }, 1],
  ['one field', { call: 'add-fields', datastore: 'empdir', fields: one }, 5],
  ['several fields', { call: 'add-fields', datastore: 'empdir', fields: both }, 4],
  ['fields that go', { call: 'delete-fields', datastore: 'empdir', fields: ['gone'] }, 1],
  ['a datastore that nobody defines', { call: 'delete-datastore', datastore: 'other' }, undefined],
]

test.each(steps)('a trouble with %s is placed where a definition asks for it', (_, step, line) => {
  const journal = placed({ unknown: [], failed: [{ step, problem }] }, { definitions })
  expect(journal.failed[0]?.problem.at?.line).toBe(line)
  expect(placed({ unknown: journal.failed, failed: [] }, { definitions }).unknown).toEqual(journal.failed)
})
