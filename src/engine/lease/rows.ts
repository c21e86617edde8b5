import type { Datastore } from '../../core/model/catalog.ts'
import { failure } from '../../core/model/failure.ts'
import type { LiveRecord } from '../../core/model/live.ts'
import { metaFault } from '../../core/pace/leaseRows.ts'
import type { Rank } from '../../core/model/ports.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { RecordValues } from '../../core/model/step.ts'
import type { Patience } from '../loop.ts'
import { pause } from '../pause.ts'
import type { Pausing } from '../pause.ts'

/** How a write of a row ended. A row of equal key is RF111, one that is not there RF102. */
export type RowOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-done' | 'unknown'; readonly problem: Problem }

/**
 * The rows of the meta datastore, each call one call to Cliq. Of calls that wait for their turn the lowest rank goes
 * first. Every method throws a Failure for what concerns the run.
 */
export interface LeaseRows {
  /** The meta datastore's name in the org, prefix and all. */
  readonly meta: string
  /** Every row. */
  list(rank?: Rank): Promise<readonly LiveRecord[]>
  /** One row by its id; undefined when there is none. */
  get(id: string): Promise<LiveRecord | undefined>
  insert(values: RecordValues, rank?: Rank): Promise<RowOutcome>
  update(id: string, values: RecordValues, rank?: Rank): Promise<RowOutcome>
  remove(id: string): Promise<RowOutcome>
  createMeta(): Promise<RowOutcome>
  /** The meta datastore as it is; undefined when there is none. */
  describeMeta(): Promise<Datastore | undefined>
}

/** The meta datastore as it was just looked for. */
export type Known = Datastore | 'missing'

/** Creates the meta datastore unless it is there, and refuses one that cannot serve. Throws a Failure LE106. */
export async function readyMeta(
  rows: LeaseRows,
  { patience, ...waits }: Pausing & { readonly patience: Patience },
  known?: Known,
): Promise<void> {
  const found = known === 'missing' ? undefined : (known ?? (await rows.describeMeta()))
  if (found !== undefined) return refuseUnfit(rows, found)
  const outcome = await rows.createMeta()
  if (outcome.kind === 'done') return
  // "Already exists" may be another run's, or our own of a lost reply: what is there decides.
  if (outcome.kind === 'not-done' && outcome.problem.code !== 'RF101') throw unusable(rows, outcome.problem.message)
  await pause('settle', 'datastores.list', patience.settleMs, waits)
  const there = await rows.describeMeta()
  if (there === undefined) throw unusable(rows, outcome.problem.message)
  refuseUnfit(rows, there)
}

function refuseUnfit(rows: LeaseRows, found: Datastore): void {
  const fault = metaFault(found)
  if (fault !== undefined) throw unusable(rows, fault)
}

function unusable({ meta }: LeaseRows, why: string): Error {
  const hint = `delete ${meta} when no apply is running for this org, or use the local lease`
  return failure('LE106', `the datastore ${meta} cannot store the lease: ${why}`, { hint })
}
