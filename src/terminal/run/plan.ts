import { performPlan } from '../../commands/plan.ts'
import type { Beside } from '../../commands/seedBeside.ts'
import type { SeedWorld } from '../../commands/seedWorld.ts'
import type { PlanDocument } from '../../core/plan/document.ts'
import { writesRows } from '../../core/rows/seedPlan.ts'
import { jsonText } from '../../report/json.ts'
import { planPage } from '../../report/pages/plan.ts'
import { pageText } from '../../report/text/text.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { nextCommands } from '../next.ts'
import { askedOf } from '../options.ts'
import type { RecordFlags } from '../options.ts'
import { paintFor } from '../paint.ts'
import { withWorld } from '../session.ts'
import type { Globals } from '../globals.ts'

export interface PlanFlags extends RecordFlags {
  readonly out?: string | undefined
  readonly json?: true | undefined
  readonly offline?: true | undefined
  readonly detailedExitcode?: true | undefined
  readonly allow?: readonly string[] | undefined
  readonly seed?: true | undefined
}

/** `plan`: guards stop apply, never plan, so this exits 0 for whatever it can show. */
export async function runPlan(io: Io, globals: Globals, flags: PlanFlags): Promise<ExitCode> {
  const { document, isProtected } = await withWorld(io, globals, {}, async world => {
    if (flags.out !== undefined) await world.project.tryPlanFile(flags.out)
    const made = await performPlan(world, {
      ...askedOf(flags),
      ...(await besideOf(world, flags)),
      offline: flags.offline === true,
      allow: flags.allow ?? [],
    })
    if (flags.out !== undefined) await world.project.writePlan(flags.out, made)
    return { document: made, isProtected: world.environment.protected }
  })
  const next = nextCommands(document, flags.out, flags.allow ?? [], globals, isProtected)
  printPlan(document, flags.json === true, { next, planFile: flags.out }, io, globals)
  const hasChanges = document.plan.changes.length > 0 || writesRows(document.rows)
  return flags.detailedExitcode === true && hasChanges ? EXIT.changesPending : EXIT.ok
}

/** Seeds as a part of the run, where they were asked for. */
export async function besideOf(
  world: SeedWorld,
  { seed, allow = [] }: Pick<PlanFlags, 'seed' | 'allow'>,
): Promise<{ readonly beside?: Beside }> {
  if (seed !== true) return {}
  const { seedsBeside } = await import('../../commands/seedBeside.ts')
  return { beside: await seedsBeside(world, allow) }
}

export interface Around {
  readonly next: readonly string[]
  readonly planFile?: string | undefined
}

/** Prints a plan to stdout, for people or as JSON. */
export function printPlan(
  document: PlanDocument,
  json: boolean,
  { next, planFile }: Around,
  io: Io,
  globals: Globals,
): void {
  const page = planPage(document, { next, planFile })
  const text = json ? jsonText(page.json, 2) : pageText(page, paintFor(io.out, io, globals.color))
  io.out.write(text.endsWith('\n') ? text : `${text}\n`)
}
