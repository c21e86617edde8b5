import { Option } from '@commander-js/extra-typings'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'

import { howMany, commas, consent, durationMs, fieldValue } from '../arguments.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { reportOption } from '../reports.ts'

/** Adds `seed` and `seed pull`. Nothing of them is loaded before they are chosen. */
export function addSeed(
  program: CommandUnknownOpts,
  io: Io,
  go: (work: (globals: Globals) => Promise<ExitCode>) => Promise<void>,
): void {
  const kinds = ['insert', 'update', 'remove'] as const
  const seed = program
    .command('seed')
    .description('write seed rows that the org lacks')
    .argument('[name...]', 'seeds, by file or datastore; default: all of the environment')
    .option('--dry-run', 'show what would be written; sends only reads')
    .option('--yes', 'skip the confirmation prompt; never consents to data loss')
    .option('--allow <consent>', 'accept records-removed:NAME or unkeyed-seed:NAME; may be repeated', consent)
    .addOption(new Option('--only <kind>', 'write only these changes').choices(kinds))
    .option('--limit <rows>', 'write at most this many rows per seed', howMany)
    .option('--max-removed <rows>', 'how many rows a mirror may remove; default: 10, and at most 30 %', howMany)
    .option('--max-duration <time>', 'stop after this long, such as 90s, 10m or 1h; run again to resume', durationMs)
    .option('--json', 'print one JSON event per line, the result last')
    .addOption(reportOption('seed'))
    .action((names, options) =>
      go(async globals => (await import('../run/seed.ts')).runSeed(io, globals, names, options)),
    )
  seed
    .command('pull')
    .description('write the rows of a datastore to a seed file, without hidden values')
    .argument('<name>', 'its unique_name')
    .option('--where <field=value>', 'only rows with this value; may be repeated', fieldValue)
    .option('--columns <fields>', 'only these fields, as a,b; key and mandatory fields are always included', commas)
    .option('--out <file>', 'relative to the project; default: NAME.yaml in the seeds folder')
    .action((name, options) =>
      go(async globals => (await import('../run/seed.ts')).runSeedPull(io, globals, name, options)),
    )
}
