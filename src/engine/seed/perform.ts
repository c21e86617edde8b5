import type { SeedEstimate, SeedPlan } from '../../core/seed/plan.ts'
import { rowsToWrite } from '../../core/seed/plan.ts'
import type { RowStep } from '../../core/seed/steps.ts'
import { openLanes } from '../lanes.ts'
import { removeRows, updateGroup, updateRows } from './groups.ts'
import { keeping, recordsInLanes } from './hands.ts'
import type { Work, RowEnd, RowHands } from './hands.ts'
import { insertRow } from './rows.ts'

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

/** How often the rows that are written are told. */
const TOLD_EACH = 20

/**
 * Writes the rows of plans, one seed after another, the kinds of calls of each side by side. A row that somebody
 * changed meanwhile is left and told; the first that is refused or in doubt stops what has not started.
 */
export async function performSeeds(
  plans: readonly SeedPlan[],
  { schedule }: Pick<SeedEstimate, 'schedule'>,
  hands: RowHands,
): Promise<PerformedSeeds> {
  const book: Book = { stopped: false, stoppedBy: undefined }
  const ranks = new Map<number, number[]>()
  schedule.order.forEach(({ chain }, rank) => {
    const own = ranks.get(chain)
    if (own === undefined) ranks.set(chain, [rank])
    else own.push(rank)
  })
  const lanes = openLanes()
  const journals: SeedJournal[] = []
  // The schedule's chain 0 is what was read before.
  let chain = 1
  for (const plan of plans) {
    const ends: RowEnd[] = []
    const work = {
      seed: plan.seed,
      datastore: plan.datastore,
      before: keeping(hands.lease, plan.datastore.unique_name),
    }
    const tell = teller(plan, hands)
    for (const phase of plan.phases) {
      const own = phase.map((steps, at) => {
        const cliq = recordsInLanes(hands.cliq, lanes, ranks.get(chain + at) ?? [])
        return performChain(steps, { ...work, hands: { ...hands, cliq } }, ends, book, tell)
      })
      chain += phase.length
      await Promise.all(own)
    }
    journals.push(journalOf(plan, ends))
  }
  return { journals, stoppedBy: book.stoppedBy }
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

function teller(plan: SeedPlan, { notify }: RowHands): (rows: number) => void {
  const of = rowsToWrite(plan)
  let done = 0
  let told = 0
  return rows => {
    done += rows
    if (done < of && done - told < TOLD_EACH) return
    told = done
    notify({ type: 'rows', datastore: plan.datastore.unique_name, done, of })
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
