import type { LiveDatastore } from '../core/model/live.ts'
import type { RunSchedule } from '../core/pace/runs.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import type { Rank, WriteCliq } from '../core/model/ports.ts'
import { isLast } from '../core/rows/law.ts'
import type { RowEnd } from '../core/rows/law.ts'
import { openBook } from './book.ts'
import type { RunBook, Ran } from './book.ts'
import { isOver, NotBegun, timeOver } from './deadline.ts'
import type { Guard, Holding } from './guard.ts'
import type { Chain, Link, RowsLink, StepLink } from './links.ts'
import { problemOfEnd, problemOfStop } from './stepEnds.ts'
import { performStream, renewing } from './tasks/streams.ts'
import { carryOut } from './tasks/steps.ts'
import type { StepHands } from './tasks/steps.ts'

/** What carrying a run out takes. */
export interface RunHands extends Omit<StepHands, 'through'> {
  readonly lease: Holding
  /** Unix ms after which nothing is begun; absent for no end. */
  readonly deadline?: number | undefined
}

/**
 * Carries out the links of chains, each chain in its order and all side by side. What ends well lets those go that wait
 * for it. The first trouble that its source calls an end stops what has not begun of its part; nothing is rolled back.
 * `seen` are the datastores of the steps as they were listed.
 */
export async function performRun(
  chains: readonly Chain[],
  seen: ReadonlyMap<string, LiveDatastore>,
  hands: RunHands,
  schedule: RunSchedule,
): Promise<Ran> {
  const book = openBook(chains, seen, hands, schedule)
  // A lane that is free takes whoever comes first, so those come first that the schedule has first.
  const rank = ({ links: [first] }: Chain) => (first && book.ranksOf(first.costs)[0]?.[0]) ?? 0
  const sorted = [...chains].sort((a, b) => rank(a) - rank(b))
  await Promise.all(sorted.map(chain => performChain(chain, hands, book)))
  return book.ran()
}

async function performChain(chain: Chain, hands: RunHands, book: RunBook): Promise<void> {
  const [first] = chain.links
  const isReady = first === undefined || (await book.isReady(first))
  const end = isReady ? await book.takeTurn(chain) : undefined
  try {
    if (isReady) for (const link of chain.links) if (!(await performLink(link, chain, hands, book))) return
  } finally {
    end?.()
    for (const link of chain.links) book.close(link)
  }
}

/** Whether it ended well. */
async function performLink(link: Link, { part }: Chain, hands: RunHands, book: RunBook): Promise<boolean> {
  if (!(await book.isReady(link)) || hasEnded(part, hands, book)) return false
  const isDone = await (link.kind === 'step'
    ? performStep(link, part, hands, book)
    : performRows(link, part, hands, book))
  if (isDone) book.passed(link)
  return isDone
}

function hasEnded(part: Chain['part'], hands: RunHands, book: RunBook): boolean {
  if (!book.isStopped(part) && isOver(hands)) book.stop(part, timeOver())
  return book.isStopped(part) || hands.signal.aborted
}

// When the turn of a call comes and the run is over, it is not sent, nor looked at for it.
function goingBy(ranks: readonly number[], part: Chain['part'], hands: RunHands, book: RunBook): WriteCliq {
  return hands.cliq.going({
    rank: rankedBy(ranks),
    leaving(operation) {
      if (OPERATIONS[operation].writes && hasEnded(part, hands, book)) throw new NotBegun()
    },
  })
}

function rankedBy(ranks: readonly number[]): Rank {
  let calls = 0
  return isCall => ranks[isCall ? calls++ : calls] ?? ranks.at(-1) ?? 0
}

async function performStep(
  { errand, costs }: StepLink,
  part: Chain['part'],
  hands: RunHands,
  book: RunBook,
): Promise<boolean> {
  const { index, step } = errand
  const { guard } = hands
  const [ranks = []] = book.ranksOf(costs)
  const rank = rankedBy(ranks.slice(0, costs.around))
  const before: Guard['before'] = (...args) => guard?.before(args[0], args[1], rank) ?? Promise.resolve()
  const cliq = goingBy(ranks.slice(costs.around), part, hands, book)
  hands.notify({ type: 'step-started', index, of: book.steps, step })
  try {
    const was = book.seen.get(step.datastore)
    const ended = await carryOut(errand, was, { ...hands, cliq, guard: guard && { ...guard, before } })
    book.ended(errand, was, ended)
    await guard?.after(step, index, ended)
    const type = ended.kind === 'done' ? 'step-done' : 'step-skipped'
    const isThere = ended.kind === 'done' || ended.kind === 'skipped'
    if (isThere) hands.notify({ type, index, of: book.steps, step })
    else {
      book.stop(part)
      hands.notify({ type: 'step-failed', index, of: book.steps, step, problem: problemOfEnd(step, ended) })
    }
    return isThere
  } catch (error) {
    const problem = problemOfStop(error)
    // The loop throws only while nothing is in doubt, so the journal must not say otherwise; a disk that takes no more of
    // it is told by the error itself.
    await guard?.after(step, index, { kind: 'failed', problem }).catch(() => undefined)
    book.stop(part, error)
    // What an interrupt kept from being sent has not failed: the end tells it among what was not started.
    if (!(error instanceof NotBegun) && !hands.signal.aborted)
      hands.notify({ type: 'step-failed', index, of: book.steps, step, problem })
    return false
  }
}

async function performRows(link: RowsLink, part: Chain['part'], hands: RunHands, book: RunBook): Promise<boolean> {
  const tell = book.rowsOf(link)
  const hasStopped = () => hasEnded(part, hands, book)
  try {
    const { datastore, law, streams, ended = [] } = await link.make(book.seen)
    const before = renewing(hands.lease, datastore.unique_name)
    const ranks = book.ranksOf(link.costs)
    const take = (ends: readonly RowEnd[]) => {
      tell(ends)
      ends.forEach(each => link.ended?.(each))
      if (ends.some(each => isLast(each, law))) book.stop(part)
      // A write of ours may be done later: the lease outlasts it.
      if (ends.some(each => each.kind === 'unknown')) hands.lease.doubt()
    }
    tell(ended)
    await Promise.all(
      streams.map(async (stream, at) => {
        const own = { ...hands, cliq: goingBy(ranks[at] ?? [], part, hands, book), through: hands.lease.through }
        try {
          await performStream(stream, { datastore, law, hands: own, before }, hasStopped, take)
        } catch (error) {
          book.stop(part, error)
        }
      }),
    )
  } catch (error) {
    book.stop(part, error)
  }
  if (book.isStopped(part) || hands.signal.aborted) return false
  link.passed?.()
  return true
}
