import { byCodeUnit, LIMITS } from '../../core/model/catalog.ts'
import { OPERATIONS } from '../../core/model/operations.ts'
import type { Operation, OperationClass } from '../../core/model/operations.ts'
import { fieldsOf } from '../../core/model/step.ts'
import type { PlanDocument } from '../../core/plan/document.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { writesRows } from '../../core/rows/seedPlan.ts'
import type { RowPlans } from '../../core/rows/seedPlan.ts'
import { counted, duration, grouped } from '../amounts.ts'
import type { Calls, Listing, Steps } from '../page.ts'
import { OPERATION_NAMES } from '../stepText.ts'

const CLASSES: readonly OperationClass[] = ['schema writes', 'schema reads', 'record calls', 'exports']

/** The calls of an apply by class, with the budget already spent where it is known, and the earliest finish. */
export function callsOf({ plan, rows: written, now, timeline }: PlanDocument): Calls | Listing {
  const { steps, problems, estimate } = plan
  if (steps.length === 0 && !writesRows(written)) {
    const says = `none${problems.length > 0 ? ': the plan cannot be applied' : ''}`
    return { kind: 'list', title: 'Calls to apply', items: [[says]] }
  }
  const later = now !== undefined && now.seconds > estimate.seconds ? `, ${duration(now.seconds)} if started now` : ''
  const cold = later !== '' && now?.isCold === true ? COLD : ''
  const least = estimate.atLeast ? 'At least ' : ''
  const copies = estimate.atLeast ? ' Copying records takes longer if there are more than were counted.' : ''
  return {
    kind: 'calls',
    rows: CLASSES.flatMap(each => classRows(each, estimate.calls, now?.spent)),
    total: estimate.total,
    seconds: estimate.seconds,
    timeline,
    finish: [
      `Earliest finish ${duration(estimate.seconds)} with idle budgets${later}${cold}. `,
      `${least}${counted(estimate.total, 'call')} in all, reads included, within every limit.${copies}`,
    ],
  }
}

// What a first run on a machine costs, and why.
const COLD =
  ': this machine does not know yet what others just spent, so a part of each budget counts as spent (rateLimits.coldStart)'

/** Calls by operation, in words. */
export function callNames(calls: ReadonlyMap<Operation, number>): string {
  return [...calls]
    .map(([operation, count]) => `${OPERATION_NAMES[operation]} ${grouped(count)}`)
    .sort(byCodeUnit)
    .join(', ')
}

/** The scopes that the token needs, each verb behind what it is about. */
export function scopesOf({ estimate }: Plan): Listing {
  const verbs = new Map<string, readonly string[]>()
  for (const scope of [...estimate.scopes].sort(byCodeUnit)) {
    const about = scope.slice(0, scope.lastIndexOf('.'))
    verbs.set(about, [...(verbs.get(about) ?? []), scope.slice(scope.lastIndexOf('.'))])
  }
  const items = [...verbs].map(([about, each]) => [{ name: `${about}${each.join(', ')}` }])
  return { kind: 'list', title: 'Scopes', items }
}

/** The calls that write, in the order in which they begin. */
export function stepsOf({ steps }: Plan): readonly Steps[] {
  if (steps.length === 0) return []
  return [
    {
      kind: 'steps',
      steps: steps.map(step => ({ call: step.call, datastore: step.datastore, fields: fieldsOf(step) })),
    },
  ]
}

/** How many of the listing calls came before the plan; the others follow the steps. */
export function listingCalls({ steps, base, kept, estimate }: Plan): number {
  if (estimate.lease !== undefined) return estimate.lease.listing
  const total = estimate.calls.get('datastores.list') ?? 0
  if (steps.length === 0) return total
  const made = steps.filter(each => each.call === 'create-datastore').length
  const more = made - steps.filter(each => each.call === 'delete-datastore').length
  if (more === 0 && made === 0) return total / 2
  const left = base.size + kept.datastores.length + kept.outside.length + more
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

function classRows(
  of: OperationClass,
  calls: ReadonlyMap<Operation, number>,
  spent: ReadonlyMap<Operation, number> | undefined,
): Calls['rows'] {
  const own = [...calls].filter(([operation, count]) => OPERATIONS[operation].class === of && count > 0)
  if (own.length === 0) return []
  const operations = own
    .map(([operation, count]) => ({ name: OPERATION_NAMES[operation], count }))
    .sort((a, b) => byCodeUnit(a.name, b.name))
  const count = own.reduce((total, [, each]) => total + each, 0)
  return [{ class: of, count, used: spent && fullest(own, spent), operations }]
}

// Budgets are counted by operation, so the fullest one of the class is what apply would wait for.
function fullest(
  own: readonly (readonly [Operation, number])[],
  spent: ReadonlyMap<Operation, number>,
): { readonly spent: number; readonly limit: number } {
  return own
    .map(([operation]) => ({ spent: spent.get(operation) ?? 0, limit: OPERATIONS[operation].limit }))
    .reduce((most, each) => (each.spent / each.limit > most.spent / most.limit ? each : most))
}
