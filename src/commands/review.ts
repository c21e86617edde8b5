import type { PlanDocument } from '../core/plan/document.ts'
import { summaryOf } from '../core/plan/document.ts'
import { Failure } from '../core/model/failure.ts'
import type { CiPull } from '../core/review/ci.ts'
import { marksOf } from '../core/review/marks.ts'
import type { Hash } from '../core/review/marks.ts'
import type { Slot, SlotFigures } from '../core/review/slot.ts'

/** The plan of one environment, or why there is none. */
export type Reviewed =
  | { readonly environment: string; readonly document: PlanDocument }
  | { readonly environment: string; readonly failure: Failure }

/** Plans one environment; what keeps it from being planned is a part of the review. Throws what is no Failure. */
export async function performReview(environment: string, plan: () => Promise<PlanDocument>): Promise<Reviewed> {
  try {
    return { environment, document: await plan() }
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
  /** Whether losses had no room in the comment. */
  readonly truncated: boolean
}

/** The slot of a reviewed environment. One without a plan approves nothing, and takes the place of one that did. */
export function slotFrom(reviewed: Reviewed, { pull, run, version, hash, truncated }: SlotSource): Slot {
  const document = 'document' in reviewed ? reviewed.document : undefined
  return {
    target: document?.target ?? '',
    head: pull.head,
    base: pull.base,
    run,
    version,
    truncated,
    state: 'open',
    figures: slotFigures(document),
    changes: document === undefined ? new Map() : marksOf(document, hash),
  }
}

/** A plan in the figures of the table; none where there is none. */
export function slotFigures(document: PlanDocument | undefined): SlotFigures {
  if (document === undefined)
    return { add: 0, change: 0, remove: 0, losses: 0, drift: 0, calls: 0, seconds: 0, digest: '' }
  const { plan, digest } = document
  const { add, change, remove, drift } = summaryOf(plan)
  const losses = plan.risks.filter(each => each.level === 'loss').length
  return { add, change, remove, losses, drift, calls: plan.estimate.total, seconds: plan.estimate.seconds, digest }
}

/** What fails a review besides what cannot be planned. */
export type FailOn = 'losses' | 'drift' | 'changes'

/** Which of these a plan meets. */
export function metBy({ plan }: PlanDocument, on: readonly FailOn[]): readonly FailOn[] {
  const isMet: Readonly<Record<FailOn, boolean>> = {
    losses: plan.risks.some(each => each.level === 'loss' && !each.granted),
    drift: plan.drift.length > 0,
    changes: plan.changes.length > 0,
  }
  return on.filter(each => isMet[each])
}
