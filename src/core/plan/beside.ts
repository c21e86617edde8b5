import type { Operation } from '../model/operations.ts'
import type { Step } from '../model/step.ts'
import type { Chain } from '../pace/links.ts'
import type { ChainCosts, LinkCosts } from '../pace/runs.ts'
import { readyAfter, stepChains } from './chains.ts'
import type { Setting, StepCosts } from './chains.ts'

/** The calls of one source of rows. */
export interface SourceCalls {
  readonly datastore: string
  /** Chains that go side by side, in phases. */
  readonly phases: readonly (readonly Chain[])[]
  /** Sources that end before it, by their place. */
  readonly behind?: readonly number[] | undefined
}

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
  const ready = readyAfter(steps, own)
  const lasts: LinkCosts[] = []
  const rows = sources.map(({ datastore, phases, behind = [] }): ChainCosts => {
    const step = ready.get(datastore)
    const before = behind.flatMap(each => lasts[each] ?? [])
    const after = step === undefined ? before : [...before, step]
    // One that writes nothing is a link too: what came of it is told like that of others.
    const own = phases.length === 0 ? [[]] : phases
    const links = own.map((calls, at): LinkCosts => ({ calls, about: datastore, after: at === 0 ? after : undefined }))
    lasts.push(...links.slice(-1))
    return { links, queue: 'rows' }
  })
  return { steps: own, rows }
}
