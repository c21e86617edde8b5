import { linksOf, nameAfter, phasesOf } from './chains.ts'
import type { Setting } from './chains.ts'
import type { Operation } from '../model/operations.ts'
import { scheduleAfter } from '../pace/pace.ts'
import type { Budgets } from '../pace/pace.ts'
import type { Chain } from '../pace/links.ts'
import type { Step } from '../model/step.ts'

/** The calls of rows that are written beside a plan's steps. */
export interface RowCalls {
  /** Those that read what is there, before anything is written. */
  readonly reads: readonly Operation[]
  /** One seed after another, those first whose datastores need nothing. */
  readonly seeds: readonly {
    readonly datastore: string
    /** Chains that go side by side, in phases. */
    readonly phases: readonly (readonly Chain[])[]
  }[]
  /** How often they renew a lease in the org; these calls are in the phases. */
  readonly renewals: number
}

/** Seconds that steps take with rows beside them. */
export function secondsBeside(
  steps: readonly Step[],
  before: Chain,
  after: Chain,
  rows: RowCalls,
  budgets: Budgets,
  setting: Setting,
): number {
  const { chains, waits } = chainsBeside(steps, before, after, rows, setting)
  return scheduleAfter(chains, waits, budgets, setting.spent).seconds
}

/** Chains of calls, by index what each waits for, and the datastore that each is about; '' for what goes around all. */
export interface ChainsBeside {
  readonly chains: readonly Chain[]
  readonly waits: readonly (readonly number[])[]
  readonly datastores: readonly string[]
}

/**
 * The chains of steps with rows beside them: rows of a datastore begin as soon as its own steps are done, and the last
 * look comes when all is.
 */
export function chainsBeside(
  steps: readonly Step[],
  before: Chain,
  after: Chain,
  { reads, seeds }: RowCalls,
  { pages, around }: Setting,
): ChainsBeside {
  const chains: Chain[] = [[...before, ...reads]]
  const waits: (readonly number[])[] = [[]]
  const datastores = ['']
  const add = (about: string, calls: Chain, ...behind: readonly number[]) => {
    waits.push(behind)
    datastores.push(about)
    return chains.push(calls) - 1
  }
  const subject = (chain: readonly number[]) => steps[chain[0] ?? 0]?.datastore ?? ''
  const [first = [], last = []] = phasesOf(steps)
  const readyBy = new Map<string, number>()
  const callsOfChain = (chain: readonly number[]) =>
    chain.flatMap(index => steps.slice(index, index + 1).flatMap(each => linksOf(each, pages?.get(index), around)))
  const own = first.map(chain => {
    const at = add(subject(chain), callsOfChain(chain), 0)
    const final = steps[chain.at(-1) ?? 0]
    if (final !== undefined) readyBy.set(nameAfter(final), at)
    return at
  })
  const ends = [...own, ...last.map(chain => add(subject(chain), callsOfChain(chain), 0, ...own))]
  let previous: readonly number[] = [0]
  for (const { datastore, phases } of seeds) {
    previous = [...previous, readyBy.get(datastore) ?? 0]
    for (const phase of phases) previous = phase.map(calls => add(datastore, calls, ...previous))
  }
  add('', after, 0, ...ends, ...previous)
  return { chains, waits, datastores }
}
