import type { LiveDatastore, LiveRecord } from '../../core/model/live.ts'
import type { Order } from '../../core/model/order.ts'
import type { CallPlace, WriteCliq } from '../../core/model/ports.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { CarryWork, MigrationWork, RecordValues } from '../../core/model/step.ts'
import { operationOfOrder } from '../../core/rows/carryOrders.ts'
import type { CarryOrder } from '../../core/rows/carryOrders.ts'
import type { RowPlay } from '../../core/rows/rowPlay.ts'
import type { Guard, Holding } from '../guard.ts'
import type { Waits } from '../loop.ts'
import { pause } from '../pause.ts'
import type { Safekeeping } from './safekeeping.ts'
import { fetchSelectedBy } from './looks.ts'
import type { renewing } from './streams.ts'

/** What carrying values takes. */
export interface CarryHands extends Omit<Waits, 'through'> {
  readonly cliq: WriteCliq
  readonly lease: Holding
  readonly guard?: Guard | undefined
  /** Absent where no copies are kept. */
  readonly kept?: Safekeeping | undefined
}

/** Row-work as it goes. */
export interface CarryAtWork {
  readonly step: CarryWork | MigrationWork
  readonly play: RowPlay
  readonly fields: LiveDatastore['datastore']['fields']
  readonly hands: CarryHands
  readonly renew: ReturnType<typeof renewing>
}

/** Writes orders one after another; the first refusal ends it: nothing is lost, since the old field still holds every value. */
export async function writeOrders(orders: readonly CarryOrder[], work: CarryAtWork): Promise<Problem | undefined> {
  const { hands, step, renew } = work
  let isInDoubt = false
  for (const [at, order] of orders.entries()) {
    if (hands.signal.aborted) throw hands.signal.reason
    await renew(order.call === 'update-records' ? 'records.bulkUpdate' : 'records.update')
    const ended = await send(order, work)
    // Whatever ends the run from here on, the lease outlasts it.
    if (ended === 'unknown') hands.lease.doubt()
    if (ended === 'unknown') isInDoubt = true
    else if (ended !== 'done') return ended
    if ((at + 1) % 10 === 0 || at + 1 === orders.length)
      hands.notify({ type: 'rows', datastore: step.datastore, done: at + 1, of: orders.length })
  }
  if (orders.length === 0) return undefined
  // What may still take effect is waited out, and so is a look that lags behind: both would show what was.
  const { lateWindowMs, settleMs } = hands.patience
  if (!isInDoubt) await pause('settle', 'records.list', settleMs, hands)
  else await pause('late-window', 'records.update', lateWindowMs, hands, ms => hands.lease.through(ms, hands.signal))
  return undefined
}

// What somebody else may have written to is looked at right before; it is left to the next look where it has moved.
async function send(order: CarryOrder, work: CarryAtWork): Promise<'done' | 'unknown' | Problem> {
  if (!order.isShown) return sendNow(order, work)
  const { cliq } = work.hands
  const { datastore } = work.step
  const place = await cliq.reserve(operationOfOrder(order), 1)
  try {
    if (order.call === 'update-record') {
      const now = await cliq.fetchRecord(datastore, order.id)
      const set = now === undefined ? {} : work.play.needOf(now).set
      if (now === undefined || Object.keys(set).length === 0) return 'done'
      await keepFirst([now], work)
      return await sendNow({ ...order, set }, work, place)
    }
    const shown = await fetchSelectedBy(order.criteria, datastore, cliq)
    if (shown !== undefined && areMeant(shown.records, order, work.play)) {
      await keepFirst(shown.records, work)
      return await sendNow(order, work, place)
    }
  } finally {
    await place.leave()
  }
  return sendEach(order.ids, order, work)
}

/** Copies what would be written over and is in no copy yet. */
export async function keepFirst(
  records: readonly LiveRecord[],
  { play, hands: { kept } }: Pick<CarryAtWork, 'play' | 'hands'>,
): Promise<void> {
  if (kept === undefined || play.over.length === 0) return
  const isOver = (each: LiveRecord, set: RecordValues) =>
    kept.lacks(
      each,
      play.over.filter(name => Object.hasOwn(set, name)),
    )
  await kept.keep(records.filter(each => isOver(each, play.needOf(each).set)))
}

// The criteria select these records and no other, and each of them still needs just that.
function areMeant(
  records: readonly LiveRecord[],
  { ids, set }: { readonly ids: readonly string[]; readonly set: RecordValues },
  play: RowPlay,
): boolean {
  const asked = new Set(ids)
  const needs = (record: LiveRecord) => play.needOf(record).set
  const isSame = (other: RecordValues) =>
    Object.keys(other).length === Object.keys(set).length &&
    Object.entries(set).every(([name, value]) => other[name] === value)
  return records.length === ids.length && records.every(each => asked.has(each.id) && isSame(needs(each)))
}

async function sendEach(
  ids: readonly string[],
  { set, isShown }: Pick<CarryOrder, 'set' | 'isShown'>,
  work: CarryAtWork,
): Promise<'done' | 'unknown' | Problem> {
  let isInDoubt = false
  for (const id of ids) {
    await work.renew('records.update')
    const one = await send({ call: 'update-record', id, set, isShown }, work)
    if (one === 'unknown') isInDoubt = true
    else if (one !== 'done') return one
  }
  return isInDoubt ? 'unknown' : 'done'
}

async function sendNow(order: CarryOrder, work: CarryAtWork, place?: CallPlace): Promise<'done' | 'unknown' | Problem> {
  const { cliq } = work.hands
  const { datastore } = work.step
  const sent = await cliq.write(wireOf(order, datastore), place)
  if (sent.kind === 'done' || sent.kind === 'unknown') return sent.kind
  if (sent.kind === 'postponed') return 'unknown'
  // What Cliq makes of criteria is its own affair: the same records go by their ids.
  if (order.call === 'update-records') return sendEach(order.ids, order, work)
  // A record that is gone needs nothing.
  const now = await cliq.fetchRecord(datastore, order.id)
  if (now === undefined) return 'done'
  // Cliq may want every mandatory value with each update (C19).
  const whole = { ...mandatoryOf(now, work), ...order.set }
  if (Object.keys(whole).length === Object.keys(order.set).length) return sent.problem
  const again = await cliq.write(wireOf({ ...order, set: whole }, datastore))
  if (again.kind === 'done' || again.kind === 'unknown') return again.kind
  return again.kind === 'postponed' ? 'unknown' : again.problem
}

function wireOf(order: CarryOrder, datastore: string): Order {
  return order.call === 'update-records'
    ? { call: 'update-records', datastore, criteria: order.criteria, values: order.set }
    : { call: 'update-record', datastore, id: order.id, values: order.set }
}

function mandatoryOf({ values }: LiveRecord, { fields }: CarryAtWork): RecordValues {
  const found: Record<string, string | boolean> = {}
  for (const [name, { mandatory }] of fields) {
    const value = values[name]
    if (mandatory && value !== null && value !== undefined && value !== '') found[name] = value
  }
  return found
}
