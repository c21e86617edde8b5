import type { PlanDocument } from '../core/plan/document.ts'
import { Failure } from '../core/model/failure.ts'
import type { Clock, Notify } from '../core/model/ports.ts'
import { approvalOf } from '../core/review/approval.ts'
import type { Approval, Approving } from '../core/review/approval.ts'
import { believed } from '../core/review/believed.ts'
import type { Ci } from '../core/review/ci.ts'
import { MARKER } from '../core/review/header.ts'
import { marksOf, waysOf } from '../core/review/marks.ts'
import type { Hash } from '../core/review/marks.ts'
import type { Pull } from '../core/review/forge.ts'
import type { Slot, SlotOutcome } from '../core/review/slot.ts'
import { replaceSlots } from './reviewComment.ts'
import type { Commenting, RenderComment } from './reviewComment.ts'

/** What an apply of what was reviewed needs of its pipeline. */
export interface ReviewedBy extends Omit<Commenting, 'pull' | 'clock'> {
  readonly ci: Ci
  /** The branch that was merged into. */
  readonly branch: string
  readonly hash: Hash
  readonly clock: Clock
  readonly notify: Notify
  readonly render: RenderComment
}

/** Lets an apply pass only with what merged pull requests reviewed, and tells them what became of it. */
export interface ReviewGate {
  /** Throws ST109 for changes that nobody reviewed; then nothing was sent. */
  approve(document: PlanDocument): Promise<void>
  /**
   * Carries out what was approved. From before the first write on the datastores may stand on their way; a run that was
   * done closes what was reviewed, a stopped one may go on anywhere.
   */
  carry<T extends { readonly kind: string }>(document: PlanDocument, run: () => Promise<T>): Promise<T>
}

const RESULTS: Readonly<Record<string, string>> = {
  'nothing-to-do': 'nothing left to do',
  stopped: 'stopped part-way; run the same job again to resume',
  diverged: 'applied, but the org is not as planned',
}

/** How many merged pull requests are looked through for a backlog. */
const MOST_PULLS = 100
/** A forge may tell of a merge some seconds after the pipeline of it began. */
const MERGE_MS = 60_000
const ASK_MS = 10_000

/** The gate of one environment. Nothing is sent yet. */
export function reviewGate(by: ReviewedBy, environment: string): ReviewGate {
  let pulls: ReadonlySet<string> = new Set()
  const about = (pull: string): Commenting => ({ ...by, pull })
  const change = (pull: string, to: (slot: Slot) => Slot) =>
    replaceSlots(
      about(pull),
      slots => new Map([...slots].map(([name, slot]) => [name, name === environment ? to(slot) : slot])),
      by.render,
    )
  const outcomeOf = (result: string): SlotOutcome => ({ result, at: stamp(by.clock.now()), link: by.ci.runUrl })
  const begin = async (document: PlanDocument) => {
    const ways = waysOf(document, by.hash)
    for (const pull of pulls)
      await change(pull, slot =>
        slot.state === 'applying'
          ? slot
          : {
              ...slot,
              state: 'applying',
              ways: new Map([...ways].filter(([name]) => slot.changes.has(name))),
              outcome: undefined,
            },
      )
  }
  const end = async (kind: string) => {
    const result = RESULTS[kind] ?? 'applied'
    for (const pull of pulls)
      await change(pull, slot =>
        kind !== 'stopped'
          ? { ...slot, state: 'closed', ways: undefined, outcome: outcomeOf(result) }
          : { ...slot, outcome: outcomeOf(result) },
      ).catch(swallow(by))
  }
  return {
    async approve(document) {
      const { found, asked, begun } = await fetchApproval(by, environment, document)
      // An apply that was killed may have left nothing to do for some of its pull requests, or for all of them.
      pulls = new Set([...found.by.values(), ...begun, ...(marksOf(document, by.hash).size === 0 ? asked : [])])
      if (found.missing.size === 0) return
      const result = `not applied: nobody reviewed the current plan, ${document.digest}`
      for (const pull of asked) await change(pull, slot => ({ ...slot, outcome: outcomeOf(result) })).catch(swallow(by))
      throw unreviewed(document, found)
    },
    async carry(document, run) {
      if (document.plan.steps.length > 0) await begin(document)
      const ended = await run()
      await end(ended.kind)
      return ended
    },
  }
}

// Those of the pushed commit first: mostly they are all that is needed. The latest merged ones after them, for a backlog.
async function fetchApproval(
  by: ReviewedBy,
  environment: string,
  document: PlanDocument,
): Promise<{ readonly found: Approval; readonly asked: readonly string[]; readonly begun: readonly string[] }> {
  const until = by.clock.now() + MERGE_MS
  for (;;) {
    const isMerged = (each: Pull) => each.isMerged && each.into === by.branch
    const pushed = (await by.forge.fetchPullsOf(by.ci.commit)).filter(isMerged)
    const slots: Approving[] = []
    const seen = new Set<string>()
    let found = approvalOf(document, slots, by.hash, by.seal?.sign)
    const look = async (pull: Pull) => {
      if (seen.has(pull.number)) return
      seen.add(pull.number)
      const slot = await fetchSlot(by, pull, environment)
      if (slot !== undefined) slots.push({ pull: pull.number, head: pull.head, slot })
      found = approvalOf(document, slots, by.hash, by.seal?.sign)
    }
    for (const pull of pushed) await look(pull)
    if (found.missing.size > 0)
      for (const pull of (await by.forge.fetchMerged(by.branch, MOST_PULLS)).filter(isMerged))
        if (found.missing.size > 0) await look(pull)
    const begun = slots.flatMap(each => (each.slot.state === 'applying' ? [each.pull] : []))
    if (found.missing.size === 0 || pushed.length > 0 || by.clock.now() >= until)
      return { found, asked: pushed.map(each => each.number), begun }
    const message = 'no merged pull request is listed for this commit yet: asking again in 10 s'
    by.notify({ type: 'note', problem: { code: 'ST109', severity: 'warning', message } })
    await by.clock.sleep(ASK_MS, by.signal)
  }
}

async function fetchSlot(by: ReviewedBy, { number }: Pull, environment: string): Promise<Slot | undefined> {
  const comments = await by.forge.fetchComments(number, MARKER)
  return believed(comments, { ...by, pull: number, verify: by.seal?.verify }).slots.get(environment)
}

function unreviewed({ environment, digest }: PlanDocument, { missing }: Approval): Failure {
  const hint = `have it reviewed, or read the plan and run: cliq-ds apply --env ${environment} --expect ${digest}`
  const problems = [...missing].map(([name, why]) => ({
    code: 'ST109',
    severity: 'error' as const,
    message: `the change of ${name} was not reviewed: ${why}`,
    hint,
  }))
  const [first, ...rest] = problems
  if (first === undefined) throw new Error('a complete approval is not a failure')
  return new Failure([first, ...rest])
}

// The org is what counts: a comment that cannot be written is told and stops nothing.
function swallow({ notify }: ReviewedBy): (error: unknown) => void {
  return error => {
    if (!(error instanceof Failure)) throw error
    for (const problem of error.problems) notify({ type: 'note', problem: { ...problem, severity: 'warning' } })
  }
}

function stamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).concat('Z')
}
