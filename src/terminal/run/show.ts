import { openProject } from '../../world.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { nextCommands } from '../next.ts'
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
  const { document } = await project.readPlan(file)
  const next = nextCommands(document, { planFile: file }, io, { ...globals, env: document.environment })
  printPlan(document, flags.json === true, { next }, io, globals)
  return EXIT.ok
}
