import { byCodeUnit } from '../model/catalog.ts'
import type { Datastore } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Problem } from '../model/problem.ts'
import type { RowInsert, RowRemoval, RowUpdate, Seed, SeedRow, WantedRow } from './seed.ts'
import { alikeRecords } from './alike.ts'
import { standIns } from './unkeyed.ts'
import { isHidden } from '../model/secrecy.ts'
import { comparison, identityOf, nameOf } from './values.ts'

/** What differs between a seed and the rows of its datastore. */
export interface Comparison {
  readonly inserts: readonly RowInsert[]
  readonly updates: readonly RowUpdate[]
  readonly removals: readonly RowRemoval[]
  /** Rows that differ beyond those above, which are as many as one run writes. */
  readonly more: { readonly inserts: number; readonly updates: number }
  /** Rows that need nothing. */
  readonly same: number
  /** Rows that differ, or that the seed lacks, and that its mode leaves as they are; of those that were read. */
  readonly kept: number
  /** Values that Cliq does not show, so they were not compared. */
  readonly unseen: number
  readonly problems: readonly Problem[]
}

/** Rows of one seed that a run writes: half a day of inserts. Those beyond are counted, not held, and left for another run. */
const ROWS_A_RUN = 20_000

/** Compares by the key, or all values of a row where there is none. Records come in whatever order Cliq has them. */
export function compareRows(seed: Seed, datastore: Datastore, records: readonly LiveRecord[]): Comparison {
  const problems: Problem[] = []
  const live = seed.key.length > 0 ? byKey(seed, datastore, records, problems) : new Map<string, LiveRecord>()
  const standing = seed.key.length > 0 ? undefined : standIns(seed, datastore, records)
  const inserts: RowInsert[] = []
  const updates: RowUpdate[] = []
  const more = { inserts: 0, updates: 0 }
  const found = new Set<string>()
  const tally = { same: 0, kept: 0, unseen: 0 }
  const hasRoom = () => inserts.length + updates.length < ROWS_A_RUN
  let place = -1
  for (const row of seed.rows) {
    place += 1
    const record = standing === undefined ? live.get(keyOf(seed, datastore, row.values)) : standing.get(place)
    if (record === undefined) {
      if (hasRoom()) inserts.push(insertOf(row, seed, datastore, problems))
      else more.inserts += 1
      continue
    }
    found.add(record.id)
    const { set, before, unseen } = differing(row, record, datastore)
    tally.unseen += unseen
    if (Object.keys(set).length === 0) tally.same += 1
    else if (seed.mode === 'insert') tally.kept += 1
    else if (hasRoom())
      updates.push({ kind: 'update', name: nameIn(datastore, seed, row), id: record.id, row, set, before })
    else more.updates += 1
  }
  const others = records.filter(each => !found.has(each.id)).sort((a, b) => byCodeUnit(a.id, b.id))
  if (seed.mode !== 'mirror') tally.kept += others.length
  problems.push(...alikeRecords(seed, datastore, inserts, others))
  const removals = seed.mode === 'mirror' ? others.map(each => removalOf(each, seed, datastore)) : []
  return { inserts, updates, removals, more, ...tally, problems }
}

/** The fields of a row that the record does not hold, with what it holds instead. */
export function differing(
  row: WantedRow,
  record: LiveRecord,
  { fields }: Datastore,
): Pick<RowUpdate, 'set' | 'before'> & { readonly unseen: number } {
  const set: Record<string, string | boolean> = {}
  const before: Record<string, string | boolean | null | undefined> = {}
  let unseen = 0
  for (const [name, wanted] of Object.entries(row.values)) {
    const field = fields.get(name)
    if (field === undefined) continue
    const compared = comparison(field, wanted, record.values[name])
    if (compared === 'unseen') unseen += 1
    if (compared !== 'differs') continue
    set[name] = wanted
    before[name] = record.values[name]
  }
  return { set, before, unseen }
}

function byKey(
  seed: Seed,
  datastore: Datastore,
  records: readonly LiveRecord[],
  problems: Problem[],
): Map<string, LiveRecord> {
  const found = new Map<string, LiveRecord>()
  const tell = (message: string, hint: string) =>
    problems.push({ code: 'SD112', severity: 'error', message, at: seed.at, hint })
  for (const record of records) {
    const identity = identityOf(datastore, seed.key, record.values)
    const twin = identity === undefined ? undefined : found.get(identity)
    if (identity !== undefined && twin === undefined) found.set(identity, record)
    else if (twin !== undefined)
      tell(
        `the org has ${nameOf(datastore, seed.key, record.values)} twice: records ${twin.id} and ${record.id}`,
        'remove one of them in Cliq',
      )
    else if (seed.key.some(each => /^\*+$/u.test(String(record.values[each]))))
      tell(`Cliq hides the key of record ${record.id}, so rows cannot be told apart`, 'use a key without masked fields')
  }
  return found
}

function keyOf(seed: Seed, datastore: Datastore, values: SeedRow['values']): string {
  return identityOf(datastore, seed.key, values) ?? ''
}

function insertOf(row: SeedRow, seed: Seed, datastore: Datastore, problems: Problem[]): RowInsert {
  for (const [name, field] of datastore.fields)
    if (field.mandatory && isHidden(field) && !Object.hasOwn(row.values, name))
      problems.push({
        code: 'SD107',
        severity: 'error',
        message: `\`${name}\` is mandatory, and this row is new`,
        at: row.at,
        hint: 'write ${env:NAME} and set the variable',
      })
  return { kind: 'insert', name: nameIn(datastore, seed, row), row }
}

function nameIn(datastore: Datastore, { key }: Seed, { values }: SeedRow): string {
  return nameOf(datastore, key.length > 0 ? key : Object.keys(values).slice(0, 1), values)
}

function removalOf(record: LiveRecord, seed: Seed, datastore: Datastore): RowRemoval {
  return { kind: 'remove', name: nameOf(datastore, seed.key, record.values), id: record.id, before: record.values }
}
