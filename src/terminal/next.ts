import { changeName } from '../core/model/change.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import { writesRows } from '../core/rows/seedPlan.ts'
import type { Globals } from './globals.ts'

/** Losses that the config alone allows, above what it may let go in one run. */
const OVER_LIMIT: ReadonlySet<string> = new Set(['DS109', 'DS110'])

/**
 * What to type after this plan, best first; nothing when there is nothing to do. `given` are consents that came as
 * flags: what a flag allowed needs it again, what the config allows does not. A protected environment takes only a
 * plan that was saved, and rows beside it, which no plan holds.
 */
export function nextCommands(
  document: PlanDocument,
  planFile: string | undefined,
  given: readonly string[],
  globals: Globals,
  isProtected = false,
): readonly string[] {
  const { plan, source, rows } = document
  if (plan.steps.length === 0 && !writesRows(rows) && (plan.adopts.length === 0 || plan.problems.length > 0)) return []
  const chosen = globals.env === undefined ? '' : ` --env ${globals.env}`
  if (source === 'lock') return [`cliq-ds plan${chosen}`]
  if (isProtected && planFile === undefined) {
    const file = `${document.environment}.plan.json`
    if (plan.steps.length === 0 && writesRows(rows)) return [`cliq-ds seed${chosen}`]
    const withRows = writesRows(rows) ? [`cliq-ds apply ${file} --seed${chosen}`] : []
    return [`cliq-ds plan${chosen} --out ${file}`, ...withRows]
  }
  const tooMany = plan.risks.flatMap(({ code, change }) => (OVER_LIMIT.has(code) ? [changeName(change)] : []))
  const needed = plan.risks.flatMap(({ consent, granted }) => {
    const isSettled = consent === undefined || (granted && !given.includes(consent) && !tooMany.includes(consent))
    return isSettled ? [] : [` --allow ${consent}`]
  })
  const seed = rows === undefined ? '' : ' --seed'
  return [`cliq-ds apply${planFile === undefined ? '' : ` ${planFile}`}${seed}${chosen}${needed.join('')}`]
}

/** The apply of just this plan, with each consent that a flag gave or that is missing; nothing where nothing is to do. */
export function expectCommand(
  { environment, digest, plan, source }: PlanDocument,
  given: readonly string[],
): readonly string[] {
  if (source === 'lock' || plan.problems.length > 0 || plan.steps.length + plan.adopts.length === 0) return []
  const needed = plan.risks.flatMap(({ consent, granted }) =>
    consent === undefined || (granted && !given.includes(consent)) ? [] : [` --allow ${consent}`],
  )
  return [`cliq-ds apply --env ${environment} --expect ${digest}${needed.join('')}`]
}
