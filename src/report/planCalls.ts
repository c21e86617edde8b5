import { byCodeUnit, LIMITS } from '../core/model/catalog.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import type { Operation, OperationClass } from '../core/model/operations.ts'
import type { Plan } from '../core/plan/plan.ts'
import { writesRows } from '../core/rows/seedPlan.ts'
import type { RowPlans } from '../core/rows/seedPlan.ts'
import { counted, duration, grouped } from './amounts.ts'
import { pad, padLeft, paragraph, wrapped, WIDTH } from './layout.ts'
import type { Paint } from './paint.ts'
import { OPERATION_NAMES } from './stepText.ts'

const CLASSES: readonly OperationClass[] = ['schema writes', 'schema reads', 'record calls', 'exports']
const NAMES_AT = 42

/** The calls of an apply by class, with the budget already spent where it is known, and the earliest finish. */
export function callLines({ plan, rows: written, now }: PlanDocument, paint: Paint): readonly string[] {
  const { steps, problems, estimate } = plan
  if (steps.length === 0 && !writesRows(written))
    return [`${paint.bold('Calls to apply')}  none${problems.length > 0 ? ': the plan cannot be carried out' : ''}`]
  const head = `${pad('Calls to apply', 24)}count${now === undefined ? '' : '  used now'}`
  const rows = CLASSES.flatMap(each => classLines(each, estimate.calls, now?.spent))
  const later = now !== undefined && now.seconds > estimate.seconds ? `, ${duration(now.seconds)} if started now` : ''
  const finish = `Earliest finish ${duration(estimate.seconds)} with idle budgets${later}. ${estimate.atLeast ? 'At least ' : ''}${counted(estimate.total, 'call')} in all, reads included, within every limit.${estimate.atLeast ? ' Copying records takes more where there are more than were counted.' : ''}`
  return [paint.bold(pad(head, NAMES_AT) + 'operations'), ...rows, ...paragraph(finish, 2)]
}

/** The scopes that the token needs, each verb behind what it is about. */
export function scopeLines({ estimate }: Plan, paint: Paint): readonly string[] {
  const verbs = new Map<string, readonly string[]>()
  for (const scope of [...estimate.scopes].sort(byCodeUnit)) {
    const about = scope.slice(0, scope.lastIndexOf('.'))
    verbs.set(about, [...(verbs.get(about) ?? []), scope.slice(scope.lastIndexOf('.'))])
  }
  const lines = [...verbs].map(([about, each]) => `${about}${each.join(', ')}`)
  return (lines.length === 0 ? ['none'] : lines).map((line, index) =>
    index === 0 ? `${paint.bold('Scopes')}  ${line}` : `        ${line}`,
  )
}

/** How many of the listing calls came before the plan; the others follow the steps. */
export function listingCalls({ steps, base, kept, estimate }: Plan): number {
  if (estimate.lease !== undefined) return estimate.lease.listing
  const total = estimate.calls.get('datastores.list') ?? 0
  if (steps.length === 0) return total
  const made = steps.filter(each => each.call === 'create-datastore').length
  const more = made - steps.filter(each => each.call === 'delete-datastore').length
  if (more === 0) return total / 2
  const left = base.size + kept.datastores.length + more
  return total - Math.max(1, Math.ceil(left / LIMITS.datastoresPerPage))
}

/** How many reads of records came before the plan; the others copy what goes, look at rows, or keep the lease in the org. */
export function recordReads({ plan, rows }: Pick<PlanDocument, 'plan' | 'rows'>): number {
  const { steps, estimate } = plan
  const looks = rows === undefined ? 0 : (rows.estimate.calls.get('records.list') ?? 0) - readsOf(rows)
  const total = (estimate.calls.get('records.list') ?? 0) - looks - (estimate.copies ?? 0)
  return estimate.lease === undefined ? total : total - 2 - steps.length
}

function readsOf({ estimate }: RowPlans): number {
  return new Map(estimate.reads).get('records.list') ?? 0
}

function classLines(
  of: OperationClass,
  calls: ReadonlyMap<Operation, number>,
  spent: ReadonlyMap<Operation, number> | undefined,
): readonly string[] {
  const own = [...calls].filter(([operation, count]) => OPERATIONS[operation].class === of && count > 0)
  if (own.length === 0) return []
  const sum = own.reduce((total, [, count]) => total + count, 0)
  const names = own
    .map(([operation, count]) => `${OPERATION_NAMES[operation]} ${grouped(count)}`)
    .sort(byCodeUnit)
    .join(', ')
  const left = `${pad(`  ${of}`, 24)}${padLeft(grouped(sum), 5)}${usedText(own, spent)}`
  const [first = '', ...more] = wrapped(names, WIDTH - NAMES_AT)
  return [pad(left, NAMES_AT) + first, ...more.map(line => ' '.repeat(NAMES_AT) + line)]
}

// Budgets are counted by operation, so the fullest one of the class is what apply would wait for.
function usedText(
  own: readonly (readonly [Operation, number])[],
  spent: ReadonlyMap<Operation, number> | undefined,
): string {
  if (spent === undefined) return ''
  const [used, limit] = own
    .map(([operation]) => [spent.get(operation) ?? 0, OPERATIONS[operation].limit] as const)
    .reduce((fullest, each) => (each[0] / each[1] > fullest[0] / fullest[1] ? each : fullest))
  return padLeft(`${used} of ${limit}`, 10)
}
