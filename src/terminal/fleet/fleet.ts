import { escapeText } from '../../report/escape.ts'
import { failure } from '../../core/model/failure.ts'
import { jsonText } from '../../report/json.ts'
import { openNames } from '../../world.ts'
import { worstExit } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Concluded, Io } from '../io.ts'
import { silentProgress } from '../progress.ts'
import { writeReports } from '../reports.ts'
import { withDifferences } from '../../report/pages/promotion.ts'
import type { Compared } from '../../report/pages/promotion.ts'
import { tellOutputs } from '../review/outputs.ts'
import type { Report, ReportTarget } from '../reports.ts'
import type { Page } from '../../report/page.ts'
import { outsideOf } from '../session.ts'
import { applied } from './apply.ts'
import { planFleet } from './plan.ts'
import { lineOf, namedIn, sharesFile } from './argv.ts'
import type { FleetLine } from './argv.ts'
import { documentIn, EVENTS, isJson, shown, sideBySide } from './side.ts'
import type { FleetEnd, FleetText, Run } from './side.ts'

const SIDE_BY_SIDE: ReadonlySet<string> = new Set(['plan', 'apply', 'drift', 'seed', 'doctor'])

const ON_ERROR: ReadonlySet<string> = new Set(['stop', 'continue'])

/**
 * Runs one verb for several environments, side by side, and ends with a table of them and the worst of their exit
 * codes. An apply checks all of them before the first write of any, and asks once. Throws a Failure CL119 for what
 * cannot be run for several.
 */
export async function performFleet(io: Io, fleet: FleetLine, run: Run): Promise<ExitCode> {
  const globals = { config: configIn(fleet), code: !fleet.rest.includes('--no-code') }
  // One review speaks of all of its environments, in one comment.
  if (fleet.command === 'review') {
    const names = await chosenBy(io, fleet, globals)
    return run({ ...io, argv: [...fleet.rest, '--env', names.join(',')] })
  }
  if (!SIDE_BY_SIDE.has(fleet.command)) throw refused(`${fleet.command || 'this'} takes one environment`)
  if (fleet.onError !== undefined && !ON_ERROR.has(fleet.onError))
    throw refused(`--on-error takes stop or continue, not ${fleet.onError}`, 'add --on-error continue, or leave it out')
  if (sharesFile(fleet))
    throw refused(
      'every environment would write the same --out file',
      'put {env} into its name, such as plans/{env}.plan.json',
    )
  const names = await chosenBy(io, fleet, globals)
  const strangers = namedIn(fleet).filter(each => !names.includes(each))
  if (strangers.length > 0)
    throw refused(`--allow or --expect names ${strangers.join(', ')}, which is not part of this run`)
  const compared = new Map<string, Compared>()
  const gathered = gathering(names, pages =>
    withDifferences(
      pages,
      names.flatMap(name => compared.get(name) ?? []),
    ),
  )
  const concluded: Heard[] = []
  const conclude: NonNullable<Io['conclude']> = (pages, { failures }) => void concluded.push({ pages, failures })
  const own: Io = { ...io, gather: gathered.take, conclude }
  const ends =
    fleet.command === 'apply'
      ? await applied(own, fleet, names, run)
      : fleet.command === 'plan'
        ? await planFleet(own, fleet, names, run, compared)
        : await sideBySide(names, name => shown(own, fleet, name, run, { argv: lineOf(fleet, name) }))
  await gathered.write()
  const exit = end(io, fleet, ends)
  if (concluded.length > 0)
    await tellOutputs(
      io,
      concluded.flatMap(each => each.pages),
      { exit, failures: concluded.flatMap(each => each.failures) },
    )
  return exit
}

interface Heard extends Pick<Concluded, 'failures'> {
  readonly pages: readonly Page[]
}

// Several environments share a file: it is written once all of them have said what belongs into it.
function gathering(
  names: readonly string[],
  together: (pages: readonly Page[]) => readonly Page[],
): { readonly take: NonNullable<Io['gather']>; write(): Promise<void> } {
  const files = new Map<
    string,
    { readonly report: Report; readonly target: ReportTarget; readonly pages: Map<string, readonly Page[]> }
  >()
  return {
    take(target, reports, pages, name = '') {
      for (const report of reports) {
        const key = `${report.format}=${report.file}`
        const found = files.get(key) ?? { report, target, pages: new Map() }
        found.pages.set(name, pages)
        files.set(key, found)
      }
    },
    async write() {
      for (const { report, target, pages } of files.values())
        await writeReports(target, { report: [report] }, together(names.flatMap(name => pages.get(name) ?? [])))
    },
  }
}

function configIn({ rest }: FleetLine): string | undefined {
  const at = rest.indexOf('--config')
  return at >= 0 ? rest[at + 1] : rest.find(each => each.startsWith('--config='))?.slice('--config='.length)
}

async function chosenBy(
  io: Io,
  fleet: FleetLine,
  { config, code }: { readonly config: string | undefined; readonly code: boolean },
) {
  const globals = { code, color: true, quiet: true, debug: false, ...(config !== undefined && { config }) }
  const outside = outsideOf(io, globals, silentProgress)
  return openNames(outside, { environment: undefined, config, noCode: !code }, fleet)
}

function end(io: Io, fleet: FleetLine, ends: readonly (FleetEnd & Partial<FleetText>)[]): ExitCode {
  const exit = worstExit(ends.flatMap(each => each.exit ?? []))
  if (!isJson(fleet)) io.out.write(`\n${table(ends)}\n`)
  else if (!EVENTS.has(fleet.command)) {
    const environments = ends.map(({ name, exit: own, text = '', more }) => ({
      environment: name,
      exit: own ?? null,
      ...documentIn(text),
      ...more,
    }))
    io.out.write(`${jsonText({ formatVersion: 1, exit, environments }, 2)}\n`)
  }
  return exit
}

function table(ends: readonly FleetEnd[]): string {
  const width = Math.max(...ends.map(each => each.name.length), 11)
  const lines = ends.map(
    ({ name, exit }) => ` ${name.padEnd(width)}  ${exit === undefined ? 'not started' : WORDS[exit]}`,
  )
  return [`${'Environments'.padEnd(width + 1)}`, ...lines].map(each => escapeText(each.trimEnd())).join('\n')
}

const WORDS: Readonly<Record<ExitCode, string>> = {
  0: 'ok',
  1: 'failed (exit 1)',
  2: 'changes pending',
  3: 'drift',
  4: 'refused (exit 4)',
  5: 'stale (exit 5)',
  6: 'lease held (exit 6)',
  7: 'credentials (exit 7)',
  8: 'locked out (exit 8)',
  9: 'stopped part-way (exit 9)',
  10: 'did not converge (exit 10)',
  64: 'usage (exit 64)',
  130: 'interrupted',
  143: 'interrupted',
}

function refused(message: string, hint = 'give one environment with --env NAME'): Error {
  return failure('CL119', message, { hint })
}
