import type { Operation } from '../model/operations.ts'
import type { Step } from '../model/step.ts'
import type { ChainCosts } from '../pace/runs.ts'
import { sourceChains } from '../pace/sources.ts'
import type { SourceCalls } from '../pace/sources.ts'
import { readyAfter, stepChains } from './chains.ts'
import type { Setting, StepCosts } from './chains.ts'

/** The calls of rows that are written beside a plan's steps. */
export interface RowCalls {
  /** Those that read what is there, before anything is written. */
  readonly reads: readonly Operation[]
  /** One after another, those first whose datastores need nothing. */
  readonly sources: readonly SourceCalls[]
  /** How often they renew a lease in the org; these calls are in the phases. */
  readonly renewals: number
}

/** The chains of a run: those of its steps, and one for each source of rows. */
export interface RunChains {
  readonly steps: readonly { readonly links: readonly StepCosts[] }[]
  readonly rows: readonly ChainCosts[]
}

/** Rows of a datastore begin as soon as its own steps are done, one source after another. */
export function runChains(steps: readonly Step[], sources: readonly SourceCalls[], setting: Setting = {}): RunChains {
  const own = stepChains(steps, setting)
  return { steps: own, rows: sourceChains(sources, readyAfter(steps, own)) }
}
