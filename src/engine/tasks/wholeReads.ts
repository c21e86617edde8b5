import type { Datastore } from '../../core/model/catalog.ts'
import { failure } from '../../core/model/failure.ts'
import type { LiveRecord } from '../../core/model/live.ts'
import type { ReadCliq, RecordOrder } from '../../core/model/ports.ts'
import type { RowWork } from '../../core/model/step.ts'
import { partnersOf } from '../../core/plan/workFields.ts'
import { endsOf, oppositeOrder } from '../../core/rows/opposite.ts'
import type { Partners } from '../../core/rows/moves.ts'
import type { CarryHands } from './carryWrites.ts'

/** How often the lease is renewed while records are read, ms. */
const RENEWED_MS = 120_000

/** The records of other datastores that copies read, anew for each look: one reading may lack what the next one shows. */
export async function fetchPartners(step: RowWork, hands: CarryHands): Promise<Partners> {
  const found = new Map<string, readonly LiveRecord[]>()
  for (const name of new Set(partnersOf(step).map(each => each.datastore)))
    found.set(name, await fetchWhole(hands.cliq, name, hands))
  return found
}

/** All records of a datastore, keeping the lease meanwhile. Throws BK101 where Cliq does not show them to their end. */
export async function fetchWhole(
  cliq: Pick<ReadCliq, 'walkRecords'>,
  name: string,
  about: Pick<CarryHands, 'lease' | 'clock'>,
  order?: RecordOrder,
): Promise<readonly LiveRecord[]> {
  const records = new Map<string, LiveRecord>()
  const kept = keptWhile(about)
  const take = (record: LiveRecord) => {
    kept.tick()
    records.set(record.id, record)
  }
  const { complete } = await cliq.walkRecords(name, take, { order })
  await kept.settled()
  if (complete) return [...records.values()]
  throw failure('BK101', `Cliq did not show the records of ${name} to their end, so there is no whole copy`, {
    hint: 'run the same command again',
  })
}

/**
 * All records once more, asked for from the other end than `before` was read: a listing that is always cut is cut
 * elsewhere. Where that shows fewer and none other, Cliq may lose some between such pages, and its own order counts.
 */
export async function fetchOpposite(
  cliq: Pick<ReadCliq, 'walkRecords'>,
  name: string,
  about: Pick<CarryHands, 'lease' | 'clock'>,
  before: { readonly datastore: Datastore; readonly records: readonly LiveRecord[] },
): Promise<readonly LiveRecord[]> {
  const order = oppositeOrder(before.datastore, endsOf(before.records))
  const turned = await fetchWhole(cliq, name, about, order)
  const shown = new Set(before.records.map(each => each.id))
  const isLess = turned.length < shown.size && turned.every(each => shown.has(each.id))
  return order !== undefined && isLess ? fetchWhole(cliq, name, about) : turned
}

/** Records that are asked for by their ids; more are read as a whole. */
const ASKED_BY_ID = 20

/** Which of these records are there, though a listing lacked them; undefined where they are too many to ask for. */
export async function fetchLacking(
  cliq: Pick<ReadCliq, 'fetchRecord'>,
  datastore: string,
  ids: readonly string[],
): Promise<readonly LiveRecord[] | undefined> {
  if (ids.length > ASKED_BY_ID) return undefined
  const found: LiveRecord[] = []
  for (const id of ids) {
    const record = await cliq.fetchRecord(datastore, id)
    if (record !== undefined) found.push(record)
  }
  return found
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
