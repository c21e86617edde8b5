import { failure } from '../../core/model/failure.ts'
import type { LiveDatastore, LiveRecord } from '../../core/model/live.ts'
import type { RecordOrder } from '../../core/model/ports.ts'
import type { Problem } from '../../core/model/problem.ts'
import { carriesIn } from '../../core/model/step.ts'
import type { CarryWork, MigrationWork, RowWork, VerifiedBy } from '../../core/model/step.ts'
import type { Partners } from '../../core/rows/moves.ts'
import { endsOf, oppositeOrder } from '../../core/rows/opposite.ts'
import { rowPlay } from '../../core/rows/rowPlay.ts'
import { carryOrders, ordersById } from '../../core/rows/carryOrders.ts'
import { ordersByValue } from '../../core/rows/queried.ts'
import type { Need } from '../../core/rows/needs.ts'
import type { Ended } from '../guard.ts'
import { keepFirst, writeOrders } from './carryWrites.ts'
import type { CarryAtWork, CarryHands } from './carryWrites.ts'
import { doQueriesAgree, openProbe, proveByQueries, readInstead } from './queries.ts'
import { renewing } from './streams.ts'
import { fetchLacking, fetchPartners, keptWhile } from './wholeReads.ts'

/** Looks after which values change too fast to be carried. */
const LOOKS = 6
/**
 * Carries values from old fields to their heirs, and those that migrations move: writes what the copy says, then reads every record once after its
 * write, carries again what differs, and goes on until a look finds nothing that differs and no record that no look
 * before has shown. So it ends in the same way from wherever an earlier run was stopped. `copied` are the records as
 * they were read before the first write, `partners` those of other datastores that its copies read.
 */
export async function performCarry(
  step: CarryWork | MigrationWork,
  index: number,
  copied: readonly LiveRecord[],
  seen: LiveDatastore,
  hands: CarryHands,
  partners: Partners = new Map(),
  queried?: CarryQueries,
): Promise<Ended> {
  await hands.guard?.before(step, index)
  hands.guard?.sending(index)
  const { fields } = seen.datastore
  const renew = renewing(hands.lease, step.datastore)
  let work: CarryAtWork = { step, fields, play: rowPlay(step, fields, partners), hands, renew }
  const known = queried?.known ?? new Set(copied.map(each => each.id))
  // Where nobody has listed the records, each is new to the first look, and queries are the second reading.
  const isUnlisted = queried?.listed === 'values' && known.size === 0
  let orders = carryOrders(copied, work.play, fields)
  // The first look comes from the other end than the copy did: what is always cut is cut elsewhere.
  const turned = copied.length > 0 ? oppositeOrder(seen.datastore, endsOf(copied)) : undefined
  const [carry] = carriesIn(step)
  if (queried?.listed === 'values' && carry !== undefined)
    orders = ordersByValue(queried.values ?? [], carry, work.play, fields)
  if (queried?.verify === 'queries') {
    const sample = await openProbe(carry, queried.values, queried.proven, work)
    const refused = await writeOrders(orders, work)
    if (refused !== undefined) return { kind: 'failed', problem: refused }
    const open = typeof sample === 'string' ? sample : await proveByQueries(sample, queried.proven, work)
    if (open === undefined) {
      if (carry !== undefined) queried.proven.add(carry.writes)
      return { kind: 'done', now: seen }
    }
    hands.notify({ type: 'note', problem: readInstead(step.datastore, open) })
    orders = []
  }
  for (let looks = 1; looks <= LOOKS; looks += 1) {
    const refused = await writeOrders(orders, work)
    if (refused !== undefined) return { kind: 'failed', problem: refused }
    work = { ...work, play: rowPlay(step, fields, await fetchPartners(step, hands)) }
    const found = await look(known, work, looks === 1 ? turned : undefined)
    const [wrong] = found.needs.filter(each => each.conflicts.length + each.unfit.length > 0)
    if (wrong !== undefined) return { kind: 'failed', problem: inTheWay(wrong, found.needs, step) }
    const open = found.needs.filter(each => Object.keys(each.set).length > 0)
    await keepFirst(found.over, work)
    orders = ordersById(open, work.play.ways)
    if (orders.length > 0) continue
    const isOnly = isUnlisted && looks === 1
    if (isOnly ? await doQueriesAgree(carry, queried.values, work) : !found.isNew) return { kind: 'done', now: seen }
  }
  return { kind: 'failed', problem: unsettled(step) }
}

/** What queries have to do with a carry. */
export interface CarryQueries {
  /** The values of its old field, all of them plain; undefined where they are not. */
  readonly values: ReadonlySet<string> | undefined
  /** Whether the records were copied before the first write, or their values listed by queries alone. */
  readonly listed: 'records' | 'values'
  readonly verify: VerifiedBy
  /** Records that readings of this run have shown, by id. */
  readonly known: Set<string>
  /** Fields whose values queries have proven in this run. */
  readonly proven: Set<string>
}

interface Found {
  readonly needs: readonly Need[]
  /** Records that would be written over. */
  readonly over: readonly LiveRecord[]
  /** Whether it showed a record that no reading before has shown, or lacked one that is there. */
  readonly isNew: boolean
}

// Every record that was ever seen is in the look, or shown by its own id, or shown gone by it.
async function look(known: Set<string>, { step, play, hands }: CarryAtWork, order?: RecordOrder): Promise<Found> {
  const { cliq } = hands
  const { datastore } = step
  const needs = new Map<string, Need>()
  const over = new Map<string, LiveRecord>()
  const shown = new Set<string>()
  const kept = keptWhile(hands)
  const take = (record: LiveRecord) => {
    kept.tick()
    shown.add(record.id)
    const need = play.needOf(record)
    const isOpen = Object.keys(need.set).length + need.conflicts.length + need.unfit.length > 0
    if (isOpen) needs.set(record.id, need)
    else needs.delete(record.id)
    if (isOpen && play.over.some(name => Object.hasOwn(need.set, name))) over.set(record.id, record)
    else over.delete(record.id)
  }
  const { complete } = await cliq.walkRecords(datastore, take, { order })
  await kept.settled()
  if (!complete) throw failure('BK101', `Cliq did not list all records of ${datastore}`, { hint: AGAIN })
  const missing = [...known].filter(id => !shown.has(id))
  const lacking = await fetchLacking(cliq, datastore, missing)
  if (lacking === undefined) return { needs: [...needs.values()], over: [...over.values()], isNew: true }
  lacking.forEach(take)
  for (const id of missing) if (!shown.has(id)) known.delete(id)
  // A listing that lacks what is there may lack as well what nobody has seen yet, so it proves nothing.
  const isNew = lacking.length > 0 || [...shown].some(id => !known.has(id))
  for (const id of shown) known.add(id)
  return { needs: [...needs.values()], over: [...over.values()], isNew }
}

const AGAIN = 'run the same command again: it reads first and carries what differs'

function inTheWay({ id, conflicts }: Need, needs: readonly Need[], { datastore }: RowWork): Problem {
  const count = needs.filter(each => each.conflicts.length + each.unfit.length > 0).length
  const what = conflicts.length > 0 ? 'have another value in the new field' : 'have a value that does not fit'
  const message = `${count} records of ${datastore} ${what} since they were copied, such as ${id}; nothing was deleted`
  return { code: 'AP106', severity: 'error', message, hint: AGAIN }
}

function unsettled({ datastore }: RowWork): Problem {
  const message = `the records of ${datastore} changed during each of ${LOOKS} reads; nothing was deleted`
  return { code: 'AP107', severity: 'error', message, hint: 'pause what writes there, then run the same command again' }
}
