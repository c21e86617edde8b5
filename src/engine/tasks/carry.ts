import { failure } from '../../core/model/failure.ts'
import type { LiveDatastore, LiveRecord } from '../../core/model/live.ts'
import type { Order } from '../../core/model/order.ts'
import type { WriteCliq } from '../../core/model/ports.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { RecordValues, RowWork } from '../../core/model/step.ts'
import { carryOrders, ordersById } from '../../core/rows/carryOrders.ts'
import type { CarryOrder } from '../../core/rows/carryOrders.ts'
import { needOf } from '../../core/rows/needs.ts'
import type { Need } from '../../core/rows/needs.ts'
import type { Ended, Guard, Holding } from '../guard.ts'
import type { Waits } from '../loop.ts'
import { pause } from '../pause.ts'
import { renewing } from './streams.ts'

/** What carrying values takes. */
export interface CarryHands extends Omit<Waits, 'through'> {
  readonly cliq: WriteCliq
  readonly lease: Holding
  readonly guard?: Guard | undefined
}

/** Looks after which values change too fast to be carried. */
const LOOKS = 6
/** Records that are asked for by their ids; where a look lacks more, it is taken again. */
const ASKED_BY_ID = 20
/** How often the lease is renewed while records are read, ms. */
const RENEWED_MS = 120_000

/**
 * Carries values from old fields to their heirs: writes what the copy says, then reads every record once after its
 * write, carries again what differs, and goes on until a look finds nothing that differs and no record that no look
 * before has shown. So it ends in the same way from wherever an earlier run was stopped. `copied` are the records as
 * they were read before the first write.
 */
export async function performCarry(
  step: RowWork,
  index: number,
  copied: readonly LiveRecord[],
  seen: LiveDatastore,
  hands: CarryHands,
): Promise<Ended> {
  await hands.guard?.before(step, index)
  hands.guard?.sending(index)
  const work: Work = { step, fields: seen.datastore.fields, hands, renew: renewing(hands.lease, step.datastore) }
  const known = new Set(copied.map(each => each.id))
  let orders = carryOrders(copied, step.carries, work.fields)
  for (let looks = 1; looks <= LOOKS; looks += 1) {
    const refused = await write(orders, work)
    if (refused !== undefined) return { kind: 'failed', problem: refused }
    const found = await look(known, work)
    const [wrong] = found.needs.filter(each => each.conflicts.length + each.unfit.length > 0)
    if (wrong !== undefined) return { kind: 'failed', problem: inTheWay(wrong, found.needs, step) }
    orders = ordersById(found.needs.filter(each => Object.keys(each.set).length > 0))
    if (orders.length === 0 && !found.isNew) return { kind: 'done', now: seen }
  }
  return { kind: 'failed', problem: unsettled(step) }
}

interface Work {
  readonly step: RowWork
  readonly fields: LiveDatastore['datastore']['fields']
  readonly hands: CarryHands
  readonly renew: ReturnType<typeof renewing>
}

// The first refusal ends it: nothing is lost, since the old field still holds every value.
async function write(orders: readonly CarryOrder[], work: Work): Promise<Problem | undefined> {
  const { hands, step, renew } = work
  let isInDoubt = false
  for (const [at, order] of orders.entries()) {
    if (hands.signal.aborted) throw hands.signal.reason
    await renew(order.call === 'update-records' ? 'records.bulkUpdate' : 'records.update')
    const ended = await send(order, work)
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

async function send(order: CarryOrder, work: Work): Promise<'done' | 'unknown' | Problem> {
  const { cliq } = work.hands
  const { datastore } = work.step
  const sent = await cliq.write(wireOf(order, datastore))
  if (sent.kind === 'done' || sent.kind === 'unknown') return sent.kind
  if (sent.kind === 'postponed') return 'unknown'
  if (order.call === 'update-records') {
    // What Cliq makes of criteria is its own affair: the same records go by their ids.
    for (const id of order.ids) {
      await work.renew('records.update')
      const one = await send({ call: 'update-record', id, set: order.set }, work)
      if (one !== 'done') return one
    }
    return 'done'
  }
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

function mandatoryOf({ values }: LiveRecord, { fields }: Work): RecordValues {
  const found: Record<string, string | boolean> = {}
  for (const [name, { mandatory }] of fields) {
    const value = values[name]
    if (mandatory && value !== null && value !== undefined && value !== '') found[name] = value
  }
  return found
}

interface Found {
  readonly needs: readonly Need[]
  /** Whether it showed a record that no reading before has shown. */
  readonly isNew: boolean
}

// Every record that was ever seen is in the look, or shown by its own id, or shown gone by it.
async function look(known: Set<string>, { step, fields, hands }: Work): Promise<Found> {
  const { cliq } = hands
  const { datastore, carries } = step
  const needs = new Map<string, Need>()
  const shown = new Set<string>()
  const kept = keptWhile(hands)
  const take = (record: LiveRecord) => {
    kept.tick()
    shown.add(record.id)
    const need = needOf(record, carries, fields)
    const isOpen = Object.keys(need.set).length + need.conflicts.length + need.unfit.length > 0
    if (isOpen) needs.set(record.id, need)
    else needs.delete(record.id)
  }
  const { complete } = await cliq.walkRecords(datastore, take)
  await kept.settled()
  if (!complete) throw failure('BK101', `Cliq did not list all records of ${datastore}`, { hint: AGAIN })
  const missing = [...known].filter(id => !shown.has(id))
  if (missing.length > ASKED_BY_ID) return { needs: [...needs.values()], isNew: true }
  for (const id of missing) {
    const record = await cliq.fetchRecord(datastore, id)
    if (record === undefined) known.delete(id)
    else take(record)
  }
  const isNew = [...shown].some(id => !known.has(id))
  for (const id of shown) known.add(id)
  return { needs: [...needs.values()], isNew }
}

/** Keeps the lease while something long is read: `tick` may be called as often as one likes. */
export function keptWhile({ lease, clock }: Pick<CarryHands, 'lease' | 'clock'>): {
  readonly tick: () => void
  readonly settled: () => Promise<void>
} {
  let last = clock.monotonic()
  let renewed = Promise.resolve()
  return {
    tick() {
      if (clock.monotonic() - last < RENEWED_MS) return
      last = clock.monotonic()
      renewed = renewed.then(() => lease.renew())
      // Told when it is waited for.
      renewed.catch(() => undefined)
    },
    settled: () => renewed,
  }
}

const AGAIN = 'run the same command again: it reads first and carries what differs'

function inTheWay({ id, conflicts }: Need, needs: readonly Need[], { datastore }: RowWork): Problem {
  const count = needs.filter(each => each.conflicts.length + each.unfit.length > 0).length
  const what = conflicts.length > 0 ? 'have another value in the new field' : 'have a value that does not fit'
  const message = `${count} records of ${datastore} ${what} since they were copied, such as ${id}; nothing was deleted`
  return { code: 'AP104', severity: 'error', message, hint: AGAIN }
}

function unsettled({ datastore }: RowWork): Problem {
  const message = `the records of ${datastore} changed during each of ${LOOKS} reads; nothing was deleted`
  return { code: 'AP105', severity: 'error', message, hint: 'pause what writes there, then run the same command again' }
}
