import type { LiveRecord } from '../../core/live.ts'
import type { Outcome } from '../../core/ports.ts'
import type { RowChange, RowRemoval, RowUpdate } from '../../core/seed.ts'
import type { RowStep } from '../../core/seed/steps.ts'
import { inDoubt, lookAll, moved, pauseFor } from './hands.ts'
import type { Work, RowEnd } from './hands.ts'
import { isReached, isUntouched, updateRow } from './rows.ts'

type Group<Call extends RowStep['call']> = Extract<RowStep, { readonly call: Call }>

/** Updates rows one by one after one look at all of them. The first that is refused or in doubt is the last. */
export async function updateRows({ looks, updates }: Group<'update-record'>, work: Work): Promise<void> {
  return updateEach(updates, await lookAll(looks, work), work)
}

/**
 * Writes the same values into rows by one call, unless a look shows other rows than expected: then those that are
 * unchanged go one by one. Cliq answers with nothing, so each row is read again.
 */
export async function updateGroup(step: Group<'update-records'>, work: Work): Promise<void> {
  const { criteria, set, updates } = step
  const { cliq } = work.hands
  const look = () => lookAll([{ criteria }], work)
  const seen = await look()
  const isReady = (each: RowUpdate) => {
    const record = seen.get(each.id)
    return record !== undefined && !isReached(each, record, work) && isUntouched(each, record, work)
  }
  if (seen.size !== updates.length || !updates.every(isReady)) return updateEach(updates, seen, work)
  await work.before()
  const outcome = await cliq.updateRecords(work.datastore.unique_name, criteria, set)
  if (outcome.kind === 'not-done') return refuse(updates, outcome, work)
  const isDone = (each: RowUpdate, now: ReadonlyMap<string, LiveRecord>) => {
    const record = now.get(each.id)
    return record !== undefined && isReached(each, record, work)
  }
  const now = await patiently(
    outcome,
    'records.bulkUpdate',
    look,
    found => updates.every(each => isDone(each, found)),
    work,
  )
  if (now === undefined) return void work.ended.push(...updates.map(inDoubt))
  const done = updates.filter(each => isDone(each, now))
  const open = updates.filter(each => !isDone(each, now))
  work.ended.push(...done.map((change): RowEnd => ({ change, kind: 'done' })))
  return updateEach(open, now, work)
}

/** Removes rows by their ids in one call, those left out that somebody changed; then reads whether they are gone. */
export async function removeRows({ looks, removals }: Group<'delete-records'>, work: Work): Promise<void> {
  const look = () => lookAll(looks, work)
  const seen = await look()
  const gone = removals.filter(each => !seen.has(each.id))
  const isSame = (each: RowRemoval) => isUntouched(each, seen.get(each.id) ?? { id: each.id, values: {} }, work)
  const open = removals.filter(each => seen.has(each.id) && isSame(each))
  const changed = removals.filter(each => seen.has(each.id) && !isSame(each))
  work.ended.push(...gone.map((change): RowEnd => ({ change, kind: 'skipped' })))
  work.ended.push(...changed.map(change => moved(change, 'was changed')))
  if (open.length === 0) return
  await work.before()
  const outcome = await work.hands.cliq.deleteRecords(
    work.datastore.unique_name,
    open.map(each => each.id),
  )
  if (outcome.kind === 'not-done') return refuse(open, outcome, work)
  const areGone = (found: ReadonlyMap<string, LiveRecord>) => open.every(each => !found.has(each.id))
  const now = await patiently(outcome, 'records.bulkDelete', look, areGone, work)
  for (const change of open)
    work.ended.push(now === undefined || now.has(change.id) ? inDoubt(change) : { change, kind: 'done' })
}

async function updateEach(
  updates: readonly RowUpdate[],
  seen: ReadonlyMap<string, LiveRecord>,
  work: Work,
): Promise<void> {
  for (const update of updates) {
    const end = await updateRow(update, seen.get(update.id), work)
    work.ended.push(end)
    if (end.kind === 'failed' || end.kind === 'unknown' || work.hands.signal.aborted) return
  }
}

// An answer of nothing is proven by a read; what it does not show yet has its time: a read may lag, a write be late.
async function patiently(
  outcome: Outcome<LiveRecord>,
  operation: 'records.bulkUpdate' | 'records.bulkDelete',
  look: () => Promise<Map<string, LiveRecord>>,
  isThere: (found: ReadonlyMap<string, LiveRecord>) => boolean,
  work: Work,
): Promise<ReadonlyMap<string, LiveRecord> | undefined> {
  try {
    if (outcome.kind === 'unknown') await pauseFor('settle', operation, work)
    const first = await look()
    if (isThere(first)) return first
    await pauseFor(outcome.kind === 'unknown' ? 'late-window' : 'settle', operation, work)
    return await look()
  } catch {
    // The write went out and cannot be looked at.
    return undefined
  }
}

function refuse(
  changes: readonly RowChange[],
  { problem }: Extract<Outcome, { readonly kind: 'not-done' }>,
  { ended }: Work,
): void {
  for (const change of changes) ended.push({ change, kind: 'failed', problem })
}
