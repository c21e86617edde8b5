import type { BackedUp } from '../model/backup.ts'

/** What a backup by hand wrote. */
export interface BackupsTaken {
  readonly environment: string
  readonly where: string
  readonly backups: readonly BackedUp[]
  readonly calls: number
}
