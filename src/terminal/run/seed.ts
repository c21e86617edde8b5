import { performSeed, planSeeds } from '../../commands/seed.ts'
import { performSeedPull } from '../../commands/seedPull.ts'
import type { SeedWorld } from '../../commands/seedWorld.ts'
import type { RowChange } from '../../core/rows/seed.ts'
import { counted } from '../../report/amounts.ts'
import { escapeText } from '../../report/escape.ts'
import { eventJson } from '../../report/progress.ts'
import type { Page } from '../../report/page.ts'
import { seedPage, seedPlanPage, seedShownJson } from '../../report/pages/seed.ts'
import { pageText } from '../../report/text/text.ts'
import { askYes } from '../ask.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import { isAsked } from '../io.ts'
import type { Io } from '../io.ts'
import { jsonLines } from '../jsonLines.ts'
import { paintFor } from '../paint.ts'
import { progressTo, startProgress } from '../progress.ts'
import { reportingFailures, tryReports, writeReports } from '../reports.ts'
import type { ReportFlags } from '../reports.ts'
import { withWorld } from '../session.ts'
import { reportedRun } from './reported.ts'

export interface SeedFlags extends ReportFlags {
  readonly dryRun?: true | undefined
  readonly json?: true | undefined
  readonly maxDuration?: number | undefined
  readonly only?: RowChange['kind'] | undefined
  readonly limit?: number | undefined
  readonly maxRemoved?: number | undefined
  readonly yes?: true | undefined
  readonly allow?: readonly string[] | undefined
}

/** `seed`: shows what differs, asks, writes only that, and says what was done; with --json one event a line. */
export async function runSeed(io: Io, globals: Globals, names: readonly string[], flags: SeedFlags): Promise<ExitCode> {
  const json = flags.json === true
  const line = jsonLines(io)
  const paint = paintFor(io.out, io, globals.color)
  const show = (page: Page) => (json ? line(page.json) : io.out.write(`${pageText(page, paint)}\n`))
  const { only, limit, maxRemoved, maxDuration } = flags
  const wishes = { names, allow: flags.allow ?? [], only, limit, maxRemoved }
  const progress = json ? progressTo(event => line(eventJson(event))) : await startProgress(io, globals)
  const asks = isAsked(io, flags)
  const dryRun = async (world: SeedWorld) => {
    await tryReports(world.project, flags)
    const plan = () => planSeeds(world, wishes)
    const document = await reportingFailures(world.project, flags, 'seed', plan, io.gather)
    const page = seedPlanPage(document, maxDuration)
    show(page)
    if (json) line(seedShownJson(document))
    await writeReports(world.project, flags, [page], io.gather)
  }
  const perform = (world: SeedWorld) =>
    performSeed(world, {
      ...wishes,
      yes: flags.yes === true,
      show: document => show(withoutProblems(seedPlanPage(document, maxDuration))),
      approve: asks ? document => askYes(`Write these rows to ${document.environment}?`, io) : undefined,
    })
  const ended = await withWorld(io, globals, { maxDurationMs: maxDuration, progress }, async world => {
    if (flags.dryRun === true) return dryRun(world)
    return reportedRun(io, flags, world.project, 'seed', { perform: () => perform(world), pageOf: seedPage })
  })
  if (ended === undefined) return EXIT.ok
  if (json || ended.result.kind !== 'nothing-to-do') show(ended.page)
  return ended.exit
}

// What stands against it is thrown, and printed once.
function withoutProblems(page: Page): Page {
  return { ...page, parts: page.parts.filter(each => each.id !== 'problems') }
}

export interface SeedPullFlags {
  readonly where?: ReadonlyMap<string, string> | undefined
  readonly columns?: readonly string[] | undefined
  readonly out?: string | undefined
}

/** `seed pull`: writes the rows of a datastore into a seed, and says where. */
export async function runSeedPull(io: Io, globals: Globals, name: string, flags: SeedPullFlags): Promise<ExitCode> {
  const pulled = await withWorld(io, globals, {}, world =>
    performSeedPull(world, name, {
      ...(flags.where !== undefined && { where: flags.where }),
      ...(flags.columns !== undefined && { columns: flags.columns }),
      ...(flags.out !== undefined && { out: flags.out }),
    }),
  )
  const left = pulled.left === 0 ? '' : `, ${counted(pulled.left, 'hidden or long value')} left out`
  const files = pulled.files.map(escapeText).join(', ')
  io.out.write(
    `${counted(pulled.rows, 'row')} of ${escapeText(name)} in ${files}${left}, ${counted(pulled.calls, 'call')}\n`,
  )
  return EXIT.ok
}
