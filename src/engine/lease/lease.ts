import { byId } from '../../core/model/catalog.ts'
import type { Datastore } from '../../core/model/catalog.ts'
import { Failure } from '../../core/model/failure.ts'
import { metaRows } from '../../core/pace/leaseRows.ts'
import { contend, fetchLease, heldFailure } from './contest.ts'
import type { AnyLease, LeaseDeps, LeaseTerms } from './contest.ts'
import { shortestSince, stampOf } from '../elapsed.ts'
import type { Stamp } from '../elapsed.ts'
import { holdLease } from './holding.ts'
import type { OrgLease } from './holding.ts'
import { pause } from '../pause.ts'
import { readyMeta } from './rows.ts'

/** Waiters only read, and seldom: what they read is taken from the holder's budget. */
const POLL_MS = 60_000
/** How often a row is sent that never arrives. */
const SENDS = 3

/**
 * Takes the org's lease, or throws a Failure LE101 that names its holder once the time to wait is over. A lease counts
 * as abandoned only when it has not been renewed for the longer ttl by this machine's own clocks. `known` is the meta
 * datastore as it was just read. Throws LE103 for a lease that cannot be read, LE106 for
 * a meta datastore that cannot serve, and why nothing arrived when nothing did.
 */
export async function acquireOrgLease(
  environment: string,
  terms: LeaseTerms,
  deps: LeaseDeps,
  known?: Datastore | 'missing',
): Promise<OrgLease> {
  const { rows, clock } = deps
  await readyMeta(rows, deps, known)
  const began = stampOf(clock)
  let tookOver = false
  for (let unsent = 0; ;) {
    const attempt = await contend(terms, deps)
    if (attempt.kind === 'owned') {
      await deps.heed?.(attempt.rows, { row: attempt.row, inMs: shortestSince(attempt.inAt, clock), tookOver })
      return holdLease(environment, attempt, terms, deps)
    }
    if (attempt.kind === 'unsent') {
      unsent += 1
      if (unsent === SENDS) throw new Failure([attempt.problem])
      continue
    }
    const freed = await waited(attempt.leases, environment, began, terms, deps)
    if (freed === undefined) throw heldFailure(attempt.leases, environment, clock)
    tookOver ||= freed === 'taken away'
  }
}

/** Watches until nobody holds the lease, or takes an abandoned one away; undefined when the time to wait is over. */
async function waited(
  first: readonly AnyLease[],
  environment: string,
  began: Stamp,
  terms: LeaseTerms,
  deps: LeaseDeps,
): Promise<'free' | 'taken away' | undefined> {
  const { rows, clock, notify, patience, signal } = deps
  if (first.length === 0) {
    // Refused by a row that no read shows yet, or that has gone since: looking again soon tells.
    if (shortestSince(began, clock) > Math.max(terms.waitMs, patience.lateWindowMs)) return undefined
    await pause('settle', 'records.list', patience.settleMs, deps)
    return 'free'
  }
  const end = clock.now() + terms.waitMs - shortestSince(began, clock)
  let leases = first
  let seen = { key: keyOf(leases), since: stampOf(clock) }
  for (;;) {
    const left = terms.waitMs - shortestSince(began, clock)
    if (left <= 0) throw heldFailure(leases, environment, clock)
    notify({ type: 'waiting', wait: { why: 'lease', operation: 'records.list', until: end, ...holderOf(leases) } })
    await clock.sleep(Math.min(POLL_MS, left), signal)
    notify({ type: 'resumed', operation: 'records.list' })
    const unchanged = shortestSince(seen.since, clock)
    leases = metaRows(await rows.list()).leases
    const [lowest] = leases
    if (lowest === undefined) return 'free'
    if (keyOf(leases) !== seen.key) seen = { key: keyOf(leases), since: stampOf(clock) }
    else if (isAbandoned(lowest, unchanged, terms)) {
      const own = await fetchLease(lowest.id, rows)
      if (own !== undefined && keyOf([own]) !== keyOf([lowest])) {
        // The listing is older than the lease: it is held, and has been renewed.
        seen = { key: keyOf(leases), since: stampOf(clock) }
        continue
      }
      // By the id that was watched: whoever took it meanwhile has another one.
      await rows.remove(lowest.id)
      return 'taken away'
    }
  }
}

// What cannot be read says no ttl, so nobody can tell when it is over.
function isAbandoned(lease: AnyLease, unchangedMs: number, { ttlMs, takeover }: LeaseTerms): boolean {
  if (takeover === 'never' || lease.owner === undefined) return false
  return unchangedMs >= Math.max(ttlMs, lease.ttlMs)
}

function holderOf([lease]: readonly AnyLease[]): { readonly holder?: string } {
  return lease?.owner === undefined ? {} : { holder: lease.who }
}

function keyOf(leases: readonly AnyLease[]): string {
  const sorted = [...leases].sort((a, b) => byId(a.id, b.id))
  return JSON.stringify(sorted.map(each => [each.id, each.owner, each.owner === undefined ? 0 : each.beat]))
}
