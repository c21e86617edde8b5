import { byCodeUnit } from '../model/catalog.ts'
import { canonicalText } from '../model/plain.ts'
import { isHidden } from '../model/secrecy.ts'
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
