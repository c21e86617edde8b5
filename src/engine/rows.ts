import type { Datastore } from '../core/catalog.ts'
import { failure } from '../core/failure.ts'
import type { LiveRecord } from '../core/live.ts'
import { META_NAME, metaFault } from '../core/meta.ts'
import type { Problem } from '../core/problem.ts'
import type { RecordValues } from '../core/step.ts'
import type { Clock } from '../core/ports.ts'

/** How a write of a row ended. A row of equal key is RF111, one that is not there RF102. */
export type RowOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-done' | 'unknown'; readonly problem: Problem }

/** The rows of the meta datastore, each call one call to Cliq. Every method throws a Failure for what concerns the run. */
export interface LeaseRows {
  /** Every row. */
  list(): Promise<readonly LiveRecord[]>
  insert(values: RecordValues): Promise<RowOutcome>
  update(id: string, values: RecordValues): Promise<RowOutcome>
  remove(id: string): Promise<RowOutcome>
  createMeta(): Promise<RowOutcome>
  /** The meta datastore as it is; undefined when there is none. */
  describeMeta(): Promise<Datastore | undefined>
}

/** Creates the meta datastore unless it is there, and refuses one that cannot serve. Throws a Failure LE106. */
export async function readyMeta(rows: LeaseRows, clock: Clock, settleMs: number, known?: Datastore): Promise<void> {
  const found = known ?? (await rows.describeMeta())
  if (found !== undefined) return refuseUnfit(found)
  const outcome = await rows.createMeta()
  if (outcome.kind === 'done') return
  // "Already exists" may be another run's, or our own of a lost reply: what is there decides.
  if (outcome.kind === 'not-done' && outcome.problem.code !== 'RF101') throw unusable(outcome.problem.message)
  await clock.sleep(settleMs)
  const there = await rows.describeMeta()
  if (there === undefined) throw unusable(outcome.problem.message)
  refuseUnfit(there)
}

function refuseUnfit(found: Datastore): void {
  const fault = metaFault(found)
  if (fault !== undefined) throw unusable(fault)
}

function unusable(why: string): Error {
  const hint = `remove ${META_NAME} when nothing applies to this org, or use the local lease`
  return failure('LE106', `the datastore ${META_NAME} cannot hold the lease: ${why}`, { hint })
}
