import type { Backup } from '../model/backup.ts'
import { serverDefault } from '../model/catalog.ts'
import type { Field, UniqueKey } from '../model/catalog.ts'
import type { LiveDatastore, LiveRecord } from '../model/live.ts'
import { isHidden } from '../model/secrecy.ts'
import type { RecordValues } from '../model/step.ts'
import { comparableText, identityOf } from './values.ts'

/** Finds, for each record of a backup in its order, the live record that stands for it. A live record is found once. */
export type Match = (record: LiveRecord, values: RecordValues) => LiveRecord | undefined

/**
 * Matches by id while the datastore is the same, then by any unique key, and a record that no key tells apart by all of
 * its values: of equal ones as many are found as are there.
 */
export function matcherOf(backup: Backup, now: LiveDatastore, records: readonly LiveRecord[]): Match {
  const isSame = backup.ids.datastore === now.identity.id
  const byId = new Map(isSame ? records.map(each => [each.id, each] as const) : [])
  const kept = new Set(backup.records.flatMap(({ id }) => byId.get(id) ?? []))
  const others = records.filter(each => !kept.has(each))
  const keys = now.datastore.unique_keys
  const indexes = keys.map(key => new Map(others.flatMap(each => entryOf(each.values, key, now, each))))
  const alike = new Map<string, LiveRecord[]>()
  for (const each of others) {
    const text = textOfAll(each.values, now)
    alike.set(text, [...(alike.get(text) ?? []), each])
  }
  const found = new Set<LiveRecord>()
  const once = (each: LiveRecord | undefined) => {
    if (each === undefined || found.has(each)) return undefined
    found.add(each)
    return each
  }
  return (record, values) => {
    const own = byId.get(record.id)
    if (own !== undefined) return own
    const texts = keys.map(key => identityOf(now.datastore, key, values))
    const keyed = texts.flatMap((text, at) => (text === undefined ? [] : (indexes[at]?.get(text) ?? [])))[0]
    if (keyed !== undefined) return keyed
    if (texts.some(text => text !== undefined)) return undefined
    return once((alike.get(textOfAll(values, now)) ?? []).find(each => !found.has(each)))
  }
}

type Values = LiveRecord['values']

function entryOf(values: Values, key: UniqueKey, now: LiveDatastore, record: LiveRecord) {
  const text = identityOf(now.datastore, key, values)
  return text === undefined ? [] : [[text, record] as const]
}

// What is not for the eye may be shown covered, so it tells nothing apart. An unset value is stored as the default.
function textOfAll(values: Values, { datastore }: LiveDatastore): string {
  const names = [...datastore.fields].filter(([, field]) => !isHidden(field)).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(names.map(([name, field]) => storedText(values[name], field)))
}

// Whether Cliq keeps blanks at the end and forms of Unicode is not known.
function storedText(value: Values[string] | undefined, field: Field): string {
  const filled = value ?? field.default_value ?? serverDefault(field.type)
  return comparableText(field, filled).normalize('NFC').trim()
}
