import type { SeedEstimate, SeedPlan } from '../../core/rows/seedPlan.ts'
import { rowsToWrite } from '../../core/rows/seedPlan.ts'
import { seedsBefore } from '../../core/rows/refs.ts'
import type { RowStep } from '../../core/rows/seedSteps.ts'
import type { RecordCliq } from '../../core/model/records.ts'
import { isOver, timeOver } from '../deadline.ts'
import type { Gates } from '../gates.ts'
import { openLanes } from '../client/lanes.ts'
import { removeRows, updateGroup, updateRows } from '../tasks/groups.ts'
import { keeping, recordsInLanes } from './hands.ts'
import type { Work, RowEnd, RowHands } from './hands.ts'
import { filledPlan, learnEnds, unresolved } from './refs.ts'
import { insertRow } from '../tasks/rows.ts'
import { rowTeller } from './telling.ts'

/** What came of the rows of one seed. */
export interface SeedJournal {
  readonly inserted: number
  readonly updated: number
  readonly removed: number
  /** Found so already; nothing was sent for them. */
  readonly skipped: number
  /** Left as they are, refused, or in doubt. */
  readonly troubles: readonly Extract<RowEnd, { readonly problem: unknown }>[]
  readonly notStarted: number
}

/** What came of a run. */
export interface PerformedSeeds {
  /** One for each plan, in their order. */
  readonly journals: readonly SeedJournal[]
  /** What stopped the run as a whole: lost credentials, a lock-out past the budget, an interrupt. */
  readonly stoppedBy: unknown
}

interface Book {
  stopped: boolean
  stoppedBy: unknown
}

/** When the datastores of seeds are ready for their rows. */
export type Readiness = Pick<Gates, 'ready' | 'isOpen'>

const ALL_READY: Readiness = { ready: async () => true, isOpen: () => true }

/**
 * Writes the rows of plans, one seed after another, those first whose datastores are ready, the kinds of calls of each
 * side by side. A row that somebody changed meanwhile is left and told; the first that is refused or in doubt stops
 * what has not started.
 */
export async function performSeeds(
  plans: readonly SeedPlan[],
  { schedule }: Pick<SeedEstimate, 'schedule'>,
  hands: RowHands,
  readiness: Readiness = ALL_READY,
): Promise<PerformedSeeds> {
  const book: Book = { stopped: false, stoppedBy: undefined }
  const ranks = ranksOf(schedule)
  const lanes = openLanes()
  const teller = rowTeller(plans, schedule, hands)
  const ends = new Map(plans.map(plan => [plan, [] as RowEnd[]] as const))
  // The schedule's chain 0 is what was read before.
  let chain = 1
  const firstChains = new Map<SeedPlan, number>()
  for (const plan of plans) {
    firstChains.set(plan, chain)
    chain += plan.phases.reduce((sum, phase) => sum + phase.length, 0)
  }
  const known = new Map<string, string | boolean>()
  const refs = new Set(plans.flatMap(each => [...each.seed.refs.keys()]))
  for (let left = plans; left.length > 0;) {
    const next = await readyPlan(left, readiness)
    if (next === undefined) break
    left = left.filter(each => each !== next)
    const inLane = (at: number) => recordsInLanes(hands.cliq, lanes, ranks.get((firstChains.get(next) ?? 0) + at) ?? [])
    const own = ends.get(next) ?? []
    const tell = teller.of(next)
    const { phases, open } = filledPlan(next, known)
    own.push(...open.map(unresolved))
    await performPlan({ ...next, phases }, inLane, { ...hands, tell }, own, book)
    learnEnds(known, refs, next, own)
  }
  return { journals: plans.map(plan => journalOf(plan, ends.get(plan) ?? [])), stoppedBy: book.stoppedBy }
}

// In their order and after those that they refer to, but none waits behind one whose datastore is not ready.
async function readyPlan(left: readonly SeedPlan[], { ready, isOpen }: Readiness): Promise<SeedPlan | undefined> {
  const nameOf = ({ datastore }: SeedPlan) => datastore.unique_name
  const names = new Set(left.map(each => each.seed.name))
  const free = left.filter(each => ![...seedsBefore(each.seed)].some(name => names.has(name)))
  const open = free.find(each => isOpen(nameOf(each)))
  if (open !== undefined) return open
  const opened = free.map(async each => ((await ready(nameOf(each))) ? each : Promise.reject(new Error('not ready'))))
  return Promise.any(opened).catch(() => undefined)
}

async function performPlan(
  plan: SeedPlan,
  inLane: (chain: number) => RecordCliq,
  hands: RowHands & { readonly tell: (rows: number) => void },
  ends: RowEnd[],
  book: Book,
): Promise<void> {
  const { seed, datastore, phases } = plan
  const work = { seed, datastore, before: keeping(hands.lease, datastore.unique_name) }
  let chain = 0
  for (const phase of phases) {
    const first = chain
    chain += phase.length
    await Promise.all(
      phase.map((steps, at) =>
        performChain(steps, { ...work, hands: { ...hands, cliq: inLane(first + at) } }, ends, book, hands.tell),
      ),
    )
  }
}

// The calls of each chain by the place that the schedule of the estimate gives them.
function ranksOf({ order }: SeedEstimate['schedule']): ReadonlyMap<number, readonly number[]> {
  const ranks = new Map<number, number[]>()
  order.forEach(({ chain }, rank) => {
    const own = ranks.get(chain)
    if (own === undefined) ranks.set(chain, [rank])
    else own.push(rank)
  })
  return ranks
}

async function performChain(
  steps: readonly RowStep[],
  about: Omit<Work, 'ended'>,
  ends: RowEnd[],
  book: Book,
  tell: (done: number) => void,
): Promise<void> {
  const { lease, signal } = about.hands
  for (const step of steps) {
    if (book.stopped || signal.aborted) return
    if (isOver(about.hands)) {
      book.stopped = true
      book.stoppedBy ??= timeOver()
      return
    }
    const ended: RowEnd[] = []
    try {
      await performStep(step, { ...about, ended })
    } catch (error) {
      book.stopped = true
      book.stoppedBy ??= error
    }
    ends.push(...ended)
    tell(ended.length)
    if (ended.some(each => each.kind === 'failed' || each.kind === 'unknown')) book.stopped = true
    // A write of ours may be done later: the lease outlasts it.
    if (ended.some(each => each.kind === 'unknown')) lease.doubt()
  }
}

async function performStep(step: RowStep, work: Work): Promise<void> {
  switch (step.call) {
    case 'insert-record':
      work.ended.push(await insertRow(step.insert, work))
      return
    case 'update-record':
      return updateRows(step, work)
    case 'update-records':
      return updateGroup(step, work)
    case 'delete-records':
      return removeRows(step, work)
  }
}

function journalOf(plan: SeedPlan, ends: readonly RowEnd[]): SeedJournal {
  const done = (kind: RowEnd['change']['kind']) =>
    ends.filter(each => each.kind === 'done' && each.change.kind === kind).length
  return {
    inserted: done('insert'),
    updated: done('update'),
    removed: done('remove'),
    skipped: ends.filter(each => each.kind === 'skipped').length,
    troubles: ends.filter(each => 'problem' in each),
    notStarted: rowsToWrite(plan) - ends.length,
  }
}
