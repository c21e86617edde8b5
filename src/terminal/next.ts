import type { PlanDocument } from '../core/document.ts'
import type { Globals } from './globals.ts'

/** What to type after this plan, best first; nothing when there is nothing to do. */
export function nextCommands(
  document: PlanDocument,
  planFile: string | undefined,
  globals: Globals,
): readonly string[] {
  const { plan, source } = document
  if (plan.steps.length === 0) return []
  const chosen = globals.env === undefined ? '' : ` --env ${globals.env}`
  if (source === 'lock') return [`cliq-ds plan${chosen}`]
  const missing = plan.risks.filter(each => each.level === 'loss' && !each.granted)
  const allow = missing.map(each => ` --allow ${each.consent ?? ''}`).join('')
  return [`cliq-ds apply${planFile === undefined ? '' : ` ${planFile}`}${chosen}${allow}`]
}
