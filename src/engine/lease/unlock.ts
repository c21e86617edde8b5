import { Failure, failure } from '../../core/model/failure.ts'
import { metaRows } from '../../core/pace/leaseRows.ts'
import { fetchLease, heldFailure } from './contest.ts'
import type { LeaseDeps } from './contest.ts'
import { pause } from '../pause.ts'

/** Whose lease is meant, where no id is at hand. */
export interface Abandoned {
  /** Whether the holder, as its row names it, was a process of this machine that has ended. */
  readonly isDead: (who: string) => boolean
  /** Whether the journal has a call with neither an answer nor a proof. */
  readonly isUndecided: boolean
}

/**
 * Frees the org's lease where its holder was a process of this machine that has ended and left no call undecided, and tells
 * whose it was; undefined for a lease that is free. Throws a Failure: LE101 and LE103 as an apply does, LE110 undecided.
 */
export async function freeAbandonedLease(
  environment: string,
  { isDead, isUndecided }: Abandoned,
  deps: LeaseDeps,
): Promise<string | undefined> {
  const { rows, clock } = deps
  const there = await rows.describeMeta()
  const { leases, intents } = metaRows(there === undefined ? [] : await rows.list())
  const [lease] = leases
  if (lease === undefined) return undefined
  if (lease.owner === undefined || !isDead(lease.who)) throw heldFailure(leases, environment, clock)
  // No journal has the writes of rows one by one.
  const wroteRows = intents.some(each => each.owner === lease.owner && each.sends?.operation.startsWith('records.'))
  if (isUndecided || wroteRows) {
    const minutes = Math.ceil(lease.ttlMs / 60_000)
    const message = `a call of ${lease.who} may have no answer yet, so the lease of ${environment} is not released; it ends at most ${minutes} min after its last renewal`
    throw failure('LE110', message, {
      hint: 'then run the same command again: it reads first and sends what is missing',
    })
  }
  return breakOrgLease(environment, lease.owner, deps)
}

/**
 * Frees the org's lease by hand and tells whose it was. Throws a Failure LE104 unless the id is exactly that of its
 * holder, or of its record where no holder can be read; LE111 where nobody has it.
 */
export async function breakOrgLease(environment: string, id: string, deps: LeaseDeps): Promise<string> {
  const { rows, patience } = deps
  const there = await rows.describeMeta()
  const { leases } = metaRows(there === undefined ? [] : await rows.list())
  const listed = leases.find(each => (each.owner ?? each.id) === id)
  const lease = listed && (await fetchLease(listed.id, rows))
  if (lease === undefined || (lease.owner ?? lease.id) !== id) {
    const isFree = lease === undefined && leases.every(each => each === listed)
    if (isFree)
      throw failure('LE111', `the lease of ${environment} is not held`, {
        hint: 'nothing to do: the next apply takes it',
      })
    const hint = 'pass the exact id that the refused apply printed'
    throw failure('LE104', `the lease of ${environment} is held under another id`, { hint })
  }
  const outcome = await rows.remove(lease.id)
  if (outcome.kind === 'not-done' && outcome.problem.code !== 'RF102') throw new Failure([outcome.problem])
  if (outcome.kind === 'unknown') {
    await pause('settle', 'records.list', patience.settleMs, deps)
    if (metaRows(await rows.list()).leases.some(each => each.id === lease.id)) throw new Failure([outcome.problem])
  }
  return lease.owner === undefined ? '' : lease.who
}
