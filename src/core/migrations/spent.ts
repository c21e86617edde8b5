import type { FieldType } from '../model/catalog.ts'
import { placeOf } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import type { Lock, LockedEnvironment } from '../model/lock.ts'
import type { Problem } from '../model/problem.ts'

/** A hint that no environment needs any more: keys of a definition that may go. */
export interface SpentHint {
  readonly definition: Definition
  /** Of the whole datastore, or of one field. */
  readonly path: readonly string[]
}

/**
 * Hints whose work is done wherever the lock file knows their datastore: none has the old name or the old type, and at
 * least one has the new one. Nothing is spent where no environment was applied yet.
 */
export function spentHints(definitions: readonly Definition[], lock: Lock): readonly SpentHint[] {
  const environments = [...lock.values()]
  return definitions.flatMap((definition): readonly SpentHint[] => {
    const { hints, datastore } = definition
    if (hints === undefined) return []
    const own = datastore.unique_name
    const old = hints.renamed_from
    const isNewEverywhere = environments.every(each => old.every(name => !each.datastores.has(name)))
    const isThere = environments.some(each => each.datastores.has(own))
    const whole = old.length > 0 && isNewEverywhere && isThere ? [{ definition, path: ['renamed_from'] }] : []
    const names = [own, ...old, ...environments.flatMap(each => each.datastores.get(own)?.past?.names ?? [])]
    const fields = [...hints.fields].flatMap(([name, { renamed_from, contract }]): readonly SpentHint[] => {
      const type = datastore.fields.get(name)?.type
      if (type === undefined || contract !== undefined) return []
      const known = environments.map(each => standing(each, names, name, renamed_from, type))
      const isSpent = !known.includes('open') && known.includes('done')
      return isSpent ? [{ definition, path: ['fields', name] }] : []
    })
    return [...whole, ...fields]
  })
}

function standing(
  { datastores }: LockedEnvironment,
  names: readonly string[],
  field: string,
  old: readonly string[],
  type: FieldType,
): 'open' | 'done' | 'unknown' {
  const locked = names.map(name => datastores.get(name)).find(each => each !== undefined)
  if (locked === undefined) return 'unknown'
  const { fields } = locked.definition
  if (old.some(name => fields.has(name))) return 'open'
  const there = fields.get(field)
  return there === undefined || there.type !== type ? 'open' : 'done'
}

/** Says of each spent hint that it may go, and how. */
export function spentProblems(spent: readonly SpentHint[]): readonly Problem[] {
  return spent.map(({ definition, path }): Problem => {
    const at = placeOf(definition, path[0] === 'renamed_from' ? 'renamed_from' : path.join('.'))
    const name =
      path[1] === undefined ? definition.datastore.unique_name : `${definition.datastore.unique_name}.${path[1]}`
    const message = `the hint of ${name} is no longer needed by any environment in the lock file`
    return {
      code: 'LV118',
      severity: 'warning',
      message,
      ...(at && { at }),
      hint: 'remove it: cliq-ds fmt --prune-hints',
    }
  })
}
