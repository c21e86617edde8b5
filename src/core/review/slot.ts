import { canonicalText } from '../model/plain.ts'
import type { Json } from '../model/plain.ts'
import type { Figures } from '../plan/document.ts'

/** Digests of one changed datastore in base64url: of its whole change, and of what it shall be. */
export type Marks = readonly [change: string, goal: string]

/** How an apply of what a slot approves ended. */
export interface SlotOutcome {
  readonly result: string
  /** UTC, to the second. */
  readonly at: string
  /** The page of the run; '' for none. */
  readonly link: string
}

/** What one review says of one environment, as it lies in the hidden line of the comment. */
export interface Slot {
  /** The org's mark, as in a plan. */
  readonly target: string
  readonly head: string
  readonly base: string
  /** Of the pipeline: its number, then its attempt or job, so that a later one can be told. */
  readonly run: string
  readonly version: string
  /** Whether losses did not fit into the comment: nobody can have reviewed them, so it approves nothing. */
  readonly truncated: boolean
  readonly state: 'open' | 'applying' | 'closed'
  readonly figures: Figures
  readonly changes: ReadonlyMap<string, Marks>
  /** Set from the first write on: each state on the way of each datastore. */
  readonly ways?: ReadonlyMap<string, readonly string[]> | undefined
  readonly outcome?: SlotOutcome | undefined
  /** By the review key, over what `signedText` says. */
  readonly signature?: string | undefined
}

/** What a signature covers besides the slot: a slot that is copied elsewhere is not believed there. */
export interface SlotPlace {
  readonly repository: string
  readonly pull: string
  readonly project: string
  readonly environment: string
}

/** The text that the signature of a slot is made over. */
export function signedText(slot: Slot, place: SlotPlace): string {
  return canonicalText({ ...place, slot: plainSlot({ ...slot, signature: undefined }) })
}

/** A slot as JSON, without what is absent. */
export function plainSlot({ figures, changes, ways, outcome, signature, ...rest }: Slot): {
  readonly [key: string]: Json
} {
  return {
    ...rest,
    figures: { ...figures },
    ...(outcome && { outcome: { ...outcome } }),
    ...(signature !== undefined && { signature }),
    ...(ways && { ways: Object.fromEntries(ways) }),
    changes: Object.fromEntries(changes),
  }
}

/** Whether a run is older than another: by the number of the pipeline, then by its attempt or job. */
export function isOlder(run: string, than: string): boolean {
  const [a, b] = [run, than].map(each => each.split('.'))
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at += 1) {
    const [one = '', other = ''] = [a?.[at], b?.[at]]
    if (one === other) continue
    // Numbers of any length: the longer one is the larger, then they compare as text.
    return one.length === other.length ? one < other : one.length < other.length
  }
  return false
}
