import { existsSync } from 'node:fs'
import { loadSqlite, numberOf } from './database.ts'

/** Which database a file is, and how far it has come. */
export interface FileStamp {
  /** Made at random when the file was made; an org that was cleared has another. */
  readonly identity: string
  /** Never falls, and rises with everything that is made: an older copy of the same file has a lower one. */
  readonly made: number
}

/** The stamp of an emulator's file; undefined where there is none. Throws for a file that is not one of its own. */
export function fileStampOf(file: string): FileStamp | undefined {
  if (!existsSync(file)) return undefined
  const { DatabaseSync } = loadSqlite()
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    database.exec('PRAGMA busy_timeout = 5000')
    const rows = database.prepare(`SELECT name, value FROM counters WHERE name IN ('identity', 'id')`).all()
    const value = (name: string) => {
      const row = rows.find(each => each['name'] === name)
      return row === undefined ? 0 : numberOf(row, 'value')
    }
    return { identity: String(value('identity')), made: value('id') }
  } finally {
    database.close()
  }
}
