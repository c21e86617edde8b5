import type { Datastore, Field } from '../model/catalog.ts'
import { canonicalKeys } from '../model/catalog.ts'
import type { LiveRecord } from '../model/live.ts'
import type { RecordValues } from '../model/step.ts'

/** The datastore in the org that holds the lease and the last intents; a prefix stands before it as before any other. */
export const META_NAME = 'cliqds_meta'

/** How many intents stay in the org. */
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

/** A lease as it lies in the org. */
export interface LeaseRow {
  readonly id: string
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

/** A write that someone was about to send. */
export interface IntentRow {
  readonly id: string
  readonly seq: number
  readonly owner: string
  readonly digest: string
}

/** The rows of the meta datastore by what they are, lowest id first. Rows of other kinds are nobody's business. */
export interface MetaRows {
  readonly leases: readonly (LeaseRow | MalformedLease)[]
  readonly intents: readonly IntentRow[]
}

/** Reads the rows of the meta datastore. */
export function metaRows(records: readonly LiveRecord[]): MetaRows {
  const sorted = [...records].sort((a, b) => byId(a.id, b.id))
  return {
    leases: sorted.filter(each => each.values['kind'] === 'apply').map(leaseOf),
    intents: sorted.filter(each => each.values['kind'] === 'intent').flatMap(intentOf),
  }
}

/** The values of a lease's row. All are sent each time: whether an update may leave a mandatory one out is not said (C19). */
export function leaseValues(lease: Omit<LeaseRow, 'id'>): RecordValues {
  const { owner, beat, ttlMs, since, who, run } = lease
  const times = { beat: String(beat), ttl_ms: String(ttlMs), since: String(Math.round(since)) }
  return { kind: 'apply', seq: '0', owner, ...times, who: cut(who), run: cut(run), digest: '-' }
}

/** The values of an intent's row. */
export function intentValues({ seq, owner, digest }: Omit<IntentRow, 'id'>): RecordValues {
  const numbers = { seq: String(seq), beat: '0', ttl_ms: '0', since: '0' }
  return { kind: 'intent', ...numbers, owner, digest: cut(digest), who: '-', run: '-' }
}

/** Sorts ids: opaque digits of any length. */
export function byId(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

function leaseOf({ id, values }: LiveRecord): LeaseRow | MalformedLease {
  const { owner, who, run } = values
  const [beat, ttlMs, since] = [values['beat'], values['ttl_ms'], values['since']].map(wholeOf)
  const isWhole = typeof owner === 'string' && /^[0-9a-f]{32}$/u.test(owner)
  if (!isWhole || beat === undefined || ttlMs === undefined || ttlMs === 0 || since === undefined)
    return { id, owner: undefined }
  return { id, owner, beat, ttlMs, since, who: textOf(who), run: textOf(run) }
}

function intentOf({ id, values }: LiveRecord): readonly IntentRow[] {
  const { owner, digest } = values
  const seq = wholeOf(values['seq'])
  return seq === undefined ? [] : [{ id, seq, owner: textOf(owner), digest: textOf(digest) }]
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
