import { Failure, failure } from '../../core/model/failure.ts'
import { intentValues, KEPT_INTENTS, leaseValues, lockOutValues, metaRows } from '../../core/pace/leaseRows.ts'
import type { IntentRow, LeaseRow, Sends } from '../../core/pace/leaseRows.ts'
import { WINDOW_MS } from '../../core/pace/pace.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { Attempt, LeaseDeps, LeaseTerms } from './contest.ts'
import { longestSince, shortestSince, stampOf } from '../elapsed.ts'
import { pause } from '../pause.ts'
import type { Stamp } from '../elapsed.ts'

/** The org's lease while it is ours. */
export interface OrgLease {
  /** The owner in its row; `unlock` must name it. */
  readonly id: string
  /** Throws a Failure LE107 once the lease may have run out: what is not sent yet must not be sent. */
  check(): void
  /** Unix ms from which it throws, unless it is renewed before. */
  ends(): number
  /** Proves before a write that the lease is still ours. Throws a Failure: LE102 lost, LE107 run out, LE109 not to be told. */
  renew(rank?: number): Promise<void>
  /** Writes down, before a write, that it is about to go: another run that believes it holds the lease collides here. Throws like `renew`. */
  intend(digest: string, rank?: number, sends?: Sends): Promise<void>
  /** Lets later runs see what Cliq refuses, and for how long, ms. Costs one write, which nothing waits for. */
  lockedOut(buckets: readonly string[], ms: number): void
  /** A write of ours may still take effect: the lease is not given back before the late window is over. */
  doubt(): void
  /** Waits, renewing as needed. */
  through(ms: number): Promise<void>
  /** Gives the lease back; a problem when it could not, which is no reason to fail: it runs out by itself. */
  release(): Promise<Problem | undefined>
}

const RENEWALS = 3

/** Keeps a lease that was just taken. */
export function holdLease(
  environment: string,
  taken: Attempt & { readonly kind: 'owned' },
  { ttlMs }: LeaseTerms,
  deps: LeaseDeps,
): OrgLease {
  const { rows, clock, notify, patience, signal } = deps
  const { row } = taken
  // What is on its way to an end is not interrupted.
  const settle = () => pause('settle', 'records.list', patience.settleMs, { clock, notify })
  let renewed = taken.from
  let beat = row.beat
  let lastSeq = Math.max(0, ...taken.rows.intents.map(each => each.seq))
  let intents: readonly IntentRow[] = taken.rows.intents
  const beside = new Set<Promise<unknown>>()
  const leaving = new Set<string>()
  let doubt: Stamp | undefined
  let gone: Failure | undefined
  const lose = (code: string, why: string): Failure => {
    const hint = 'run the same command again: it reads first and sends what is missing'
    gone ??= failure(code, `the lease of ${environment} ${why}, so nothing more was sent`, { hint })
    return gone
  }
  const check = () => {
    if (gone !== undefined) throw gone
    // Half of the ttl: long before anyone may take it over.
    if (longestSince(renewed, clock) >= ttlMs / 2) throw lose('LE107', 'was not renewed in time')
  }
  const seen = async (rank?: number) => {
    const found = metaRows(await rows.list(rank))
    if (!found.leases.some(each => each.id === row.id && each.owner === row.owner))
      throw lose('LE102', 'was taken away')
    return found
  }
  const renew = async (rank?: number) => {
    for (let tries = 0; tries < RENEWALS; tries += 1) {
      check()
      const from = stampOf(clock)
      beat += 1
      const now: Omit<LeaseRow, 'id'> = { ...row, beat }
      const outcome = await rows.update(row.id, leaseValues(now), rank)
      if (outcome.kind === 'not-done')
        throw outcome.problem.code === 'RF102' ? lose('LE102', 'was taken away') : new Failure([outcome.problem])
      if (outcome.kind === 'unknown') await settle()
      const isRenewed =
        outcome.kind === 'done' ||
        (await seen(rank)).leases.some(each => each.owner === row.owner && each.beat === now.beat)
      if (!isRenewed) continue
      // Side by side the later request counts.
      if (from.monotonic > renewed.monotonic) renewed = from
      return check()
    }
    throw unclear(environment)
  }
  const through = async (ms: number) => {
    for (let left = ms; left > 0;) {
      await renew()
      const slice = Math.min(left, ttlMs / 4)
      await clock.sleep(slice, signal)
      left -= slice
    }
  }
  const told = (ms: number) => pause('late-window', 'records.insert', ms, { clock, notify }, through)
  // What goes beside the writes: nothing waits for it but the end, and nothing stops for it.
  const goBeside = (call: () => Promise<unknown>) => {
    const going = call().catch(() => undefined)
    beside.add(going)
    void going.then(() => beside.delete(going))
  }
  // Of a run of any length as many rows lie there, so that each look at them is one call.
  const leaveOldest = () => {
    const [oldest] = beyondKept(intents, deps.windowMs).filter(each => !leaving.has(each.id))
    if (oldest === undefined) return
    leaving.add(oldest.id)
    goBeside(() => rows.remove(oldest.id))
  }
  const intend = async (digest: string, rank?: number, sends?: Sends) => {
    lastSeq += 1
    const seq = lastSeq
    const isOurs = (each: IntentRow) => each.owner === row.owner && each.digest === digest
    for (let tries = 0; tries < RENEWALS; tries += 1) {
      check()
      const outcome = await rows.insert(intentValues({ seq, owner: row.owner, digest, ...(sends && { sends }) }), rank)
      if (outcome.kind === 'not-done' && outcome.problem.code !== 'RF111') throw new Failure([outcome.problem])
      if (outcome.kind === 'unknown') await settle()
      // A read may lag behind the row that it looks for.
      for (let reads = 0; reads < RENEWALS; reads += 1) {
        intents = (await seen(rank)).intents
        const [first] = intents.filter(each => each.seq === seq)
        if (first !== undefined && isOurs(first) && intents.every(each => isPast(each, seq, row))) {
          leaveOldest()
          return check()
        }
        if (first !== undefined) throw lose('LE102', 'is held by another run too')
        if (outcome.kind !== 'done' && reads === 0) await told(patience.lateWindowMs)
        else await settle()
      }
    }
    throw unclear(environment)
  }
  const release = async () => {
    try {
      check()
      if (doubt !== undefined && signal.aborted) return unreleased(environment, 'a call is in doubt')
      if (doubt !== undefined)
        await told(Math.min(patience.lateWindowMs, Math.max(0, patience.lateWindowMs - shortestSince(doubt, clock))))
      const parting = deps.parting ?? rows
      await Promise.all(beside)
      const left = intents.filter(each => !leaving.has(each.id))
      for (const { id } of beyondKept(left, deps.windowMs)) await parting.remove(id)
      return await given(row, environment, { ...deps, rows: parting })
    } catch (error) {
      return unreleased(environment, error instanceof Error ? error.message : 'the run was interrupted')
    }
  }
  return {
    id: row.owner,
    check,
    ends: () => clock.now() + ttlMs / 2 - longestSince(renewed, clock),
    renew,
    intend,
    lockedOut(buckets, ms) {
      // It would wait for the end of what it tells of.
      if (buckets.some(each => each === 'records.insert' || each === 'record calls')) return
      goBeside(() => rows.insert(lockOutValues({ owner: row.owner, buckets, ms }, Math.floor(clock.now()))))
    },
    through,
    release,
    doubt: () => {
      doubt = stampOf(clock)
    },
  }
}

// Those that came before the newest fifty, oldest first, unless Cliq's own times show that they still count as a ledger.
function beyondKept(intents: readonly IntentRow[], windowMs = WINDOW_MS): readonly IntentRow[] {
  const sorted = intents.toSorted((a, b) => a.seq - b.seq)
  const newest = Math.max(0, ...sorted.map(each => each.addedAt ?? 0))
  return sorted
    .slice(0, Math.max(0, sorted.length - KEPT_INTENTS))
    .filter(({ addedAt }) => addedAt === undefined || newest - addedAt >= windowMs)
}

// A later intent of someone else means that two runs write at once.
function isPast(intent: IntentRow, seq: number, { owner }: LeaseRow): boolean {
  return intent.owner === owner || intent.seq < seq
}

async function given(row: LeaseRow, environment: string, deps: LeaseDeps): Promise<Problem | undefined> {
  for (let tries = 0; tries < 2; tries += 1) {
    const outcome = await deps.rows.remove(row.id)
    if (outcome.kind === 'done' || outcome.problem.code === 'RF102') return undefined
    await pause('settle', 'records.list', deps.patience.settleMs, { clock: deps.clock, notify: deps.notify })
    if (!metaRows(await deps.rows.list()).leases.some(each => each.id === row.id)) return undefined
  }
  return unreleased(environment, 'Cliq did not confirm it')
}

function unreleased(environment: string, why: string): Problem {
  const message = `the lease of ${environment} was not released: ${why}; it expires by itself`
  return {
    code: 'LE108',
    severity: 'warning',
    message,
    hint: 'the next apply waits for it, or cliq-ds unlock releases it',
  }
}

function unclear(environment: string): Failure {
  const hint = 'run the same command again; if it persists, check the Zoho status page'
  return failure('LE109', `whether the lease of ${environment} is still ours is unknown`, { hint })
}
