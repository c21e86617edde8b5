import { changeName } from '../core/model/change.ts'
import type { Change } from '../core/model/change.ts'
import { signOf } from '../core/plan/document.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import { isSameChange, promotionOf } from '../core/plan/promotion.ts'
import { escapeText } from './escape.ts'
import { entry } from './layout.ts'
import { sortedChanges } from './pages/order.ts'
import type { Paint } from './paint.ts'

/** How the plans of several environments differ from the first of them; '' for fewer than two. */
export function promotionText([first, ...others]: readonly PlanDocument[], paint: Paint): string {
  if (first === undefined || others.length === 0) return ''
  const name = escapeText(first.environment)
  const lines = others.flatMap(document => {
    const promotion = promotionOf(document.plan, first.plan)
    const isSame = isSameChange(promotion)
    const head = entry(escapeText(document.environment), `same change as ${name}: ${isSame ? 'yes' : 'no'}`)
    return [
      ...head.map(isSame ? paint.dim : paint.yellow),
      ...listed('only here', promotion.more),
      ...listed('different', promotion.otherwise),
      ...listed(`only in ${name}`, promotion.fewer),
    ]
  })
  return [paint.bold('Differences'), ...lines].join('\n')
}

function listed(label: string, changes: readonly Change[]): readonly string[] {
  return sortedChanges(changes).flatMap((each, index) =>
    entry(index === 0 ? label : '', `${signOf(each)} ${escapeText(changeName(each))}`, 4),
  )
}
