import { wordsAgain } from '../../core/plan/outdated.ts'
import { openProject } from '../../world.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { nextCommands } from '../next.ts'
import { otherCommand } from '../typed.ts'
import { silentProgress } from '../progress.ts'
import { chosen, outsideOf } from '../session.ts'
import type { Globals } from '../globals.ts'
import { printPlan } from './plan.ts'

/** `show`: a saved plan, as `plan` printed it. */
export async function runShow(
  io: Io,
  globals: Globals,
  file: string,
  flags: { readonly json?: true | undefined },
): Promise<ExitCode> {
  const project = await openProject(outsideOf(io, globals, silentProgress), chosen(globals))
  const saved = await project.readPlan(file)
  const { document } = saved
  const there = { ...globals, env: document.environment }
  const problem = project.outdated(saved)
  const next = problem
    ? [otherCommand(wordsAgain(document, file), io, there)]
    : nextCommands(document, { planFile: file }, io, there)
  // It is shown all the same: only an apply refuses it.
  const warnings = [...(problem ? [{ ...problem, severity: 'warning' as const }] : []), ...document.warnings]
  printPlan({ ...document, warnings }, flags.json === true, { next }, io, globals)
  return EXIT.ok
}
