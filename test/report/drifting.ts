import type { Change } from '../../src/core/model/change.ts'
import type { PlanDocument } from '../../src/core/plan/document.ts'
import type { Accepted } from '../../src/core/results/accept.ts'
import type { Drift } from '../../src/core/results/drift.ts'

/** Drift of these changes, moved by everyone in turn, the first one ignored as well. */
export function driftIn(document: PlanDocument, drift: readonly Change[]): Drift {
  const { environment, where, warnings } = document
  const changes = drift.map((change, index) => ({
    change,
    by: (['outside', 'both', 'both', 'unknown'] as const)[index % 4]!,
    conflict: index % 4 === 2,
  }))
  const [unknown] = warnings
  return {
    environment,
    where,
    changes,
    ignored: changes.slice(0, 1).map(each => ({ ...each, entry: entryOf(environment) })),
    pending: drift.slice(0, 2),
    ...(unknown && { unknown }),
    problems: warnings,
    known: 3,
    calls: 1,
  }
}

/** An accept of everything that the plan knows, in every way that it can end. */
export function acceptedOf({ environment, where, plan }: PlanDocument): Accepted {
  const names = [...plan.target.keys()]
  return {
    environment,
    where,
    written: new Map(names.slice(0, 1).map(name => [name, `schemas/${environment}.yaml`])),
    settled: names,
    conflicts: plan.changes,
    byHand: [{ datastore: environment, file: environment, because: environment, changes: plan.changes }],
    calls: 1,
  }
}

function entryOf(text: string) {
  return { environment: text, pattern: text, reason: text, until: '2026-12-31' }
}
