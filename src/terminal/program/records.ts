import { Option } from '@commander-js/extra-typings'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'

import { commas, durationMs, fieldValue, rowsShown } from '../arguments.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { reportOption } from '../reports.ts'

type Go = (work: (globals: Globals) => Promise<ExitCode>) => Promise<void>

/** Adds the commands about records as they are: query, export, backup and restore. Nothing of them is loaded before it is chosen. */
export function addRecords(program: CommandUnknownOpts, io: Io, go: Go): void {
  const types = ['csv', 'xlsx', 'pdf'] as const
  const forms = ['table', 'csv', 'ndjson', 'json'] as const
  program
    .command('query')
    .description('show live rows of a datastore; hidden values stay hidden')
    .argument('<name>', 'its unique_name')
    .option('--where <field=value>', 'only rows with this value; may be repeated', fieldValue)
    .option('--columns <fields>', 'only these fields, as a,b; default: id and all fields', commas)
    .option('--limit <rows>', 'show at most this many rows', rowsShown, 50)
    .addOption(new Option('--format <form>', 'how rows are printed').choices(forms).default('table' as const))
    .action((name, options) =>
      go(async globals => (await import('../run/query.ts')).runQuery(io, globals, name, options)),
    )
  program
    .command('export')
    .description('ask Cliq to export a datastore, once; Cliq decides where the file arrives')
    .argument('<name>', 'its unique_name')
    .addOption(new Option('--type <type>', 'kind of file').choices(types).makeOptionMandatory())
    .option('--password-env <variable>', 'environment variable with a password for the file')
    .action((name, options) =>
      go(async globals => (await import('../run/export.ts')).runExport(io, globals, name, options)),
    )
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
    .description('restore records from a backup; run again to resume')
    .argument('<folder...>', 'backup folders, or latest for those of the most recent run')
    .option('--as-was', 'bring old field names and types back; default: values go where hints say')
    .option('--yes', 'skip the confirmation prompt')
    .option('--max-duration <time>', 'stop after this long, such as 90s, 10m or 1h; run again to resume', durationMs)
    .option('--json', 'print what was done as JSON')
    .addOption(reportOption('restore'))
    .action((folders, options) =>
      go(async globals => (await import('../run/restore.ts')).runRestore(io, globals, folders, options)),
    )
}
