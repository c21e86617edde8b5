import { performPlan } from '../../commands/plan.ts'
import type { Beside } from '../../commands/seedBeside.ts'
import type { SeedWorld } from '../../commands/seedWorld.ts'
import type { PlanDocument } from '../../core/plan/document.ts'
import { foldedWarnings } from '../../core/model/fold.ts'
import { hasErrors } from '../../core/model/problem.ts'
import { writesRows } from '../../core/rows/seedPlan.ts'
import { jsonText } from '../../report/json.ts'
import type { Group } from '../../report/page.ts'
import { planPage } from '../../report/pages/plan.ts'
import { pageText } from '../../report/text/text.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import { openExamples } from '../examples.ts'
import type { Io } from '../io.ts'
import { nextCommands, OVER_LIMIT } from '../next.ts'
import type { Said } from '../next.ts'
import { askedOf } from '../options.ts'
import type { RecordFlags } from '../options.ts'
import { paintFor } from '../paint.ts'
import { reportingFailures, tryReports, writeReports } from '../reports.ts'
import type { ReportFlags } from '../reports.ts'
import { withWorld } from '../session.ts'
import type { Globals } from '../globals.ts'

export interface PlanFlags extends RecordFlags, ReportFlags {
  readonly steps?: true | undefined
  readonly out?: string | undefined
  readonly json?: true | undefined
  readonly offline?: true | undefined
  readonly detailedExitcode?: true | undefined
  readonly allow?: readonly string[] | undefined
  readonly seed?: true | undefined
  readonly allWarnings?: true | undefined
}

/** `plan`: shows whatever it can, and saves only what apply could apply; exits 4 for a plan that no consent lets through. */
export async function runPlan(io: Io, globals: Globals, names: readonly string[], flags: PlanFlags): Promise<ExitCode> {
  const examples = openExamples(io, flags.json === true)
  const { document, next, planFile } = await withWorld(io, globals, {}, async world => {
    if (flags.out !== undefined) await world.project.tryPlanFile(flags.out)
    await tryReports(world.project, flags, flags.out)
    const plan = async () =>
      performPlan(world, {
        ...askedOf(flags),
        ...(await besideOf(world, flags, names)),
        names,
        offline: flags.offline === true,
        allow: flags.allow ?? [],
        hearExamples: examples.hear,
        timeline: flags.report?.some(each => each.format === 'html'),
      })
    const made = await reportingFailures(world.project, flags, 'plan', plan, io.gather)
    const planFile = isRefused(made) ? undefined : flags.out
    if (planFile !== undefined) await world.project.writePlan(planFile, made)
    const next = isRefused(made)
      ? []
      : nextCommands(made, { ...saidOf(flags), names }, io, globals, world.environment.protected)
    if (flags.report !== undefined)
      await writeReports(world.project, flags, [planPage(made, { next, planFile })], io.gather)
    io.hear?.({ document: made, isProtected: world.environment.protected })
    return { document: made, next, planFile }
  })
  const around = { next, planFile, steps: flags.steps, allWarnings: flags.allWarnings, aside: examples.untold() }
  printPlan(document, flags.json === true, around, io, globals)
  if (isRefused(document)) return EXIT.refused
  const { changes, steps } = document.plan
  const hasChanges = changes.length + steps.length > 0 || writesRows(document.rows)
  return flags.detailedExitcode === true && hasChanges ? EXIT.changesPending : EXIT.ok
}

// What no consent lifts: apply would send nothing, so a file of it would only mislead.
function isRefused({ plan, rows }: PlanDocument): boolean {
  return (
    hasErrors(plan.problems) ||
    plan.risks.some(each => each.level === 'refused' && !OVER_LIMIT.has(each.code)) ||
    hasErrors(rows?.problems ?? [])
  )
}

// What changes the plan has to be said to the apply as well.
function saidOf({ out, allow, countAll, skipChecks, maxRemovedDatastores, maxRemovedFields }: PlanFlags): Said {
  const figure = (flag: string, count: number | undefined) => (count === undefined ? [] : [flag, String(count)])
  const flags = [
    ...(countAll === true ? ['--count-all'] : []),
    ...(skipChecks === true ? ['--skip-checks'] : []),
    ...figure('--max-removed-datastores', maxRemovedDatastores),
    ...figure('--max-removed-fields', maxRemovedFields),
  ]
  return { planFile: out, allow, flags }
}

/** Seeds as a part of the run, where they were asked for. */
export async function besideOf(
  world: SeedWorld,
  { seed, allow = [] }: Pick<PlanFlags, 'seed' | 'allow'>,
  names: readonly string[] = [],
): Promise<{ readonly beside?: Beside }> {
  if (seed !== true) return {}
  const { seedsBeside } = await import('../../commands/seedBeside.ts')
  return { beside: await seedsBeside(world, allow, names) }
}

export interface Around {
  readonly next: readonly string[]
  readonly planFile?: string | undefined
  /** Whether people want to see each step. */
  readonly steps?: boolean | undefined
  /** Each one, also where many are alike. */
  readonly allWarnings?: boolean | undefined
  /** Values for who sits at the terminal. */
  readonly aside?: Group | undefined
  /** What keeps it from being carried out follows, as the refusal of a run. */
  readonly isRefusedElsewhere?: boolean | undefined
}

/** Prints a plan to stdout, for people or as JSON. */
export function printPlan(
  document: PlanDocument,
  json: boolean,
  { next, planFile, steps, allWarnings = false, aside, isRefusedElsewhere }: Around,
  io: Io,
  globals: Globals,
): void {
  const warnings = json || allWarnings ? document.warnings : foldedWarnings(document.warnings)
  const page = planPage({ ...document, warnings }, { next, planFile, isRefusedElsewhere })
  const text = json
    ? jsonText(page.json, 2)
    : pageText(page, paintFor(io.out, io, globals.color), { unfolded: new Set(steps === true ? ['steps'] : []), aside })
  io.out.write(text.endsWith('\n') ? text : `${text}\n`)
}
