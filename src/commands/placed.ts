import { nameAfter } from '../core/plan/chains.ts'
import { placeOf } from '../core/model/definition.ts'
import type { Journal, Trouble } from '../core/model/outcome.ts'
import type { Step } from '../core/model/step.ts'
import type { Definitions } from '../core/model/definition.ts'

type Troubles = Pick<Journal, 'unknown' | 'failed'>

/** The same journal; each trouble has the place in the definition that asks for its step, where one does. */
export function placed<T extends Troubles>(journal: T, { definitions }: Pick<Definitions, 'definitions'>): T {
  const one = ({ step, problem }: Trouble): Trouble => {
    const name = nameAfter(step)
    const definition = definitions.find(each => each.datastore.unique_name === name)
    const at = problem.at ?? placeOf(definition, pathOf(step))
    return { step, problem: at === undefined ? problem : { ...problem, at } }
  }
  return { ...journal, unknown: journal.unknown.map(one), failed: journal.failed.map(one) }
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
    case 'row-work':
    case 'delete-fields':
    case 'delete-datastore':
      return ''
  }
}
