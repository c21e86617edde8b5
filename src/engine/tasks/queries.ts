import type { Field } from '../../core/model/catalog.ts'
import { Failure } from '../../core/model/failure.ts'
import type { LiveRecord, LiveRecords } from '../../core/model/live.ts'
import type { ReadCliq } from '../../core/model/ports.ts'
import type { Problem } from '../../core/model/problem.ts'
import type { Carry } from '../../core/model/step.ts'
import type { CarryOrder } from '../../core/rows/carryOrders.ts'
import { holdsExactly } from '../../core/rows/needs.ts'
import type { Need } from '../../core/rows/needs.ts'
import { isProvable, lookalikes, othersThan, pairsOf, plainValues, wrongOnes } from '../../core/rows/queried.ts'
import type { Pair } from '../../core/rows/queried.ts'
import { writeOrders } from './carryWrites.ts'
import type { CarryAtWork } from './carryWrites.ts'

/** Queries that list values; where more are needed, a copy of all records is as cheap. */
const MOST_QUERIES = 10

/**
 * The values of an old field by queries for those that are not known yet, in place of a copy of the records. Undefined where
 * queries cannot list them: too many, not plain, not convertible, or more empty records than a page shows.
 */
export async function fetchValues(
  cliq: Pick<ReadCliq, 'fetchRecords' | 'fetchFirst'>,
  datastore: string,
  carry: Carry,
  fields: ReadonlyMap<string, Field>,
): Promise<ReadonlySet<string> | undefined> {
  const values = new Set<string>()
  for (let asked = 1; asked <= MOST_QUERIES; asked += 1) {
    const criteria = othersThan(carry.reads, values)
    if (values.size > 0 && criteria === undefined) return undefined
    const page =
      criteria === undefined ? await cliq.fetchRecords(datastore, 100) : await fetchShown(cliq, datastore, criteria)
    const fresh = page && plainValues(page.records, carry, fields)
    // What was asked to be left out and comes again says that criteria mean something else.
    if (page === undefined || fresh === undefined || [...fresh].some(each => values.has(each))) return undefined
    for (const each of fresh) values.add(each)
    if (fresh.size === 0) return page.complete ? values : undefined
  }
  return undefined
}

/** What a probe works with: a value, and records that hold it, to try out how criteria compare. */
interface Sample {
  readonly carry: Carry
  readonly values: ReadonlySet<string>
  readonly pairs: readonly Pair[]
  readonly tried: Pair
  readonly records: readonly LiveRecord[]
}

/**
 * Looks, before anything is written, whether criteria show records without a value and only such as hold what is asked
 * for. Gives what it takes to go on, or why queries cannot prove this carry. `proven` are fields whose values queries have
 * proven in this run.
 */
export async function openProbe(
  carry: Carry | undefined,
  values: ReadonlySet<string> | undefined,
  proven: ReadonlySet<string>,
  { step, hands }: CarryAtWork,
): Promise<Sample | string> {
  if (carry === undefined || values === undefined || values.size === 0) return 'queries cannot list its values'
  const pairs = pairsOf(values, carry)
  const [first, ...others] = [...(pairs ?? [])].sort((a, b) => lookalikes(b.heir).size - lookalikes(a.heir).size)
  if (!isProvable(carry) || pairs === undefined || first === undefined || othersThan(carry.reads, values) === undefined)
    return 'queries cannot ask for its values'
  const tried = triedIn(carry, first)
  // On the way out of a field of ours: the same datastore has been asked on the way in.
  if (proven.has(carry.reads) && tried.size === 0) return { carry, values, pairs, tried: first, records: [] }
  const [criteria = ''] = wrongOnes(carry, [first]) ?? []
  const page = await fetchShown(hands.cliq, step.datastore, criteria)
  const records = page?.records ?? []
  const isExact = records.every(
    ({ values: now }) =>
      holds(now[carry.reads], first.old, carry.from) && !holds(now[carry.writes], first.heir, carry.to),
  )
  if (!isExact) return 'criteria show records with another value too'
  if (records.length === 0) return 'criteria do not show records without a value'
  const isTried = others.every(each => [...triedIn(carry, each).keys()].every(kind => tried.has(kind)))
  if (!isTried || records.length < tried.size) return 'there are too few records to try out how criteria compare'
  return { carry, values, pairs, tried: first, records: records.slice(0, tried.size) }
}

/**
 * Whether queries show that every value is in its heir: those that would show one that is not show none, and how they
 * compare was tried out on heirs of ours, where the old field still holds the values. Gives the reason where they cannot.
 */
export async function proveByQueries(
  sample: Sample,
  proven: ReadonlySet<string>,
  work: CarryAtWork,
): Promise<string | undefined> {
  const { cliq } = work.hands
  const { datastore } = work.step
  const { carry, pairs, values } = sample
  const inexact = await tryOut(sample, work)
  if (inexact !== undefined) return inexact
  const queries = wrongOnes(carry, pairs) ?? []
  // Nothing goes on the word of one reading, and an empty page is what a careless one shows.
  for (const criteria of [...queries, ...queries]) {
    const wrong = await fetchShown(cliq, datastore, criteria)
    if (wrong === undefined || !wrong.complete || wrong.records.length > 0)
      return 'queries show values still to be carried'
  }
  // Into a field of ours nobody else writes, so what queries have shown of it is all there is.
  if (proven.has(carry.reads)) return undefined
  const isSettled = await areSettled(othersThan(carry.reads, values) ?? '', work)
  return isSettled ? undefined : 'queries show values that came since'
}

/**
 * Whether queries, too, show no record whose heir lacks its value: the second reading of what one look alone has shown.
 * How exact criteria are does not matter, since what they pass over the look has shown.
 */
export async function doQueriesAgree(
  carry: Carry | undefined,
  values: ReadonlySet<string> | undefined,
  work: CarryAtWork,
): Promise<boolean> {
  const pairs = carry && values && pairsOf(values, carry)
  const others = carry && values && othersThan(carry.reads, values)
  if (carry === undefined || pairs === undefined || others === undefined) return false
  for (const criteria of [...(wrongOnes(carry, pairs) ?? []), others])
    if (!(await areSettled(criteria, work))) return false
  return true
}

async function areSettled(criteria: string, { step, hands, play }: CarryAtWork): Promise<boolean> {
  const shown = await fetchShown(hands.cliq, step.datastore, criteria)
  return shown?.complete === true && shown.records.every(each => isSettled(play.needOf(each)))
}

function isSettled({ set, conflicts, unfit }: Need): boolean {
  return Object.keys(set).length + conflicts.length + unfit.length === 0
}

// All forms of a number are one value, so there is nothing that could be taken for another.
function triedIn({ to }: Carry, { heir }: Pair): ReadonlyMap<string, string> {
  return to === 'number' ? new Map() : lookalikes(heir)
}

// Each lookalike goes into an heir, and the query for wrong heirs has to show just those.
async function tryOut({ carry, tried, records }: Sample, work: CarryAtWork): Promise<string | undefined> {
  const kinds = [...triedIn(carry, tried)]
  if (kinds.length === 0) return undefined
  const written = kinds.map(([, text], at) => ordered(records[at], carry, text))
  if ((await writeOrders(written.flat(), work)) !== undefined) return 'a probe was refused'
  const { cliq } = work.hands
  const { datastore } = work.step
  const [criteria = ''] = wrongOnes(carry, [tried]) ?? []
  const shown = await fetchShown(cliq, datastore, criteria)
  const ids = new Set(shown?.records.map(each => each.id))
  let inexact = shown?.complete === true ? undefined : 'the probe was not answered'
  for (const [at, [kind]] of kinds.entries()) {
    const id = records[at]?.id ?? ''
    const now = await cliq.fetchRecord(datastore, id)
    // What Cliq keeps as the value itself is the value.
    const isOther = now !== undefined && !holds(now.values[carry.writes], tried.heir, carry.to)
    if (isOther !== ids.has(id)) inexact ??= `criteria pass over ${kind}`
  }
  const restored = records.flatMap(each => ordered(each, carry, tried.heir))
  return (await writeOrders(restored, work)) === undefined ? inexact : 'a probe was refused'
}

function ordered(record: LiveRecord | undefined, { writes }: Carry, text: string): readonly CarryOrder[] {
  return record === undefined ? [] : [{ call: 'update-record', id: record.id, set: { [writes]: text }, isShown: false }]
}

function holds(value: LiveRecord['values'][string] | undefined, text: string, type: Carry['to']): boolean {
  if (value === undefined || value === null || value === '') return false
  return holdsExactly(value, text, { type })
}

async function fetchShown(
  cliq: Pick<ReadCliq, 'fetchFirst'>,
  datastore: string,
  criteria: string,
): Promise<LiveRecords | undefined> {
  try {
    return await cliq.fetchFirst(datastore, criteria)
  } catch (error) {
    if (error instanceof Failure && (error.code === 'NT108' || error.code.startsWith('RF'))) return undefined
    throw error
  }
}

/** What is told where values that queries were to verify are verified by reading every record. */
export function readInstead(datastore: string, why: string): Problem {
  const message = `values of ${datastore} are verified by reading every record, although --verify queries was given: ${why}`
  return { code: 'AP108', severity: 'warning', message }
}
