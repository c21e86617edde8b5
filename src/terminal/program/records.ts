import type { CommandUnknownOpts } from '@commander-js/extra-typings'

import { durationMs } from '../arguments.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'

type Go = (work: (globals: Globals) => Promise<ExitCode>) => Promise<void>

/** Adds the commands about copies of records: backup and restore. Nothing of them is loaded before it is chosen. */
export function addRecords(program: CommandUnknownOpts, io: Io, go: Go): void {
  program
    .command('backup')
    .description('copy all records of datastores to .cliq-ds/backup/')
    .argument('[name...]', 'unique_names; default: those in the lock file')
    .option('--json', 'print what was written as JSON')
    .action((names, options) =>
      go(async globals => (await import('../run/backup.ts')).runBackup(io, globals, names, options)),
    )
  program
    .command('restore')
    .description('bring records of a backup back; run again it goes on where it stopped')
    .argument('<folder...>', 'folders of backups, or latest for those of the last run that took any')
    .option('--yes', 'answer the prompt')
    .option('--max-duration <time>', 'stop, resumably, rather than run longer: 90s, 10m, 1h', durationMs)
    .option('--json', 'print what was done as JSON')
    .action((folders, options) =>
      go(async globals => (await import('../run/restore.ts')).runRestore(io, globals, folders, options)),
    )
}
