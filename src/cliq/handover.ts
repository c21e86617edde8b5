import { LEARNED_MS } from '../core/pace/ledger.ts'
import type { Book } from '../core/pace/ledger.ts'
import { HANDED, handedOver } from '../core/pace/handover.ts'
import type { HandedOver } from '../core/pace/handover.ts'
import { metaRows } from '../core/pace/leaseRows.ts'
import type { LeaseRow, MetaRows } from '../core/pace/leaseRows.ts'
import type { WiredRows } from './leaseRows.ts'
import { tidied } from './admission.ts'
import { seenOnly } from './coldStart.ts'
import { changeBook } from './book.ts'
import type { Deps, Target } from './connect.ts'
import { budgetsOf } from '../core/pace/pace.ts'
import { bookNameOf } from './tokens.ts'

/**
 * Writes into the ledger what other runs spent, as the rows of their lease tell. `owner` is this run: a later one with the
 * same ledger finds its calls there and passes over its rows. What is in the ledger already is not written twice.
 */
export async function bookHandedOver(
  target: Target,
  { ledger, clock }: Pick<Deps, 'ledger' | 'clock'>,
  owner: string | undefined,
  handed: HandedOver,
): Promise<void> {
  const { windowMs } = budgetsOf(target.rateLimits)
  await changeBook(ledger, bookNameOf(target), clock, (kept, now) => ({
    book: withOthers(tidied(kept, windowMs, now), owner, handed, now),
    found: undefined,
  }))
}

/** What a lease tells whoever takes it: all that its rows and those of other prefixes know of this user's budgets. */
export function heeding(target: Target, deps: Deps, rows: Pick<WiredRows, 'listOthers'>, others: readonly string[]) {
  const { windowMs } = budgetsOf(target.rateLimits)
  return async ({ intents, lockOuts }: MetaRows, { row, inMs, tookOver }: HowTaken): Promise<void> => {
    const asked = deps.clock.monotonic()
    const there = metaRows(await rows.listOthers(others))
    const all = { intents: [...intents, ...there.intents], lockOuts: [...lockOuts, ...there.lockOuts] }
    const sinceMs = inMs + deps.clock.monotonic() - asked
    await bookHandedOver(target, deps, row.owner, handedOver(all, { row, sinceMs, windowMs, tookOver }))
  }
}

interface HowTaken {
  readonly row: LeaseRow
  /** For how long the row was in for certain, ms. */
  readonly inMs: number
  readonly tookOver: boolean
}

function withOthers(book: Book, owner: string | undefined, { calls, lockOuts }: HandedOver, now: number): Book {
  const isNew = (each: { readonly owner: string }) => book.owners[each.owner] === undefined
  // Rows are read with better ages under a lease than before it.
  const kept = seenOnly(book.calls).filter(call => !call.id.startsWith(HANDED))
  const spent = calls
    .filter(isNew)
    .map(({ id, operation, agoMs }) => ({ id, operation, sentAt: now - agoMs, repliedAt: now - agoMs }))
  const locks = lockOuts
    .filter(isNew)
    .flatMap(({ buckets, leftMs, ms }) =>
      buckets.map(
        bucket => [bucket, { until: Math.max(Math.ceil(now + leftMs), book.lockOuts[bucket] ?? 0), ms }] as const,
      ),
    )
  const owners = Object.entries(book.owners).filter(([, at]) => at > now - LEARNED_MS)
  return {
    ...book,
    since: book.since ?? now,
    calls: [...kept, ...spent],
    lockOuts: { ...book.lockOuts, ...Object.fromEntries(locks.map(([bucket, { until }]) => [bucket, until])) },
    trials: { ...book.trials, ...Object.fromEntries(locks) },
    owners: { ...Object.fromEntries(owners), ...(owner !== undefined && { [owner]: now }) },
  }
}
