import { performSeed, planSeeds } from '../../commands/seed.ts'
import { performSeedPull } from '../../commands/seedPull.ts'
import type { RowChange } from '../../core/rows/seed.ts'
import { counted } from '../../report/amounts.ts'
import { escapeText } from '../../report/escape.ts'
import { eventJson } from '../../report/progress.ts'
import { seedPlanJson, seedPlanText, seedResultJson, seedShownJson, seedResultText } from '../../report/seedText.ts'
import type { SeedPlanView } from '../../report/seedText.ts'
import { askYes } from '../ask.ts'
import { EXIT, exitCodeAfter, problemsOfStop } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import { canAsk } from '../io.ts'
import type { Io } from '../io.ts'
import { jsonLines } from '../jsonLines.ts'
import { nextAfter } from '../next.ts'
import { paintFor } from '../paint.ts'
import { progressTo, startProgress } from '../progress.ts'
import { withWorld } from '../session.ts'

export interface SeedFlags {
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
  const show = (document: SeedPlanView) => {
    if (json) line(seedPlanJson(document))
    else io.out.write(`${seedPlanText(document, paint, flags.maxDuration)}\n`)
  }
  const shown = (document: SeedPlanView) => {
    show(document)
    if (json) line(seedShownJson(document))
  }
  const wishes = {
    names,
    allow: flags.allow ?? [],
    ...(flags.only !== undefined && { only: flags.only }),
    ...(flags.limit !== undefined && { limit: flags.limit }),
    ...(flags.maxRemoved !== undefined && { maxRemoved: flags.maxRemoved }),
  }
  const progress = json ? progressTo(event => line(eventJson(event))) : await startProgress(io, globals)
  const isAsked = flags.yes !== true && !json && canAsk(io)
  const seeded = await withWorld(io, globals, { maxDurationMs: flags.maxDuration, progress }, async world => {
    if (flags.dryRun === true) return shown(await planSeeds(world, wishes))
    return performSeed(world, {
      ...wishes,
      yes: flags.yes === true,
      // What stands against it is thrown, and printed once.
      show: document => show(json ? document : { ...document, problems: [] }),
      approve: isAsked ? document => askYes(`Write these rows to ${document.environment}?`, io) : undefined,
    })
  })
  if (seeded === undefined) return EXIT.ok
  const code = exitCodeAfter(seeded, io.signal)
  const problems = problemsOfStop(seeded)
  const result = { ...seeded, problems, next: nextAfter(seeded, code, io) }
  if (json) line(seedResultJson(result))
  else io.out.write(`${seedResultText(result, paint)}\n`)
  return code
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
