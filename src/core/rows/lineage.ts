import { heirMark, temporaryField } from '../migrations/marks.ts'
import type { Backup } from '../model/backup.ts'
import { isTemporary } from '../model/catalog.ts'
import type { Datastore, Field } from '../model/catalog.ts'
import { isConvertible } from '../model/conversions.ts'
import type { Definition, FieldHints } from '../model/definition.ts'
import type { LiveRecord } from '../model/live.ts'
import type { Carry } from '../model/step.ts'
import { wantedOf } from './carries.ts'
import { isEmptyHeir } from './needs.ts'

/** A field of a backup whose values come back in another field, or in another type. */
export interface Descent {
  readonly from: string
  readonly to: string
}

/** A backup as the hints of its definition say it is called today. */
export interface Mapped {
  readonly backup: Backup
  readonly descents: readonly Descent[]
}

/**
 * The backup under the names and in the types of today: values of a field that is gone go to its heir, converted as the
 * hint says. What is still there keeps its own values, since the next apply carries them.
 */
export function throughHints(backup: Backup, definition: Definition | undefined, now: Datastore | undefined): Mapped {
  const heirs = definition === undefined ? [] : heirsIn(backup, definition, now)
  if (heirs.length === 0 || definition === undefined) return { backup, descents: [] }
  const gone = new Map(heirs.flatMap(({ heir, sources }) => sources.map(each => [each.reads, heir] as const)))
  const fields = new Map([...backup.datastore.fields].filter(([name]) => !gone.has(name)))
  const ids = new Map([...backup.ids.fields].filter(([name]) => !gone.has(name)))
  for (const { heir, field, sources } of heirs) {
    fields.set(heir, field)
    const id = backup.ids.fields.get(sources[0]?.reads ?? heir)
    if (id !== undefined) ids.set(heir, id)
  }
  const unique_keys = backup.datastore.unique_keys.map(key => [...new Set(key.map(name => gone.get(name) ?? name))])
  const unproven = [...(backup.unproven ?? [])].map(name => gone.get(name) ?? name)
  const unfit = new Map<string, ReadonlyMap<string, 'covered' | 'unfit'>>()
  const records = backup.records.map(record => recordToday(record, heirs, gone, backup.datastore, unfit))
  return {
    backup: {
      ...backup,
      datastore: { ...backup.datastore, fields, unique_keys },
      ids: { ...backup.ids, fields: ids },
      records,
      ...(unproven.length > 0 && { unproven: new Set(unproven) }),
      unfit,
    },
    descents: heirs.map(({ heir, sources }) => ({ from: sources[0]?.reads ?? heir, to: heir })),
  }
}

/** Names of the backup that a hint gives to others: brought back, they would be carried away again by the next apply. */
export function namedByHints({ datastore }: Backup, definitions: readonly Definition[]): readonly string[] {
  const { unique_name, fields } = datastore
  return definitions.flatMap(({ hints, datastore: own }) => {
    const whole = hints?.renamed_from.includes(unique_name) === true
    if (hints === undefined || (own.unique_name !== unique_name && !whole)) return []
    const named = [...hints.fields].flatMap(([heir, { renamed_from, convert }]) => {
      const was = fields.get(heir)
      const isRetyped = convert !== undefined && was !== undefined && was.type !== own.fields.get(heir)?.type
      return [...renamed_from.filter(each => fields.has(each)), ...(isRetyped ? [heir] : [])]
    })
    return [...(whole ? [unique_name] : []), ...named.map(each => `${unique_name}.${each}`)]
  })
}

/** The field of a datastore to which values are on their way right now; undefined for none. */
export function underway(
  now: Datastore,
  { datastore }: Backup,
  definition: Definition | undefined,
): string | undefined {
  const hinted = [...(definition?.hints?.fields.values() ?? [])].flatMap(each => each.renamed_from)
  // Nothing is the old field of what a migration writes.
  const olds = new Set(['', ...hinted, ...now.fields.keys(), ...datastore.fields.keys()])
  const known = [...(definition?.datastore.fields.keys() ?? []), ...now.fields.keys(), ...datastore.fields.keys()]
  for (const [name, field] of now.fields) {
    if (isTemporary(name)) return known.find(each => temporaryField(each) === name) ?? name
    if ([...olds].some(old => field.name === heirMark(old, name))) return name
  }
  return undefined
}

interface Heir {
  readonly heir: string
  /** As it is live, else as it is defined. */
  readonly field: Field
  /** Where its values are in the backup: the first that has one counts. */
  readonly sources: readonly Carry[]
}

function heirsIn(backup: Backup, { hints, datastore }: Definition, now: Datastore | undefined): readonly Heir[] {
  const names = new Set([...(hints?.fields.keys() ?? []), ...datastore.fields.keys()])
  return [...names].flatMap((heir): readonly Heir[] => {
    const field = now?.fields.get(heir) ?? datastore.fields.get(heir)
    if (field === undefined) return []
    const sources = sourcesOf(heir, field, hints?.fields.get(heir) ?? NO_HINT, backup.datastore, now)
    const isItself = sources.every(each => each.reads === heir && each.from === field.type)
    return isItself ? [] : [{ heir, field, sources }]
  })
}

const NO_HINT: FieldHints = { renamed_from: [] }

function sourcesOf(
  heir: string,
  { type: to }: Field,
  { renamed_from, convert, conflicts }: FieldHints,
  { fields }: Datastore,
  now: Datastore | undefined,
): readonly Carry[] {
  const old = renamed_from.find(each => fields.has(each))
  // What is still live takes its own values back.
  if (old !== undefined && now?.fields.has(old) === true) return []
  const via = temporaryField(heir)
  const own = fields.get(heir)
  const isMarked = (from: string) => own?.name === heirMark(from, heir)
  // As in a carry: the old field is the truth of what is marked, then what the hint prefers, then what the heir holds.
  const first = old !== undefined && (conflicts === 'old' || isMarked(old)) ? [old] : isMarked(via) ? [via] : []
  const order = [...new Set([...first, heir, ...(old === undefined ? [] : [old]), via])]
  return order.flatMap((reads): readonly Carry[] => {
    const from = fields.get(reads)?.type
    if (from === undefined || !isConvertible(from, to)) return []
    const isMeant = from === to || reads !== heir || (convert !== undefined && (convert.from ?? from) === from)
    const invalid = convert?.invalid ?? 'refuse'
    return isMeant ? [{ reads, writes: heir, from, to, invalid, into: 'ours' }] : []
  })
}

function recordToday(
  record: LiveRecord,
  heirs: readonly Heir[],
  gone: ReadonlyMap<string, string>,
  { fields }: Datastore,
  unfit: Map<string, ReadonlyMap<string, 'covered' | 'unfit'>>,
): LiveRecord {
  const values = new Map(Object.entries(record.values).filter(([name]) => !gone.has(name)))
  const dropped = new Map<string, 'covered' | 'unfit'>()
  for (const { heir, sources } of heirs)
    for (const [at, carry] of sources.entries()) {
      const was = record.values[carry.reads]
      const shown = fields.get(carry.reads)
      if (shown === undefined || (at < sources.length - 1 && isEmptyHeir(was, shown))) continue
      const wanted = wantedOf(carry, was, shown)
      if (wanted.kind === 'value') values.set(heir, wanted.value)
      if (wanted.kind === 'invalid') dropped.set(heir, wanted.why === 'covered' ? 'covered' : 'unfit')
      else if (wanted.dropped) dropped.set(heir, 'unfit')
      break
    }
  if (dropped.size > 0) unfit.set(record.id, dropped)
  return { ...record, values: Object.fromEntries(values) }
}
