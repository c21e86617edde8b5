import type { Datastore } from '../core/model/catalog.ts'
import type { LiveDatastore } from '../core/model/live.ts'
import type { LinkCosts } from '../core/pace/runs.ts'
import type { RunChains } from '../core/plan/beside.ts'
import type { SourceCalls } from '../core/pace/sources.ts'
import type { StepCosts } from '../core/plan/chains.ts'
import type { RowEnd, RowLaw } from '../core/rows/law.ts'
import type { RowStep } from '../core/rows/seedSteps.ts'
import type { Errand } from './tasks/remainder.ts'

/** Links that go one after another. */
export interface Chain {
  readonly links: readonly Link[]
  /** What ends with the first trouble that ends anything: chains of one part. Others go on, but for what waits for it. */
  readonly part: 'schema' | 'rows'
  /** Chains of one queue go one at a time: in their order, but none waits behind one that is not ready. */
  readonly queue?: string | undefined
}

/** A part of a chain that goes as one; `costs` are its calls, and what it waits for. */
export type Link = StepLink | RowsLink

/** One step of a plan. */
export interface StepLink {
  readonly kind: 'step'
  readonly costs: StepCosts
  readonly errand: Errand
}

/** Rows of one datastore. */
export interface RowsLink {
  readonly kind: 'rows'
  readonly costs: LinkCosts
  /** Names the source; several links may be of one, and its rows are counted together. */
  readonly name: string
  readonly datastore: string
  /** How many rows it writes, as far as that is known. */
  readonly rows: number
  /** Made when its turn comes: what it holds may depend on what went before. `seen` are the datastores of steps by then. */
  readonly make: (seen: ReadonlyMap<string, LiveDatastore | undefined>) => Promise<Bundle>
  /** Hears of each row as it ends. */
  readonly ended?: ((end: RowEnd) => void) | undefined
  /** Hears that all of it has ended, before what waits for it begins. */
  readonly passed?: (() => void) | undefined
}

/** Rows of one datastore, in streams that go side by side, and what their source says of them. */
export interface Bundle {
  readonly datastore: Datastore
  readonly law: RowLaw
  /** Gone through once, each as far as the run comes: a stream may be made as it goes. */
  readonly streams: readonly (Iterable<RowStep> | AsyncIterable<RowStep>)[]
  /** Rows that have ended before anything is sent, such as one that refers to a row that does not exist. */
  readonly ended?: readonly RowEnd[] | undefined
}

/** What a run carries out besides the steps of its plan. */
export interface RowsOfRun {
  readonly sources: readonly SourceCalls[]
  /** The same as chains; `costs` are those of the sources. */
  readonly chains: (costs: RunChains['rows']) => readonly Chain[]
}
