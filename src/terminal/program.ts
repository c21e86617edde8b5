import { Command, CommanderError, Option } from '@commander-js/extra-typings'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { escapeText } from '../report/escape.ts'
import { consent, day, digest, durationMs, port, refuseEmpty, suggestChoices } from './arguments.ts'
import type { Io } from './io.ts'
import {
  configFormat,
  countAll,
  dataCenterOf,
  maxRemovedDatastores,
  maxRemovedFields,
  pipelineOf,
  reviewedOnly,
  skipChecks,
  verifiedBy,
  validateFormat,
  withSeeds,
  yamlConfigOnly,
} from './options.ts'
import { paintFor } from './paint.ts'
import { addAccount } from './program/account.ts'
import { addAuthoring } from './program/authoring.ts'
import { addMigration } from './program/migration.ts'
import { addReview } from './program/review.ts'
import { addSeed } from './program/seed.ts'
import { addRecords } from './program/records.ts'
import { reportOption } from './reports.ts'
import type { ExitCode } from './exit.ts'
import type { Globals } from './globals.ts'

/** Takes the chosen command's work; what that resolves to is the exit code. */
export type Go = (work: (globals: Globals) => Promise<ExitCode>) => Promise<void>

/** The whole command line. Nothing of a command is loaded before it is chosen. */
export function programOf(io: Io, version: string, go: Go): Program {
  const program = new Command('cliq-ds')
  program
    .description('Schema as code for Zoho Cliq Datastores: declare, plan, apply, find drift.')
    .version(version, '-v, --version', 'print the version (also -V)')
    .option('-e, --env <name>', 'environment in the config (or CLIQ_DS_ENV); several as a,b')
    .option('--group <name>', 'all environments of a group in the config, side by side')
    .option('--on-error <what>', 'with several environments: stop (default) or continue')
    .option('--config <file>', 'config file; default: the nearest cliq-ds.config.* in this folder or above')
    .option('--no-code', 'never run TypeScript or JavaScript, not even the config')
    .option('--no-color', 'print without colour')
    .option('-q, --quiet', 'print no progress')
    .option('--debug', 'print method, path, status and duration of each call; never contents')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: text => io.out.write(text),
      writeErr: text => io.err.write(text),
      getOutHelpWidth: () => Math.min(io.out.columns || 80, 100),
      getErrHelpWidth: () => Math.min(io.err.columns || 80, 100),
      getOutHasColors: () => false,
      outputError: (text, write) => write(paintFor(io.err, io, true).red(text.split('\n').map(escapeText).join('\n'))),
    })
    .showSuggestionAfterError()
    .showHelpAfterError('(cliq-ds COMMAND --help says more)')
    .exitOverride()
    .hook('preAction', (_, command) => refuseEmpty(command))
  program.addOption(new Option('-V').hideHelp()).on('option:V', () => {
    io.out.write(`${version}\n`)
    throw new CommanderError(0, 'commander.version', version)
  })
  addMain(program, io, go)
  addOutside(program, io, go)
  addFiles(program, io, go)
  addSeed(program, io, go)
  addMigration(program, io, go)
  addAuthoring(program, io, go)
  addRecords(program, io, go)
  addAccount(program, io, go)
  addRest(program, io, go)
  suggestChoices(program.commands)
  return program
}

type Program = CommandUnknownOpts

function addMain(program: Program, io: Io, go: Go): void {
  program
    .command('plan')
    .description('show what apply would change, lose and cost')
    .argument('[name...]', 'datastores; default: all')
    .option('--out <file>', 'save the plan for apply FILE')
    .option('--json', 'print the plan as JSON')
    .option('--steps', 'show each write call, in the order they start')
    .addOption(reportOption('plan'))
    .option('--offline', 'compare with the lock file instead of the org; sends nothing')
    .option('--detailed-exitcode', 'exit 2 when there are changes')
    .option('--all-warnings', 'print every warning instead of one example of each kind')
    .addOption(withSeeds().conflicts(['out']))
    .option('--allow <consent>', 'accept one loss, such as field-removed:empdir.notes; may be repeated', consent)
    .addOption(countAll())
    .addOption(skipChecks())
    .addOption(maxRemovedDatastores())
    .addOption(maxRemovedFields())
    .action((names, options) =>
      go(async globals => (await import('./run/plan.ts')).runPlan(io, globals, names, options)),
    )
  program
    .command('apply')
    .description('apply the planned changes to the org')
    .argument('[what...]', 'a plan saved by plan --out, or datastores; default: all datastores')
    .option('--yes', 'skip the confirmation prompt; never consents to data loss')
    .option('--allow <consent>', 'accept one loss, such as field-removed:empdir.notes; may be repeated', consent)
    .option('--expect <digest>', 'apply only if the plan has this digest', digest)
    .addOption(reviewedOnly())
    .addOption(withSeeds())
    .addOption(countAll())
    .addOption(skipChecks())
    .addOption(verifiedBy())
    .addOption(maxRemovedDatastores())
    .addOption(maxRemovedFields())
    .option('--max-duration <time>', 'stop after this long, such as 90s, 10m or 1h; run again to resume', durationMs)
    .option('--json', 'print one JSON event per line, the result last')
    .addOption(reportOption('apply'))
    .action((given, options) =>
      go(async globals => (await import('./run/apply.ts')).runApply(io, globals, given, options)),
    )
  addReview(program, io, go)
}

function addOutside(program: Program, io: Io, go: Go): void {
  program
    .command('drift')
    .description('show what was changed outside cliq-ds; exit 3 if anything was')
    .argument('[name...]', 'datastores; default: all in the lock file')
    .option('--json', 'print it as JSON')
    .addOption(reportOption('drift'))
    .option('--accept [name...]', 'accept outside changes into the definitions and the lock file')
    .option('--revert [name...]', 'write a plan that undoes outside changes; needs --out')
    .option('--out <file>', 'where --revert saves the plan for apply FILE')
    .option('--ignore <pattern>', 'ignore a datastore, NAME.FIELD or a change such as field-added:NAME.* for a while')
    .option('--issue', 'keep one issue per environment up to date; for pipelines')
    .option('--reason <why>', 'reason for --ignore')
    .option('--until <day>', 'the last day of --ignore, YYYY-MM-DD', day)
    .action((names, options) =>
      go(async globals => (await import('./run/drift.ts')).runDrift(io, globals, names, options)),
    )
  program
    .command('pull')
    .description('write what is live into the definitions and the lock file')
    .argument('[name...]', 'unique_names; default: those defined or in the lock file')
    .option('--all', 'every datastore of the org')
    .option('--json', 'print what was written as JSON')
    .action((names, options) =>
      go(async globals => (await import('./run/pull.ts')).runPull(io, globals, names, options)),
    )
}

function addFiles(program: Program, io: Io, go: Go): void {
  program
    .command('init')
    .description('start a project here: config, example, CI workflow')
    .option('--from-live', 'start with the datastores of the org instead of an example')
    .addOption(dataCenterOf())
    .addOption(configFormat())
    .addOption(yamlConfigOnly())
    .addOption(pipelineOf())
    .action(options => go(async globals => (await import('./run/init.ts')).runInit(io, globals, options)))
  program
    .command('validate')
    .description('check every definition, offline')
    .option('--json', 'print the problems as JSON')
    .option('--all-warnings', 'print every warning instead of one example of each kind')
    .addOption(validateFormat())
    .addOption(reportOption('validate'))
    .action(options => go(async globals => (await import('./run/validate.ts')).runValidate(io, globals, options)))
  program
    .command('show')
    .description('print a saved plan')
    .argument('<planfile>')
    .option('--json', 'print it as JSON')
    .action((file, options) => go(async globals => (await import('./run/show.ts')).runShow(io, globals, file, options)))
  const lock = program.command('lock').description('inspect and repair the lock file')
  lock
    .command('show')
    .description('print what the lock file records for the environment')
    .option('--json', 'print it as JSON')
    .action(options => go(async globals => (await import('./run/lock.ts')).runLockShow(io, globals, options)))
  lock
    .command('repair')
    .description('rebuild the lock file of the environment from the org; adopts every defined datastore found there')
    .action(() => go(async globals => (await import('./run/lock.ts')).runLockRepair(io, globals)))
  lock
    .command('forget')
    .description('stop managing a datastore; it stays in the org')
    .argument('<name>', 'its unique_name')
    .action(name => go(async globals => (await import('./run/lock.ts')).runLockForget(io, globals, name)))
  lock
    .command('move')
    .description("move the project's lock file to the place that lockFile in the config names")
    .action(() => go(async globals => (await import('./run/lock.ts')).runLockMove(io, globals)))
}

function addRest(program: Program, io: Io, go: Go): void {
  program
    .command('unlock')
    .description('force-release the lease of a run that has died')
    .argument('[id]', 'as the refused apply printed it; default: the run of this machine that has died')
    .action(id => go(async globals => (await import('./run/unlock.ts')).runUnlock(io, globals, id)))
  program
    .command('emulator')
    .description('run a local Cliq emulator until stopped')
    .option('--port <port>', 'default: any free port', port)
    .option('--data <file>', 'keep the data in this SQLite file; default: in memory')
    .option('--limits', 'enforce the documented limits and lock-outs')
    .option('--window <time>', 'length of the rate window, with --limits; default 60s', durationMs)
    .option('--lock-out <time>', 'length of a lock-out, with --limits; default as documented', durationMs)
    .action(options => go(async () => (await import('./run/emulator.ts')).runEmulator(io, options)))
  program
    .command('explain')
    .description('explain what a code means, why, and what to do')
    .argument('[code]', 'such as LM102; default: list all codes')
    .action(code => go(async () => (await import('./run/explain.ts')).runExplain(io, code)))
  program
    .command('completion')
    .description('print a completion script')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .action(shell => go(async () => (await import('./run/completion.ts')).runCompletion(io, shell)))
}

// People ask these for help far more often than they call a datastore so.
const CHOOSING = new Set(['plan', 'apply', 'drift'])

/** `plan help` as `plan --help`. Other commands that take names of datastores keep theirs: one may be named so. */
export function helpOf(argv: readonly string[], program: Pick<CommandUnknownOpts, 'commands'>): readonly string[] {
  const words = argv.slice(0, -1)
  if (argv.at(-1) !== 'help' || words.length === 0) return argv
  const chosen = words.reduce<Pick<CommandUnknownOpts, 'commands'> | undefined>(
    (above, word) => above?.commands.find(each => each.name() === word),
    program,
  ) as CommandUnknownOpts | undefined
  if (chosen === undefined || chosen.commands.length > 0) return argv
  const takesNames = !CHOOSING.has(words.join(' ')) && chosen.registeredArguments.some(each => each.name() === 'name')
  return takesNames ? argv : [...words, '--help']
}
