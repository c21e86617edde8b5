import { nameAfter, phasesOf } from '../core/plan/chains.ts'
import type { Change } from '../core/model/change.ts'
import { changeKey } from '../core/model/change.ts'
import { Failure } from '../core/model/failure.ts'
import type { Journal, Trouble } from '../core/model/journal.ts'
import type { Live, LiveDatastore } from '../core/model/live.ts'
import type { Budgets } from '../core/pace/pace.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { Problem } from '../core/model/problem.ts'
import type { WriteCliq } from '../core/model/ports.ts'
import type { Step } from '../core/model/step.ts'
import { inLanes, openLanes } from './client/lanes.ts'
import type { Lanes } from './client/lanes.ts'
import { isOver, timeOver } from './deadline.ts'
import { carryOut } from './tasks/steps.ts'
import type { Ended, Hands } from './loop.ts'
import { NO_RANKS, ranksOf } from './ranks.ts'
import type { Ranks } from './ranks.ts'
import { errandsOf } from './tasks/remainder.ts'
import type { Errand } from './tasks/remainder.ts'

/** What came of a plan's steps. */
export interface Performed {
  readonly journal: Omit<Journal, 'calls' | 'seconds'>
  /** Datastores that were touched, as last seen, by unique_name; undefined for one that is gone. */
  readonly seen: ReadonlyMap<string, LiveDatastore | undefined>
  /** What stopped the run as a whole: lost credentials, a lock-out past the budget, an interrupt. */
  readonly stoppedBy: unknown
}

interface Book {
  readonly ends: Map<Step, Ended>
  readonly seen: Map<string, LiveDatastore | undefined>
  stopped: boolean
  stoppedBy: unknown
}

/**
 * Carries out the steps of a proven plan: datastores side by side, each in its own order, those to delete after all
 * others. The first step that does not end well stops what has not started; nothing is rolled back.
 */
export async function performSteps(plan: Plan, live: Live, hands: Hands, budgets: Budgets): Promise<Performed> {
  const book: Book = { ends: new Map(), seen: seenIn(plan, live), stopped: false, stoppedBy: undefined }
  const errands = errandsOf(plan.base, plan.steps)
  const lanes = openLanes()
  const ranks = ranksOf(plan, budgets)
  let first = 0
  for (const phase of phasesOf(plan.steps)) {
    const chains = phase.map((indexes, chain) => ({
      errands: indexes.flatMap(index => errands[index] ?? []),
      hands: ranked(hands, book, lanes, ranks.get(first + chain) ?? NO_RANKS),
    }))
    await Promise.all(chains.map(chain => performChain(chain.errands, chain.hands, plan.steps.length, book)))
    first += phase.length
  }
  return { journal: journalOf(plan.steps, book), seen: book.seen, stoppedBy: book.stoppedBy }
}

// What one chain is carried out with: its calls, and what goes before them, take their turns by these ranks.
function ranked(hands: Hands, book: Book, lanes: Lanes, { calls, guards }: Ranks): Hands {
  const { guard } = hands
  const cliq = inLanes(untilOver(hands, book), lanes, calls)
  if (guard === undefined) return { ...hands, cliq }
  const before = (step: Step, index: number) => guard.before(step, index, guards.get(index))
  return { ...hands, cliq, guard: { ...guard, before } }
}

async function performChain(chain: readonly Errand[], hands: Hands, of: number, book: Book): Promise<void> {
  for (const errand of chain) {
    if (hasEnded(hands, book)) return
    const { index, step } = errand
    hands.notify({ type: 'step-started', index, of, step })
    try {
      const was = book.seen.get(step.datastore)
      const ended = await carryOut(errand, was, hands)
      book.ends.set(step, ended)
      const isThere = ended.kind === 'done' || ended.kind === 'skipped'
      if (isThere) {
        book.seen.set(step.datastore, undefined)
        book.seen.set(nameAfter(step), withKnownIds(step, was, ended.now))
      }
      await hands.guard?.after(step, index, ended)
      if (isThere) {
        hands.passed?.(step)
        hands.notify({ type: ended.kind === 'done' ? 'step-done' : 'step-skipped', index, of, step })
        continue
      }
      book.stopped = true
      hands.notify({ type: 'step-failed', index, of, step, problem: problemOf(step, ended) })
    } catch (error) {
      book.stopped = true
      const problem = problemOfStop(error)
      // The loop throws only while nothing is in doubt, so the journal must not say otherwise; a disk that takes no
      // more of it is told by the error itself.
      await hands.guard?.after(step, index, { kind: 'failed', problem }).catch(() => undefined)
      if (error instanceof NotBegun) return
      book.stoppedBy ??= error
      // What an interrupt kept from being sent has not failed: the end tells it among what was not started.
      if (!hands.signal.aborted) hands.notify({ type: 'step-failed', index, of, step, problem })
    }
    return
  }
}

/** Stands for a send that was not begun: chains wait for their turn, and meanwhile the run was over. */
class NotBegun extends Error {}

// The same client; when the turn of a write comes and the run is over, it is not sent, nor looked at for it.
function untilOver(hands: Hands, book: Book): WriteCliq {
  return {
    ...hands.cliq,
    async send(...args) {
      if (hasEnded(hands, book)) throw new NotBegun()
      return hands.cliq.send(...args)
    },
    async reserve(...args) {
      const place = await hands.cliq.reserve(...args)
      if (!hasEnded(hands, book)) return place
      await place.leave()
      throw new NotBegun()
    },
  }
}

function hasEnded(hands: Hands, book: Book): boolean {
  if (!book.stopped && isOver(hands)) {
    book.stopped = true
    book.stoppedBy ??= timeOver()
  }
  return book.stopped || hands.signal.aborted
}

// A field has the id it was planned with, unless this step made it: under another one it is someone else's.
function withKnownIds(
  step: Step,
  was: LiveDatastore | undefined,
  now: LiveDatastore | undefined,
): LiveDatastore | undefined {
  if (was === undefined || now === undefined) return now
  const made = new Set(step.call === 'add-fields' ? step.fields.keys() : [])
  const known = [...was.identity.fields].filter(([name]) => !made.has(name) && now.identity.fields.has(name))
  return { ...now, identity: { ...now.identity, fields: new Map([...now.identity.fields, ...known]) } }
}

function seenIn(plan: Plan, live: Live): Map<string, LiveDatastore | undefined> {
  return new Map(
    [...plan.base.values()].flatMap(datastore => {
      const identity = live.identities.get(datastore.unique_name)
      return identity === undefined ? [] : [[datastore.unique_name, { datastore, identity }] as const]
    }),
  )
}

function journalOf(steps: readonly Step[], { ends }: Book): Omit<Journal, 'calls' | 'seconds'> {
  const withEnd = (kind: Ended['kind']) => steps.filter(step => ends.get(step)?.kind === kind)
  const troubles = (...kinds: readonly Ended['kind'][]) =>
    steps.flatMap((step): readonly Trouble[] => {
      const end = ends.get(step)
      return end === undefined || !kinds.includes(end.kind) ? [] : [{ step, problem: problemOf(step, end) }]
    })
  return {
    done: withEnd('done'),
    skipped: withEnd('skipped'),
    unknown: troubles('unknown'),
    failed: troubles('failed', 'surprise'),
    notStarted: steps.filter(step => !ends.has(step)),
    surprises: [...ends.values()].flatMap((end): readonly Change[] => (end.kind === 'surprise' ? end.moved : [])),
  }
}

function problemOf(step: Step, ended: Ended): Problem {
  if ('problem' in ended) return ended.problem
  const surprise = ended.kind === 'surprise' ? ended : undefined
  const moved = [...new Set(surprise?.moved.map(changeKey))].join(', ')
  const isUnheeded = surprise?.unheeded === true
  return {
    code: 'AP102',
    severity: 'error',
    message: isUnheeded
      ? `Cliq said yes to ${step.call} ${step.datastore}, and did not do it; from what was asked to what is there: ${moved}`
      : `${step.datastore} is not what the plan was made from: ${moved}`,
    hint: 'look at it with cliq-ds drift, then plan again',
  }
}

function problemOfStop(error: unknown): Problem {
  const first = error instanceof Failure ? error.problems[0] : undefined
  return first ?? { code: 'AP103', severity: 'error', message: 'the run was interrupted before this was sent' }
}
