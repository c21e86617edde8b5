import { failure } from '../../core/model/failure.ts'
import type { Datastore } from '../../core/model/catalog.ts'
import type { LiveRecord } from '../../core/model/live.ts'
import type { CallPlace } from '../../core/model/ports.ts'
import type { RecordValues } from '../../core/model/step.ts'
import type { RowEnd } from '../../core/rows/law.ts'
import type { RowChange, RowInsert, RowUpdate } from '../../core/rows/seed.ts'
import { isHidden } from '../../core/model/secrecy.ts'
import { carryThrough } from '../loop.ts'
import type { EndedWith, Left, Task } from '../loop.ts'
import { movedEnd, reserveWrites, unknownEnd } from './looks.ts'
import type { RowsAtWork } from './looks.ts'

/** Inserts one row in the one loop: after a lost answer a look for it tells whether it is there. */
export async function insertRow(insert: RowInsert, work: RowsAtWork): Promise<RowEnd> {
  const { datastore, hands, before, law } = work
  const { unique_name } = datastore
  const task: Task<LiveRecord, RecordValues> = {
    operation: 'records.insert',
    title: `insert-record ${unique_name} ${insert.name}`,
    looksFirst: false,
    left(now) {
      if (now === undefined) return { kind: 'open', order: insert.row.values }
      return law.isInserted(insert, now) ? { kind: 'done' } : { kind: 'surprise', moved: [] }
    },
    look: () => fetchInserted(insert, work),
    async send(values) {
      await before('records.insert')
      return hands.cliq.write({ call: 'insert-record', datastore: unique_name, values })
    },
    // A row of this key may be our own of a lost answer.
    isOwnEffect: problem => problem.code === 'RF111',
    moved: () => [],
  }
  return endOf(insert, await carryThrough(task, undefined, hands), () => 'already exists with other values')
}

/** Rows that were looked at together, and room to write them; `lose` is called when what was seen has become old. */
export interface Batch {
  readonly place: CallPlace
  readonly lose: () => void
}

/** What a look found of a row: undefined for one that is gone. */
interface Seen {
  readonly record: LiveRecord | undefined
}

/**
 * Updates one row by its id in the one loop. `now` is the row as it was looked at in its batch; without a batch it is
 * looked at again.
 */
export async function updateRow(
  update: RowUpdate,
  now: LiveRecord | undefined,
  work: RowsAtWork,
  batch?: Batch,
): Promise<RowEnd> {
  const { datastore, hands, law } = work
  const name = datastore.unique_name
  let isGone = batch !== undefined && now === undefined
  const write = (values: RecordValues, place: CallPlace | undefined) =>
    hands.cliq.write({ call: 'update-record', datastore: name, id: update.id, values }, place)
  const task: Task<Seen, RecordValues> = {
    operation: 'records.update',
    title: `update-record ${name} ${update.name}`,
    looksFirst: batch === undefined,
    async reserve() {
      await batch?.place.leave()
      batch?.lose()
      return reserveWrites('records.update', 1, work)
    },
    left: (seen): Left<RecordValues> => {
      const left = law.left(update, seen?.record)
      if (left === 'done') return { kind: 'done' }
      return left === 'moved' ? { kind: 'surprise', moved: [] } : { kind: 'open', order: left }
    },
    look: async () => {
      // Whatever made a look necessary took its time.
      batch?.lose()
      const record = await hands.cliq.fetchRecord(name, update.id)
      isGone = record === undefined
      return { record }
    },
    async send(order, seen, { place = batch?.place }) {
      const sent = await write(order, place)
      if (sent.kind === 'done')
        return sent.answer === undefined ? { kind: 'done' } : { kind: 'done', answer: { record: sent.answer } }
      if (sent.kind !== 'not-done' || sent.problem.code !== 'RF112' || seen?.record === undefined) return sent
      // Cliq may want every mandatory value with each update (C19).
      const whole = { ...mandatoryOf(seen.record, datastore), ...order }
      if (Object.keys(whole).length === Object.keys(order).length) return sent
      const again = await write(whole, place)
      return again.kind === 'done' ? { kind: 'done' } : again
    },
    isOwnEffect: () => false,
    moved: () => [],
  }
  const ended = await carryThrough(task, batch === undefined ? undefined : { record: now }, hands)
  return endOf(update, withRecord(ended), () => (isGone ? 'was removed' : 'was changed'))
}

async function fetchInserted(
  insert: RowInsert,
  { law, datastore, hands }: RowsAtWork,
): Promise<LiveRecord | undefined> {
  const search = law.find(insert)
  if (search === undefined) throw failure('SD118', `without a key it is unknown whether ${insert.name} was written`)
  const { unique_name } = datastore
  const { records, complete } =
    search.criteria === undefined
      ? await hands.cliq.fetchRecords(unique_name, Infinity)
      : await hands.cliq.fetchSelected(unique_name, search.criteria)
  if (!complete) throw failure('SD112', `Cliq did not list all rows of ${unique_name}`)
  return search.among(records)
}

function mandatoryOf({ values }: LiveRecord, { fields }: Datastore): RecordValues {
  const found: Record<string, string | boolean> = {}
  for (const [name, each] of fields) {
    const value = values[name]
    if (each.mandatory && !isHidden(each) && value !== null && value !== undefined) found[name] = value
  }
  return found
}

function withRecord(ended: EndedWith<Seen>): EndedWith<LiveRecord> {
  return 'now' in ended ? { kind: ended.kind, now: ended.now?.record } : ended
}

function endOf(change: RowChange, ended: EndedWith<LiveRecord>, what: () => string): RowEnd {
  switch (ended.kind) {
    case 'done':
    case 'skipped':
      return { change, kind: ended.kind, id: ended.now?.id }
    case 'surprise':
      return movedEnd(change, what())
    case 'failed':
      return {
        change,
        kind: 'failed',
        problem: { ...ended.problem, message: `${change.name}: ${ended.problem.message}` },
      }
    case 'unknown':
      return unknownEnd(change, ended.why)
  }
}
