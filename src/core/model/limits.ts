import type { Risk } from './risk.ts'

/** How much one run may remove on the word of the config alone, without a name on the command line. */
export interface RunLimits {
  readonly removedDatastores: number
  /** Removed and retyped fields, those of removed datastores apart. */
  readonly removedFields: number
}

/** The limits of an environment that sets none. */
export const RUN_LIMITS: RunLimits = { removedDatastores: 0, removedFields: 5 }

/**
 * A refusal for each loss above the limits. A standing consent is given once and forgotten, so what it alone allows is
 * counted; a loss in `named`, the names that were given for this run, is not.
 */
export function overLimit(risks: readonly Risk[], named: ReadonlySet<string>, limits: RunLimits): readonly Risk[] {
  const standing = risks.filter(
    ({ level, consent, granted }) => level === 'loss' && granted && consent !== undefined && !named.has(consent),
  )
  const datastores = standing.filter(each => each.change.kind === 'datastore-removed')
  const fields = standing.filter(each => each.change.kind === 'field-removed' || each.change.kind === 'field-retyped')
  return [
    ...above(datastores, limits.removedDatastores, 'DS109', 'datastores', 'removedDatastores'),
    ...above(fields, limits.removedFields, 'DS110', 'fields', 'removedFields'),
  ]
}

function above(
  standing: readonly Risk[],
  limit: number,
  code: string,
  what: string,
  setting: keyof RunLimits,
): readonly Risk[] {
  if (standing.length <= limit) return []
  return standing.map(({ change, consent = '' }) => ({
    level: 'refused',
    code,
    change,
    because:
      `only a standing consent allows it, and those would delete ${standing.length} ${what} in one run, where at most ` +
      `${limit} may go; name it with --allow ${consent}, or raise limits.${setting}`,
    granted: false,
  }))
}
