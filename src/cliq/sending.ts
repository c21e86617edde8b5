import { isHidden } from '../core/model/secrecy.ts'
import type { Field } from '../core/model/catalog.ts'
import type { Identity, LiveDatastore } from '../core/model/live.ts'
import type { Step } from '../core/model/step.ts'
import { withPrefix } from './org.ts'
import * as requests from './requests.ts'
import type { WireRequest } from './requests.ts'
import { nothing, theDatastore } from './writes.ts'
import type { Expected } from './writes.ts'

/** A step as a call: with ids instead of names, and with what a good answer to it is. */
export interface Sending {
  readonly request: WireRequest
  readonly expected: Expected<LiveDatastore | undefined>
  /** Values that no text may show: defaults of masked and encrypted fields. */
  readonly hidden: readonly string[]
}

/** Looks up the ids that a step needs. Throws when `identity` lacks one: the engine reads a datastore before it sends. */
export function sendingOf(step: Step, identity: Identity | undefined, prefix: string): Sending {
  if (step.call === 'create-datastore') {
    const { definition } = step
    const unique_name = withPrefix(prefix, definition.unique_name)
    const request = requests.createDatastore({ ...definition, unique_name })
    const isOurs = (answer: LiveDatastore) => answer.datastore.unique_name === unique_name
    return { request, expected: theDatastore(isOurs), hidden: hiddenIn(definition.fields) }
  }
  if (identity === undefined) throw new Error(`${step.call} ${step.datastore} was not read before it is sent`)
  const { id } = identity
  const expected = theDatastore(answer => answer.identity.id === id)
  switch (step.call) {
    case 'edit-datastore': {
      const { unique_name } = step.set
      const renamed = unique_name === undefined ? {} : { unique_name: withPrefix(prefix, unique_name) }
      return { request: requests.editDatastore(id, { ...step.set, ...renamed }), expected, hidden: [] }
    }
    case 'add-fields':
      return { request: requests.addFields(id, step.fields), expected, hidden: hiddenIn(step.fields) }
    case 'edit-fields': {
      const edits = new Map([...step.fields].map(([name, edit]) => [fieldId(identity, step, name), edit] as const))
      // An edit does not say whether its field is encrypted, so no default is shown.
      const hidden = [...step.fields.values()].flatMap(edit => edit.default_value ?? [])
      return { request: requests.editFields(id, edits), expected, hidden }
    }
    case 'delete-fields': {
      const ids = step.fields.map(name => fieldId(identity, step, name))
      return { request: requests.deleteFields(id, ids), expected: nothing, hidden: [] }
    }
    case 'row-work':
      throw new Error(`the rows of ${step.datastore} are not a schema call`)
    case 'delete-datastore':
      return { request: requests.deleteDatastore(id), expected: nothing, hidden: [] }
  }
}

function fieldId(identity: Identity, step: Step, name: string): string {
  const id = identity.fields.get(name)
  if (id === undefined) throw new Error(`${step.call} names ${name}, whose id was never read`)
  return id
}

function hiddenIn(fields: ReadonlyMap<string, Field>): readonly string[] {
  return [...fields.values()].flatMap(each => (isHidden(each) ? (each.default_value ?? []) : []))
}
