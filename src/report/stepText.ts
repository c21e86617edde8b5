import type { Operation } from '../core/model/operations.ts'
import type { Json } from '../core/model/plain.ts'
import { fieldsOf, operationOf } from '../core/model/step.ts'
import type { RowWork, Step } from '../core/model/step.ts'
import { escapeText } from './escape.ts'
import type { Words } from './page.ts'

/** Operations as people read them; those of the steps are named as the steps are. */
export const OPERATION_NAMES: Readonly<Record<Operation, string>> = {
  'datastores.create': 'create-datastore',
  'datastores.list': 'list',
  'datastores.get': 'get',
  'datastores.edit': 'edit-datastore',
  'datastores.delete': 'delete-datastore',
  'fields.add': 'add-fields',
  'fields.edit': 'edit-fields',
  'fields.delete': 'delete-fields',
  'records.insert': 'insert',
  'records.list': 'list records',
  'records.get': 'get record',
  'records.update': 'update record',
  'records.bulkUpdate': 'update records',
  'records.delete': 'delete record',
  'records.bulkDelete': 'delete records',
  'export.start': 'export',
}

/** What a step is about: `empdir (department, notes)`; of more than `most` fields the others are counted. */
export function stepSubject(step: Step, most = Infinity): string {
  const fields = fieldsOf(step)
  if (fields.length === 0) return escapeText(step.datastore)
  const more = fields.length > most ? ` and ${fields.length - most} more` : ''
  return `${escapeText(step.datastore)} (${fields.slice(0, most).map(escapeText).join(', ')}${more})`
}

/** A step in one line: `add-fields empdir (department)`, `carry empdir (tel to phone)`. */
export function stepWords(step: Step): Words {
  const subjects = step.call === 'row-work' ? workSubjects(step) : fieldsOf(step).map((name): Words => [{ name }])
  const inner = subjects.flatMap((each, index) => (index === 0 ? each : [', ', ...each]))
  const call = step.call === 'row-work' ? WORK_WORDS[step.source] : step.call
  return [`${call} `, { name: step.datastore }, ...(inner.length === 0 ? [] : [' (', ...inner, ')'])]
}

const WORK_WORDS: Readonly<Record<RowWork['source'], string>> = {
  carry: 'carry',
  migration: 'migrate',
  deletion: 'delete-records',
}

function workSubjects(work: RowWork): readonly Words[] {
  switch (work.source) {
    case 'carry':
      return work.carries.map(({ reads, writes }) => [{ name: reads }, ' to ', { name: writes }])
    case 'migration':
      return work.migrations.map(name => [{ name }])
    case 'deletion':
      return [[{ name: work.migration }]]
  }
}

/** A step as JSON, without what it carries. */
export function stepJson(step: Step): { readonly [key: string]: Json } {
  const fields = fieldsOf(step)
  const { call, datastore } = step
  const common = { call, operation: operationOf(step), datastore }
  if (step.call === 'row-work') {
    return { ...common, ...workJson(step) }
  }
  return { ...common, ...(fields.length > 0 && { fields }) }
}

function workJson(work: RowWork): { readonly [key: string]: Json } {
  const { source } = work
  if (work.source === 'deletion') return { source, migration: work.migration, fields: fieldsOf(work) }
  if (work.source === 'migration') return { source, migrations: work.migrations, fields: fieldsOf(work) }
  const { carries } = work
  return {
    source,
    reads: carries.map(each => each.reads),
    writes: carries.map(each => each.writes),
    convert: carries.map(({ from, to }) => ({ from, to })),
    invalid: carries.map(({ invalid }) => (typeof invalid === 'string' ? invalid : invalid.text)),
  }
}
