import { randomInt } from 'node:crypto'
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import nodeProcess from 'node:process'
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'

/** A row as SQLite gives it. */
export type SqlRow = Readonly<Record<string, SQLOutputValue>>

/** A SQLite file, or memory, with its statements prepared once. */
export interface Database {
  run(sql: string, ...values: SQLInputValue[]): void
  rows(sql: string, ...values: SQLInputValue[]): readonly SqlRow[]
  /** All of it happens or, when `work` throws, none of it. Other processes wait. */
  transact<T>(work: () => T): T
  close(): void
}

const FORMAT = 1

const TABLES = `
  CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS datastores (
    id TEXT PRIMARY KEY, unique_name TEXT NOT NULL, extension TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (extension, unique_name)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS extensions (id TEXT PRIMARY KEY, secret TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS records (
    datastore TEXT NOT NULL, id TEXT NOT NULL, added INTEGER NOT NULL, modified INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (datastore, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS taken (
    datastore TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, record TEXT NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (datastore, key, value, record)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS taken_by_record ON taken (datastore, record);
  CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, kind TEXT NOT NULL, parent TEXT NOT NULL, client TEXT NOT NULL, user TEXT NOT NULL,
    scope TEXT NOT NULL, minted INTEGER NOT NULL, expires INTEGER NOT NULL
  ) STRICT;
`

// What else is kept about this org on the machine holds on to it: another database is another org.
const NEW_IDENTITY = `INSERT OR IGNORE INTO counters VALUES ('identity', ?)`

/** Opens the file, or memory when there is none named, and makes its folder and the tables that are missing. Throws for another format. */
export function openDatabase(file: string | undefined): Database {
  const { DatabaseSync } = loadSqlite()
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    refuseForeign(file, DatabaseSync)
    // It holds rows and tokens in clear.
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
  }
  const database = new DatabaseSync(file ?? ':memory:')
  try {
    // A write-ahead log with NORMAL loses nothing that was answered when the process is killed.
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    const version = database.prepare('PRAGMA user_version').get()?.['user_version']
    if (version !== 0 && version !== FORMAT)
      throw new Error(`the emulator's file has format ${String(version)}, not ${FORMAT}`)
    if (version === 0) database.exec(`BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version = ${FORMAT}; COMMIT`)
    database.prepare(NEW_IDENTITY).run(randomInt(1, 2 ** 47))
  } catch (error) {
    database.close()
    throw error
  }
  return withStatements(database)
}

// Looked at without a write: opening another program's database to write already changes it.
function refuseForeign(file: string, Sqlite: typeof DatabaseSync): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return
  const database = new Sqlite(file, { readOnly: true })
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    const names = new Set(tables.map(each => String(each['name'])))
    if (names.size > 0 && !['counters', 'datastores', 'records', 'taken', 'tokens'].every(each => names.has(each)))
      throw new Error('the file is a database of another program')
  } finally {
    database.close()
  }
}

/** Node's SQLite, loaded without its warning. */
export function loadSqlite(): typeof import('node:sqlite') {
  return withoutSqliteWarning(() => nodeProcess.getBuiltinModule('node:sqlite'))
}

function withStatements(database: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>()
  const statement = (sql: string): StatementSync => {
    const prepared = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, prepared)
    return prepared
  }
  return {
    run: (sql, ...values) => void statement(sql).run(...values),
    rows: (sql, ...values) => statement(sql).all(...values),
    transact(work) {
      database.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        database.exec('COMMIT')
        return result
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
    close: () => database.close(),
  }
}

/** A text column of a row; throws when the file holds something else. */
export function textColumn(row: SqlRow, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new TypeError(`the emulator's file has no text in ${column}`)
  return value
}

/** A number column of a row; throws when the file holds something else. */
export function numberOf(row: SqlRow, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new TypeError(`the emulator's file has no number in ${column}`)
  return value
}

/**
 * Does synchronous work without Node's warning that SQLite is experimental. Node 22 gives it on the first load, and it would
 * stand in every command's output; only what is warned of during the work is looked at, and nobody's listeners are touched.
 */
export function withoutSqliteWarning<T>(work: () => T): T {
  const emitWarning = nodeProcess.emitWarning
  nodeProcess.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    const isExpected = rest[0] === 'ExperimentalWarning' && String(warning).includes('SQLite')
    if (!isExpected) Reflect.apply(emitWarning, nodeProcess, [warning, ...rest])
  }
  try {
    return work()
  } finally {
    nodeProcess.emitWarning = emitWarning
  }
}
