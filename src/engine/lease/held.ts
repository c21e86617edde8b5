import { Failure, failure } from '../../core/model/failure.ts'
import type { Rank } from '../../core/model/ports.ts'
import { leaseValues, metaRows } from '../../core/pace/leaseRows.ts'
import type { IntentRow, LeaseRow, MetaRows } from '../../core/pace/leaseRows.ts'
import { longestSince, stampOf } from '../elapsed.ts'
import type { Stamp } from '../elapsed.ts'
import { pause } from '../pause.ts'
import type { LeaseDeps } from './contest.ts'

/** How often what Cliq has not confirmed is tried again before the run stops. */
export const TRIES = 3

/** A lease in hand, and what its holder knows of it. */
export interface LeaseInHand {
  readonly environment: string
  readonly row: LeaseRow
  readonly ttlMs: number
  readonly deps: LeaseDeps
  /** When the last renewal that counts was sent. */
  renewed: Stamp
  beat: number
  lastSeq: number
  /** The intents that lie in the org, as last seen. */
  intents: readonly IntentRow[]
  /** Calls that go beside the writes: nothing waits for them but the end, and nothing stops for them. */
  readonly beside: Set<Promise<unknown>>
  /** Ids of intents whose removal is on its way. */
  readonly leaving: Set<string>
  /** When a write was sent that may still take effect. */
  doubt: Stamp | undefined
  /** Why it is not ours any more. */
  gone: Failure | undefined
}

/** The failure of a lease that is not ours any more: what was lost once stays lost, for the first reason. */
export function lost(held: LeaseInHand, code: string, why: string): Failure {
  const hint = 'run the same command again: it reads first and sends what is missing'
  held.gone ??= failure(code, `the lease of ${held.environment} ${why}, so nothing more was sent`, { hint })
  return held.gone
}

/** Throws a Failure once the lease is lost or may have run out. */
export function check(held: LeaseInHand): void {
  if (held.gone !== undefined) throw held.gone
  // Half of the ttl: long before anyone may take it over.
  if (longestSince(held.renewed, held.deps.clock) >= held.ttlMs / 2)
    throw lost(held, 'LE107', 'was not renewed in time')
}

/** Waits until a read shows what was written; what is on its way to an end is not interrupted. */
export function settle({ deps: { clock, notify, patience } }: LeaseInHand): Promise<void> {
  return pause('settle', 'records.list', patience.settleMs, { clock, notify })
}

/**
 * The rows of the lease as they are now. Throws a Failure LE102 where ours is not among them, as two readings have shown:
 * one alone may be cut or stale, and a lease that is given up so stays in the org.
 */
export async function listOurs(held: LeaseInHand, rank: Rank | undefined): Promise<MetaRows> {
  const { row, deps } = held
  const read = async () => metaRows(await deps.rows.list(rank))
  const isOurs = ({ leases }: MetaRows) => leases.some(each => each.id === row.id && each.owner === row.owner)
  const found = await read()
  if (isOurs(found)) return found
  await settle(held)
  const again = await read()
  if (isOurs(again)) return again
  throw lost(held, 'LE102', 'was taken away')
}

/** Proves that the lease is still ours. Throws a Failure: LE102 lost, LE107 run out, LE109 not to be told. */
export async function renew(held: LeaseInHand, rank?: Rank): Promise<void> {
  const { row, deps } = held
  for (let tries = 0; tries < TRIES; tries += 1) {
    check(held)
    const from = stampOf(deps.clock)
    held.beat += 1
    const { beat } = held
    const outcome = await deps.rows.update(row.id, leaseValues({ ...row, beat }), rank)
    if (outcome.kind === 'not-done')
      throw outcome.problem.code === 'RF102' ? lost(held, 'LE102', 'was taken away') : new Failure([outcome.problem])
    if (outcome.kind === 'unknown') await settle(held)
    const isRenewed =
      outcome.kind === 'done' ||
      (await listOurs(held, rank)).leases.some(each => each.owner === row.owner && each.beat === beat)
    if (!isRenewed) continue
    // Side by side the later request counts.
    if (from.monotonic > held.renewed.monotonic) held.renewed = from
    return check(held)
  }
  throw unclear(held.environment)
}

/** Waits so many ms, and renews as needed. */
export async function sleepRenewing(held: LeaseInHand, ms: number): Promise<void> {
  const { clock, signal } = held.deps
  for (let left = ms; left > 0;) {
    await renew(held)
    const slice = Math.min(left, held.ttlMs / 4)
    await clock.sleep(slice, signal)
    left -= slice
  }
}

/** Waits so many ms for what may still take effect, and says so. */
export function waitForLate(held: LeaseInHand, ms: number): Promise<void> {
  const { clock, notify } = held.deps
  return pause('late-window', 'records.insert', ms, { clock, notify }, each => sleepRenewing(held, each))
}

/** Lets a call go beside the writes: nothing waits for it but the end, and nothing stops for it. */
export function goBeside({ beside }: LeaseInHand, call: () => Promise<unknown>): void {
  const going = call().catch(() => undefined)
  beside.add(going)
  void going.then(() => beside.delete(going))
}

/** The failure of a lease that Cliq does not tell enough of. */
export function unclear(environment: string): Failure {
  const hint = 'run the same command again; if it persists, check the Zoho status page'
  return failure('LE109', `whether the lease of ${environment} is still ours is unknown`, { hint })
}
