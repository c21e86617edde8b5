import type { Operation } from '../core/operations.ts'
import type { Json } from '../core/plain.ts'
import { fieldsOf, operationOf } from '../core/step.ts'
import type { Step } from '../core/step.ts'
import { escapeText } from './escape.ts'

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

/** What a step is about: `empdir (department, notes)`. */
export function stepSubject(step: Step): string {
  const fields = fieldsOf(step)
  const names = fields.length === 0 ? '' : ` (${fields.map(escapeText).join(', ')})`
  return escapeText(step.datastore) + names
}

/** A step in one line: `add-fields empdir (department)`. */
export function stepText(step: Step): string {
  return `${step.call} ${stepSubject(step)}`
}

/** A step as JSON, without what it carries. */
export function stepJson(step: Step): { readonly [key: string]: Json } {
  const fields = fieldsOf(step)
  const { call, datastore } = step
  return { call, operation: operationOf(step), datastore, ...(fields.length > 0 && { fields }) }
}
