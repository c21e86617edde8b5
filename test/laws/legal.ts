import type { Catalog, Datastore } from '../../src/core/model/catalog.ts'
import { fieldsOf } from '../../src/core/model/step.ts'
import type { Step } from '../../src/core/model/step.ts'

// Written from the API document a second time, on purpose: the planner proves its plans with core/advance, and this
// is the other opinion.

const MOST = { boolean: 5, number: 5, 'limited-text': 5, 'encrypted-text': 3, 'large-text': 1 }

/** What Cliq would not hold, in words; empty for a legal catalog. */
export function unlawful(catalog: Catalog): readonly string[] {
  return [...catalog].flatMap(([name, datastore]) => [
    ...(name === datastore.unique_name ? [] : [`${name} is filed under another name`]),
    ...unlawfulIn(datastore),
  ])
}

function unlawfulIn({ unique_name, fields, unique_keys }: Datastore): readonly string[] {
  const wrong: string[] = []
  if (fields.size < 1 || fields.size > 19) wrong.push(`${unique_name} has ${fields.size} fields`)
  for (const [type, most] of Object.entries(MOST)) {
    const count = [...fields.values()].filter(each => each.type === type).length
    if (count > most) wrong.push(`${unique_name} has ${count} fields of type ${type}`)
  }
  if (unique_keys.length > 4) wrong.push(`${unique_name} has ${unique_keys.length} keys`)
  for (const name of unique_keys.flat()) {
    const type = fields.get(name)?.type
    if (type === undefined || type === 'large-text' || type === 'encrypted-text')
      wrong.push(`${unique_name} keys ${name}`)
  }
  for (const [name, { masked, type }] of fields)
    if (masked && !['number', 'limited-text'].includes(type)) wrong.push(`${unique_name} masks ${name}`)
  return wrong
}

/** What no call may carry; empty for a lawful step on that catalog. */
export function unlawfulCall(catalog: Catalog, step: Step): readonly string[] {
  const wrong: string[] = []
  const here = catalog.get(step.datastore)
  const named = fieldsOf(step)
  if (step.call === 'create-datastore') return here === undefined ? [] : ['creates what is there']
  if (here === undefined) return [`${step.call} on nothing`]
  if (named.length > 10) wrong.push(`${step.call} with ${named.length} fields`)
  if (step.call.endsWith('fields') && named.length === 0) wrong.push(`${step.call} with no field`)
  for (const name of named) {
    if (here.fields.has(name) === (step.call === 'add-fields')) wrong.push(`${step.call} ${name}`)
    if (step.call === 'delete-fields' && here.unique_keys.flat().includes(name)) wrong.push(`deletes keyed ${name}`)
  }
  if (step.call === 'edit-datastore' && Object.keys(step.set).length === 0) wrong.push('edits nothing')
  return wrong
}
