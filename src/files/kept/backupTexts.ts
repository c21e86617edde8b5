import type { Backup } from '../../core/model/backup.ts'
import { byCodeUnit } from '../../core/model/catalog.ts'
import type { Datastore } from '../../core/model/catalog.ts'
import { failure } from '../../core/model/failure.ts'
import type { Failure } from '../../core/model/failure.ts'
import type { LiveRecord } from '../../core/model/live.ts'
import { canonicalText } from '../../core/model/plain.ts'
import type { Json } from '../../core/model/plain.ts'
import type { Place } from '../../core/model/problem.ts'
import { digestOf } from '../disk/digest.ts'
import { layout } from '../disk/layout.ts'
import { datastore } from './planSchema.ts'
import { readOwn, shaped, wholeLines } from '../disk/sealed.ts'
import type { OwnFile } from '../disk/sealed.ts'
import { amount, map, matching, Misfit, object, text as anyText } from '../disk/shape.ts'
import type { Shape } from '../disk/shape.ts'

/** The file of a backup that says what it is; the last to be written. */
export const MANIFEST = 'manifest.json'

/** The file of its records, one a line. */
export const RECORDS = 'records.ndjson'

/** The two texts of a backup, or their names in messages. */
export interface BackupTexts {
  readonly manifest: string
  readonly records: string
}

const KIND = 'cliq-ds backup'
const FORMAT = 1

const id = matching(/^\d{1,40}$/u, 'an id of digits')
const isoTime = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u, 'a time')

const body = object({
  kind: anyText,
  formatVersion: amount,
  environment: anyText,
  target: anyText,
  takenAt: isoTime,
  datastore,
  ids: object({ datastore: id, fields: map(id) }),
  records: amount,
  digest: anyText,
  seal: anyText,
})

const value: Shape<string | boolean | null> = (found, path) => {
  if (found === null || typeof found === 'string' || typeof found === 'boolean') return found
  throw new Misfit(path, 'text, true, false or null expected here')
}

const record: Shape<LiveRecord> = object({
  id,
  values: (found, path) => Object.fromEntries(map(value)(found, path)),
})

/** A backup as text: the manifest with a seal of its own and a digest of the records, and the records, one a line. */
export function renderBackup({ environment, target, datastore: store, ids, takenAt, records }: Backup): BackupTexts {
  const lines = records.map(each => `${JSON.stringify({ id: each.id, values: each.values })}\n`).join('')
  const content = {
    kind: KIND,
    formatVersion: FORMAT,
    environment,
    target,
    takenAt: new Date(takenAt).toISOString(),
    datastore: wholeDatastore(store),
    ids: { datastore: ids.datastore, fields: Object.fromEntries(ids.fields) },
    records: records.length,
    digest: digestOf(lines),
  }
  return { manifest: layout({ ...content, seal: sealOf(content) }), records: lines }
}

/** The backup in its texts. Throws a Failure BK102 with the place of what is damaged: nothing of it is believed then. */
export function parseBackup(texts: BackupTexts, names: BackupTexts): Backup {
  const own = ownFile(texts.manifest, names.manifest)
  const found = readOwn(own)
  if (!isSealed(found)) throw damaged('its checksum does not match', { file: names.manifest, line: 1, col: 1 })
  const read = shaped(body, found, own)
  if (read.kind !== KIND || read.formatVersion !== FORMAT)
    throw damaged(`it has format ${read.formatVersion}; this cliq-ds reads ${FORMAT}`, startOf(names.manifest))
  if (digestOf(texts.records) !== read.digest)
    throw damaged('its records do not match their digest', startOf(names.records))
  const { environment, target, ids, takenAt } = read
  const records: LiveRecord[] = []
  for (const line of wholeLines(texts.records)) {
    const ownLine = ownFile(line, names.records)
    records.push(shaped(record, readOwn(ownLine), ownLine))
  }
  if (records.length !== read.records)
    throw damaged(`it contains ${records.length} records, not ${read.records}`, own.at)
  return { environment, target, datastore: read.datastore, ids, takenAt: Date.parse(takenAt), records }
}

// Defaults included, hidden ones too: nothing else can tell what the field was.
function wholeDatastore({ unique_name, name, description, fields, unique_keys }: Datastore): Json {
  const own = [...fields].sort(([a], [b]) => byCodeUnit(a, b)).map(([each, field]) => [each, { ...field }] as const)
  return { unique_name, name, description, fields: Object.fromEntries(own), unique_keys }
}

function isSealed(found: Json): boolean {
  if (typeof found !== 'object' || found === null) return false
  const { seal, ...content } = Object.fromEntries(Object.entries(found))
  return seal === sealOf(content)
}

function sealOf(content: { readonly [key: string]: Json }): string {
  return digestOf(canonicalText(content))
}

function ownFile(text: string, file: string): OwnFile & { readonly at: Place } {
  return {
    text,
    file,
    at: startOf(file),
    damaged: fault => damaged(fault.what, fault.at),
    misfit: damaged,
  }
}

function startOf(file: string): Place {
  return { file, line: 1, col: 1 }
}

function damaged(why: string, at: Place): Failure {
  return failure('BK102', `the backup is damaged: ${why}`, { at, hint: 'use another one from .cliq-ds/backup/' })
}
