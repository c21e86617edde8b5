import * as fc from 'fast-check'

import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog, Datastore, Field } from '../../src/core/model/catalog.ts'
import type { Definition, FieldHints } from '../../src/core/model/definition.ts'
import type { LockedEnvironment } from '../../src/core/model/lock.ts'
import { isConvertible } from '../../src/core/model/conversions.ts'
import { plan } from '../../src/core/plan/plan.ts'
import type { Plan } from '../../src/core/plan/plan.ts'
import { BUDGETS, field, liveOf, lockOf, store } from './build.ts'

/** A datastore as it was and as it is defined, with what the definition says of its past. */
export interface Past {
  readonly from: Datastore
  readonly to: Datastore
  readonly hints: Record<string, FieldHints>
}

/** The definition that says it. */
export function definitionOf({ to, hints }: Past): Definition {
  return {
    datastore: to,
    protect: undefined,
    hints: { renamed_from: [], fields: new Map(Object.entries(hints)) },
    file: 'schemas/store.yaml',
    places: new Map(),
  }
}

/** The plan from what is live, of which the lock file knows the first state unless told otherwise. */
export function planned(
  past: Past,
  live: Catalog = catalogOf([past.from]),
  locked: LockedEnvironment = lockOf(liveOf(catalogOf([past.from]))),
): Plan {
  return plan({
    definitions: [definitionOf(past)],
    live: liveOf(live),
    locked,
    consents: new Set(),
    ignore: [],
    budgets: BUDGETS,
  })
}

const number = field({ type: 'number' })

const TYPES = ['boolean', 'number', 'limited-text', 'large-text'] as const
/** Random pasts: fields that stay, leave, come, wait, get another name or another type. */
export const pasts: fc.Arbitrary<Past> = fc
  .array(
    fc.record({
      type: fc.constantFrom(...TYPES),
      next: fc.constantFrom(...TYPES),
      role: fc.constantFrom('stays', 'renamed', 'retyped', 'later', 'gone', 'fresh'),
      mandatory: fc.boolean(),
      key: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map(all => {
    const from: Record<string, Field> = { keep: number }
    const to: Record<string, Field> = { keep: number }
    const hints: Record<string, FieldHints> = {}
    const [before, after]: [string[], string[]] = [[], []]
    all.forEach(({ type, next: other, role, mandatory, key }, at) => {
      const [old, heir] = [`f${at}`, role === 'renamed' || role === 'later' ? `h${at}` : `f${at}`]
      const next = isConvertible(type, other) && role !== 'later' && role !== 'stays' ? other : type
      if (role !== 'fresh') from[old] = field({ type, name: `Old ${at}`, mandatory })
      if (role !== 'gone') to[heir] = field({ type: next, name: `New ${at}`, mandatory })
      if (role === 'renamed') hints[heir] = { renamed_from: [old], convert: { invalid: 'empty' } }
      if (role === 'later') hints[heir] = { renamed_from: [old], contract: 'later' }
      if (role === 'retyped') hints[heir] = { renamed_from: [], convert: { from: type, invalid: 'empty' } }
      if (!key || role === 'later' || type === 'large-text' || next === 'large-text') return
      if (from[old] !== undefined) before.push(old)
      if (to[heir] !== undefined) after.push(heir)
    })
    const keysOf = (names: readonly string[]) => (names.length === 0 ? [] : [names])
    return { from: store(from, keysOf(before)), to: store(to, keysOf(after)), hints }
  })
