import { changeName } from '../core/model/change.ts'
import type { Outcome } from '../core/model/outcome.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import { writesRows } from '../core/rows/seedPlan.ts'
import { EXIT } from './exit.ts'
import type { ExitCode } from './exit.ts'
import type { Globals } from './globals.ts'
import { otherCommand, sameCommand } from './typed.ts'
import type { Typed } from './typed.ts'

/** Losses that the config alone allows, above what it may let go in one run. */
export const OVER_LIMIT: ReadonlySet<string> = new Set(['DS109', 'DS110'])

/** What to type after a run: the same words go on where it stopped; nothing where there is nothing to go on with. */
export function nextAfter({ kind }: Pick<Outcome, 'kind'>, code: ExitCode, io: Typed): readonly string[] {
  if (kind !== 'stopped' && kind !== 'diverged') return []
  return [code === EXIT.refused ? `${sameCommand(io)}   # once that is fixed` : sameCommand(io)]
}

/** What was said to the command that made a plan. */
export interface Said {
  readonly planFile?: string | undefined
  /** Datastores that the plan is about; none for all. */
  readonly names?: readonly string[] | undefined
  /** Consents that came as flags: what a flag allowed needs it again, what the config allows does not. */
  readonly allow?: readonly string[] | undefined
  /** Other flags that a plan made anew needs again. */
  readonly flags?: readonly string[] | undefined
}

/**
 * What to type after this plan, best first; nothing when there is nothing to do. A protected environment takes only a
 * plan that was saved, and rows beside it, which no plan holds.
 */
export function nextCommands(
  document: PlanDocument,
  { planFile, names = [], allow = [], flags = [] }: Said,
  io: Pick<Typed, 'env'>,
  globals: Globals,
  isProtected = false,
): readonly string[] {
  const { plan, source, rows } = document
  if (plan.steps.length === 0 && !writesRows(rows) && (plan.adopts.length === 0 || plan.problems.length > 0)) return []
  const type = (...words: readonly string[]) => otherCommand(words, io, globals)
  if (source === 'lock') return [type('plan', ...names)]
  if (isProtected && planFile === undefined) {
    const file = `${document.environment}.plan.json`
    if (plan.steps.length === 0 && writesRows(rows)) return [type('seed')]
    const withRows = writesRows(rows) ? [type('apply', file, '--seed')] : []
    return [type('plan', ...names, '--out', file, ...flags), ...withRows]
  }
  const tooMany = plan.risks.flatMap(({ code, change }) => (OVER_LIMIT.has(code) ? [changeName(change)] : []))
  const needed = plan.risks.flatMap(({ consent, granted }) => {
    const isSettled = consent === undefined || (granted && !allow.includes(consent) && !tooMany.includes(consent))
    return isSettled ? [] : ['--allow', consent]
  })
  const seed = rows === undefined ? [] : ['--seed']
  const file = planFile === undefined ? names : [planFile]
  return [type('apply', ...file, ...seed, ...needed, ...(planFile === undefined ? flags : []))]
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
