import { performAccept } from '../../commands/accept.ts'
import { performDrift } from '../../commands/drift.ts'
import { performIgnore } from '../../commands/ignore.ts'
import { performRevert } from '../../commands/revert.ts'
import { failure } from '../../core/model/failure.ts'
import type { Drift } from '../../core/results/drift.ts'
import { acceptJson, acceptText } from '../../report/acceptText.ts'
import { escapeText } from '../../report/escape.ts'
import { driftPage } from '../../report/pages/drift.ts'
import { pageText } from '../../report/text/text.ts'
import { EXIT, exitCodeOf } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { nextCommands } from '../next.ts'
import { otherCommand } from '../typed.ts'
import { printResult } from '../printResult.ts'
import { reportingFailures, tryReports, writeReports } from '../reports.ts'
import type { ReportFlags } from '../reports.ts'
import { tellIssue } from '../review/issue.ts'
import { withWorld } from '../session.ts'
import { printPlan } from './plan.ts'

export interface DriftFlags extends ReportFlags {
  readonly json?: true | undefined
  /** Datastores; true for all. */
  readonly accept?: readonly string[] | true | undefined
  readonly revert?: readonly string[] | true | undefined
  readonly out?: string | undefined
  readonly ignore?: string | undefined
  readonly reason?: string | undefined
  readonly until?: string | undefined
  readonly issue?: true | undefined
}

/** `drift`: exit 3 when the org is not as we left it, whatever was done about it. */
export async function runDrift(
  io: Io,
  globals: Globals,
  names: readonly string[],
  flags: DriftFlags,
): Promise<ExitCode> {
  refuseHalves(flags)
  if (flags.report !== undefined && (flags.accept ?? flags.revert) !== undefined)
    throw incomplete('--report cannot be combined with --accept or --revert')
  if (flags.accept !== undefined) return runAccept(io, globals, [...names, ...namesOf(flags.accept)], flags)
  if (flags.revert !== undefined) return runRevert(io, globals, [...names, ...namesOf(flags.revert)], flags)
  const drift = await withWorld(io, globals, {}, async world => {
    const { ignore: pattern, reason, until } = flags
    await tryReports(world.project, flags)
    if (pattern !== undefined && reason !== undefined && until !== undefined) {
      const file = await performIgnore(world, { pattern, reason, until })
      if (flags.json !== true) io.out.write(`wrote ${escapeText(file)}\n`)
    }
    return reportingFailures(
      world.project,
      flags,
      'drift',
      async () => {
        const found = await performDrift(world, names)
        await writeReports(world.project, flags, [driftPage(found, waysOn(found, io, globals))], io.gather)
        return found
      },
      io.gather,
    )
  })
  const page = driftPage(drift, waysOn(drift, io, globals))
  printResult(io, globals, flags, page.json, paint => pageText(page, paint))
  if (flags.issue === true) await tellIssue(io, globals, page, drift.changes.length > 0)
  if (drift.changes.length > 0) return EXIT.drift
  const [problem] = drift.problems
  return problem === undefined ? EXIT.ok : exitCodeOf(problem.code)
}

async function runAccept(io: Io, globals: Globals, names: readonly string[], flags: DriftFlags): Promise<ExitCode> {
  const accepted = await withWorld(io, globals, {}, world => performAccept(world, names))
  const next = [otherCommand(['plan'], io, globals)]
  printResult(io, globals, flags, acceptJson(accepted), paint => acceptText(accepted, paint, { next }))
  return accepted.byHand.length > 0 ? EXIT.drift : EXIT.ok
}

async function runRevert(
  io: Io,
  globals: Globals,
  names: readonly string[],
  { out, json }: DriftFlags,
): Promise<ExitCode> {
  if (out === undefined) throw incomplete('--revert needs --out FILE: it writes a plan to review')
  const document = await withWorld(io, globals, {}, async world => {
    await world.project.tryPlanFile(out)
    const made = await performRevert(world, names, { allow: [] })
    await world.project.writePlan(out, made)
    return made
  })
  printPlan(
    document,
    json === true,
    { next: nextCommands(document, { planFile: out }, io, globals), planFile: out },
    io,
    globals,
  )
  return EXIT.ok
}

function refuseHalves({ accept, revert, ignore, out, reason, until }: DriftFlags): void {
  const ways = [accept, revert, ignore].filter(each => each !== undefined)
  if (ways.length > 1) throw incomplete('use one of --accept, --revert and --ignore')
  if (out !== undefined && revert === undefined) throw incomplete('--out only goes with --revert')
  const given = [reason, until].filter(each => each !== undefined).length
  if (ignore === undefined && given > 0) throw incomplete('--reason and --until only go with --ignore')
  if (ignore !== undefined && (given < 2 || reason?.trim() === ''))
    throw incomplete('--ignore needs --reason WHY and --until YYYY-MM-DD')
}

function incomplete(message: string) {
  return failure('CL108', message, {
    hint: '--accept [NAME…], or --revert [NAME…] --out FILE, or --ignore PATTERN --reason WHY --until YYYY-MM-DD',
  })
}

function waysOn({ changes, unknown }: Drift, io: Io, globals: Globals): readonly string[] {
  const [first] = changes
  if (first === undefined) return []
  const type = (...words: readonly string[]) => otherCommand(['drift', ...words], io, globals)
  const until = ['--reason', 'WHY', '--until', 'YYYY-MM-DD']
  return [
    ...(unknown === undefined ? [`${type('--accept')}   accepts it into the definitions`] : []),
    `${type('--revert', '--out', 'revert.plan.json')}   writes a plan that undoes it`,
    `${type('--ignore', first.change.datastore, ...until)}   ignores it until then`,
  ]
}

function namesOf(given: readonly string[] | true): readonly string[] {
  return given === true ? [] : given
}
