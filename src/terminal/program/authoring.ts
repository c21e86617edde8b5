import { Argument } from '@commander-js/extra-typings'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'

import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'

/** Adds the commands of who writes definitions: fmt, types, docs, schema. Nothing of them is loaded before it is chosen. */
export function addAuthoring(
  program: CommandUnknownOpts,
  io: Io,
  go: (work: (globals: Globals) => Promise<ExitCode>) => Promise<void>,
): void {
  program
    .command('fmt')
    .description('format the YAML definitions; keeps comments')
    .argument('[file...]', 'definition files; default: all')
    .option('--check', 'write nothing; exit 4 and show what would change')
    .option('--prune-hints', 'remove hints that no environment needs any more')
    .action((files, options) =>
      go(async globals => (await import('../run/fmt.ts')).runFmt(io, globals, files, options)),
    )
  program
    .command('types')
    .description('generate a TypeScript module with the record types')
    .option('--out <file>', 'write to this file; default: print')
    .option('--check', 'write nothing; exit 4 if the file is out of date')
    .action(options => go(async globals => (await import('../run/generate.ts')).runTypes(io, globals, options)))
  program
    .command('docs')
    .description('generate a Markdown catalog of the datastores, with a diagram')
    .option('--out <file>', 'write to this file; default: print')
    .option('--check', 'write nothing; exit 4 if the file is out of date')
    .action(options => go(async globals => (await import('../run/generate.ts')).runDocs(io, globals, options)))
  program
    .command('schema')
    .description('print a JSON Schema for editors')
    .addArgument(
      new Argument('[kind]', 'kind of document')
        .choices(['definition', 'seed', 'migration', 'config', 'plan', 'events'])
        .default('definition'),
    )
    .option('--project', 'with the datastores and fields of this project; for seed')
    .action((kind, { project }, command) => {
      if (project === true && kind !== 'seed')
        command.error(`error: --project goes with \`schema seed\`, not with ${kind}`)
      return go(async globals => (await import('../run/schema.ts')).runSchema(io, globals, kind, project === true))
    })
}
