import { nameAfter } from '../core/chains.ts'
import { placeOf } from '../core/definition.ts'
import type { Definition } from '../core/definition.ts'
import type { Trouble } from '../core/journal.ts'
import type { Step } from '../core/step.ts'

/** The same troubles, each with the place in a definition that asks for its step, where one does. */
export function placed(troubles: readonly Trouble[], definitions: readonly Definition[]): readonly Trouble[] {
  return troubles.map(({ step, problem }) => {
    const name = nameAfter(step)
    const at =
      problem.at ??
      placeOf(
        definitions.find(each => each.datastore.unique_name === name),
        pathOf(step),
      )
    return { step, problem: at === undefined ? problem : { ...problem, at } }
  })
}

// Of several fields nobody knows which one Cliq means.
function pathOf(step: Step): string {
  switch (step.call) {
    case 'add-fields':
    case 'edit-fields': {
      const [field, ...others] = step.fields.keys()
      return field === undefined || others.length > 0 ? 'fields' : `fields.${field}`
    }
    case 'edit-datastore': {
      const [attribute, ...others] = Object.keys(step.set)
      return attribute === undefined || others.length > 0 ? '' : attribute
    }
    case 'create-datastore':
    case 'delete-fields':
    case 'delete-datastore':
      return ''
  }
}
