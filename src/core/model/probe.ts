/** One question that the API document leaves open, and what this org does. */
export interface ProbeAnswer {
  /** Stable, such as `read-lag`. */
  readonly question: string
  /** The question in words. */
  readonly asked: string
  /** What was seen, or why nothing was. */
  readonly found: string
  /** What to write into the config, where the answer has a setting of its own. */
  readonly setting?: string
}

/** What one probe of one org found. */
export interface ProbeReport {
  /** Unix ms. */
  readonly askedAt: number
  /** The version of cliq-ds that asked. */
  readonly version: string
  /** Whether an emulator answered: then nothing is said of Cliq. */
  readonly isEmulated: boolean
  readonly answers: readonly ProbeAnswer[]
  /** The longest time that a write was seen to stay unseen by reads, ms; undefined when it was not measured. */
  readonly lagMs?: number
  readonly calls: number
}

/** Whether values that are not for the eye are shown as they were written. */
export interface ReadBack {
  readonly masked: boolean
  readonly encrypted: boolean
}

/** What a probe has proven of them; without one nothing is. */
export function readBackOf(report: ProbeReport | undefined): ReadBack {
  const isClear = (question: string) =>
    report?.answers.some(each => each.question === question && each.found === IN_CLEAR) === true
  return { masked: isClear('masked'), encrypted: isClear('encrypted') }
}

/** The answer of a probe whose value came back as it was sent. */
export const IN_CLEAR = 'in clear'

/** The datastore that a probe creates and removes, in every environment the same. */
export const PROBE_NAME = 'cliqds_probe'

/** What the description of a probe's datastore says, so that no other is ever taken for it. */
export const PROBE_MARK = 'Temporary datastore of a cliq-ds probe. It may be deleted at any time'

/** Questions that no probe asks, and why. */
export const UNASKED: readonly { readonly asked: string; readonly why: string }[] = [
  { asked: 'How Cliq refuses one call too many, and how it counts', why: 'asking would lock the user out for minutes' },
  { asked: 'How late a write may take effect', why: 'it only shows when a connection breaks at the wrong moment' },
  { asked: 'What a bulk call without a selection does', why: 'cliq-ds never sends one' },
  { asked: 'How many datastores an org and rows a datastore may have', why: 'asking would fill the org' },
]
