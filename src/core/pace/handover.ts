import type { LeaseRow, MetaRows, IntentRow } from './leaseRows.ts'
import type { Operation } from '../model/operations.ts'

/** How the ids of calls begin that rows of a lease tell of. */
export const HANDED = 'intent '

/** What others spent of a budget, as the rows of a lease tell it. Times are ms before now. */
export interface HandedOver {
  readonly calls: readonly HandedCall[]
  readonly lockOuts: readonly {
    readonly owner: string
    readonly buckets: readonly string[]
    readonly leftMs: number
    readonly ms: number
  }[]
}

/** One call that another run sent. */
export interface HandedCall {
  /** The same at each reading of the same row. */
  readonly id: string
  readonly owner: string
  readonly operation: Operation
  readonly agoMs: number
}

/** Who reads the rows: a run with a lease of its own, which is the measure of all their ages. */
export interface RowReader {
  readonly row: Pick<LeaseRow, 'owner' | 'addedAt'>
  /** How long ago that row was in for certain, ms. */
  readonly sinceMs: number
  readonly windowMs: number
  /** A lease that nobody gave back was taken away: its run may send what it meant to send, at any time until now. */
  readonly tookOver: boolean
}

/** What goes with each write under a lease: its renewal, its intent, the look at that, and an old intent that goes. */
const WITH_EACH: readonly Operation[] = ['records.update', 'records.insert', 'records.list', 'records.delete']
/** What goes before the first and after the last: the lease is taken and given back, and the org is listed twice. */
const AT_ENDS: readonly Operation[] = [
  'records.insert',
  'records.list',
  'records.list',
  'records.delete',
  'datastores.list',
  'datastores.list',
]
// A call goes right after its intent, whose room it has: this part of a window stands for what lies between.
const LATE_PART = 24

/**
 * Takes the rows of a lease as the ledger that they are. All ages are measured by Cliq's clock against the reader's own
 * row, so no two clocks meet; a row without a time counts as just sent. Calls older than a window are left out.
 */
export function handedOver(
  { intents, lockOuts }: Pick<MetaRows, 'intents' | 'lockOuts'>,
  reader: RowReader,
): HandedOver {
  const { row, sinceMs, windowMs } = reader
  const ageOf = ({ addedAt }: { readonly addedAt?: number }) =>
    addedAt === undefined || row.addedAt === undefined ? 0 : Math.max(0, row.addedAt - addedAt) + sinceMs
  const others = intents.filter(each => each.owner !== row.owner).toSorted((a, b) => a.seq - b.seq)
  const calls: HandedCall[] = []
  const ended = new Set<string>()
  // From the last one back: what an owner sent ended before it wrote its next intent of that kind.
  const nextAge = new Map<string, number>()
  for (const intent of others.toReversed()) {
    const agoMs = repliedAgo(intent, nextAge, ageOf(intent), reader)
    if (agoMs >= windowMs) continue
    const add = (operation: Operation, at: string) =>
      calls.push({ id: `${HANDED}${intent.id} ${at}`, owner: intent.owner, operation, agoMs })
    const { sends } = intent
    for (let call = 0; call < (sends?.calls ?? 0); call += 1) if (sends) add(sends.operation, String(call))
    if (sends?.operation.endsWith('.delete')) for (const look of ['before', 'after']) add('datastores.get', look)
    WITH_EACH.forEach((operation, at) => add(operation, `with ${at}`))
    if (!ended.has(intent.owner)) AT_ENDS.forEach((operation, at) => add(operation, `end ${at}`))
    ended.add(intent.owner)
  }
  return {
    calls,
    lockOuts: lockOuts
      .filter(each => each.owner !== row.owner)
      .map(each => ({ owner: each.owner, buckets: each.buckets, ms: each.ms, leftMs: each.ms - ageOf(each) }))
      .filter(each => each.leftMs > 0),
  }
}

function repliedAgo(
  { owner, sends, addedAt }: IntentRow,
  nextAge: Map<string, number>,
  age: number,
  { row, sinceMs, windowMs, tookOver }: RowReader,
): number {
  const key = `${owner} ${sends?.operation}`
  const next = nextAge.get(key)
  nextAge.set(key, age)
  if (addedAt === undefined || row.addedAt === undefined) return 0
  // Rows go one after another until the next word about them; the last ones until the lease was given back.
  const last = tookOver ? 0 : sinceMs
  if (sends !== undefined && sends.calls > 1) return next ?? last
  if (next === undefined && tookOver) return 0
  return Math.max(next ?? last, age - windowMs / LATE_PART)
}
