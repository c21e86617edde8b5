import { byCodeUnit } from '../core/model/catalog.ts'
import type { Datastore } from '../core/model/catalog.ts'
import type { Change } from '../core/model/change.ts'
import type { Checks } from '../core/plan/document.ts'
import type { Pages } from '../core/plan/estimate.ts'
import { plan } from '../core/plan/plan.ts'
import type { Circumstances, Plan } from '../core/plan/plan.ts'
import type { LiveRecord } from '../core/model/live.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import { heirCarries } from '../core/plan/links.ts'
import { partnersOf } from '../core/plan/workFields.ts'
import { heldBy, needsRecords } from '../core/plan/prechecks.ts'
import { losesData } from '../core/model/risk.ts'
import type { Held } from '../core/model/risk.ts'
import { witnessesOf } from '../core/rows/agreement.ts'
import { examplesIn } from '../core/rows/examples.ts'
import type { HearExamples } from '../core/rows/examples.ts'
import type { Witnesses } from '../core/rows/agreement.ts'

/** Records that are read per datastore, unless all are asked for. */
const BOUNDED_RECORDS = 100

/** What records say of a plan, and what it took to read them. */
export interface Prechecked {
  readonly held: ReadonlyMap<string, Held>
  readonly recordCalls: number
  /** By live unique_name: the calls that read the records, as far as they were read. */
  readonly pages: ReadonlyMap<string, Pages>
  /** By live unique_name: what was seen of what would go, for the copies before it goes. */
  readonly witnesses: ReadonlyMap<string, Witnesses>
  /** By live unique_name: all records of datastores whose values are carried, where they were read to their end. */
  readonly records: ReadonlyMap<string, readonly LiveRecord[]>
}

/** What is known where no record was read. */
export const UNCHECKED: Prechecked = {
  held: new Map(),
  recordCalls: 0,
  pages: new Map(),
  witnesses: new Map(),
  records: new Map(),
}

/** Reads the records of each datastore whose changes may lose or fail, once for all of its changes. */
export async function checkRecords(
  made: Plan,
  cliq: ReadCliq,
  checks: Checks,
  hearExamples?: HearExamples,
): Promise<Prechecked> {
  const held = new Map<string, Held>()
  const pages = new Map<string, Pages>()
  const witnesses = new Map<string, Witnesses>()
  const records = new Map<string, readonly LiveRecord[]>()
  const wanted = checks === 'skipped' ? [] : made.changes
  for (const datastore of [...new Set(wanted.map(each => each.datastore))].sort(byCodeUnit)) {
    const own = made.changes.filter(each => each.datastore === datastore)
    if (!own.some(each => needsRecords(each, own))) continue
    const name = own.find(each => each.kind === 'datastore-renamed')?.from ?? datastore
    const before = made.base.get(name)
    if (before === undefined) continue
    const read = await cliq.fetchRecords(name, checks === 'all' ? Infinity : BOUNDED_RECORDS)
    // What follows a read that stopped at its bound takes one call more, at least.
    pages.set(name, { calls: read.calls + (read.complete ? 0 : 1), complete: read.complete })
    witnesses.set(
      name,
      witnessesOf(
        read.records,
        own.flatMap(each => goingOf(each, before)),
      ),
    )
    const carries = heirCarries(made.steps, name)
    if ((carries.size > 0 || migratedIn(made).has(name)) && read.complete) records.set(name, read.records)
    const target = made.target.get(datastore)
    for (const [change, each] of heldBy(own, read, before, target, carries)) held.set(change, each)
    hearExamples?.(examplesIn(read.records, { before, target, carries }))
  }
  for (const name of checks === 'skipped' ? [] : migratedIn(made)) {
    if (pages.has(name)) continue
    const read = await cliq.fetchRecords(name, checks === 'all' ? Infinity : BOUNDED_RECORDS)
    pages.set(name, { calls: read.calls + (read.complete ? 0 : 1), complete: read.complete })
    if (read.complete) records.set(name, read.records)
  }
  const recordCalls = [...pages.values()].reduce((sum, { calls, complete }) => sum + calls - (complete ? 0 : 1), 0)
  return { held, recordCalls, pages, witnesses, records }
}

/**
 * The same circumstances, and which datastores hold no record, where a migration misses what it would read: in an empty
 * one it has nothing to do. Nothing is read where none misses anything.
 */
export async function withEmpty(about: Circumstances, cliq: ReadCliq): Promise<Circumstances> {
  const pending = (about.migrations ?? []).filter(each => each.standing === 'pending')
  if (pending.length === 0 || plan(about).problems.every(each => each.code !== 'MG111')) return about
  const named = new Set(pending.flatMap(({ migration }) => migration.steps.map(step => step.datastore)))
  const empty = new Set<string>()
  let recordCalls = 0
  for (const name of [...named].filter(each => about.live.catalog.has(each)).sort(byCodeUnit)) {
    const read = await cliq.fetchRecords(name, BOUNDED_RECORDS)
    recordCalls += read.calls
    if (read.complete && read.records.length === 0) empty.add(name)
  }
  return { ...about, empty, recordCalls }
}

// Datastores whose records migrations read or write, by their live names.
function migratedIn({ steps }: Plan): ReadonlySet<string> {
  const work = steps.flatMap(each => (each.call === 'row-work' && each.source !== 'carry' ? [each] : []))
  return new Set(work.flatMap(each => [each.datastore, ...partnersOf(each).map(({ datastore }) => datastore)]))
}

function goingOf(change: Change, { fields }: Datastore): readonly string[] {
  if (!losesData(change)) return []
  return 'field' in change ? [change.field] : [...fields.keys()]
}
