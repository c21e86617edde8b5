import type { LiveDatastore } from '../core/model/live.ts'
import type { RowsEnd } from '../core/model/outcome.ts'
import type { Clock, Notify } from '../core/model/ports.ts'
import type { Step } from '../core/model/step.ts'
import { openLanes } from '../core/pace/lanes.ts'
import type { LinkCosts, RunSchedule } from '../core/pace/runs.ts'
import { nameAfter } from '../core/plan/chains.ts'
import type { RowEnd } from '../core/rows/law.ts'
import { NotBegun } from './deadline.ts'
import type { Ended } from './guard.ts'
import type { Chain, Link, RowsLink } from './links.ts'
import { stepsEndOf, withKnownIds } from './stepEnds.ts'
import type { StepsEnd } from './stepEnds.ts'
import type { Errand } from './tasks/remainder.ts'
import { openTallies } from './tallies.ts'

/** What came of the links of a run. */
export interface Ran {
  readonly steps: StepsEnd
  /** One for each source of rows, in the order of the chains. */
  readonly rows: readonly RowsEnd[]
  /** Datastores of steps, as last seen, by unique_name; undefined for one that is gone. */
  readonly seen: ReadonlyMap<string, LiveDatastore | undefined>
  /** What stopped a part of the run as a whole: lost credentials, a lock-out past the budget, an interrupt. */
  readonly stoppedBy: unknown
}

/** What is known of a run while it goes on. */
export interface RunBook {
  /** How many steps it has. */
  readonly steps: number
  readonly seen: Map<string, LiveDatastore | undefined>
  /** The places of a link's calls in the schedule. */
  ranksOf(costs: LinkCosts): readonly (readonly number[])[]
  /** Whether all that the link waits for has ended well; resolves as soon as that is known. */
  isReady(link: Link): Promise<boolean>
  /** The turn of a chain in its queue, and what ends it. */
  takeTurn(chain: Chain): Promise<() => void>
  passed(link: Link): void
  /** The link will not end well any more, unless it has. */
  close(link: Link): void
  ended(errand: Errand, was: LiveDatastore | undefined, ended: Ended): void
  /** What takes the rows of a link as they end. */
  rowsOf(link: RowsLink): (ends: readonly RowEnd[]) => void
  stop(part: Chain['part'], by?: unknown): void
  isStopped(part: Chain['part']): boolean
  ran(): Ran
}

interface Gate {
  readonly opened: Promise<boolean>
  readonly open: (isReady: boolean) => void
}

function gate(): Gate {
  let open: Gate['open'] = () => undefined
  const opened = new Promise<boolean>(resolve => {
    open = resolve
  })
  return { opened, open }
}

/** The book of a run that is about to begin. */
export function openBook(
  chains: readonly Chain[],
  seen: ReadonlyMap<string, LiveDatastore>,
  hands: { readonly clock: Clock; readonly notify: Notify },
  schedule: RunSchedule,
): RunBook {
  const links = chains.flatMap(each => each.links)
  const gates = new Map(links.map(each => [each.costs, gate()] as const))
  const barriers = new Map<readonly LinkCosts[], Promise<boolean>>()
  const ends = new Map<Step, Ended>()
  const parts = new Map<Chain['part'], { readonly by: unknown }>()
  const now = new Map<string, LiveDatastore | undefined>(seen)
  const steps = links.flatMap(each => (each.kind === 'step' ? [each.errand] : []))
  const tallies = openTallies(links, schedule, hands)
  const lanes = openLanes(() => Promise.resolve())
  return {
    steps: steps.length,
    seen: now,
    ranksOf: costs => schedule.ranks.get(costs) ?? [],
    isReady({ costs: { after } }) {
      if (after === undefined) return Promise.resolve(true)
      const all = async () =>
        (await Promise.all(after.flatMap(each => gates.get(each)?.opened ?? []))).every(isDone => isDone)
      const barrier = barriers.get(after) ?? all()
      barriers.set(after, barrier)
      return barrier
    },
    takeTurn: async chain =>
      chain.queue === undefined ? () => undefined : lanes.take(chain.queue, () => chains.indexOf(chain)),
    passed: link => gates.get(link.costs)?.open(true),
    close: link => gates.get(link.costs)?.open(false),
    ended({ step }, was, ended) {
      ends.set(step, ended)
      if (ended.kind !== 'done' && ended.kind !== 'skipped') return
      now.set(step.datastore, undefined)
      now.set(nameAfter(step), withKnownIds(step, was, ended.now))
    },
    rowsOf: tallies.of,
    stop(part, by) {
      const known = parts.get(part)
      parts.set(part, { by: known?.by ?? (by instanceof NotBegun ? undefined : by) })
    },
    isStopped: part => parts.has(part),
    ran: () => ({
      steps: stepsEndOf(
        [...steps].sort((a, b) => a.index - b.index).map(each => each.step),
        ends,
      ),
      rows: tallies.ends(),
      seen: now,
      stoppedBy: parts.get('schema')?.by ?? parts.get('rows')?.by,
    }),
  }
}
