import type { Outcome } from '../model/outcome.ts'
import type { RowPlans } from '../rows/seedPlan.ts'

/** What a run over seeds would do. */
export interface SeedDocument extends RowPlans {
  readonly environment: string
  readonly where: string
}

/** How a run ended; in its journal is one end of rows for each plan. */
export interface Seeded extends Outcome {
  readonly document: SeedDocument
}
