import { numberOf, textColumn } from './database.ts'
import type { Database, SqlRow } from './database.ts'
import { valueOf } from './stored.ts'
import type { StoredDatastore, StoredRecord } from './stored.ts'

/** Reads of the org, now or as it was. */
export interface View {
  /** The organisation's and the extensions' datastores, oldest first. */
  datastores(): readonly StoredDatastore[]
  /** The organisation's own with an id above `after` (empty: all), oldest first, at most `most`. */
  ownDatastores(after: string, most: number): readonly StoredDatastore[]
  datastore(id: string): StoredDatastore | undefined
  named(extension: string, uniqueName: string): StoredDatastore | undefined
  record(datastore: string, id: string): StoredRecord | undefined
  /** Records with an id above `after` (empty: all), lowest id first, at most `most` (-1: all). */
  records(datastore: string, after: string, most: number): readonly StoredRecord[]
}

/** The org on disk. Every change belongs inside `transact`. */
export interface OrgStore extends View {
  transact<T>(work: () => T): T
  /** How many there are, whoever they belong to. */
  countDatastores(): number
  putDatastore(datastore: StoredDatastore): void
  dropDatastore(id: string): void
  /** Also notes which unique-key values it takes, since `since`. */
  putRecord(record: StoredRecord, datastore: StoredDatastore): void
  dropRecord(datastore: string, id: string): void
  /** Notes the unique-key values of all records anew, after a change of the keys. */
  reindex(datastore: StoredDatastore): void
  /** Whether a record other than this one has had the same values under one of the keys since before `until`. */
  isTaken(record: StoredRecord, datastore: StoredDatastore, until: number): boolean
  /** Whether two records have the same values under one of the keys. */
  hasRepetition(datastore: string): boolean
  /** 18 digits, larger than any before. */
  nextId(): string
  /** 26 digits each, in order, larger than any before. */
  nextFieldIds(count: number, at: number): readonly string[]
  extensionKey(id: string): string | undefined
  putExtension(id: string, key: string): void
  clear(): void
}

const FIRST_ID = 132_001
const TABLES = ['datastores', 'extensions', 'records', 'taken', 'tokens']

/** The org that a database holds. */
export function storeOf(database: Database): OrgStore {
  return { ...reads(database), ...datastoreWrites(database), ...recordWrites(database), ...numbers(database) }
}

function reads(database: Database): View {
  const datastores = (where: string, ...values: (string | number)[]): StoredDatastore[] =>
    database.rows(`SELECT body FROM datastores ${where}`, ...values).map(row => JSON.parse(textColumn(row, 'body')))
  return {
    datastores: () => datastores('ORDER BY id'),
    ownDatastores: (after, most) => datastores(`WHERE extension = '' AND id > ? ORDER BY id LIMIT ?`, after, most),
    datastore: id => datastores('WHERE id = ?', id)[0],
    named: (extension, uniqueName) => datastores('WHERE extension = ? AND unique_name = ?', extension, uniqueName)[0],
    record(datastore, id) {
      const row = database.rows('SELECT * FROM records WHERE datastore = ? AND id = ?', datastore, id)[0]
      return row === undefined ? undefined : recordOf(row)
    },
    records(datastore, after, most) {
      const sql = 'SELECT * FROM records WHERE datastore = ? AND id > ? ORDER BY id LIMIT ?'
      return database.rows(sql, datastore, after, most).map(recordOf)
    },
  }
}

function recordOf(row: SqlRow): StoredRecord {
  return {
    datastore: textColumn(row, 'datastore'),
    id: textColumn(row, 'id'),
    added: numberOf(row, 'added'),
    modified: numberOf(row, 'modified'),
    values: JSON.parse(textColumn(row, 'body')),
  }
}

type DatastoreWrites = Pick<
  OrgStore,
  'transact' | 'countDatastores' | 'putDatastore' | 'dropDatastore' | 'extensionKey' | 'putExtension' | 'clear'
>

function datastoreWrites(database: Database): DatastoreWrites {
  return {
    transact: work => database.transact(work),
    countDatastores() {
      const [row] = database.rows('SELECT count(*) AS value FROM datastores')
      return row === undefined ? 0 : numberOf(row, 'value')
    },
    putDatastore(datastore) {
      const sql = 'INSERT OR REPLACE INTO datastores (id, unique_name, extension, body) VALUES (?, ?, ?, ?)'
      database.run(sql, datastore.id, datastore.unique_name, datastore.extension, JSON.stringify(datastore))
    },
    dropDatastore(id) {
      database.run('DELETE FROM taken WHERE datastore = ?', id)
      database.run('DELETE FROM records WHERE datastore = ?', id)
      database.run('DELETE FROM datastores WHERE id = ?', id)
    },
    extensionKey(id) {
      const row = database.rows('SELECT secret FROM extensions WHERE id = ?', id)[0]
      return row === undefined ? undefined : textColumn(row, 'secret')
    },
    putExtension: (id, key) => database.run('INSERT OR REPLACE INTO extensions VALUES (?, ?)', id, key),
    clear() {
      for (const table of TABLES) database.run(`DELETE FROM ${table}`)
      database.run(`UPDATE counters SET value = value + 1 WHERE name = 'identity'`)
    },
  }
}

type RecordWrites = Pick<OrgStore, 'putRecord' | 'dropRecord' | 'reindex' | 'isTaken' | 'hasRepetition'>

function recordWrites(database: Database): RecordWrites {
  const take = (record: StoredRecord, datastore: StoredDatastore): void => {
    for (const { key, value } of keyValues(record, datastore))
      database.run('INSERT INTO taken VALUES (?, ?, ?, ?, ?)', datastore.id, key, value, record.id, record.modified)
  }
  return {
    putRecord(record, datastore) {
      const { id, added, modified, values } = record
      const sql = 'INSERT OR REPLACE INTO records (datastore, id, added, modified, body) VALUES (?, ?, ?, ?, ?)'
      database.run(sql, datastore.id, id, added, modified, JSON.stringify(values))
      database.run('DELETE FROM taken WHERE datastore = ? AND record = ?', datastore.id, id)
      take(record, datastore)
    },
    dropRecord(datastore, id) {
      database.run('DELETE FROM taken WHERE datastore = ? AND record = ?', datastore, id)
      database.run('DELETE FROM records WHERE datastore = ? AND id = ?', datastore, id)
    },
    reindex(datastore) {
      database.run('DELETE FROM taken WHERE datastore = ?', datastore.id)
      for (const record of reads(database).records(datastore.id, '', -1)) take(record, datastore)
    },
    isTaken(record, datastore, until) {
      const sql =
        'SELECT 1 FROM taken WHERE datastore = ? AND key = ? AND value = ? AND record <> ? AND since <= ? LIMIT 1'
      return keyValues(record, datastore).some(
        ({ key, value }) => database.rows(sql, datastore.id, key, value, record.id, until).length > 0,
      )
    },
    hasRepetition(datastore) {
      const sql = 'SELECT 1 FROM taken WHERE datastore = ? GROUP BY key, value HAVING count(*) > 1 LIMIT 1'
      return database.rows(sql, datastore).length > 0
    },
  }
}

// A row without a value for a part of a key is not held to it.
function keyValues(record: StoredRecord, datastore: StoredDatastore): { key: string; value: string }[] {
  return datastore.unique_keys.flatMap(names => {
    const fields = datastore.fields.filter(field => names.includes(field.unique_name))
    const values = fields.map(field => valueOf(record, field))
    if (values.includes(null)) return []
    return [{ key: fields.map(field => field.id).join(' '), value: JSON.stringify(values) }]
  })
}

function numbers(database: Database): Pick<OrgStore, 'nextId' | 'nextFieldIds'> {
  const counter = (name: string, otherwise: number): number => {
    const row = database.rows('SELECT value FROM counters WHERE name = ?', name)[0]
    return row === undefined ? otherwise : numberOf(row, 'value')
  }
  const keep = (name: string, value: number): void =>
    database.run('INSERT OR REPLACE INTO counters VALUES (?, ?)', name, value)
  return {
    nextId() {
      const id = counter('id', FIRST_ID)
      keep('id', id + 1)
      return `227828${String(id).padStart(12, '0')}`
    },
    // 12 digits of the organisation, 13 of the call's time in ms, one for the place in the call, as observed.
    nextFieldIds(count, at) {
      const first = Math.max(at * 10, counter('field', 0))
      keep('field', first + count)
      return Array.from({ length: count }, (_, index) => `172020204146${String(first + index).padStart(14, '0')}`)
    },
  }
}
