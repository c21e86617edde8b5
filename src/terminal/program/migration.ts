import type { CommandUnknownOpts } from '@commander-js/extra-typings'

import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'

/** Adds the commands of migrations. Nothing of them is loaded before it is chosen; `plan` and `apply` run them. */
export function addMigration(
  program: CommandUnknownOpts,
  io: Io,
  go: (work: (globals: Globals) => Promise<ExitCode>) => Promise<void>,
): void {
  const migration = program.command('migration').description('moves of data that a schema cannot say; apply runs them')
  migration
    .command('new')
    .description('write a migration file to fill in')
    .argument('<name>', 'its id, and the name of its file')
    .action(name => go(async globals => (await import('../run/migration.ts')).runMigrationNew(io, globals, name)))
  migration
    .command('status')
    .description('show the status of each migration in each environment')
    .option('--json', 'print it as JSON')
    .action(options =>
      go(async globals => (await import('../run/migration.ts')).runMigrationStatus(io, globals, options)),
    )
  migration
    .command('skip')
    .description('record that a migration does not run in the environment')
    .argument('<id>', 'the name of its file')
    .action(id => go(async globals => (await import('../run/migration.ts')).runMigrationSkip(io, globals, id)))
}
