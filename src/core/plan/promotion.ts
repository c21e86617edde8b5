import { changeKey } from '../model/change.ts'
import type { Change } from '../model/change.ts'
import { canonicalText, plainChange } from '../model/plain.ts'
import type { Plan } from './plan.ts'

/** Where the changes of one plan differ from those of another, each in the order of its plan. */
export interface Promotion {
  /** In this plan, and not in the other. */
  readonly more: readonly Change[]
  /** In the other plan, and not in this one. */
  readonly fewer: readonly Change[]
  /** In both, and not the same; as this plan has them. */
  readonly otherwise: readonly Change[]
}

/** What a plan changes more, fewer or otherwise than the plan of an environment before it; ids and bases do not matter. */
export function promotionOf(plan: Pick<Plan, 'changes'>, before: Pick<Plan, 'changes'>): Promotion {
  const [own, theirs] = [plan, before].map(
    ({ changes }) => new Map(changes.map(each => [changeKey(each), canonicalText(plainChange(each))] as const)),
  )
  const isIn = (change: Change, of: ReadonlyMap<string, string> | undefined) => of?.has(changeKey(change)) === true
  return {
    more: plan.changes.filter(each => !isIn(each, theirs)),
    fewer: before.changes.filter(each => !isIn(each, own)),
    otherwise: plan.changes.filter(
      each => isIn(each, theirs) && own?.get(changeKey(each)) !== theirs?.get(changeKey(each)),
    ),
  }
}

/** Whether both plans change the same. */
export function isSameChange({ more, fewer, otherwise }: Promotion): boolean {
  return more.length + fewer.length + otherwise.length === 0
}
