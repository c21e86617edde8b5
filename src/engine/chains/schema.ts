import type { Live, LiveDatastore } from '../../core/model/live.ts'
import type { RunChains } from '../../core/plan/beside.ts'
import type { Plan } from '../../core/plan/plan.ts'
import type { Chain, StepLink } from '../links.ts'
import { errandsOf } from '../tasks/remainder.ts'

/** The steps of a proven plan, in the chains that its estimate counts. */
export function schemaChains(
  { base, steps }: Pick<Plan, 'base' | 'steps'>,
  costs: RunChains['steps'],
): readonly Chain[] {
  const errands = errandsOf(base, steps)
  return costs.map(chain => ({
    part: 'schema',
    links: chain.links.flatMap((each): readonly StepLink[] => {
      const errand = errands[each.index]
      return errand === undefined ? [] : [{ kind: 'step', costs: each, errand }]
    }),
  }))
}

/** The datastores of a plan as the listing showed them that it was made from. */
export function seenIn({ base }: Pick<Plan, 'base'>, live: Live): ReadonlyMap<string, LiveDatastore> {
  return new Map(
    [...base.values()].flatMap(datastore => {
      const identity = live.identities.get(datastore.unique_name)
      return identity === undefined ? [] : [[datastore.unique_name, { datastore, identity }] as const]
    }),
  )
}
