import type { Json } from '../core/model/plain.ts'
import type { BackupsTaken } from '../core/results/backup.ts'
import { counted } from './amounts.ts'
import { escapeText } from './escape.ts'
import { FORMAT_VERSION } from './json.ts'
import { backupEntries, backupsJson } from './pages/outcome.ts'
import { paragraph } from './layout.ts'
import type { Paint } from './paint.ts'
import { blockLines } from './text/blocks.ts'

/** Backups that were taken by hand. */
export function backupText({ environment, backups, calls }: BackupsTaken, paint: Paint): string {
  const head = `Copied ${counted(backups.length, 'datastore')} of ${escapeText(environment)}, ${counted(calls, 'call')}`
  const items = backupEntries(backups)
  return [
    ...paragraph(head, 0, paint.width),
    ...blockLines({ kind: 'group', title: '', tone: 'plain', items }, paint).flat(),
  ].join('\n')
}

/** The same for programs. */
export function backupJson({ environment, backups, calls }: BackupsTaken): Json {
  return { formatVersion: FORMAT_VERSION, environment, backups: backupsJson(backups), calls }
}
