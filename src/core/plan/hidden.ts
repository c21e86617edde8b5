import { byCodeUnit } from '../model/catalog.ts'
import type { Field } from '../model/catalog.ts'
import { canonicalText } from '../model/plain.ts'
import { isHidden } from '../model/secrecy.ts'
import type { Problem } from '../model/problem.ts'
import type { Plan } from './plan.ts'

/**
 * The hidden values of what a plan arrives at, as text: defaults of masked and encrypted fields. Secret, for a keyed
 * digest alone. Undefined where there are none. A plan that was begun and goes on arrives at the same.
 */
export function hiddenValues({ target }: Pick<Plan, 'target'>): string | undefined {
  const hidden = [...target].flatMap(([name, { fields }]) =>
    [...fields].flatMap(([field, each]) =>
      isHidden(each) && each.default_value !== undefined ? [[name, field, each.default_value]] : [],
    ),
  )
  const sorted = hidden.sort(([a = '', b = ''], [c = '', d = '']) => byCodeUnit(a, c) || byCodeUnit(b, d))
  return sorted.length === 0 ? undefined : canonicalText(sorted)
}

/**
 * ST111 where a plan sends default values of masked and encrypted fields: no digest covers them, and a saved plan does.
 * Undefined where it sends none.
 */
export function uncoveredHidden({ changes }: Pick<Plan, 'changes'>): Problem | undefined {
  const names = changes.flatMap((change): readonly string[] => {
    if (change.kind === 'datastore-added')
      return [...change.to.fields].flatMap(([name, field]) => (sends(field) ? [`${change.datastore}.${name}`] : []))
    if (change.kind === 'field-changed')
      return change.hidden && change.attribute === 'default_value' ? [`${change.datastore}.${change.field}`] : []
    return 'field' in change && 'to' in change && typeof change.to === 'object' && sends(change.to)
      ? [`${change.datastore}.${change.field}`]
      : []
  })
  if (names.length === 0) return undefined
  const message = `no digest covers hidden values: the default of ${names.sort(byCodeUnit).join(', ')}`
  const hint = 'review them where they are defined, or apply a saved plan, with CLIQ_DS_REVIEW_KEY'
  return { code: 'ST111', severity: 'warning', message, hint }
}

function sends(field: Field): boolean {
  return isHidden(field) && field.default_value !== undefined
}
