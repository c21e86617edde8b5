import type { PlanDocument } from '../core/plan/document.ts'
import { figuresOf } from '../core/plan/document.ts'
import { uncoveredHidden } from '../core/plan/hidden.ts'
import { Failure } from '../core/model/failure.ts'
import type { CiPull } from '../core/review/ci.ts'
import { marksOf } from '../core/review/marks.ts'
import type { Hash } from '../core/review/marks.ts'
import type { Slot } from '../core/review/slot.ts'

/** The plan of one environment, or why there is none. */
export type Reviewed =
  | { readonly environment: string; readonly document: PlanDocument }
  | { readonly environment: string; readonly failure: Failure }

/** Plans one environment; what keeps it from being planned is a part of the review. Throws what is no Failure. */
export async function performReview(environment: string, plan: () => Promise<PlanDocument>): Promise<Reviewed> {
  try {
    const document = await plan()
    const uncovered = uncoveredHidden(document.plan)
    return {
      environment,
      document: { ...document, warnings: [...document.warnings, ...(uncovered ? [uncovered] : [])] },
    }
  } catch (error) {
    if (error instanceof Failure) return { environment, failure: error }
    throw error
  }
}

/** What a slot needs besides the plan. */
export interface SlotSource {
  readonly pull: CiPull
  readonly run: string
  readonly version: string
  readonly hash: Hash
  /** With the review key, where there is one. */
  readonly sign: Hash | undefined
  /** Whether losses had no room in the comment. */
  readonly truncated: boolean
}

/** The slot of a reviewed environment. One without a plan approves nothing, and takes the place of one that did. */
export function slotFrom(reviewed: Reviewed, { pull, run, version, hash, sign, truncated }: SlotSource): Slot {
  const document = 'document' in reviewed ? reviewed.document : undefined
  return {
    target: document?.target ?? '',
    head: pull.head,
    base: pull.base,
    run,
    version,
    truncated,
    state: 'open',
    figures: figuresOf(document),
    changes: document === undefined ? new Map() : marksOf(document, hash, sign),
  }
}

/** What fails a review besides what cannot be planned. */
export type FailOn = 'losses' | 'drift' | 'changes'

/** Which of these a plan meets. */
export function metBy({ plan }: PlanDocument, on: readonly FailOn[]): readonly FailOn[] {
  const isMet: Readonly<Record<FailOn, boolean>> = {
    losses: plan.risks.some(each => each.level === 'loss' && !each.granted),
    drift: plan.drift.length > 0,
    changes: plan.changes.length + plan.steps.length > 0,
  }
  return on.filter(each => isMet[each])
}
