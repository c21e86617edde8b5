import type { Outcome } from '../model/outcome.ts'
import type { PlanDocument } from '../plan/document.ts'

/** How an apply ended, and its plan. */
export interface Applied extends Outcome {
  readonly document: PlanDocument
}
