import { Option } from '@commander-js/extra-typings'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { InvalidArgumentError } from 'commander'
import { consent } from '../arguments.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { reportOption } from '../reports.ts'

/** What pipelines run: the review of a pull request. */
export function addReview(
  program: CommandUnknownOpts,
  io: Io,
  go: (work: (globals: Globals) => Promise<ExitCode>) => Promise<void>,
): void {
  program
    .command('review')
    .description('plan every environment and report it in the pull request')
    .addOption(failOn())
    .addOption(
      new Option('--comment <when>', 'true, false, or changes-only (no comment without changes)')
        .choices(['true', 'changes-only', 'false'] as const)
        .default('true' as const),
    )
    .option('--no-labels', 'set no label on the pull request')
    .option('--no-annotations', 'add no annotations')
    .option('--no-summary', 'write no job summary')
    .option('--allow <consent>', 'accept one loss, such as field-removed:empdir.notes; may be repeated', consent)
    .addOption(reportOption('plan'))
    .option('--json', 'print the plans as JSON')
    .action(options => go(async globals => (await import('../run/review.ts')).runReview(io, globals, options)))
  program
    .command('check')
    .description('find conflicts that git merges but Cliq refuses')
    .requiredOption('--base <ref>', 'the branch to merge into, such as origin/main')
    .option('--json', 'print the problems as JSON')
    .action(options => go(async globals => (await import('../run/check.ts')).runCheck(io, globals, options)))
}

const REASONS = ['losses', 'drift', 'changes', 'never'] as const
type Reason = (typeof REASONS)[number]

function failOn() {
  const text = 'losses (without consent), drift, changes, or never; several with commas. Default: never'
  return new Option('--fail-on <what>', text).argParser(reasons)
}

function reasons(value: string, before: readonly Reason[] | undefined): readonly Reason[] {
  const given = value.split(',').map(each => REASONS.find(known => known === each.trim()))
  if (given.includes(undefined)) throw new InvalidArgumentError(`It is one of ${REASONS.join(', ')}.`)
  return [...(before ?? []), ...given.filter(each => each !== undefined)]
}
