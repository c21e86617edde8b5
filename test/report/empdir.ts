import type { PlanDocument } from '../../src/core/plan/document.ts'
import { definition, documentOf, field, liveOf, lockOf, store } from './build.ts'

const kept = {
  empid: field({ name: 'Employee ID', type: 'number', mandatory: true }),
  empname: field({ name: 'Employee Name', mandatory: true }),
}
const isactive = field({ name: 'Active Status', type: 'boolean' })
const about = { name: 'Employee Directory', unique_keys: [['empid']] }
const notes = field({ name: 'Notes', type: 'large-text' })

/** The datastore of the API document's examples, as it is live. */
export const empdir = store('empdir', { ...kept, isactive, notes }, { ...about, description: 'V3 API test datastore' })

/** The same as its definition wants it: one field more, one fewer, one edited. */
export const wanted = store(
  'empdir',
  { ...kept, department: field({ name: 'Department' }), isactive: { ...isactive, name: 'Is Active', mandatory: true } },
  { ...about, description: 'Staff directory' },
)

const LINES = {
  description: 3,
  fields: 5,
  'fields.isactive.name': 15,
  'fields.isactive.mandatory': 17,
  'fields.department': 18,
}

/** The plan of the guide: empdir reworked, with two datastores beside it that are not ours. */
export function empdirDocument(more: Partial<PlanDocument> = {}): PlanDocument {
  return documentOf({
    live: liveOf(empdir, store('badges', { code: field() }), store('oncall', { who: field() })),
    locked: lockOf(empdir),
    definitions: [definition(wanted, LINES)],
    held: new Map([['field-removed:empdir.notes', { records: 230, withValue: 212, complete: true }]]),
    recordCalls: 3,
    document: more,
  })
}
