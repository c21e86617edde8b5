import { Failure, failure } from '../../core/model/failure.ts'
import { metaRows } from '../../core/pace/leaseRows.ts'
import { fetchLease } from './contest.ts'
import type { LeaseDeps } from './contest.ts'
import { pause } from '../pause.ts'

/**
 * Frees the org's lease by hand and tells whose it was. Throws a Failure LE104 unless the id is exactly that of its
 * holder, or of its record where no holder can be read.
 */
export async function breakOrgLease(environment: string, id: string, deps: LeaseDeps): Promise<string> {
  const { rows, patience } = deps
  const there = await rows.describeMeta()
  const { leases } = metaRows(there === undefined ? [] : await rows.list())
  const listed = leases.find(each => (each.owner ?? each.id) === id)
  const lease = listed && (await fetchLease(listed.id, rows))
  if (lease === undefined || (lease.owner ?? lease.id) !== id) {
    const isFree = lease === undefined && leases.every(each => each === listed)
    const held = isFree ? 'is not held' : 'is held under another id'
    const hint = 'pass the exact id that the refused apply printed'
    throw failure('LE104', `the lease of ${environment} ${held}`, { hint })
  }
  const outcome = await rows.remove(lease.id)
  if (outcome.kind === 'not-done' && outcome.problem.code !== 'RF102') throw new Failure([outcome.problem])
  if (outcome.kind === 'unknown') {
    await pause('settle', 'records.list', patience.settleMs, deps)
    if (metaRows(await rows.list()).leases.some(each => each.id === lease.id)) throw new Failure([outcome.problem])
  }
  return lease.owner === undefined ? '' : lease.who
}
