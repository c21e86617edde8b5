import { changeName } from '../core/model/change.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import { Failure, failure } from '../core/model/failure.ts'
import type { Problem } from '../core/model/problem.ts'
import type { Risk } from '../core/model/risk.ts'
import { writesRows } from '../core/rows/seedPlan.ts'

/** Shows what is asked and waits for the answer; `missing` are the losses whose name must be typed. */
export type Approve = (document: PlanDocument, missing: readonly Risk[]) => Promise<boolean>

/** How a person agrees to a plan. */
export interface Agreement {
  /** Answers the prompt, and consents to no loss. A saved plan or an expected digest answers it too, but for rows. */
  readonly yes: boolean
  /** Undefined where nobody can be asked. */
  readonly approve: Approve | undefined
}

/**
 * True when the plan may be carried out, false when a person said no. Throws a Failure, all reasons at once, for a plan
 * that cannot be carried out, a loss that nobody named, or a question that nobody can answer.
 */
export async function isAgreed(document: PlanDocument, { yes, approve }: Agreement): Promise<boolean> {
  const { plan, rows } = document
  const missing = plan.risks.filter(each => each.level === 'loss' && !each.granted)
  const refusals = [
    ...plan.problems.filter(each => each.severity === 'error'),
    ...plan.risks.filter(each => each.level === 'refused').map(refusal),
    ...(approve === undefined ? missing.map(each => withoutConsent(each, plan.risks)) : []),
    ...(rows?.problems.filter(each => each.severity === 'error') ?? []),
  ]
  return isConfirmed({
    refusals,
    isIdle: plan.steps.length === 0 && !writesRows(rows),
    yes: yes && missing.length === 0,
    ask: approve && (() => approve(document, missing)),
    what: 'plan',
    hint: writesRows(rows)
      ? 'add --yes; a saved plan does not cover rows'
      : 'add --yes, or apply a saved plan: cliq-ds plan --out FILE, then cliq-ds apply FILE',
  })
}

/** What stands between a plan of any verb and its first write. */
export interface Confirming {
  /** Why it cannot be carried out at all. */
  readonly refusals: readonly Problem[]
  /** Nothing would be written. */
  readonly isIdle: boolean
  /** Whether the question is answered already. */
  readonly yes: boolean
  /** Undefined where nobody can be asked. */
  readonly ask: (() => Promise<boolean>) | undefined
  readonly what: 'plan' | 'restore'
  /** What to do where nobody can be asked. */
  readonly hint: string
}

/** True when it may be carried out, false when a person said no. Throws a Failure with all refusals, or CL102. */
export async function isConfirmed({ refusals, isIdle, yes, ask, what, hint }: Confirming): Promise<boolean> {
  const [first, ...rest] = refusals
  if (first !== undefined) throw new Failure([first, ...rest])
  if (isIdle || yes) return true
  if (ask !== undefined) return ask()
  throw failure('CL102', `there is no terminal to confirm the ${what} in`, { hint })
}

function refusal({ code, change, because }: Risk): Problem {
  return { code, severity: 'error', message: `${changeName(change)} is refused: ${because}` }
}

// A removal that may be a rename has two ways on, and nobody but a person knows which: both lines are there to copy.
function withoutConsent({ code, change, consent = '', because }: Risk, risks: readonly Risk[]): Problem {
  const [keeping] = risks.flatMap(each => (each.change === change ? (each.hint ?? []) : []))
  return {
    code,
    severity: 'error',
    message: `${consent} needs consent: ${because}`,
    hint: `${keeping === undefined ? '' : `to keep the values, ${keeping}; `}to delete them: --allow ${consent}`,
  }
}
