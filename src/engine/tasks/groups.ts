import type { LiveRecord } from '../../core/model/live.ts'
import type { CallPlace, Sent } from '../../core/model/ports.ts'
import type { RecordValues } from '../../core/model/step.ts'
import { isLast } from '../../core/rows/law.ts'
import type { RowEnd } from '../../core/rows/law.ts'
import type { RowChange, RowRemoval, RowUpdate } from '../../core/rows/seed.ts'
import type { RowStep } from '../../core/rows/seedSteps.ts'
import { longestSince, stampOf } from '../elapsed.ts'
import { carryThrough } from '../loop.ts'
import type { Task } from '../loop.ts'
import { fetchSelectedBy, FRESH_MS, lookAll, movedEnd, reserveLooks, reserveWrites, unknownEnd } from './looks.ts'
import type { RowsAtWork } from './looks.ts'
import { updateRow } from './rows.ts'
import type { Batch } from './rows.ts'

type Group<Call extends RowStep['call']> = Extract<RowStep, { readonly call: Call }>
type Rows = ReadonlyMap<string, LiveRecord>

/** Updates rows one by one after one look at all of them. The first that is refused or in doubt is the last. */
export async function updateRows({ looks, updates }: Group<'update-record'>, work: RowsAtWork): Promise<void> {
  const place = await reserveWrites('records.update', updates.length, work)
  try {
    const looking = await reserveLooks(looks, work)
    const seen = await lookAll(looks, updates, work, looking).finally(() => looking?.leave())
    await updateEach(updates, seen, work, place)
  } finally {
    await place.leave()
  }
}

/**
 * Writes the same values into rows by one call, in the one loop, unless a look shows other rows than expected: then
 * those that are unchanged go one by one.
 */
export async function updateGroup(step: Group<'update-records'>, work: RowsAtWork): Promise<void> {
  const { criteria, set, updates } = step
  const { cliq } = work.hands
  const name = work.datastore.unique_name
  let seen: Rows = new Map()
  const leftOf = (each: RowUpdate, now: Rows) => work.law.left(each, now.get(each.id))
  const task: Task<Rows, RecordValues> = {
    operation: 'records.bulkUpdate',
    title: `update-records ${name}`,
    looksFirst: true,
    reserve: () => reserveWrites('records.bulkUpdate', 1, work),
    left(now = new Map()) {
      if (now.size === updates.length && updates.every(each => leftOf(each, now) === 'done')) return { kind: 'done' }
      // The criteria select these rows and no other, and nobody wrote into one of them.
      const isOurs = now.size === updates.length && updates.every(each => leftOf(each, now) !== 'moved')
      return isOurs ? { kind: 'open', order: set } : { kind: 'surprise', moved: [] }
    },
    // What criteria select is what they will be written by, so nothing else is asked.
    look: async () => (seen = await fetchRows(criteria, work)),
    send: async (values, _, { place }) =>
      unread(await cliq.write({ call: 'update-records', datastore: name, criteria, values }, place)),
    isOwnEffect: () => false,
    moved: () => [],
  }
  const ended = await carryThrough(task, undefined, work.hands)
  switch (ended.kind) {
    case 'done':
    case 'skipped':
      return endAll(updates, ended.kind, work)
    case 'surprise':
      return updateEach(updates, seen, work)
    case 'failed':
      return void work.ended.push(
        ...updates.map(change => ({ change, kind: 'failed', problem: ended.problem }) as const),
      )
    case 'unknown':
      return void work.ended.push(...updates.map(each => unknownEnd(each, ended.why)))
  }
}

/** Removes rows by their ids in one call, in the one loop; those that somebody changed are left out and told. */
export async function removeRows({ looks, removals }: Group<'delete-records'>, work: RowsAtWork): Promise<void> {
  const name = work.datastore.unique_name
  const isOpen = (each: RowRemoval, now: Rows) => {
    const record = now.get(each.id)
    return record !== undefined && work.law.isRemovable(each, record)
  }
  let seen: Rows = new Map()
  let looking: CallPlace | undefined
  const sent = new Set<string>()
  const task: Task<Rows, readonly string[]> = {
    operation: 'records.bulkDelete',
    title: `delete-records ${name}`,
    looksFirst: true,
    async reserve() {
      const place = await reserveWrites('records.bulkDelete', 1, work)
      looking = await reserveLooks(looks, work)
      return place
    },
    left(now = new Map()) {
      const order = removals.filter(each => isOpen(each, now)).map(each => each.id)
      return order.length === 0 ? { kind: 'done' } : { kind: 'open', order }
    },
    async look() {
      const open = removals.filter(each => !sent.has(each.id))
      const place = looking ?? (await reserveLooks(looks, work))
      looking = undefined
      seen = await lookAll(looks, open, work, place).finally(() => place?.leave())
      return seen
    },
    async send(ids, _, { place }) {
      const ended = await work.hands.cliq.write({ call: 'delete-records', datastore: name, ids }, place)
      if (ended.kind !== 'postponed') for (const id of ids) sent.add(id)
      return unread(ended)
    },
    isOwnEffect: () => false,
    moved: () => [],
  }
  const ended = await carryThrough(task, undefined, work.hands)
  for (const change of removals) {
    if (!seen.has(change.id)) work.ended.push({ change, kind: sent.has(change.id) ? 'done' : 'skipped' })
    else if (!isOpen(change, seen)) work.ended.push(movedEnd(change, 'was changed'))
    else if (ended.kind === 'failed') work.ended.push({ change, kind: 'failed', problem: ended.problem })
    else work.ended.push(unknownEnd(change, ended.kind === 'unknown' ? ended.why : undefined))
  }
}

async function fetchRows(criteria: string, { datastore, hands }: RowsAtWork): Promise<Rows> {
  const selected = await fetchSelectedBy(criteria, datastore.unique_name, hands.cliq)
  return new Map((selected?.records ?? []).map(each => [each.id, each] as const))
}

// What one call takes: when it took longer, what was looked at before it is old.
const PROMPT_MS = 3_000

async function updateEach(
  updates: readonly RowUpdate[],
  seen: Rows,
  work: RowsAtWork,
  place?: CallPlace,
): Promise<void> {
  const { clock } = work.hands
  const looked = stampOf(clock)
  let batch: Batch | undefined = place && {
    place,
    lose: () => {
      batch = undefined
    },
  }
  for (const update of updates) {
    const begun = stampOf(clock)
    const end = await updateRow(update, seen.get(update.id), work, batch)
    if (longestSince(begun, clock) >= PROMPT_MS || longestSince(looked, clock) >= FRESH_MS) batch = undefined
    if (batch === undefined) await place?.leave()
    work.ended.push(end)
    if (isLast(end, work.law) || work.hands.signal.aborted) return
  }
}

function endAll(changes: readonly RowChange[], kind: 'done' | 'skipped', { ended }: RowsAtWork): void {
  ended.push(...changes.map((change): RowEnd => ({ change, kind })))
}

// A 204 tells nothing of the rows: they are looked at.
function unread(sent: Sent<LiveRecord>): Sent<Rows> {
  return sent.kind === 'done' ? { kind: 'done' } : sent
}
