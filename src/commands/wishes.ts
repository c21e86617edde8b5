import type { Datastore, Field, FieldType } from '../core/model/catalog.ts'
import type { Definitions } from '../core/model/definition.ts'
import type { Problem } from '../core/model/problem.ts'
import { isHidden } from '../core/model/secrecy.ts'
import { didYouMean } from '../core/rules/nearest.ts'

/** Which rows of a datastore somebody wants, and what of them. */
interface Wishes {
  /** Values that a row must have, by field. */
  readonly where?: ReadonlyMap<string, string> | undefined
  readonly columns?: readonly string[] | undefined
}

/** A datastore as its definition has it; undefined for one without. */
export function definedIn({ definitions }: Definitions, name: string): Datastore | undefined {
  return definitions.find(each => each.datastore.unique_name === name)?.datastore
}

/** A live datastore whose fields hide what its definition hides, before that is in the org. */
export function asHidden(datastore: Datastore, definitions: Definitions): Datastore {
  const own = definedIn(definitions, datastore.unique_name)?.fields
  const fields = [...datastore.fields].map(([name, field]): readonly [string, Field] => [
    name,
    isHidden(own?.get(name)) ? { ...field, masked: true } : field,
  ])
  return { ...datastore, fields: new Map(fields) }
}

/**
 * What is wrong with a choice of rows and columns: LV120 for a field that the datastore does not have, besides these that
 * every row has; LV121 for a choice by a hidden field, LV122 for one by a value that no row can have.
 */
export function wrongWishes(
  { unique_name, fields }: Datastore,
  { where = new Map(), columns = [] }: Wishes,
  besides: readonly string[] = [],
): readonly Problem[] {
  const known = [...fields.keys()]
  const unknown = [...where.keys(), ...columns].filter(each => !besides.includes(each) && !fields.has(each))
  const hides = (name: string) => isHidden(fields.get(name))
  const absent = [...new Set(unknown)].map((each): Problem => {
    const message = `${unique_name} has no field ${each}`
    return { code: 'LV120', severity: 'error', message, hint: didYouMean(each, known) }
  })
  const hidden = [...where.keys()].filter(hides).map((each): Problem => {
    const message = `${each} is hidden, so rows cannot be selected by it`
    return { code: 'LV121', severity: 'error', message, hint: 'select rows by another field' }
  })
  const senseless = [...where].flatMap(([each, text]): readonly Problem[] => {
    const type = hides(each) ? undefined : fields.get(each)?.type
    if (type === undefined || canHave(type, text)) return []
    const message = `${each} is a ${type}, so no row has ${JSON.stringify(text)}`
    const hint = type === 'boolean' ? 'write true or false' : 'write its digits, such as 42'
    return [{ code: 'LV122', severity: 'error', message, hint }]
  })
  return [...absent, ...hidden, ...senseless]
}

function canHave(type: FieldType, text: string): boolean {
  if (text === '' || (type !== 'boolean' && type !== 'number')) return true
  return type === 'boolean' ? /^(?:true|false)$/u.test(text) : /^-?\d+(?:\.\d+)?$/u.test(text)
}
