import { Failure, failure } from '../../core/model/failure.ts'
import { byId } from '../../core/model/catalog.ts'
import { leaseValues, metaRows } from '../../core/pace/leaseRows.ts'
import type { LeaseRow, MalformedLease, MetaRows } from '../../core/pace/leaseRows.ts'
import type { Clock, Interrupt, Notify } from '../../core/model/ports.ts'
import type { Problem } from '../../core/model/problem.ts'
import { longestSince, shortestSince, stampOf } from '../elapsed.ts'
import type { Stamp } from '../elapsed.ts'
import type { Patience } from '../loop.ts'
import { pause } from '../pause.ts'
import type { LeaseRows, RowOutcome } from './rows.ts'

/** How a lease is taken and kept. */
export interface LeaseTerms {
  readonly ttlMs: number
  /** How long to wait for a lease that is held; 0 refuses at once. */
  readonly waitMs: number
  readonly takeover: 'stale' | 'never'
  /** Who asks, for people. */
  readonly who: string
  /** URL of the pipeline's run; '' where there is none. */
  readonly run: string
}

/** What the protocol needs of the world. */
export interface LeaseDeps {
  readonly rows: LeaseRows
  /** The same rows, reached even after an interrupt: what is given back then. Default `rows`. */
  readonly parting?: LeaseRows
  readonly clock: Clock
  readonly notify: Notify
  readonly patience: Patience
  /** 128 random bits in hex, other ones each time. */
  readonly random: () => string
  readonly signal: Interrupt
  /** Hears of the rows that lay there when the lease was taken: they tell what others spent. */
  readonly heed?: (rows: MetaRows, taken: Taken) => Promise<void>
  /** Length of the longest window: intents of that age count for nobody, ms. Default a minute. */
  readonly windowMs?: number
}

/** A lease that was taken, as far as the ages of other rows depend on it. */
export interface Taken {
  readonly row: LeaseRow
  /** For how long the row was in for certain, ms. */
  readonly inMs: number
  /** Whether a lease that was not given back was taken away for it. */
  readonly tookOver: boolean
}

export type AnyLease = LeaseRow | MalformedLease

/**
 * The lease of this id as its own record shows it, undefined where there is none: a listing may be old, or lack a
 * column, and who is to lose a lease is not told by one alone.
 */
export async function fetchLease(id: string, rows: LeaseRows): Promise<AnyLease | undefined> {
  const record = await rows.get(id)
  return record && metaRows([record]).leases[0]
}

/** How an attempt ended. */
export type Attempt =
  | {
      readonly kind: 'owned'
      readonly row: LeaseRow
      /** Before the row was sent: the lease counts from here. */
      readonly from: Stamp
      /** When the row was in for certain. */
      readonly inAt: Stamp
      readonly rows: MetaRows
    }
  /** Someone has it; `leases` are the rows seen, none when only Cliq's refusal told. */
  | { readonly kind: 'held'; readonly leases: readonly AnyLease[] }
  /** What was sent never arrived, and nobody has it. */
  | { readonly kind: 'unsent'; readonly problem: Problem }

/**
 * Inserts a row of its own and believes only what it reads back: it owns the lease when two reads, a settling time
 * apart, show exactly its row. Of several rows the lowest id stays, and each of the others is removed by its own run.
 */
export async function contend(terms: LeaseTerms, deps: LeaseDeps): Promise<Attempt> {
  const { rows, clock, patience } = deps
  const owner = deps.random()
  const { ttlMs, who, run } = terms
  const from = stampOf(clock)
  const outcome = await rows.insert(leaseValues({ owner, beat: 0, ttlMs, since: clock.now(), who, run }))
  if (outcome.kind === 'not-done') {
    if (outcome.problem.code !== 'RF111') throw new Failure([outcome.problem])
    return { kind: 'held', leases: metaRows(await rows.list()).leases }
  }
  try {
    // Without a reply the row may yet appear: it has to be there or nowhere before anyone looks.
    if (outcome.kind === 'unknown')
      await pause('late-window', 'records.insert', patience.lateWindowMs, { ...deps, open: outcome.problem })
    return await proven(owner, { from, inAt: stampOf(clock) }, terms, outcome, deps)
  } catch (error) {
    await removeOwn(owner, deps).catch(() => undefined)
    throw error
  }
}

async function proven(
  owner: string,
  { from, inAt }: { readonly from: Stamp; readonly inAt: Stamp },
  { ttlMs }: LeaseTerms,
  sent: RowOutcome,
  deps: LeaseDeps,
): Promise<Attempt> {
  const { rows, clock, patience } = deps
  let alone: Stamp | undefined
  for (;;) {
    // The time between two reads is counted from the end of the first to the start of the second.
    const apart = alone === undefined ? 0 : shortestSince(alone, clock)
    const seen = metaRows(await rows.list())
    const { leases } = seen
    const mine = leases.find(each => each.owner === owner)
    const [lowest, ...others] = leases
    if (mine === undefined && sent.kind === 'unknown')
      return lowest === undefined ? { kind: 'unsent', problem: sent.problem } : { kind: 'held', leases }
    if (mine !== undefined && lowest?.owner !== owner) {
      await removeOwn(owner, deps)
      return { kind: 'held', leases: leases.filter(each => each.owner !== owner) }
    }
    const isAlone = mine?.owner !== undefined && others.length === 0
    if (isAlone && alone !== undefined && apart >= patience.settleMs && longestSince(from, clock) < ttlMs / 2)
      return { kind: 'owned', row: mine, from, inAt, rows: seen }
    if (longestSince(from, clock) >= Math.min(ttlMs / 2, 2 * patience.lateWindowMs + 4 * patience.settleMs)) {
      await removeOwn(owner, deps)
      return { kind: 'held', leases: leases.filter(each => each.owner !== owner) }
    }
    alone = isAlone ? (alone ?? stampOf(clock)) : undefined
    await pause('settle', 'records.list', patience.settleMs, deps)
  }
}

// A read may lag behind: a row that was inserted and is not seen yet is looked for again.
async function removeOwn(owner: string, deps: LeaseDeps): Promise<void> {
  const { clock, notify, patience } = deps
  const rows = deps.parting ?? deps.rows
  for (let tries = 0; tries < 3; tries += 1) {
    const mine = metaRows(await rows.list()).leases.filter(each => each.owner === owner)
    for (const { id } of mine) {
      const { kind } = await rows.remove(id)
      if (kind === 'done') return
    }
    await pause('settle', 'records.list', patience.settleMs, { clock, notify })
  }
}

/** The lease that stands in the way, with who has it, for how long and how to free it. */
export function heldFailure(leases: readonly AnyLease[], environment: string, clock: Clock): Failure {
  const [first] = [...leases].sort((a, b) => byId(a.id, b.id))
  if (first === undefined)
    return failure('LE101', `the lease of ${environment} is held by a run that cannot be seen yet`, {
      hint: 'wait for it to end, or set lease.waitMs',
    })
  const free = `cliq-ds unlock ${first.owner ?? first.id} frees it if that run has died; otherwise wait for it to end`
  if (first.owner === undefined)
    return failure('LE103', `the lease of ${environment} cannot be read, so it counts as held: record ${first.id}`, {
      hint: free,
    })
  const run = first.run === '' ? '' : `, run ${first.run}`
  const message = `the lease of ${environment} is held by ${first.who}${run}, for ${ageText(clock.now() - first.since)} by that machine's clock`
  return failure('LE101', message, { hint: `${free}, or set lease.waitMs` })
}

function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
