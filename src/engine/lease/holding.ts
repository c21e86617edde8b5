import { Failure } from '../../core/model/failure.ts'
import { intentValues, KEPT_INTENTS, lockOutValues, metaRows } from '../../core/pace/leaseRows.ts'
import type { IntentRow, LeaseRow, Sends } from '../../core/pace/leaseRows.ts'
import { WINDOW_MS } from '../../core/pace/pace.ts'
import type { Rank } from '../../core/model/ports.ts'
import type { Problem } from '../../core/model/problem.ts'
import { longestSince, shortestSince, stampOf } from '../elapsed.ts'
import { pause } from '../pause.ts'
import type { Attempt, LeaseDeps, LeaseTerms } from './contest.ts'
import { check, goBeside, listOurs, lost, renew, settle, sleepRenewing, TRIES, unclear, waitForLate } from './held.ts'
import type { LeaseInHand } from './held.ts'
import { rememberMigration } from './remembering.ts'

/** The org's lease while it is ours. */
export interface OrgLease {
  /** The owner in its row; `unlock` must name it. */
  readonly id: string
  /** Throws a Failure LE107 once the lease may have run out: what is not sent yet must not be sent. */
  check(): void
  /** Unix ms from which it throws, unless it is renewed before. */
  ends(): number
  /** Proves before a write that the lease is still ours. Throws a Failure: LE102 lost, LE107 run out, LE109 not to be told. */
  renew(rank?: Rank): Promise<void>
  /** Writes down, before a write, that it is about to go: another run that believes it holds the lease collides here. Throws like `renew`. */
  intend(digest: string, rank?: Rank, sends?: Sends): Promise<void>
  /** Lets later runs see what Cliq refuses, and for how long, ms. Costs one write, which nothing waits for. */
  lockedOut(buckets: readonly string[], ms: number): void
  /** Writes down that a migration ran; that row is no intent and stays. Throws a Failure where nobody can tell whether it does. */
  remember(migration: string, digest: string): Promise<void>
  /** A write of ours may still take effect: the lease is not given back before the late window is over. */
  doubt(): void
  /** Waits, renewing as needed. */
  through(ms: number): Promise<void>
  /** Gives the lease back; a problem when it could not, which is no reason to fail: it runs out by itself. */
  release(): Promise<Problem | undefined>
}

/** Keeps a lease that was just taken. */
export function holdLease(
  environment: string,
  taken: Attempt & { readonly kind: 'owned' },
  { ttlMs }: LeaseTerms,
  deps: LeaseDeps,
): OrgLease {
  const { intents } = taken.rows
  const held: LeaseInHand = {
    environment,
    row: taken.row,
    ttlMs,
    deps,
    renewed: taken.from,
    beat: taken.row.beat,
    lastSeq: Math.max(0, ...intents.map(each => each.seq)),
    intents,
    beside: new Set(),
    leaving: new Set(),
    doubt: undefined,
    gone: undefined,
  }
  const { clock } = deps
  return {
    id: held.row.owner,
    check: () => check(held),
    ends: () => clock.now() + ttlMs / 2 - longestSince(held.renewed, clock),
    renew: rank => renew(held, rank),
    intend: (digest, rank, sends) => intend(held, { digest, ...(sends && { sends }) }, rank),
    lockedOut: (buckets, ms) => tellLockOut(held, buckets, ms),
    remember: (migration, digest) => rememberMigration(held, { migration, digest }),
    through: ms => sleepRenewing(held, ms),
    release: () => release(held),
    doubt: () => {
      held.doubt = stampOf(clock)
    },
  }
}

function tellLockOut(held: LeaseInHand, buckets: readonly string[], ms: number): void {
  const { rows, clock } = held.deps
  // It would wait for the end of what it tells of.
  if (buckets.some(each => each === 'records.insert' || each === 'record calls')) return
  const values = lockOutValues({ owner: held.row.owner, buckets, ms }, Math.floor(clock.now()))
  goBeside(held, () => rows.insert(values))
}

async function intend(held: LeaseInHand, intent: Pick<IntentRow, 'digest' | 'sends'>, rank?: Rank): Promise<void> {
  const { rows, patience } = held.deps
  const { owner } = held.row
  held.lastSeq += 1
  const seq = held.lastSeq
  for (let tries = 0; tries < TRIES; tries += 1) {
    check(held)
    const outcome = await rows.insert(intentValues({ ...intent, seq, owner }), rank)
    if (outcome.kind === 'not-done' && outcome.problem.code !== 'RF111') throw new Failure([outcome.problem])
    if (outcome.kind === 'unknown') await settle(held)
    // A read may lag behind the row that it looks for.
    for (let reads = 0; reads < TRIES; reads += 1) {
      if (await isWritten(held, { seq, digest: intent.digest })) return check(held)
      if (outcome.kind !== 'done' && reads === 0) await waitForLate(held, patience.lateWindowMs)
      else await settle(held)
    }
  }
  throw unclear(held.environment)
}

// Throws where the place of the intent, or one behind it, is somebody else's.
async function isWritten(held: LeaseInHand, { seq, digest }: Pick<IntentRow, 'seq' | 'digest'>): Promise<boolean> {
  const { row } = held
  // Before all others: who reads the intent later takes its call for sent right after it.
  held.intents = (await listOurs(held, undefined)).intents
  const [first] = held.intents.filter(each => each.seq === seq)
  if (first === undefined) return false
  const isOurs = first.owner === row.owner && first.digest === digest
  if (!isOurs || !held.intents.every(each => isPast(each, seq, row)))
    throw lost(held, 'LE102', 'is held by another run too')
  dropOldest(held)
  return true
}

// Of a run of any length as many rows lie there, so that each look at them is one call.
function dropOldest(held: LeaseInHand): void {
  const { intents, leaving, deps } = held
  const [oldest] = beyondKept(intents, deps.windowMs).filter(each => !leaving.has(each.id))
  if (oldest === undefined) return
  leaving.add(oldest.id)
  goBeside(held, () => deps.rows.remove(oldest.id))
}

async function release(held: LeaseInHand): Promise<Problem | undefined> {
  const { row, environment, deps, doubt } = held
  const { clock, signal } = deps
  const { lateWindowMs } = deps.patience
  try {
    check(held)
    if (doubt !== undefined && signal.aborted) return unreleased(environment, 'a call is in doubt')
    if (doubt !== undefined)
      await waitForLate(held, Math.min(lateWindowMs, Math.max(0, lateWindowMs - shortestSince(doubt, clock))))
    const parting = deps.parting ?? deps.rows
    await Promise.all(held.beside)
    const left = held.intents.filter(each => !held.leaving.has(each.id))
    for (const { id } of beyondKept(left, deps.windowMs)) await parting.remove(id)
    return await giveBack(row, environment, { ...deps, rows: parting })
  } catch (error) {
    return unreleased(environment, error instanceof Error ? error.message : 'the run was interrupted')
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

async function giveBack(row: LeaseRow, environment: string, deps: LeaseDeps): Promise<Problem | undefined> {
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
