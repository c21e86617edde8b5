import type { PlanDocument } from '../plan/document.ts'
import { marksOf, standsAt } from './marks.ts'
import type { Hash } from './marks.ts'
import type { Slot } from './slot.ts'

/** A slot that was believed, of a pull request that was merged. */
export interface Approving {
  readonly pull: string
  /** The head that was merged. */
  readonly head: string
  readonly slot: Slot
}

/** What became of each changed datastore. */
export interface Approval {
  /** The pull request that approved it, by datastore. */
  readonly by: ReadonlyMap<string, string>
  /** Datastores whose change nobody reviewed, with the nearest reason. */
  readonly missing: ReadonlyMap<string, string>
}

/**
 * Whether every change of a plan was reviewed: each datastore by a slot that names the digest of just this change and
 * this org, of the head that was merged; `sign` has the review key, where there is one. While a slot is being applied, a datastore may stand anywhere on its way.
 */
export function approvalOf(
  document: Pick<PlanDocument, 'target' | 'backup' | 'plan'>,
  approving: readonly Approving[],
  hash: Hash,
  sign?: Hash,
): Approval {
  const by = new Map<string, string>()
  const missing = new Map<string, string>()
  for (const [name, [change, goal]] of marksOf(document, hash, sign)) {
    const reasons = approving.map(({ pull, head, slot }) => {
      const marks = slot.changes.get(name)
      if (marks === undefined) return undefined
      if (slot.target !== document.target) return `${pull} reviewed it for another org, ${slot.target}`
      if (slot.truncated) return `the comment of ${pull} was too long to show all losses`
      if (slot.head !== head) return `${pull} was reviewed at ${short(slot.head)} and merged at ${short(head)}`
      if (slot.state === 'closed') return `what ${pull} reviewed was already applied`
      if (marks[0] === change) return { pull }
      const isUnderWay = slot.state === 'applying' && marks[1] === goal
      if (isUnderWay && slot.ways?.get(name)?.includes(standsAt(document, name, hash)) === true) return { pull }
      return marks[1] === goal ? `${pull} reviewed another way to the same result` : `${pull} reviewed another change`
    })
    const found = reasons.find(each => typeof each === 'object')
    if (typeof found === 'object') by.set(name, found.pull)
    else missing.set(name, reasons.find(each => typeof each === 'string') ?? 'no merged pull request reviewed it')
  }
  return { by, missing }
}

function short(commit: string): string {
  return commit.slice(0, 7)
}
