import type { Datastore, Field } from '../model/catalog.ts'
import { byId, canonicalKeys, LIMITS } from '../model/catalog.ts'
import type { Live, LiveRecord } from '../model/live.ts'
import { OPERATIONS } from '../model/operations.ts'
import type { Operation } from '../model/operations.ts'
import type { RecordValues } from '../model/step.ts'
import { pressing } from './links.ts'
import type { CallChain } from './links.ts'

/** The datastore in the org that holds the lease and the last intents; a prefix stands before it as before any other. */
export const META_NAME = 'cliqds_meta'

/** How many intents stay in the org; older ones go as new ones come. */
export const KEPT_INTENTS = 50

const text: Omit<Field, 'name'> = { type: 'limited-text', mandatory: false, masked: false }
const number: Omit<Field, 'name'> = { type: 'number', mandatory: false, masked: false }

/** The meta datastore as it has to be: one unique key over kind and seq, so that of two equal rows Cliq refuses one. */
export const META: Datastore = {
  unique_name: META_NAME,
  name: 'cliq ds lease',
  description:
    'Keeps two applies of cliq-ds apart. Written by cliq-ds only; delete it when nothing applies to this org.',
  fields: new Map([
    ['beat', { ...number, name: 'Renewals' }],
    ['digest', { ...text, name: 'Intent' }],
    ['kind', { ...text, name: 'Kind', mandatory: true }],
    ['owner', { ...text, name: 'Owner' }],
    ['run', { ...text, name: 'Run' }],
    ['seq', { ...number, name: 'Number', mandatory: true }],
    ['since', { ...number, name: 'Taken at' }],
    ['ttl_ms', { ...number, name: 'Time to live' }],
    ['who', { ...text, name: 'Holder' }],
  ]),
  unique_keys: [['kind', 'seq']],
}

/** Whether this is the lease's datastore, of this environment or, behind its prefix, of another one of the org. */
export function isMeta(unique_name: string): boolean {
  return unique_name.endsWith(META_NAME)
}

/** The leases of other prefixes in an org: whoever applies there spends the same budgets. Names as Cliq has them. */
export function otherMetas(
  { catalog, bystanders }: Pick<Live, 'catalog' | 'bystanders'>,
  prefix: string,
): readonly string[] {
  const names = [...[...catalog.keys()].map(name => prefix + name), ...bystanders.map(each => each.unique_name)]
  return names.filter(name => isMeta(name) && name !== prefix + META_NAME).sort()
}

/** Why a datastore of that name cannot serve: other fields, other types, or not exactly its unique key. */
export function metaFault(found: Datastore): string | undefined {
  const names = (each: Datastore) => [...each.fields.keys()].sort().join(', ')
  if (names(found) !== names(META)) return `its fields are ${names(found)}`
  for (const [name, { type }] of META.fields) {
    const there = found.fields.get(name)
    if (there?.type !== type) return `its field ${name} is ${there?.type}`
    if (there.masked) return `its field ${name} is masked`
  }
  const keys = (each: Datastore) => JSON.stringify(canonicalKeys(each.unique_keys))
  return keys(found) === keys(META) ? undefined : 'it lacks the unique key of kind and seq, or has others'
}

/**
 * What goes right before each write under a lease in the org: it is renewed, the intent is written down and read back. The
 * reading presses: who reads the intent later takes its call for sent right after it.
 */
export function aroundWrites(intents = 0): CallChain {
  return ['records.update', 'records.insert', ...pressing(looksAt(intents))]
}

/** The intents that leave the org in a run of so many writes: one beside each that comes once enough are there, the rest at the end. */
export function leavingOf(intents: number, writes: number): { readonly beside: number; readonly atEnd: number } {
  const leaving = Math.max(0, intents + writes - KEPT_INTENTS)
  const beside = Math.min(leaving, writes)
  return { beside, atEnd: leaving - beside }
}

/** The calls of one look at all rows of a lease: besides its intents the lease itself, and a row or two that come or go. */
export function looksAt(intents: number): readonly Operation[] {
  return Array.from(
    { length: Math.max(1, Math.ceil((intents + 3) / LIMITS.recordsPerPage)) },
    () => 'records.list' as const,
  )
}

/** What all rows have. */
interface AnyRow {
  readonly id: string
  /** By Cliq's clock, Unix ms; absent where lists do not show it. */
  readonly addedAt?: number
}

/** A lease as it lies in the org. */
export interface LeaseRow extends AnyRow {
  /** 128 random bits in hex, new for each attempt. */
  readonly owner: string
  /** Counts the renewals. */
  readonly beat: number
  readonly ttlMs: number
  /** Unix ms by the holder's clock: shown to people, and never compared. */
  readonly since: number
  readonly who: string
  /** URL of the pipeline's run; '' where there is none. */
  readonly run: string
}

/** What stands in the place of a lease and cannot be read as one: it counts as held, and never as stale. */
export interface MalformedLease {
  readonly id: string
  readonly owner: undefined
}

/** A write that someone was about to send, or rows of which so many were. */
export interface IntentRow extends AnyRow {
  readonly seq: number
  readonly owner: string
  readonly digest: string
  /** Absent in a row that does not name it. */
  readonly sends?: Sends
}

/** What goes out under one intent. */
export interface Sends {
  readonly operation: Operation
  readonly calls: number
}

/** What Cliq refuses, and for how long it did from when the row was added. */
export interface LockOutRow extends AnyRow {
  readonly owner: string
  readonly buckets: readonly string[]
  readonly ms: number
}

/** The rows of the meta datastore by what they are, lowest id first. Rows of other kinds are nobody's business. */
export interface MetaRows {
  readonly leases: readonly (LeaseRow | MalformedLease)[]
  readonly intents: readonly IntentRow[]
  readonly lockOuts: readonly LockOutRow[]
}

/** Reads the rows of the meta datastore. */
export function metaRows(records: readonly LiveRecord[]): MetaRows {
  const sorted = [...records].sort((a, b) => byId(a.id, b.id))
  return {
    leases: sorted.filter(each => each.values['kind'] === 'apply').map(leaseOf),
    intents: sorted.filter(each => each.values['kind'] === 'intent').flatMap(intentOf),
    lockOuts: sorted.filter(each => each.values['kind'] === LOCK_OUT).flatMap(lockOutOf),
  }
}

/** The values of a lease's row. All are sent each time: whether an update may leave a mandatory one out is not said (C19). */
export function leaseValues(lease: Omit<LeaseRow, 'id' | 'addedAt'>): RecordValues {
  const { owner, beat, ttlMs, since, who, run } = lease
  const times = { beat: String(beat), ttl_ms: String(ttlMs), since: String(Math.round(since)) }
  return { kind: 'apply', seq: '0', owner, ...times, who: cut(who), run: cut(run), digest: '-' }
}

/** The values of an intent's row. */
export function intentValues({ seq, owner, digest, sends }: Omit<IntentRow, 'id' | 'addedAt'>): RecordValues {
  const numbers = { seq: String(seq), beat: '0', ttl_ms: '0', since: '0' }
  const who = sends === undefined ? '-' : `${sends.operation} ${sends.calls}`
  return { kind: 'intent', ...numbers, owner, digest: cut(digest), who, run: '-' }
}

/** The values of a row that tells a lock-out; `seq` is any number that no other such row has. */
export function lockOutValues({ owner, buckets, ms }: Omit<LockOutRow, 'id' | 'addedAt'>, seq: number): RecordValues {
  const numbers = { seq: String(seq), beat: '0', ttl_ms: String(Math.ceil(ms)), since: '0' }
  return { kind: LOCK_OUT, ...numbers, owner, digest: '-', who: cut(buckets.join(', ')), run: '-' }
}

const LOCK_OUT = 'lock-out'

function timeOf({ addedAt }: LiveRecord): { readonly addedAt?: number } {
  return addedAt === undefined ? {} : { addedAt }
}

function leaseOf(record: LiveRecord): LeaseRow | MalformedLease {
  const { id, values } = record
  const { owner, who, run } = values
  const [beat, ttlMs, since] = [values['beat'], values['ttl_ms'], values['since']].map(wholeOf)
  const isWhole = typeof owner === 'string' && /^[0-9a-f]{32}$/u.test(owner)
  if (!isWhole || beat === undefined || ttlMs === undefined || ttlMs === 0 || since === undefined)
    return { id, owner: undefined }
  return { id, owner, beat, ttlMs, since, who: textOf(who), run: textOf(run), ...timeOf(record) }
}

function intentOf(record: LiveRecord): readonly IntentRow[] {
  const { owner, digest, who } = record.values
  const seq = wholeOf(record.values['seq'])
  if (seq === undefined) return []
  const sends = sendsOf(textOf(who))
  const row = { id: record.id, seq, owner: textOf(owner), digest: textOf(digest), ...timeOf(record) }
  return [sends === undefined ? row : { ...row, sends }]
}

function sendsOf(who: string): Sends | undefined {
  const [, name = '', calls = ''] = /^([a-zA-Z.]{1,40}) (\d{1,3})$/u.exec(who) ?? []
  return isOperation(name) ? { operation: name, calls: Number(calls) } : undefined
}

function lockOutOf(record: LiveRecord): readonly LockOutRow[] {
  const { owner, who } = record.values
  const ms = wholeOf(record.values['ttl_ms'])
  if (ms === undefined) return []
  return [{ id: record.id, owner: textOf(owner), buckets: textOf(who).split(', '), ms, ...timeOf(record) }]
}

function isOperation(name: string): name is Operation {
  return Object.hasOwn(OPERATIONS, name)
}

function wholeOf(value: LiveRecord['values'][string] | undefined): number | undefined {
  return typeof value === 'string' && /^\d{1,15}$/u.test(value) ? Number(value) : undefined
}

function textOf(value: LiveRecord['values'][string] | undefined): string {
  return typeof value === 'string' && value !== '-' ? value : ''
}

// 250 characters of limited text; an empty value may read as absent, so there is none.
function cut(value: string): string {
  return value === '' ? '-' : [...value].slice(0, 200).join('')
}
